// What the declarations of entities decide in the portal. Pure functions: nothing here knows any
// entity by name.
import type { Entity, Field, Row, Status, Transition, Value } from './types';

/** "repair-orders" reads "Repair orders". */
export function humanised(word: string): string {
  const text = word.replaceAll(/[-_]/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function moduleOf(entity: Entity): string {
  return entity.name.split('.')[0] ?? entity.name;
}

export function fieldOf(entity: Entity, name: string): Field | undefined {
  return entity.fields.find((field) => field.name === name);
}

export function stateField(entity: Entity): Field | undefined {
  return entity.fields.find((field) => field.merge === 'state');
}

/** The states of a flow, in the order in which they are declared. */
export function statesOf(entity: Entity): string[] {
  const seen = new Set<string>();
  for (const row of entity.flow) {
    if (row.from !== null) seen.add(row.from);
    seen.add(row.to);
  }
  return [...seen];
}

/** The fields that name a record to a person: its number, else its key, else its first text. */
export function namingFields(entity: Entity): Field[] {
  if (entity.number !== null) return entity.fields.filter((field) => field.name === 'number');
  const key = entity.key.filter((part) => part !== entity.edition && part !== 'edition');
  const own = key.filter((part) => part !== entity.scope);
  const chosen = (own.length > 0 ? own : key)
    .map((part) => fieldOf(entity, part))
    .filter((field) => field !== undefined);
  if (chosen.length > 0) return chosen;
  const text = entity.fields.find(
    (field) => field.type === 'text' && field.merge !== 'state' && field.merge !== 'set');
  return text ? [text] : entity.fields.slice(0, 1);
}

export function titleOf(entity: Entity, row: Row): string {
  const parts = namingFields(entity)
    .map((field) => row.data[field.name])
    .filter((value) => value !== null && value !== undefined && value !== '');
  return parts.length > 0 ? parts.join(' · ') : row.id.slice(0, 8);
}

/** Bytes say nothing in a row, and nobody types them. */
export function isOpaque(field: Field): boolean {
  return field.type === 'bytes';
}

/** The field names a file by its hash. */
export function namesFile(field: Field): boolean {
  return field.type === 'bytes' && field.target === 'blob';
}

/** Beyond so many bytes a text is read on its own page, not in a row. */
const longText = 4096;

/** Marks and readings say little in a row; an edition says the same in every row. */
function comesLate(entity: Entity, field: Field): boolean {
  return field.type === 'flag' || field.merge === 'max' || field.merge === 'min' ||
    (entity.edition !== null && entity.key.includes(field.name)) || field.name === entity.scope;
}

function isLong(field: Field): boolean {
  return field.type === 'text' && (field.size_max ?? 0) > longText;
}

/** What a list shows before anybody has chosen: names first, then the state, then what is short. */
export function defaultColumns(entity: Entity, count = 6): string[] {
  const shown: string[] = namingFields(entity).map((field) => field.name);
  const add = (fields: readonly (Field | undefined)[]) => {
    for (const field of fields) {
      if (field && !shown.includes(field.name) && shown.length < count) shown.push(field.name);
    }
  };
  const possible = entity.fields.filter((field) =>
    !field.sensitive && !isOpaque(field) && field.name !== entity.left);
  const early = possible.filter((field) => !comesLate(entity, field));
  const short = early.filter((field) => !isLong(field));
  add([stateField(entity)]);
  add(short.filter((field) => field.required));
  add(short);
  add(early);
  add(possible);
  return shown;
}

/** On a telephone: the name, and what tells most beside it. */
export function narrowColumns(entity: Entity, columns: readonly string[]): string[] {
  const [first, ...rest] = columns;
  if (first === undefined) return [];
  const isProse = (name: string) => {
    const field = fieldOf(entity, name);
    return field?.type === 'text' && !field.once && field.merge !== 'set';
  };
  const state = rest.find((name) => name === stateField(entity)?.name);
  const second = state ?? rest.find(isProse) ?? rest[0];
  return second === undefined ? [first] : [first, second];
}

/** A field whose text a search box can look up by its beginning; the naming one comes first. */
export function searchFields(entity: Entity): Field[] {
  const names = namingFields(entity).map((field) => field.name);
  return entity.fields
    .filter((field) => (field.type === 'text' || field.type === 'key') &&
      field.merge !== 'set' && field.merge !== 'state' &&
      (entity.sorts.includes(field.name) || names.includes(field.name)))
    .toSorted((a, b) => Number(names.includes(b.name)) - Number(names.includes(a.name)));
}

/** What consists of a secret has no list: people set passwords through doors of their own. */
export function hasList(entity: Entity): boolean {
  return !entity.fields.some((field) => field.sensitive && field.required);
}

/** Numbers of documents, parts and cars: what the search over everything looks for. */
export function identifiers(entity: Entity, all: readonly Entity[]): Field[] {
  const natural = new Set(all.filter((one) => one.key.length === 1).flatMap((one) => one.key));
  const sorted = (field: Field) => entity.sorts.includes(field.name) && field.type === 'text';
  const isSearched = entity.purpose === 'business' && hasList(entity) &&
    ['dealer', 'catalog', 'hub'].includes(entity.stream);
  if (!isSearched) return [];
  const leading = entity.key.find((part) => part !== entity.scope);
  return entity.fields.filter((field) => sorted(field) &&
    (field.name === 'number' ? entity.number !== null
      : field.name === leading || (natural.has(field.name) && field.once)));
}

/** How a number is written in the daemon: "bp-100" and "BP 100" are both BP100. */
export function compactNumber(text: string): string {
  return text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
}

// ---- who may write what; the daemon decides, this only spares people a refusal

export type Side = 'node' | 'hub';

export interface Place {
  side: Side;
  branch: string | null;
}

export function placeOf(status: Pick<Status, 'role' | 'branch'>): Place {
  return { side: status.role, branch: status.branch ?? null };
}

function ownsField(field: Field, place: Place, row: Row | null): boolean {
  const atHome = row === null || (row.data.branch ?? place.branch) === place.branch;
  switch (field.owner) {
    case 'hub': return place.side === 'hub';
    case 'dealer': return place.side === 'node';
    case 'branch':
    case 'author': return place.side === 'node' && atHome;
    case 'flow':
    case 'nobody': return false;
  }
}

export function isEmpty(value: Value | undefined): boolean {
  return value === null || value === undefined || value === '';
}

/** May a person here write this field, of this record or of a new one? */
export function mayWrite(field: Field, place: Place, row: Row | null): boolean {
  if (!ownsField(field, place, row)) return false;
  return row === null || !field.once || isEmpty(row.data[field.name]);
}

/** Can a record begin here? Every required field must be one that this side writes. */
export function mayCreate(entity: Entity, place: Place): boolean {
  if (!['dealer', 'hub'].includes(entity.stream) && place.side === 'node') return false;
  if (entity.purpose !== 'business' && place.side === 'node') return false;
  const first = entity.flow.find((row) => row.from === null);
  if (first && first.side !== 'either' && first.side !== place.side) return false;
  return entity.fields
    .filter((field) => field.required && field.owner !== 'flow')
    .every((field) => mayWrite(field, place, null));
}

export function mayEdit(entity: Entity, place: Place, row: Row): boolean {
  return row.life === 'alive' && entity.fields.some((field) => mayWrite(field, place, row));
}

/** Transitions that leave the record's state and belong to this side, one for each verb. */
export function commandsOf(entity: Entity, row: Row, place: Place): Transition[] {
  const field = stateField(entity);
  if (!field || row.life !== 'alive') return [];
  const state = row.data[field.name];
  return entity.flow.filter((step) => step.from !== null && step.from === state &&
    (step.side === 'either' || step.side === place.side));
}

