import { describe, expect, it } from 'vitest';
import { Problem } from '../src/api/client';
import { isTouched, touchesAll, waitAfter } from '../src/api/events';
import type { Rejection, Status } from '../src/api/types';
import { modulesOf } from '../src/app/navigation';
import { merged, storedForm } from '../src/app/search';
import { summaryOf } from '../src/app/sync_summary';
import { relatedOf } from '../src/pages/detail/related';
import {
  errorsByField, firstValues, formFields, fromForm, toForm, wishesOf,
} from '../src/pages/form/form_values';
import { moved } from '../src/pages/list/grid_moves';
import {
  comparisonsOf, filePath, filterText, listPath, nextSort, readFilter, sortOf,
} from '../src/pages/list/list_query';
import { descriptionStart, linksOf, mergedParts } from '../src/pages/part_lookup/part_facts';
import { mineFirst, wantedValues } from '../src/pages/rejections_order';
import { all, entity, field, order, part, row, vehicle } from './entities';

const here = { side: 'node', branch: 'B1' } as const;

describe('a list', () => {
  it('asks for documents newest first and for others by name', () => {
    expect(sortOf(order, {})).toBe('-number');
    expect(sortOf(part, {})).toBe('part');
    expect(sortOf(order, { sort: 'vin' })).toBe('vin');
    expect([nextSort(null, 'vin'), nextSort('vin', 'vin'), nextSort('-vin', 'vin')])
      .toEqual(['vin', '-vin', 'vin']);
  });
  it('is downloaded whole, with its filters and its order', () => {
    expect(filePath(part, all, { filter: ['brand:eq:V'], sort: '-part' }, 'csv'))
      .toBe('/api/v1/parts?format=csv&filter=brand%3Aeq%3AV&sort=-part');
  });
  it('turns its address into a question to the daemon', () => {
    const path = listPath(part, all, { q: 'bp-1', filter: ['brand:eq:V'] }, 'next');
    expect(decodeURIComponent(path))
      .toBe('/parts?limit=100&filter=part:prefix:BP1&filter=brand:eq:V&sort=part&after=next');
  });
  it('reads filters whose value has colons, and refuses what is none', () => {
    const filter = readFilter('at:ge:2026-01-01T10:15:00Z');
    expect(filter?.value).toBe('2026-01-01T10:15:00Z');
    expect(filter && filterText(filter)).toBe('at:ge:2026-01-01T10:15:00Z');
    expect([readFilter('a:like:b'), readFilter('a:eq'), readFilter('')])
      .toEqual([null, null, null]);
  });
  it('compares each type only as the daemon can', () => {
    expect(comparisonsOf(field('a', { type: 'flag' }))).toEqual(['eq']);
    expect(comparisonsOf(field('a', { merge: 'set' }))).toEqual(['eq']);
    expect(comparisonsOf(field('a', { type: 'date' }))).toContain('ge');
  });
  it('moves by keys and stops at both ends', () => {
    expect([moved('ArrowDown', 0, 3, 2), moved('ArrowDown', 2, 3, 2), moved('ArrowUp', 0, 3, 2),
      moved('End', 0, 3, 2), moved('PageUp', 2, 3, 2), moved('x', 1, 3, 2)])
      .toEqual([1, 2, 0, 2, 0, null]);
  });
});

describe('a form', () => {
  it('shows what is written here, but no number that the daemon gives', () => {
    expect(formFields(order, here, null).map((one) => one.name))
      .toEqual(['branch', 'vin', 'opened_on', 'odometer', 'payer', 'story', 'tags']);
    expect(firstValues(order, here, null, { vin: 'V' })).toMatchObject({ branch: 'B1', vin: 'V' });
  });
  it('sends numbers as numbers, and what is none as it was typed', () => {
    expect(fromForm(field('a', { type: 'integer' }), ' 12 ')).toBe(12);
    expect(fromForm(field('a', { type: 'integer' }), 'many')).toBe('many');
    expect(fromForm(field('a', { type: 'decimal' }), '1,5')).toBe('1.5');
    expect(fromForm(field('a', { type: 'flag' }), 'true')).toBe(true);
    expect(fromForm(field('a'), '')).toBe(null);
    expect(toForm(field('a', { merge: 'set' }), null)).toEqual([]);
  });
  it('wishes only for what differs', () => {
    const old = row({ story: 'a', tags: ['x'], payer: null });
    expect(wishesOf(order, { story: 'b', tags: ['x'], payer: '' }, old)).toEqual({ story: 'b' });
    expect(wishesOf(order, { story: '', tags: [] }, old)).toEqual({ story: null, tags: [] });
    expect(wishesOf(order, { vin: 'V', payer: '' }, null)).toEqual({ vin: 'V' });
  });
  it("puts the daemon's words at the field they are about", () => {
    const problem = new Problem(422, { detail: 'x', errors: [
      { pointer: '/data/odometer', detail: 'odometer: a number expected', hint: 'No blanks.' }] });
    expect(errorsByField(problem)).toEqual({ odometer: 'a number expected. No blanks.' });
    expect(errorsByField(null)).toEqual({});
  });
});

describe('sync', () => {
  const stream = { stream: 's', waiting: 1, own_unsent: 0, own_unsettled: 2, rejected: 3,
    conflicts: 1 };
  const status = { role: 'node', line: 'down', line_since: null, streams: [stream, stream],
    peers: [] } as unknown as Status;
  it('sums what waits for people over all streams', () => {
    expect(summaryOf(status)).toMatchObject(
      { line: 'down', waiting: 4, conflicts: 2, rejected: 6, since: null });
    expect(summaryOf(status, true).line).toBe('silent');
    expect(summaryOf({ ...status, role: 'hub' })).toMatchObject({ line: 'hub', waiting: 0 });
  });
  it('makes answers old only where something was written', () => {
    const touched = new Set(['orders']);
    expect(isTouched(['list', 'orders', ''], touched)).toBe(true);
    expect(isTouched(['row', 'parts', 'id'], touched)).toBe(false);
    expect(isTouched(['row', 'parts', 'id'], null)).toBe(true);
    expect(isTouched(['status'], touched)).toBe(true);
    expect(isTouched(['schema'], null)).toBe(false);
  });
  it('that tell a decision touch every record, which shows how far it has come', () => {
    expect(touchesAll({ rows: [], complete: true })).toBe(false);
    expect(touchesAll({ rows: [], complete: true, decisions: [] })).toBe(false);
    expect(touchesAll({ rows: [], complete: true, decisions: [{ rejected: [] }] })).toBe(true);
    expect(touchesAll({ rows: [], complete: false })).toBe(true);
  });
  it('are shown at once when they come alone, and gathered when they come in rows', () => {
    expect(waitAfter(Number.NEGATIVE_INFINITY, 5_000)).toBeLessThan(20);
    expect(waitAfter(1_000, 5_000)).toBeLessThan(20);
    expect(waitAfter(5_000, 5_100)).toBe(300);
  });
  it('shows the rejections of this branch first, the newest on top', () => {
    const rejection = (branch: string, at: string) => ({ branch, at, values: [
      { field: 'story', value: at }, { field: 'gone', value: 1 }] }) as unknown as Rejection;
    const items = [rejection('B2', '3'), rejection('B1', '1'), rejection('B1', '2')];
    expect(mineFirst(items, 'B1').map((one) => one.branch + one.at)).toEqual(['B12', 'B11', 'B23']);
    expect(wantedValues(order, rejection('B1', '1'))).toEqual({ story: '1' });
  });
});

describe('the menu and the links', () => {
  it('put modules that people write in first', () => {
    const reference = entity('base.code', [], { stream: 'reference' });
    const secret = entity('base.cost', [], { stream: 'hub' });
    const modules = modulesOf([reference, secret, order], 'node');
    expect(modules.map((one) => [one.name, one.isDaily, one.entities.length]))
      .toEqual([['toy', true, 1], ['base', false, 1]]);
  });
  it('lead from a car to the documents that carry its number', () => {
    expect(relatedOf(vehicle, row({ vin: 'V1' }), all).map((one) => one.filter))
      .toEqual(['vin:eq:V1']);
    const line = entity('toy.line', [field('order', { type: 'ref', target: 'toy.order' })]);
    expect(relatedOf(order, row({}), [line])[0]?.filter).toBe(`order:eq:${'ab'.repeat(16)}`);
  });
});

describe('parts', () => {
  it('are found by number first, each once', () => {
    const [a, b] = [row({}, { id: 'a' }), row({}, { id: 'b' })];
    expect(mergedParts([a], [b, a]).map((one) => one.id)).toEqual(['a', 'b']);
    expect(merged([{ entity: part, row: a }, { entity: part, row: a }])).toHaveLength(1);
    expect(descriptionStart(' brake d')).toBe('Brake d');
  });
  it('tell both ends of a supersession', () => {
    const rows = [row({ old_part: 'A', new_part: 'B', kind: 'replaced' }),
      row({ old_part: 'C', new_part: 'A', kind: 'kit' })];
    expect(linksOf(rows, 'A')).toEqual([{ part: 'B', kind: 'replaced', isNewer: true },
      { part: 'C', kind: 'kit', isNewer: false }]);
  });
  it('keep the dashes of printed document numbers', () => {
    expect(storedForm(field('number'), ' b1-ro-01 ')).toBe('B1-RO-01');
    expect(storedForm(field('vin'), 'wdd 1')).toBe('WDD1');
  });
});
