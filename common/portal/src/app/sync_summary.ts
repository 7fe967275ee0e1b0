// What the sync bar says, from the daemon's status. Pure.
import type { Status } from '../api/types';

export type Line = 'up' | 'down' | 'connecting' | 'paused' | 'starting' | 'silent' | 'hub';

export interface SyncSummary {
  line: Line;
  /** Own changes that the importer has not decided about yet. */
  waiting: number;
  conflicts: number;
  rejected: number;
  /** When the line changed last; null when it was never up. */
  since: string | null;
  branchesUp: number;
  /** Entries of others that wait for something they build on. */
  held: number;
}

export function summaryOf(status: Status, isSilent = false): SyncSummary {
  const sum = (pick: (stream: Status['streams'][number]) => number) =>
    status.streams.reduce((total, stream) => total + pick(stream), 0);
  const line: Line = isSilent ? 'silent'
    : status.role === 'hub' ? 'hub' : (status.line ?? 'starting');
  return {
    line,
    waiting: status.role === 'hub' ? 0 : sum((stream) => stream.own_unsettled),
    conflicts: sum((stream) => stream.conflicts),
    rejected: sum((stream) => stream.rejected),
    since: status.line_since ?? null,
    branchesUp: status.peers.filter((peer) => peer.state === 'established').length,
    held: sum((stream) => stream.waiting),
  };
}
