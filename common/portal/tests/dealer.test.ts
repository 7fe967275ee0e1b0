import { describe, expect, it } from 'vitest';
import {
  branchCode, countsOf, type Invitation, openInvitations,
} from '../src/pages/dealer/dealer_facts';
import { row } from './entities';

const invitation = (given: Partial<Invitation>): Invitation => ({ id: 'a', branch: 'B0101',
  dealer: 'D01', expires: '2026-12-01T00:00:00Z', tries: 0, approve: true, state: 'open',
  ...given });

describe('a dealer', () => {
  it('has claims in states, the most frequent first', () => {
    const rows = ['draft', 'credited', 'credited', 'approved'].map((status) => row({ status }));
    expect(countsOf(rows).map(({ state, count }) => `${count} ${state}`))
      .toEqual(['2 credited', '1 approved', '1 draft']);
    expect(countsOf([])).toEqual([]);
  });
});

describe('invitations', () => {
  it('that are spent or too old are not shown, and a node that waits comes first', () => {
    const items = [invitation({ id: 'open' }), invitation({ id: 'spent', state: 'spent' }),
      invitation({ id: 'old', expires: '2026-11-01T00:00:00Z' }),
      invitation({ id: 'waits', branch: 'B0109', state: 'waiting' })];
    expect(openInvitations(items, '2026-11-22T00:00:00Z').map((one) => one.id))
      .toEqual(['waits', 'open']);
  });
  it('are for codes of letters and digits', () => {
    expect(branchCode(' b-0103 ')).toBe('B0103');
  });
});
