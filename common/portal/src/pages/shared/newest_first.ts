import type { Row } from '../../api/types';

/** By number, the newest on top; what has no number yet comes last. */
export function newestFirst(rows: readonly Row[]): Row[] {
  const keyOf = (row: Row) => String(row.data.number ?? '');
  return rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? 1 : keyOf(a) > keyOf(b) ? -1 : 0));
}
