// What this replica knows of a part, from five lists. The one page that names entities: a counter
// needs them side by side.
import { getJson, Problem, withQuery } from '../../api/client';
import { compactNumber } from '../../api/registry';
import type { Page, Row, Status } from '../../api/types';

const most = 40;

export interface Price {
  list: string;
  kind: string;
  currency: string;
  amount: string | null;
}

export interface Link {
  part: string;
  kind: string;
  isNewer: boolean;
}

export interface PartFacts {
  prices: Price[];
  links: Link[];
  bins: Row[];
  others: Row[];
}

function list(path: string, filters: string[], signal: AbortSignal): Promise<Row[]> {
  const pairs = filters.map((filter) => ['filter', filter] as const);
  return getJson<Page>(withQuery(path, [...pairs, ['limit', String(most)]]), signal)
    .then((page) => page.items);
}

/** Descriptions begin with a capital letter, whatever somebody types. */
export function descriptionStart(text: string): string {
  const trimmed = text.trim();
  return trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
}

/** Numbers first; the same part is shown once. */
export function mergedParts(byNumber: readonly Row[], byText: readonly Row[]): Row[] {
  const seen = new Set<string>();
  return [...byNumber, ...byText].filter((row) => !seen.has(row.id) && seen.add(row.id))
    .slice(0, most);
}

export async function findParts(text: string, signal: AbortSignal): Promise<Row[]> {
  const number = compactNumber(text);
  const [byNumber, byText] = await Promise.all([
    number === '' ? [] : list('/parts', [`part:prefix:${number}`], signal),
    list('/parts', [`description:prefix:${descriptionStart(text)}`], signal),
  ]);
  return mergedParts(byNumber, byText);
}

async function priceOf(listRow: Row, part: string, signal: AbortSignal): Promise<Price> {
  const { list: name, kind, currency } = listRow.data;
  const price = { list: String(name), kind: String(kind), currency: String(currency) };
  try {
    const path = `/prices/${encodeURIComponent(price.list)}/${encodeURIComponent(part)}`;
    const { facts } = await getJson<{ facts: Record<string, string> }>(path, signal);
    return { ...price, amount: facts.amount ?? null };
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return { ...price, amount: null };
    throw error;
  }
}

export function linksOf(rows: readonly Row[], part: string): Link[] {
  return rows.map((row) => {
    const isNewer = row.data.old_part === part;
    return { part: String(isNewer ? row.data.new_part : row.data.old_part),
      kind: String(row.data.kind), isNewer };
  });
}

export async function partFacts(
  row: Row, status: Pick<Status, 'branch'>, signal: AbortSignal,
): Promise<PartFacts> {
  const part = String(row.data.part);
  const brand = String(row.data.brand);
  const here = status.branch;
  const [lists, newer, older, bins, told] = await Promise.all([
    list('/price-lists', [`brand:eq:${brand}`], signal),
    list('/supersessions', [`old_part:eq:${part}`, `brand:eq:${brand}`], signal),
    list('/supersessions', [`new_part:eq:${part}`, `brand:eq:${brand}`], signal),
    list('/bins', here ? [`branch:eq:${here}`, `part:eq:${part}`] : [`part:eq:${part}`], signal),
    list('/availability', [`part:eq:${part}`, `brand:eq:${brand}`], signal),
  ]);
  const prices = await Promise.all(lists.map((one) => priceOf(one, part, signal)));
  return { prices, links: linksOf([...newer, ...older], part), bins,
    others: told.filter((one) => one.data.branch !== here) };
}
