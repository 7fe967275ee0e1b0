import { describe, expect, it } from 'vitest';
import { campaignCars, campaignFacts, vinsOf } from '../src/pages/campaign/campaign_facts';
import { isMonth, monthOf } from '../src/pages/account/months';
import { isOwnRejection, rulingData } from '../src/pages/warranty/decide';

describe('campaign', () => {
  it('counts only what there is', () => {
    const facts = campaignFacts({ facts: { title: 'Pump', status: 'active', stop_sale: true,
      population: 3, due: 3, done: 1, percent: 33, open: 2, confirmed: 1, scrapped: 0 } });
    expect(facts.counts).toEqual([{ progress: 'open', count: 2 },
      { progress: 'confirmed', count: 1 }]);
    expect(facts.percent).toBe(33);
    expect(facts.stopSale).toBe(true);
  });

  it('has no share where there is nothing to do', () => {
    expect(campaignFacts({ facts: { percent: null } }).percent).toBe(null);
  });

  it('shows a car without claim', () => {
    expect(campaignCars({ columns: ['vin', 'progress', 'branch', 'claim'],
      rows: [['V1', 'open', '', null]] }))
      .toEqual([{ vin: 'V1', progress: 'open', branch: '', claim: '' }]);
  });

  it('takes pasted numbers apart, each once', () => {
    expect(vinsOf(' a1, b2;\nA1\tc3 ')).toEqual(['A1', 'B2', 'C3']);
    expect(vinsOf(' ,')).toEqual([]);
  });
});

describe('appeal', () => {
  const appealed = { appealed_on: '2026-11-02', decided_by: 'aa' };

  it('is not decided by who has rejected the claim', () => {
    expect(isOwnRejection(appealed, 'aa')).toBe(true);
    expect(isOwnRejection(appealed, 'bb')).toBe(false);
    expect(isOwnRejection(appealed, null)).toBe(false);
    expect(isOwnRejection({ appealed_on: null, decided_by: 'aa' }, 'aa')).toBe(false);
  });

  it('is signed by who signs in', () => {
    const ruling = { command: 'reject', reason: 'no', amount: '' };
    expect(rulingData(ruling, '2026-11-02', 'aa').decided_by).toBe('aa');
    expect(rulingData(ruling, '2026-11-02').decided_by).toBe(undefined);
  });
});

describe('month', () => {
  it('is a year and one of twelve', () => {
    expect(monthOf('2026-11-22')).toBe('2026-11');
    expect(['2026-12', '2026-13', '2026-0', '26-01', ''].map(isMonth))
      .toEqual([true, false, false, false, false]);
  });
});
