// A day of appointments as a sheet: bays beside each other, half hours below each other. Pure.
import type { Row } from '../../api/types';

export const step = 30;
export const usualMinutes = 60;
const dayBegins = 7 * 60;
const dayEnds = 18 * 60;
const gone = new Set(['cancelled', 'no_show']);

/** "08:30", from minutes since midnight. */
export function timeText(minute: number): string {
  const part = (number: number) => String(number).padStart(2, '0');
  return `${part(Math.floor(minute / 60))}:${part(minute % 60)}`;
}

/** Minutes since midnight of "8:30"; null when it is no time. */
export function minuteOf(text: string): number | null {
  const match = /^(\d{1,2}):(\d{2})$/.exec(text.trim());
  if (!match) return null;
  const [hour, minute] = [Number(match[1]), Number(match[2])];
  return hour < 24 && minute < 60 ? hour * 60 + minute : null;
}

export interface Slot {
  bay: string;
  start: number;
  minutes: number;
}

export function slotOf(row: Row): Slot {
  return { bay: String(row.data.bay ?? ''), start: Number(row.data.start_minute ?? 0),
    minutes: Number(row.data.minutes ?? 0) };
}

export function spanOf(row: Row): string {
  const { start, minutes } = slotOf(row);
  return `${timeText(start)}–${timeText(start + minutes)}`;
}

/** As the daemon sees it: who has no bay is in nobody's way. */
export function overlap(a: Slot, b: Slot): boolean {
  return a.bay !== '' && a.bay === b.bay && a.start < b.start + b.minutes &&
    b.start < a.start + a.minutes;
}

/** Does the appointment still take its bay? */
export function takesItsBay(row: Row): boolean {
  return row.life === 'alive' && !gone.has(String(row.data.status));
}

/** The appointment that has the bay at that time; `but` is the one that is being moved. */
export function inTheWay(rows: readonly Row[], slot: Slot, but = ''): Row | undefined {
  return rows.find((row) => row.id !== but && takesItsBay(row) && overlap(slot, slotOf(row)));
}

/** The first half hour from `from` on in which the bay is free for so long; `from` itself on a day
    that is full. */
export function firstFree(rows: readonly Row[], bay: string, from: number, minutes: number,
): number {
  for (let start = from; start + minutes <= dayEnds; start += step) {
    if (!inTheWay(rows, { bay, start, minutes })) return start;
  }
  return from;
}

export function byTime(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) => slotOf(a).start - slotOf(b).start || (a.id < b.id ? -1 : 1));
}

/** Bays with something on this day or lately, in their order; what has no bay comes last. */
export function baysOf(rows: readonly Row[], known: readonly Row[] = []): string[] {
  const names = new Set([...rows, ...known].map((row) => slotOf(row).bay).filter(Boolean));
  const bays = [...names].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  if (bays.length === 0) bays.push('1');
  return rows.some((row) => slotOf(row).bay === '') ? [...bays, ''] : bays;
}

export interface Cell {
  bay: string;
  minute: number;
  /** Half hours that the cell fills. */
  rows: number;
  appointments: Row[];
}

export interface SheetRow {
  minute: number;
  /** Cells that begin in this half hour. */
  cells: Cell[];
}

/** Every half hour of the day, with what begins in it; what overlaps shares one cell. */
export function sheetOf(rows: readonly Row[], bays: readonly string[]): SheetRow[] {
  const present = byTime(rows.filter(takesItsBay));
  const slots = present.map(slotOf);
  const first = Math.min(dayBegins, ...slots.map((slot) => slot.start));
  const last = Math.max(dayEnds, ...slots.map((slot) => slot.start + slot.minutes));
  const begin = Math.floor(first / step) * step;
  const count = Math.ceil((last - begin) / step);
  const sheet: SheetRow[] = Array.from({ length: count },
    (_, at) => ({ minute: begin + at * step, cells: [] }));
  for (const bay of bays) {
    let end = 0;
    let open: Cell | null = null;
    for (const [at, line] of sheet.entries()) {
      const here = present.filter((_, one) => slots[one]?.bay === bay &&
        slots[one].start >= line.minute && slots[one].start < line.minute + step);
      const until = Math.max(...here.map((row) => slotOf(row).start + slotOf(row).minutes), 0);
      const reach = Math.max(1, Math.ceil((until - line.minute) / step));
      if (open && at < end) {
        open.appointments.push(...here);
        if (here.length > 0 && at + reach > end) {
          open.rows += at + reach - end;
          end = at + reach;
        }
        continue;
      }
      open = here.length > 0
        ? { bay, minute: line.minute, rows: reach, appointments: here } : null;
      end = at + reach;
      line.cells.push(open ?? { bay, minute: line.minute, rows: 1, appointments: [] });
    }
  }
  return sheet;
}
