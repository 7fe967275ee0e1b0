// Values as people read them.
import type { TFunction } from 'i18next';
import { isEmpty } from '../api/registry';
import type { Field, Value } from '../api/types';
import type { Terms } from './terms';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** "3 minutes ago"; a moment ahead of our clock is now. */
export function ageOf(moment: string, now: number, language: string): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(moment)) / 1000));
  const format = new Intl.RelativeTimeFormat(localeOf(language),
    { numeric: 'auto', style: 'short' });
  if (seconds < minute) return format.format(-seconds, 'second');
  if (seconds < hour) return format.format(-Math.floor(seconds / minute), 'minute');
  if (seconds < day) return format.format(-Math.floor(seconds / hour), 'hour');
  return format.format(-Math.floor(seconds / day), 'day');
}

/** The time of day, with the day where that is another one. */
export function clockOf(moment: string, now: number, language: string): string {
  const date = new Date(moment);
  const isToday = date.toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(localeOf(language), isToday
    ? { timeStyle: 'short' } : { dateStyle: 'short', timeStyle: 'short' }).format(date);
}

/** Our language in the form of the browser's own country: en-GB writes dates as en-US does not. */
export function localeOf(language: string): string {
  const own = typeof navigator === 'undefined' ? [] : navigator.languages;
  return own.find((tag) => tag === language || tag.startsWith(`${language}-`)) ?? language;
}

export function momentOf(moment: string, language: string): string {
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium', timeStyle: 'short' })
    .format(new Date(moment));
}

/** To the second, as a person compares two clocks. */
export function exactTimeOf(moment: string, language: string): string {
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium', timeStyle: 'medium' })
    .format(new Date(moment));
}

const spans = [[1, 'millisecond', 0], [1_000, 'second', 1], [60_000, 'minute', 0],
  [3_600_000, 'hour', 1], [86_400_000, 'day', 0]] as const;

/** "1.2 seconds", "4 days": in the largest unit that the time fills twice, or in milliseconds. */
export function durationOf(milliseconds: number, language: string): string {
  const [size, unit, digits] =
    spans.findLast(([one]) => milliseconds >= (one === 1_000 ? one : 2 * one)) ?? spans[0];
  return new Intl.NumberFormat(localeOf(language), { style: 'unit', unit, unitDisplay: 'long',
    maximumFractionDigits: digits }).format(milliseconds / size);
}

export function dateOf(date: string, language: string): string {
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium', timeZone: 'UTC' })
    .format(new Date(`${date}T00:00:00Z`));
}

/** A decimal with as many digits as it has; trailing zeros of a quantity say nothing. */
export function decimalOf(text: string, scale: number, language: string): string {
  const number = Number(text);
  if (!Number.isFinite(number)) return text;
  return new Intl.NumberFormat(localeOf(language), {
    minimumFractionDigits: scale === 2 ? 2 : 0, maximumFractionDigits: scale,
  }).format(number);
}

export interface Reader {
  terms: Terms;
  language: string;
  t: TFunction;
}

export function textOf(field: Field, value: Value | undefined, reader: Reader): string {
  if (isEmpty(value) || value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'boolean') return reader.t(value ? 'yes' : 'no', { ns: 'records' });
  if (field.merge === 'state') return reader.terms.word(String(value));
  switch (field.type) {
    case 'date': return dateOf(String(value), reader.language);
    case 'instant': return momentOf(String(value), reader.language);
    case 'decimal': return decimalOf(String(value), field.scale ?? 0, reader.language);
    case 'integer':
      return new Intl.NumberFormat(localeOf(reader.language), { useGrouping: Number(value) > 9999 })
        .format(Number(value));
    case 'enumeration': return reader.terms.word(String(value));
    default: return String(value);
  }
}

export function isNumeric(field: Field): boolean {
  return (field.type === 'integer' || field.type === 'decimal') && field.merge !== 'set';
}
