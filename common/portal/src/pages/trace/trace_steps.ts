// The way of a record through the network, as steps in the order of time. Pure.
import type { Hop } from '../../api/types';

/** How the daemon names the importer where it names a branch otherwise. */
export const importer = 'hub';

interface Dated {
  /** Null where nobody has noted a time. */
  at: string | null;
  /** How long after the step before it, or after the change that it answers. */
  after: number | null;
}

export interface Written extends Dated { kind: 'written'; hop: Hop }
export interface Rejected extends Dated { kind: 'rejected'; hop: Hop }
/** One receipt covers several entries. */
export interface Taken extends Dated { kind: 'taken'; hops: Hop[] }
export interface Waiting extends Dated { kind: 'waiting'; hops: Hop[] }
export interface Back extends Dated { kind: 'back' }
export type Step = Written | Rejected | Taken | Waiting | Back;

/** In one and the same millisecond: what a branch wrote, then the receipt, then the answers. */
function rankOf(step: Step): number {
  switch (step.kind) {
    case 'written': return step.hop.branch === importer ? 2 : 0;
    case 'taken':
    case 'rejected': return 1;
    case 'waiting': return 3;
    case 'back': return 4;
  }
}

function timeOf(step: Step): number {
  return step.at === null ? Number.POSITIVE_INFINITY : Date.parse(step.at);
}

/** The entries of branches that receipts cover, by receipt. */
function receipts(hops: readonly Hop[]): Taken[] {
  const byTime = new Map<string, Hop[]>();
  for (const hop of hops) {
    if (hop.branch === importer || hop.standing === 'rejected' || !hop.decided_at) continue;
    byTime.set(hop.decided_at, [...(byTime.get(hop.decided_at) ?? []), hop]);
  }
  return [...byTime].map(([at, covered]) => ({ kind: 'taken', at, hops: covered,
    after: Math.max(0, ...covered.map((hop) => hop.waited_ms ?? 0)) }));
}

function isOpen(hop: Hop): boolean {
  return hop.branch !== importer && hop.standing !== 'rejected' && !hop.decided_at;
}

/** What was written, what the importer answered, and whether the answer is here. */
export function stepsOf(hops: readonly Hop[], isNode: boolean): Step[] {
  const written = hops.map((hop): Step => ({ kind: 'written', at: hop.at, after: null, hop }));
  const rejected = hops.filter((hop) => hop.standing === 'rejected').map((hop): Step => ({
    kind: 'rejected', at: hop.decided_at, after: hop.waited_ms, hop }));
  const dated = [...written, ...receipts(hops), ...rejected]
    .toSorted((a, b) => timeOf(a) - timeOf(b) || rankOf(a) - rankOf(b));
  dated.forEach((step, index) => {
    const before = dated[index - 1];
    if (step.kind !== 'written' || !before?.at || !step.at) return;
    step.after = Math.max(0, Date.parse(step.at) - Date.parse(before.at));
  });
  const open = hops.filter(isOpen);
  if (open.length > 0) return [...dated, { kind: 'waiting', at: null, after: null, hops: open }];
  const isAnswered = hops.some((hop) => hop.branch === importer || hop.decided_at);
  return isNode && isAnswered ? [...dated, { kind: 'back', at: null, after: null }] : dated;
}

/** The longest time that the importer has taken to answer a change; null while it owes all. */
export function slowestOf(hops: readonly Hop[]): number | null {
  const waits = hops.filter((hop) => hop.branch !== importer)
    .map((hop) => hop.waited_ms).filter((one) => one !== null);
  return waits.length > 0 ? Math.max(0, ...waits) : null;
}

export function actorsOf(hops: readonly Hop[]): string[] {
  return [...new Set(hops.map((hop) => hop.actor).filter((one) => one !== null))];
}
