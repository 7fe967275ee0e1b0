// Sums about a dealer, and what an invitation waits for. Pure.
import type { Row } from '../../api/types';

export interface StateCount {
  state: string;
  count: number;
}

/** How many records stand in each state, the most frequent first. */
export function countsOf(rows: readonly Row[]): StateCount[] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const state = String(row.data.status ?? '');
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return [...counts].map(([state, count]) => ({ state, count }))
    .toSorted((a, b) => b.count - a.count || (a.state < b.state ? -1 : 1));
}

export interface Invitation {
  id: string;
  branch: string;
  dealer: string;
  expires: string;
  tries: number;
  approve: boolean;
  state: string;
}

/** Those that a person can still do something about; what waits for an answer on top. */
export function openInvitations(items: readonly Invitation[], now: string): Invitation[] {
  const isOpen = (one: Invitation) =>
    ['open', 'waiting', 'approved'].includes(one.state) && one.expires > now;
  return items.filter(isOpen).toSorted((a, b) =>
    Number(b.state === 'waiting') - Number(a.state === 'waiting') ||
    (a.branch < b.branch ? -1 : 1));
}

/** A branch code as the daemon takes it; what else people type is left out. */
export function branchCode(text: string): string {
  return text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
}
