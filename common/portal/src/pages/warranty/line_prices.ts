// What the agreement and the catalogue say of a line: hours and rate of an operation, price of a
// part. A person may write something else.
import { listRows } from '../../api/answers';
import { getJson, withQuery } from '../../api/client';
import { compactNumber } from '../../api/registry';
import type { Row, Value } from '../../api/types';
import type { LineDraft, Suggestion } from '../shared/line_draft';

/** The agreement in force on a day: the newest that had begun. */
export function agreementOn(rows: readonly Row[], day: string): Row | undefined {
  return rows.filter((row) => String(row.data.valid_from ?? '') <= day)
    .toSorted((a, b) => (String(a.data.valid_from) < String(b.data.valid_from) ? 1 : -1))[0];
}

/** Minutes as hours with three digits: 30 are 0.500. */
export function hoursOf(minutes: Value | undefined): string | undefined {
  const number = Number(minutes ?? Number.NaN);
  return Number.isFinite(number) && number > 0 ? String(Math.round(number / 0.06) / 1000)
    : undefined;
}

async function netPrice(list: string, part: string, day: string): Promise<string | undefined> {
  const path = withQuery(`/prices/${encodeURIComponent(list)}/${encodeURIComponent(part)}`,
    day === '' ? [] : [['date', day]]);
  const { facts } = await getJson<{ facts: Record<string, Value> }>(path);
  return facts.amount ? String(facts.amount) : undefined;
}

/** Without an agreement: what the importer publishes as the dealers' net prices. */
async function netList(brand: string): Promise<Value | undefined> {
  const lists = await listRows('price-lists', { filter: [`brand:eq:${brand}`] });
  return lists.find((row) => row.data.kind === 'net')?.data.list;
}

function given(values: Record<keyof Suggestion, string | undefined>): Suggestion {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

export async function suggestLine(
  line: LineDraft, brand: string, day: string,
): Promise<Suggestion> {
  if (line.item.trim() === '' || line.kind === 'sublet') return {};
  const agreements = await listRows('agreements', { filter: [`brand:eq:${brand}`] })
    .catch(() => []);
  const agreed = agreementOn(agreements, day);
  if (line.kind === 'labour') {
    const [operation] = await listRows('operations',
      { filter: [`brand:eq:${brand}`, `operation:eq:${line.item.trim()}`], limit: 1 });
    return given({ quantity: hoursOf(operation?.data.standard_minutes),
      unit_price: agreed?.data.labour_rate ? String(agreed.data.labour_rate) : undefined });
  }
  const list = agreed?.data.price_list ?? await netList(brand);
  if (!list) return {};
  return given({ quantity: undefined,
    unit_price: await netPrice(String(list), compactNumber(line.item), day) });
}
