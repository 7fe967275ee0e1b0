// Editions of price lists: what state they are in, what a new one needs, what to warn of. Pure.
import type { Row } from '../../api/types';
import { scaled } from '../shared/money';

export type EditionState = 'published' | 'ahead' | 'staged' | 'broken' | 'discarded';

export interface Edition {
  id: string;
  list: string;
  edition: string;
  title: string;
  validFrom: string;
  rows: number;
  source: string;
  state: EditionState;
  /** Staged for a day that is past. */
  isPast: boolean;
}

/** The importer's day: prices change at midnight UTC. */
export function utcDay(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}

function stateOf(data: Row['data'], day: string): EditionState {
  if (data.published === true) return String(data.valid_from) > day ? 'ahead' : 'published';
  if (data.discarded === true) return 'discarded';
  return Number(data.row_count) > 0 ? 'staged' : 'broken';
}

export function editionOf(row: Row, day: string): Edition {
  const { data } = row;
  const state = stateOf(data, day);
  return {
    id: row.id, list: String(data.list), edition: String(data.edition),
    title: String(data.title ?? ''), validFrom: String(data.valid_from),
    rows: Number(data.row_count), source: String(data.source ?? ''), state,
    isPast: state === 'staged' && String(data.valid_from) < day,
  };
}

/** The editions of a list, the newest first. */
export function editionsOf(rows: readonly Row[], list: string, day: string): Edition[] {
  return rows.filter((row) => row.data.list === list).map((row) => editionOf(row, day))
    .toSorted((a, b) => (a.edition < b.edition ? 1 : -1));
}

export interface Change {
  part: string;
  before: string | null;
  after: string | null;
  percent: string | null;
}
export const kinds = ['raised', 'lowered', 'added', 'missing'] as const;
export type Kind = (typeof kinds)[number];

export interface Comparison {
  basis: string;
  /** Other prices have been published since. */
  old: boolean;
  counts: Record<Kind | 'unchanged', number>;
  /** Prices that change by more than was asked for. */
  above: number;
  rises: Change[];
  falls: Change[];
}

export interface Wanted {
  list: string;
  title: string;
  validFrom: string;
  from: 'file' | 'percent';
  percent: string;
  file: { name: string; size: number } | null;
}

export const fileMost = 64 * 1024 * 1024;
/** The daemon takes 512 KiB at once. */
export const pieceMost = 512 * 1024;

export type Lack = 'list' | 'day' | 'file' | 'tooLarge' | 'percent';

/** "3,5" and "+3.5" as the daemon reads it; null when it is no such number. */
export function percentIn(text: string): string | null {
  const written = text.trim().replace(/^\+/, '').replace(',', '.');
  return scaled(written, 2) === null ? null : written;
}

/** What must be said before anything is sent; the first is where the person is taken. */
export function lacksOf(wanted: Wanted, day: string): Lack[] {
  const out: Lack[] = [];
  if (wanted.list === '') out.push('list');
  if (!/^\d{4}-\d\d-\d\d$/.test(wanted.validFrom) || wanted.validFrom < day) out.push('day');
  if (wanted.from === 'file') {
    if (!wanted.file) out.push('file');
    else if (wanted.file.size > fileMost) out.push('tooLarge');
  } else {
    const percent = percentIn(wanted.percent);
    if (percent === null || Number(percent) === 0) out.push('percent');
  }
  return out;
}

/** Where each piece of a file begins and ends. */
export function piecesOf(size: number): [number, number][] {
  const out: [number, number][] = [];
  for (let at = 0; at < size; at += pieceMost) out.push([at, Math.min(size, at + pieceMost)]);
  return out;
}

/** The change that is furthest from nothing, up or down. */
export function furthest({ rises, falls }: Pick<Comparison, 'rises' | 'falls'>): Change | null {
  const all = [...rises.slice(0, 1), ...falls.slice(0, 1)].filter((one) => one.percent !== null);
  return all.toSorted((a, b) =>
    Math.abs(Number(b.percent)) - Math.abs(Number(a.percent)))[0] ?? null;
}

/** A threshold as the daemon takes it: at least nothing, with at most two digits. */
export function thresholdIn(text: string): string | null {
  const written = percentIn(text);
  return written === null || Number(written) < 0 ? null : written;
}
