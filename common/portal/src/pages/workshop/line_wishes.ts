// The line of a job that is being typed, and what it becomes. Pure.
import type { Row, Value } from '../../api/types';
import type { LineDraft } from '../shared/line_draft';
import { lineAmount, scaled } from '../shared/money';

export interface JobLineDraft extends LineDraft {
  discount: string;
  tax_code: string;
}

export const emptyDraft: JobLineDraft = {
  kind: 'labour', item: '', quantity: '1', unit_price: '', discount: '', tax_code: '',
};

/** The next line begins with what the last one had in common with it. */
export function draftAfter(done: JobLineDraft): JobLineDraft {
  return { ...emptyDraft, kind: done.kind, tax_code: done.tax_code };
}

/** Each code once, whatever versions of its rate there are. */
export function taxCodes(rates: readonly Row[]): string[] {
  return [...new Set(rates.map((row) => String(row.data.code)))].toSorted();
}

const point = (text: string) => text.trim().replace(',', '.');

/** What the daemon is asked to write. */
export function lineWish(draft: JobLineDraft, order: Row, job: Row, line: number,
  more: Record<string, Value>): Record<string, Value> {
  const out: Record<string, Value> = { branch: order.data.branch ?? null, repair_order: order.id,
    job: job.id, line, kind: draft.kind, item: draft.item.trim() };
  const put = (name: string, text: string) => { if (text !== '') out[name] = text; };
  put('quantity', point(draft.quantity));
  put('unit_price', point(draft.unit_price));
  put('discount', point(draft.discount));
  put('tax_code', draft.tax_code);
  return { ...out, ...more };
}

/** In hundredths, as the daemon adds it up. */
export function netOf(row: Row): number {
  const amount = lineAmount(String(row.data.quantity ?? ''), String(row.data.unit_price ?? ''));
  return (amount ?? 0) - (scaled(String(row.data.discount ?? '0'), 2) ?? 0);
}

export function nextNumber(rows: readonly Row[], field: string): number {
  return Math.max(0, ...rows.map((row) => Number(row.data[field] ?? 0))) + 1;
}
