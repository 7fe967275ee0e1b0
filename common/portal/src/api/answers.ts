// Questions that the daemon answers with facts and rows, and lists that a page asks for by filters.
import { queryOptions } from '@tanstack/react-query';
import { getJson, withQuery } from './client';
import type { Page, Row, Value } from './types';

export interface Answer {
  facts: Record<string, Value>;
  columns: string[];
  rows: Value[][];
}

/** The rows of an answer, each by the names of its columns. */
export function linesOf(answer: Pick<Answer, 'columns' | 'rows'>): Record<string, Value>[] {
  return answer.rows.map((row) =>
    Object.fromEntries(answer.columns.map((column, at) => [column, row[at] ?? null])));
}

/** Any change may change an answer, so all of them are asked for again (see events.ts). */
export const answerQuery = (path: string) => queryOptions({
  queryKey: ['answer', path],
  queryFn: ({ signal }) => getJson<Answer>(path, signal),
});

interface Wanted {
  filter?: readonly string[];
  sort?: string;
  /** So many at most; all of them where nothing is said. */
  limit?: number;
}

/** The daemon gives so many at once. */
const pageOfRows = 500;
/** A page that shows all of something is not made for more than this. */
const all = 10_000;

export async function listRows(
  collection: string, { filter = [], sort, limit = all }: Wanted, signal?: AbortSignal,
): Promise<Row[]> {
  const asked: [string, string][] = filter.map((one) => ['filter', one]);
  if (sort !== undefined) asked.push(['sort', sort]);
  asked.push(['limit', String(Math.min(limit, pageOfRows))]);
  const rows: Row[] = [];
  let after: string | null = null;
  do {
    const pairs: [string, string][] = after === null ? asked : [...asked, ['after', after]];
    const page: Page = await getJson<Page>(withQuery(`/${collection}`, pairs), signal);
    rows.push(...page.items);
    after = page.next;
  } while (after !== null && rows.length < limit);
  return rows.filter((row) => row.life === 'alive');
}

/** The records in any of these states; a list filters by one of them at a time. */
export async function listInStates(
  collection: string, states: readonly string[], wanted: Wanted, signal?: AbortSignal,
): Promise<Row[]> {
  const { filter = [], ...rest } = wanted;
  const lists = await Promise.all(states.map((state) =>
    listRows(collection, { ...rest, filter: [`status:eq:${state}`, ...filter] }, signal)));
  return lists.flat();
}

export const statesQuery = (
  collection: string, states: readonly string[], wanted: Wanted = {},
) => queryOptions({
  queryKey: ['list', collection, 'states', states, wanted],
  queryFn: ({ signal }) => listInStates(collection, states, wanted, signal),
});

export const rowsQuery = (collection: string, wanted: Wanted = {}) => queryOptions({
  queryKey: ['list', collection, 'rows', wanted],
  queryFn: ({ signal }) => listRows(collection, wanted, signal),
});
