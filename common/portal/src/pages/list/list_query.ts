// What a list asks the daemon, and which columns it shows. Pure but for the memory of the browser.
import { apiRoot, withQuery } from '../../api/client';
import {
  compactNumber, defaultColumns, fieldOf, identifiers, isOpaque, searchFields, statesOf,
} from '../../api/registry';
import type { Entity, Field } from '../../api/types';
import type { ListSearch } from '../../app/router';

export const pageSize = 100;

export type Comparison = 'eq' | 'prefix' | 'ge' | 'le';

export interface Filter {
  field: string;
  how: Comparison;
  value: string;
}

/** "field:eq:a:b" is a filter on "a:b". */
export function readFilter(text: string): Filter | null {
  const [field, how, ...rest] = text.split(':');
  if (!field || !how || rest.length === 0) return null;
  if (!['eq', 'prefix', 'ge', 'le'].includes(how)) return null;
  return { field, how: how as Comparison, value: rest.join(':') };
}

export function filterText(filter: Filter): string {
  return `${filter.field}:${filter.how}:${filter.value}`;
}

/** Which comparisons the daemon knows for a field. */
export function comparisonsOf(field: Field): Comparison[] {
  if (field.merge === 'set') return ['eq'];
  switch (field.type) {
    case 'text': return field.merge === 'state' ? ['eq'] : ['prefix', 'eq', 'ge', 'le'];
    case 'key': return ['eq', 'prefix'];
    case 'integer':
    case 'decimal':
    case 'date':
    case 'instant': return ['ge', 'le', 'eq'];
    default: return ['eq'];
  }
}

/** The words that a filter on this field chooses from; null where anything may be written. */
export function wordsOf(entity: Entity, field: Field): string[] | null {
  if (field.merge === 'state') return statesOf(entity);
  if (field.type === 'enumeration') return field.words ?? [];
  if (field.type === 'flag') return ['true', 'false'];
  return null;
}

export function filterable(entity: Entity): Field[] {
  return entity.fields.filter((field) => !field.sensitive && !isOpaque(field));
}

/** What is typed into the search box, as the field stores it. */
export function searchText(entity: Entity, all: readonly Entity[], field: Field, text: string) {
  const isNumber = identifiers(entity, all).some((one) => one.name === field.name);
  if (!isNumber) return text.trim();
  return field.name === 'number' ? text.trim().toUpperCase() : compactNumber(text);
}

/** Filters and order, as every form of the list takes them. */
function queryPairs(
  entity: Entity, all: readonly Entity[], search: ListSearch,
): [string, string][] {
  const pairs: [string, string][] = [];
  const box = searchFields(entity)[0];
  const wanted = box && search.q ? searchText(entity, all, box, search.q) : '';
  if (box && wanted !== '') pairs.push(['filter', `${box.name}:prefix:${wanted}`]);
  for (const filter of search.filter ?? []) pairs.push(['filter', filter]);
  const sort = sortOf(entity, search);
  if (sort) pairs.push(['sort', sort]);
  return pairs;
}

export function listPath(
  entity: Entity, all: readonly Entity[], search: ListSearch, after: string | null,
): string {
  const pairs: [string, string][] = [
    ['limit', String(pageSize)], ...queryPairs(entity, all, search),
  ];
  if (after !== null) pairs.push(['after', after]);
  return withQuery(`/${entity.collection}`, pairs);
}

/** The address of the whole list as a file. */
export function filePath(
  entity: Entity, all: readonly Entity[], search: ListSearch, format: 'csv' | 'xlsx',
): string {
  return withQuery(`${apiRoot}/${entity.collection}`,
    [['format', format], ...queryPairs(entity, all, search)]);
}

/** Documents come newest first; everything else by its name where the daemon can sort it. */
export function sortOf(entity: Entity, search: ListSearch): string | null {
  if (search.sort) return search.sort;
  if (entity.number !== null && entity.sorts.includes('number')) return '-number';
  const box = searchFields(entity)[0];
  return box && entity.sorts.includes(box.name) ? box.name : entity.sorts[0] ?? null;
}

/** A click on a header: up, down, and up again. */
export function nextSort(current: string | null, field: string): string {
  return current === field ? `-${field}` : field;
}

const memory = (entity: Entity) => `branchline.columns.${entity.name}`;

export function rememberedColumns(entity: Entity): string[] {
  try {
    const kept = JSON.parse(localStorage.getItem(memory(entity)) ?? 'null') as unknown;
    if (Array.isArray(kept)) {
      const known = kept.filter((name) => typeof name === 'string' && fieldOf(entity, name));
      if (known.length > 0) return known as string[];
    }
  } catch {
    // What somebody else has written there is not ours to read.
  }
  return defaultColumns(entity);
}

export function rememberColumns(entity: Entity, columns: readonly string[]): void {
  localStorage.setItem(memory(entity), JSON.stringify(columns));
}
