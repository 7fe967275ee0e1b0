// Whose turn it is with a claim. Pure.
import type { Entity, Row } from '../../api/types';
import { statesOf } from '../../api/registry';

export type Group = 'answer' | 'send' | 'importer' | 'paid' | 'closed';

const groupOf: Record<string, Group> = {
  returned: 'answer', rejected: 'answer', draft: 'send', submitted: 'importer',
  in_review: 'importer', appealed: 'importer', approved: 'paid', approved_reduced: 'paid',
  credited: 'paid', settled: 'paid', reversed: 'paid',
};

/** In the order in which a branch looks at them. */
export const groups: readonly Group[] = ['answer', 'send', 'importer', 'paid', 'closed'];

export function groupOfState(state: string): Group {
  return groupOf[state] ?? 'closed';
}

/** The states of a group, of those that the flow declares. */
export function statesIn(entity: Entity, group: Group): string[] {
  return statesOf(entity).filter((state) => groupOfState(state) === group);
}

/** The key of the sentence that says what to do next, in the dictionary of the page. */
export function nextKey(row: Row): string {
  const state = String(row.data.status);
  if (state === 'rejected' && row.data.appealed_on) return 'next_rejected_finally';
  return `next_${state}`;
}

/** The oldest day first, records without one last; the number settles what is equal. */
export function oldestFirst(rows: readonly Row[]): Row[] {
  const keyOf = (row: Row) => `${String(row.data.appealed_on ?? row.data.submitted_on ?? '9999')} ${
    String(row.data.number ?? '')}`;
  return rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
}

/** A claim that was withdrawn leaves its job free for another one. */
export function isLive(claim: Row): boolean {
  return !['withdrawn', 'lapsed'].includes(String(claim.data.status));
}
