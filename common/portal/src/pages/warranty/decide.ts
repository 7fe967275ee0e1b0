// What a person at the claim desk writes with each verb. Pure.
import type { Value } from '../../api/types';
import { moneyText, scaled } from '../shared/money';

/** The words of the verdict, as the rules themselves write them. */
const verdicts: Record<string, string> = {
  approve: 'ACCEPT', reduce: 'REDUCE', return: 'RETURN', reject: 'REJECT',
};

export interface Ruling {
  command: string;
  reason: string;
  amount: string;
}

export function needsReason(command: string): boolean {
  return command in verdicts && command !== 'approve';
}

export function needsAmount(command: string): boolean {
  return command === 'approve' || command === 'reduce';
}

export type Fault = 'amount' | 'tooMuch' | 'reason';

/** What is missing, before the daemon is asked. `most` is what was claimed, in hundredths. */
export function faultsOf({ command, reason, amount }: Ruling, most: number | null): Fault[] {
  const faults: Fault[] = [];
  if (needsAmount(command)) {
    const sum = scaled(amount, 2);
    if (sum === null || sum < 0) faults.push('amount');
    else if (most !== null && sum > most) faults.push('tooMuch');
  }
  if (needsReason(command) && reason.trim() === '') faults.push('reason');
  return faults;
}

/** Who has rejected a claim does not decide its appeal: the daemon refuses it, the page says so. */
export function isOwnRejection(data: Record<string, Value>, person: string | null): boolean {
  const { appealed_on: appealed, decided_by: decider } = data;
  return person !== null && appealed !== null && appealed !== undefined && decider === person;
}

/** The members that go with the step: all of it is one entry. Who signs in signs by name. */
export function rulingData(
  ruling: Ruling, today: string, person: string | null = null,
): Record<string, Value> {
  const { command, reason, amount } = ruling;
  const verdict = verdicts[command];
  if (verdict === undefined) return {};
  const data: Record<string, Value> = { verdict, decided_on: today };
  if (person !== null) data.decided_by = person;
  if (reason.trim() !== '') data.reason = reason.trim();
  const sum = needsAmount(command) ? scaled(amount, 2) : null;
  if (sum !== null) {
    data.approved = moneyText(sum);
    data.importer_share = moneyText(sum);
  }
  return data;
}
