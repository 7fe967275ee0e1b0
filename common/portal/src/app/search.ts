// The search over everything: the beginnings of numbers, in every entity that has such a number.
import { getJson, Problem, withQuery } from '../api/client';
import { compactNumber, identifiers } from '../api/registry';
import type { Entity, Field, Page, Row } from '../api/types';

const each = 4;
const most = 14;

export interface Found {
  entity: Entity;
  row: Row;
}

/** As the field is stored: keys without blanks and dashes, document numbers as they are printed. */
export function storedForm(field: Field, text: string): string {
  return field.name === 'number' ? text.trim().toUpperCase() : compactNumber(text);
}

/** The same record may be found by two of its numbers; it is shown once. */
export function merged(found: readonly Found[]): Found[] {
  const seen = new Set<string>();
  return found.filter(({ row }) => !seen.has(row.id) && seen.add(row.id)).slice(0, most);
}

/** What somebody may not read is not found; any other refusal is told. */
function nothingForUs(problem: unknown): Page {
  if (problem instanceof Problem && problem.status === 403) return { items: [], next: null };
  throw problem;
}

export async function searchEverything(
  entities: readonly Entity[], text: string, signal: AbortSignal,
): Promise<Found[]> {
  const questions = entities.flatMap((entity) =>
    identifiers(entity, entities).map((field) => ({ entity, field })));
  const answers = await Promise.all(questions.map(async ({ entity, field }) => {
    const wanted = storedForm(field, text);
    if (wanted === '') return [];
    const path = withQuery(`/${entity.collection}`,
      [['filter', `${field.name}:prefix:${wanted}`], ['limit', String(each)]]);
    const page = await getJson<Page>(path, signal).catch(nothingForUs);
    return page.items.map((row) => ({ entity, row }));
  }));
  return merged(answers.flat());
}
