import { describe, expect, it } from 'vitest';
import {
  editionOf, editionsOf, fileMost, furthest, lacksOf, percentIn, pieceMost, piecesOf, thresholdIn,
  utcDay, type Wanted,
} from '../src/pages/prices/price_work';
import { row } from './entities';

const day = '2026-11-22';
const edition = (changes = {}) => row({ list: 'SYN-R', edition: '000001', valid_from: day,
  published: false, row_count: 3, source: '', title: null, ...changes });

describe('an edition', () => {
  it('is staged until it is published, and then counts from its day', () => {
    expect(editionOf(edition(), day).state).toBe('staged');
    expect(editionOf(edition({ published: true }), day).state).toBe('published');
    expect(editionOf(edition({ published: true, valid_from: '2026-11-23' }), day).state)
      .toBe('ahead');
  });
  it('without rows is not complete, and one that is discarded is neither', () => {
    expect(editionOf(edition({ row_count: 0 }), day).state).toBe('broken');
    expect(editionOf(edition({ row_count: 0, discarded: true }), day).state).toBe('discarded');
    expect(editionOf(edition({ discarded: true }), day).state).toBe('discarded');
  });
  it('is past when its day went by before somebody published it', () => {
    expect(editionOf(edition({ valid_from: '2026-11-21' }), day).isPast).toBe(true);
    expect(editionOf(edition({ valid_from: '2026-11-21', published: true }), day).isPast)
      .toBe(false);
  });
  it('stands among those of its list alone, the newest first', () => {
    const rows = [edition(), edition({ edition: '000003' }), edition({ list: 'OTHER' })];
    expect(editionsOf(rows, 'SYN-R', day).map((one) => one.edition)).toEqual(['000003', '000001']);
  });
});

describe('a new edition', () => {
  const wanted: Wanted = { list: 'SYN-R', title: '', validFrom: day, from: 'file', percent: '',
    file: { name: 'prices.csv', size: 10 } };
  it('needs a list, a day that is not past, and prices', () => {
    expect(lacksOf(wanted, day)).toEqual([]);
    expect(lacksOf({ ...wanted, list: '', validFrom: '2026-11-21', file: null }, day))
      .toEqual(['list', 'day', 'file']);
    expect(lacksOf({ ...wanted, validFrom: '' }, day)).toEqual(['day']);
    expect(lacksOf({ ...wanted, file: { name: 'x', size: fileMost + 1 } }, day))
      .toEqual(['tooLarge']);
  });
  it('may come of the prices in force, moved by a percent that is not nothing', () => {
    const moved = { ...wanted, from: 'percent' as const, file: null };
    expect(lacksOf({ ...moved, percent: '3,5' }, day)).toEqual([]);
    for (const percent of ['', '0', '0.00', 'many', '1.234']) {
      expect(lacksOf({ ...moved, percent }, day)).toEqual(['percent']);
    }
  });
  it('reads percents as people write them', () => {
    expect(percentIn(' +3,5 ')).toBe('3.5');
    expect(percentIn('-2.25')).toBe('-2.25');
    expect(percentIn('1e3')).toBeNull();
    expect(thresholdIn('20')).toBe('20');
    expect(thresholdIn('-1')).toBeNull();
  });
  it('is sent in pieces that the daemon takes', () => {
    expect(piecesOf(0)).toEqual([]);
    expect(piecesOf(pieceMost)).toEqual([[0, pieceMost]]);
    expect(piecesOf(pieceMost + 1)).toEqual([[0, pieceMost], [pieceMost, pieceMost + 1]]);
  });
  it('begins on the importer’s day', () => {
    expect(utcDay(Date.parse('2026-11-22T23:59:59Z'))).toBe('2026-11-22');
  });
});

describe('the furthest change', () => {
  const change = (part: string, percent: string | null) =>
    ({ part, before: '1.00', after: '2.00', percent });
  it('is the greatest of rises and falls', () => {
    expect(furthest({ rises: [change('A', '5.00')], falls: [change('B', '-9.00')] })?.part)
      .toBe('B');
    expect(furthest({ rises: [change('A', null)], falls: [] })).toBeNull();
  });
});
