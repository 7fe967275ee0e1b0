// What the rules say of a claim, sorted to the fields that it concerns. Pure.
import { linesOf, type Answer } from '../../api/answers';
import type { Row } from '../../api/types';

export interface Finding {
  rule: string;
  /** broken, undetermined, passed or skipped. */
  outcome: string;
  severity: string;
  field: string;
  text: string;
  remedy: string;
}

function findingOf(line: Record<string, unknown>): Finding {
  const text = (name: string) => String(line[name] ?? '');
  return { rule: text('rule'), outcome: text('outcome') || 'broken', severity: text('severity'),
    field: text('field'), text: text('text'), remedy: text('remedy') };
}

export function findingsOf(answer: Pick<Answer, 'columns' | 'rows'>): Finding[] {
  return linesOf(answer).map(findingOf);
}

/** Rules that a decision found broken, of the claim as it was submitted last. */
export function lastHits(rows: readonly Row[]): Finding[] {
  const last = Math.max(0, ...rows.map((row) => Number(row.data.submitted ?? 0)));
  return rows.filter((row) => Number(row.data.submitted ?? 0) === last)
    .map((row) => findingOf({ ...row.data, outcome: 'broken' }))
    .toSorted((a, b) => (a.rule < b.rule ? -1 : 1));
}

/** Those that somebody should read: broken ones first, then what is not known here. */
export function toRead(findings: readonly Finding[]): Finding[] {
  const weight: Record<string, number> = { broken: 0, undetermined: 1 };
  return findings.filter((one) => one.outcome in weight)
    .toSorted((a, b) => (weight[a.outcome] ?? 2) - (weight[b.outcome] ?? 2));
}

export function byField(findings: readonly Finding[]): Map<string, Finding[]> {
  const out = new Map<string, Finding[]>();
  for (const one of findings) out.set(one.field, [...(out.get(one.field) ?? []), one]);
  return out;
}

export type Weight = 'bad' | 'wait' | 'quiet';

/** How loud a finding is: what stops the claim, what costs money or time, what is only open. */
export function weightOf({ outcome, severity }: Pick<Finding, 'outcome' | 'severity'>): Weight {
  if (outcome !== 'broken') return 'quiet';
  return severity === 'REJECT' || severity === 'RETURN' ? 'bad' : 'wait';
}
