// What a job's line costs whoever pays: hours of an operation, the agreed rate where the importer
// pays, the retail price of a part for everybody else. A person may write something else.
import { listRows } from '../../api/answers';
import { getJson, withQuery } from '../../api/client';
import { compactNumber } from '../../api/registry';
import type { Row, Value } from '../../api/types';
import { agreementOn, hoursOf, suggestLine } from '../warranty/line_prices';
import { isForImporter } from '../warranty/claim_from_order';
import type { LineDraft, Suggestion } from '../shared/line_draft';

async function retailPrice(brand: string, part: string): Promise<Suggestion> {
  const lists = await listRows('price-lists', { filter: [`brand:eq:${brand}`] });
  const list = lists.find((row) => row.data.kind === 'retail')?.data.list;
  if (!list) return {};
  const { facts } = await getJson<{ facts: Record<string, Value> }>(withQuery(
    `/prices/${encodeURIComponent(String(list))}/${encodeURIComponent(compactNumber(part))}`, []));
  return facts.amount ? { unit_price: String(facts.amount) } : {};
}

/** Nothing where nobody knows the item. */
export async function knownOf(draft: LineDraft, job: Row, brand: string, day: string,
): Promise<Suggestion> {
  if (brand === '' || draft.item.trim() === '' || !['labour', 'part'].includes(draft.kind)) {
    return {};
  }
  try {
    if (isForImporter(job)) {
      return await suggestLine(draft, brand, day);
    }
    if (draft.kind === 'part') return await retailPrice(brand, draft.item);
    const [[operation], agreements] = await Promise.all([
      listRows('operations',
        { filter: [`brand:eq:${brand}`, `operation:eq:${draft.item.trim()}`], limit: 1 }),
      listRows('agreements', { filter: [`brand:eq:${brand}`] }).catch(() => [])]);
    const hours = hoursOf(operation?.data.standard_minutes);
    const rate = agreementOn(agreements, day)?.data.labour_rate;
    return { ...(hours ? { quantity: hours } : {}), ...(rate ? { unit_price: String(rate) } : {}) };
  } catch {
    return {};
  }
}
