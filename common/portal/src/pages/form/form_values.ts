// Between what a form holds, which is text, and what the daemon takes. Pure.
import { fieldOf, isEmpty, mayWrite, type Place } from '../../api/registry';
import type { Problem } from '../../api/client';
import type { Entity, Field, Row, Value } from '../../api/types';

export type FormValue = string | string[];
export type FormValues = Record<string, FormValue>;

export function toForm(field: Field, value: unknown): FormValue {
  if (field.merge === 'set') return Array.isArray(value) ? value.map(String) : [];
  if (value === null || value === undefined) return '';
  if (field.type === 'instant') return localMoment(String(value));
  return String(value);
}

/** "2026-11-22T10:15" in the time of this machine, as a field of moments wants it. */
export function localMoment(moment: string): string {
  const date = new Date(moment);
  if (Number.isNaN(date.getTime())) return '';
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** What cannot be read is sent as it stands: the daemon says what it expects instead. */
export function fromForm(field: Field, value: FormValue): Value {
  if (Array.isArray(value)) return value;
  const text = field.type === 'text' ? value : value.trim();
  if (text === '') return null;
  switch (field.type) {
    case 'integer': return /^[+-]?\d{1,15}$/.test(text) ? Number(text) : text;
    case 'decimal': return text.replace(',', '.');
    case 'flag': return text === 'true' ? true : text === 'false' ? false : text;
    case 'instant': {
      const date = new Date(text);
      return Number.isNaN(date.getTime()) ? text : date.toISOString();
    }
    default: return text;
  }
}

export function formFields(entity: Entity, place: Place, row: Row | null): Field[] {
  // The daemon gives documents their numbers itself.
  const isGiven = (field: Field) => row === null && entity.number !== null &&
    field.name === 'number';
  return entity.fields.filter((field) => mayWrite(field, place, row) && !isGiven(field));
}

/** A form begins with the record, with values from the address over it, and with our branch. */
export function firstValues(
  entity: Entity, place: Place, row: Row | null, given: Record<string, unknown> = {},
): FormValues {
  const out: FormValues = {};
  for (const field of formFields(entity, place, row)) {
    const own = row === null && field.name === 'branch' && field.type === 'key'
      ? place.branch : row?.data[field.name];
    out[field.name] = toForm(field, field.name in given ? given[field.name] : own);
  }
  return out;
}

function isSame(a: Value, b: Value | undefined): boolean {
  if (isEmpty(a) || (Array.isArray(a) && a.length === 0)) {
    return isEmpty(b) || (Array.isArray(b) && b.length === 0);
  }
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The members of the request: of a new record what was filled in, else what differs. */
export function wishesOf(entity: Entity, values: FormValues, row: Row | null) {
  const out: Record<string, Value> = {};
  for (const [name, value] of Object.entries(values)) {
    const field = fieldOf(entity, name);
    if (!field) continue;
    const wish = fromForm(field, value);
    if (!isSame(wish, row?.data[name] ?? null)) out[name] = wish;
  }
  return out;
}

/**
 * What was typed over `base`, over a newer version of the record: a step of one's own, or somebody
 * else's other fields. Null when both have written one field, and differently.
 */
export function rebased(
  entity: Entity, place: Place, values: FormValues, base: Row, next: Row,
): FormValues | null {
  const out = firstValues(entity, place, next);
  for (const [name, wish] of Object.entries(wishesOf(entity, values, base))) {
    const isOurs = isSame(base.data[name] ?? null, next.data[name] ?? null);
    if (!isOurs && !isSame(wish, next.data[name] ?? null)) return null;
    const typed = values[name];
    if (name in out && typed !== undefined) out[name] = typed;
  }
  return out;
}

/** What was saved, and over it what was typed while it was on its way. */
export function withLater(
  saved: FormValues, sent: FormValues, now: FormValues,
): FormValues {
  const later = Object.entries(now).filter(([name, value]) => name in saved &&
    JSON.stringify(value) !== JSON.stringify(sent[name]));
  return { ...saved, ...Object.fromEntries(later) };
}

/** Sentences of the daemon, each at its field: "/data/title" belongs to title. */
export function errorsByField(problem: Problem | null): Record<string, string> {
  const out: Record<string, string> = {};
  for (const error of problem?.fields ?? []) {
    const name = error.pointer.split('/')[2];
    if (name === undefined) continue;
    const said = error.detail.replace(`${name}: `, '');
    out[name] = error.hint ? `${said}. ${error.hint}` : said;
  }
  return out;
}
