// The line that is being typed. Pure.
import type { Row, Value } from '../../api/types';
import type { LineDraft } from '../shared/line_draft';
import { lineAmount } from '../shared/money';

export interface ClaimLineDraft extends LineDraft {
  technician: string;
  worked_on: string;
}

export const emptyLine: ClaimLineDraft = {
  kind: 'part', item: '', quantity: '1', unit_price: '', technician: '', worked_on: '',
};

/** The next line begins with what the last one had in common with it. */
export function lineAfter(line: ClaimLineDraft): ClaimLineDraft {
  return { ...emptyLine, kind: line.kind, technician: line.technician, worked_on: line.worked_on };
}

export function numberAfter(lines: readonly Row[]): number {
  return Math.max(0, ...lines.map((row) => Number(row.data.line ?? 0))) + 1;
}

export function entryOf(line: Row): ClaimLineDraft {
  const text = (name: string) => String(line.data[name] ?? '');
  return { kind: text('kind') || emptyLine.kind, item: text('item'), quantity: text('quantity'),
    unit_price: text('unit_price'), technician: text('technician'), worked_on: text('worked_on') };
}

/** What the daemon is asked to write; a comma is a point. */
export function wishOf(entry: ClaimLineDraft, claim: Row, number: number): Record<string, Value> {
  const out: Record<string, Value> = { branch: claim.data.branch ?? null, claim: claim.id,
    line: number, kind: entry.kind };
  const put = (name: string, text: string) => { if (text !== '') out[name] = text; };
  put('item', entry.item.trim());
  put('quantity', entry.quantity.trim().replace(',', '.'));
  put('unit_price', entry.unit_price.trim().replace(',', '.'));
  put('technician', entry.technician.trim());
  put('worked_on', entry.worked_on);
  return out;
}

/** What the lines come to, in hundredths. */
export function totalOf(lines: readonly Row[]): number {
  return lines.reduce((sum, row) =>
    sum + (lineAmount(String(row.data.quantity ?? ''), String(row.data.unit_price ?? '')) ?? 0), 0);
}
