import { describe, expect, it } from 'vitest';
import {
  bodyOf, fingerprintOf, firstTerms, matchedIn, vinsOf,
} from '../src/pages/allocation/run_terms';
import {
  choicesOf, groupOfState, listOf, nextKey, orderFindings,
} from '../src/pages/orders/order_words';
import { byState, carsOf } from '../src/pages/pipeline/cars';
import { daysSupply, differences, sumsOf } from '../src/pages/pipeline/grant_sums';
import { dayAfter, percentOf, priceText } from '../src/pages/quotes/quote_sums';
import { newestFirst } from '../src/pages/shared/newest_first';
import { row } from './entities';

/** A published line: six cars, of which this dealer, who sold 15 and has 3, got three. */
const grant = (changes = {}) => row({
  run: 'W40', dealer: 'D02', standing: 'eligible', demand: 4, quota: 5, price: '25000.00',
  headroom: '90000.00', sales: 15, stock: 3, window_days: 90, guaranteed: 1, by_method: 2, cap: 3,
  days_before: '18.000', days_after: '36.000', ...changes,
});

describe('a line of a run', () => {
  it('comes out the same when the dealer computes it again', () => {
    expect(sumsOf(grant())).toEqual({ cap: 3, units: 3, before: 18_000, after: 36_000 });
    expect(differences(grant())).toEqual([]);
  });
  it('has the least of orders, quota and credit as its cap', () => {
    expect(sumsOf(grant({ demand: 2 })).cap).toBe(2);
    expect(sumsOf(grant({ quota: 1 })).cap).toBe(1);
    expect(sumsOf(grant({ quota: null })).cap).toBe(3);
    expect(sumsOf(grant({ headroom: '24999.99' })).cap).toBe(0);
    expect(sumsOf(grant({ headroom: '-1.00' })).cap).toBe(0);
  });
  it('has no cap when the dealer takes no part', () => {
    expect(sumsOf(grant({ standing: 'inactive', cap: 0 })).cap).toBe(0);
  });
  it('tells which figure was published otherwise', () => {
    expect(differences(grant({ cap: 4 }))).toEqual(['cap']);
    expect(differences(grant({ days_after: '36.001' }))).toEqual(['days_after']);
    expect(differences(grant({ guaranteed: 2, days_after: '42.000' }))).toEqual(['guaranteed']);
  });
  it('cuts days down to thousandths, and a dealer without sales counts as one', () => {
    expect(daysSupply(1, 7, 90)).toBe(12_857);
    expect(daysSupply(2, 0, 90)).toBe(180_000);
  });
});

describe('a run', () => {
  const terms = { ...firstTerms, run: ' W40 ', brand: 'SYN' };
  it('sends only what was said', () => {
    expect(bodyOf(terms)).toEqual({ run: 'W40', brand: 'SYN', method: 'balanced', percent: 100,
      window_days: 90 });
    expect(bodyOf({ ...terms, percent: '', windowDays: '', models: ['S1'],
      arrivesOn: '2027-01-01', overrides: { O1: { vin: 'V1', reason: 'promised' } } })).toEqual({
      run: 'W40', brand: 'SYN', method: 'balanced', models: ['S1'], arrives_on: '2027-01-01',
      overrides: [{ order: 'O1', vin: 'V1', reason: 'promised' }] });
  });
  it('sends what is no number as it stands, so that the daemon can say so', () => {
    expect(bodyOf({ ...terms, percent: 'half' }).percent).toBe('half');
  });
  it('is another one when a term changes', () => {
    expect(fingerprintOf(terms)).toBe(fingerprintOf({ ...terms, run: 'W40' }));
    expect(fingerprintOf(terms)).not.toBe(fingerprintOf({ ...terms, percent: '50' }));
  });
  it('offers free cars before those that an order has', () => {
    const line = (order: string, vin: string | null) => ({ order, vin, dealer: 'D01', score: 100,
      fitting: 1, reason: '', overridden: false });
    const preview = { orders: [line('O1', 'V1'), line('O2', null)], unused: ['V9'] };
    expect(vinsOf(preview)).toEqual(['V9', 'V1']);
    expect(matchedIn(preview)).toBe(1);
  });
});

describe('an order', () => {
  it('stands in the group of its next step', () => {
    expect(groupOfState('awaiting_grant')).toBe('waits');
    expect(groupOfState('allocated')).toBe('comes');
    expect(groupOfState('cancelled')).toBe('closed');
  });
  it('says that it waits here until it has left', () => {
    const sent = row({ status: 'submitted' });
    expect(nextKey(sent)).toBe('next_waits');
    expect(nextKey({ ...sent, sync: { ...sent.sync, state: 'local' } })).toBe('next_leaves');
    expect(nextKey(row({ status: 'confirmed' }))).toBe('next_confirmed');
  });
  it('has options between commas', () => {
    expect(listOf(' RED ,HOOK,')).toEqual(['RED', 'HOOK']);
    expect(listOf(null)).toEqual([]);
  });
  it('is listed by number, the newest first', () => {
    const [a, b] = [row({ number: 'VO-1' }), row({ number: 'VO-2' })];
    expect(newestFirst([a, b])).toEqual([b, a]);
  });
  it('reads what refuses with its figures', () => {
    const [refused, unknown] = orderFindings({
      columns: ['rule', 'outcome', 'value', 'limit', 'text', 'remedy'],
      rows: [['O03', 'refused', '11', '10', 'used up', 'ask'],
        ['O07', 'undetermined', '', '', 'not known', '']],
    });
    expect(refused).toEqual({ rule: 'O03', outcome: 'broken', severity: 'REJECT', field: 'model',
      text: 'used up (11 / 10)', remedy: 'ask' });
    expect(unknown?.outcome).toBe('undetermined');
  });
  it('is offered models once, without those that are gone', () => {
    const models = [row({ model: 'S2', description: 'two', active: true }),
      row({ model: 'S1', description: 'one' }), row({ model: 'S2', description: 'newer' }),
      row({ model: 'S0', active: false })];
    expect(choicesOf(models, 'model')).toEqual([{ code: 'S1', text: 'one' },
      { code: 'S2', text: 'newer' }]);
  });
});

describe('the pipeline', () => {
  const columns = ['id', 'vin', 'brand', 'model', 'model_year', 'status', 'arrives_on', 'order'];
  it('shows cars by state, what comes first at the top', () => {
    const cars = carsOf({ columns, rows: [
      ['1', 'V1', 'SYN', 'S1', 2027, 'in_transit', null, null],
      ['2', 'V2', 'SYN', 'S1', null, 'in_transit', '2027-01-02', 'VO-1'],
      ['3', 'V3', 'SYN', 'S1', null, 'dealer_stock', null, null]] });
    expect(cars[0]?.model).toBe('SYN S1 2027');
    expect(byState(cars).map(([state, list]) => [state, list.map((car) => car.vin)]))
      .toEqual([['in_transit', ['V2', 'V1']], ['dealer_stock', ['V3']]]);
  });
});

describe('a quote', () => {
  it('costs the list price less the discount', () => {
    expect(priceText('30900.00', '900')).toBe('30000.00');
    expect(priceText('30900', '')).toBe('30900.00');
    expect(priceText('30900,50', '0,5')).toBe('30900.00');
    expect(priceText('', '5')).toBe('');
    expect(priceText('100', 'x')).toBe('');
  });
  it('tells the discount in percent', () => {
    expect(percentOf('30000.00', '4500')).toBe(15);
    expect(percentOf('0', '1')).toBeNull();
    expect(percentOf('30000', '')).toBeNull();
  });
  it('counts its last day over the end of a month', () => {
    expect(dayAfter('2026-11-22', 14)).toBe('2026-12-06');
    expect(dayAfter('2028-02-20', 14)).toBe('2028-03-05');
  });
});
