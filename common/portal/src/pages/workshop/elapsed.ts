// Clocks of technicians: what runs, and for how long. Pure.
import type { Row } from '../../api/types';

/** "1:05:09", from milliseconds; a clock that is ahead of ours stands at nought. */
export function elapsedText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const part = (number: number) => String(number).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${part(Math.floor(seconds / 60) % 60)}:` +
    `${part(seconds % 60)}`;
}

/** The entry that has no end yet; the newest where an old one was forgotten. */
export function runningOf(entries: readonly Row[]): Row | null {
  const open = entries.filter((row) => row.life === 'alive' && !row.data.stopped_at);
  return open.toSorted((a, b) =>
    (String(a.data.started_at) < String(b.data.started_at) ? 1 : -1))[0] ?? null;
}

/** Milliseconds from start to stop, or to now. */
export function lengthOf(entry: Row, now: number): number {
  const from = Date.parse(String(entry.data.started_at));
  const to = entry.data.stopped_at ? Date.parse(String(entry.data.stopped_at)) : now;
  return Math.max(0, to - from);
}

/** What was worked for orders, and what was not. */
export function dayOfWork(entries: readonly Row[], now: number): { worked: number; idle: number } {
  const out = { worked: 0, idle: 0 };
  for (const entry of entries) {
    out[entry.data.repair_order ? 'worked' : 'idle'] += lengthOf(entry, now);
  }
  return out;
}
