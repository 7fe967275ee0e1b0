// A statement of account, as it is shown. Pure.
import { linesOf, type Answer } from '../../api/answers';
import { scaled } from '../shared/money';

export interface StatementLine {
  issuedOn: string;
  document: string;
  kind: string;
  text: string;
  amount: string;
  balance: string;
  dueOn: string;
}

export function statementLines(answer: Pick<Answer, 'columns' | 'rows'>): StatementLine[] {
  return linesOf(answer).map((line) => {
    const text = (name: string) => String(line[name] ?? '');
    return { issuedOn: text('issued_on'), document: text('document'), kind: text('kind'),
      text: text('text'), amount: text('amount'), balance: text('balance'),
      dueOn: text('due_on') };
  });
}

export type Side = 'owes' | 'has' | 'even';

/** Above zero the dealer owes it, below zero it has it to its credit. */
export function sideOf(balance: string): Side {
  const amount = scaled(balance, 2) ?? 0;
  return amount > 0 ? 'owes' : amount < 0 ? 'has' : 'even';
}
