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
  limit?: number;
}

export async function listRows(
  collection: string, { filter = [], sort, limit = 200 }: Wanted, signal?: AbortSignal,
): Promise<Row[]> {
  const pairs: [string, string][] = filter.map((one) => ['filter', one]);
  if (sort !== undefined) pairs.push(['sort', sort]);
  pairs.push(['limit', String(limit)]);
  const { items } = await getJson<Page>(withQuery(`/${collection}`, pairs), signal);
  return items.filter((row) => row.life === 'alive');
}

export const rowsQuery = (collection: string, wanted: Wanted = {}) => queryOptions({
  queryKey: ['list', collection, 'rows', wanted],
  queryFn: ({ signal }) => listRows(collection, wanted, signal),
});
