// Where an order stands, and whose turn it is. Pure.
import { linesOf, type Answer } from '../../api/answers';
import type { Row, Value } from '../../api/types';
import type { Finding } from '../warranty/findings';

/** Groups of the list, in the order in which somebody wants to read them. */
export const groups = ['draft', 'waits', 'confirmed', 'comes', 'refused', 'closed'] as const;
export type Group = (typeof groups)[number];

const groupOf: Record<string, Group> = {
  draft: 'draft', submitted: 'waits', awaiting_grant: 'waits', confirmed: 'confirmed',
  allocated: 'comes', invoiced: 'comes', shipped: 'comes', rejected: 'refused',
};

export function groupOfState(state: string): Group {
  return groupOf[state] ?? 'closed';
}

/** The word that says what happens next; an order that has not left says that it waits here. */
export function nextKey(order: Row): string {
  const state = String(order.data.status);
  const hasLeft = order.sync.state !== 'local';
  if (groupOfState(state) === 'waits') return hasLeft ? 'next_waits' : 'next_leaves';
  return `next_${state}`;
}

/** "RED, HOOK" as a list; blanks do not matter. */
export function listOf(text: Value | undefined): string[] {
  return String(text ?? '').split(',').map((one) => one.trim()).filter((one) => one !== '');
}

/** What each rule asks of, so that its words can stand there. */
const fieldOfRule: Record<string, string> = {
  O01: 'brand', O02: 'model', O03: 'model', O04: 'kind', O05: 'brand', O06: 'brand', O07: 'price',
};

/** The rules' words in the form in which the pages show findings: what refuses stops the order. */
export function orderFindings(answer: Pick<Answer, 'columns' | 'rows'>): Finding[] {
  return linesOf(answer).map((line) => {
    const text = (name: string) => String(line[name] ?? '');
    const outcome = text('outcome') === 'refused' ? 'broken' : text('outcome');
    const figures = text('limit') === '' ? '' : ` (${text('value')} / ${text('limit')})`;
    return { rule: text('rule'), outcome, severity: 'REJECT', text: text('text') + figures,
      field: fieldOfRule[text('rule')] ?? 'model', remedy: text('remedy') };
  });
}

export interface Choice {
  code: string;
  text: string;
}

/** Of rows with a key and a text each key once, in order. */
export function choicesOf(rows: readonly Row[], key: string): Choice[] {
  const out = new Map<string, string>();
  for (const row of rows) {
    const code = String(row.data[key] ?? '');
    if (code !== '' && row.data.active !== false) out.set(code, String(row.data.description ?? ''));
  }
  return [...out].map(([code, text]) => ({ code, text }))
    .toSorted((a, b) => (a.code < b.code ? -1 : 1));
}
