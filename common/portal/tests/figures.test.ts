import { describe, expect, it } from 'vitest';
import {
  barsOf, figureLines, groupsOf, rowsOf, scopePairs, turnOf,
} from '../src/pages/figures/figure_lines';

const columns = ['id', 'part', 'group', 'words', 'value', 'unit', 'numerator', 'denominator',
  'count', 'previous', 'better', 'target', 'missing', 'above', 'below', 'rows'];

function line(changes: Record<string, string | number | null> = {}) {
  const values: Record<string, string | number | null> = {
    id: 'orders-refused', part: null, group: 'cars', words: 'Orders refused', value: '75.0',
    unit: 'percent', numerator: 3, denominator: 4, count: 4, previous: '50.0', better: 'lower',
    target: null, missing: null, above: 'orders refused', below: 'orders decided',
    rows: 'wholesale-orders?filter=status:eq:rejected&filter=decided_on:ge:2026-11-01',
    ...changes,
  };
  const [made] = figureLines({ columns, rows: [columns.map((name) => values[name] ?? null)] });
  if (!made) throw new Error('no line');
  return made;
}

describe('a figure', () => {
  it('is read by the names of its columns', () => {
    expect(line()).toMatchObject({ value: '75.0', previous: '50.0', numerator: '3', part: '',
      target: '', missing: '', count: 4 });
  });
  it('leads to the rows that it is made of', () => {
    expect(rowsOf('vehicles')).toEqual({ collection: 'vehicles', filters: [] });
    expect(line().collection).toBe('wholesale-orders');
    expect(line().filters).toEqual(['status:eq:rejected', 'decided_on:ge:2026-11-01']);
  });
  it('without a value is none, never zero', () => {
    const none = line({ value: null, missing: 'no-rows' });
    expect(none.value).toBeNull();
    expect(turnOf(none)).toBe('none');
    expect(barsOf(none)).toBeNull();
  });
  it('gets better by the direction that is better', () => {
    expect(turnOf(line())).toBe('worse');
    expect(turnOf(line({ better: 'higher' }))).toBe('better');
    expect(turnOf(line({ better: 'neither' }))).toBe('other');
    expect(turnOf(line({ previous: '75.0' }))).toBe('same');
    expect(turnOf(line({ previous: null }))).toBe('none');
  });
  it('is compared by length where both have one', () => {
    expect(barsOf(line())).toEqual([100, (50 / 75) * 100]);
    expect(barsOf(line({ value: '-2.0' }))).toEqual([0, 100]);
    expect(barsOf(line({ value: '0.0', previous: '0.0' }))).toBeNull();
  });
});

describe('the board', () => {
  it('keeps the order of the daemon, and the parts with their whole', () => {
    const groups = groupsOf([line({ id: 'claim-days', group: 'warranty' }), line(),
      line({ part: 'O03' }), line({ part: 'O07' }), line({ id: 'days-supply' })]);
    expect(groups.map((group) => group.name)).toEqual(['warranty', 'cars']);
    expect(groups[1]?.figures.map(({ whole, parts }) => [whole.id, parts.length]))
      .toEqual([['orders-refused', 2], ['days-supply', 0]]);
  });
  it('asks for what was chosen and leaves the rest to the daemon', () => {
    expect(scopePairs({ brand: '', dealer: 'D01', from: undefined, to: '2026-11-30' }))
      .toEqual([['dealer', 'D01'], ['to', '2026-11-30']]);
    expect(scopePairs({ region: 'North' })).toEqual([['region', 'North']]);
  });
});
