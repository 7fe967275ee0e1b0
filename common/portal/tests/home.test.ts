import { describe, expect, it } from 'vitest';
import { permits } from '../src/api/permits';
import type { Conflict, Rejection } from '../src/api/types';
import {
  conflictsOf, daysBetween, dueOf, filtersOf, rejectionsOf, toDo, type WorkItem,
  workItems, workOf,
} from '../src/pages/home/work_items';
import english from '../src/words/en/home.json';
import { entity, field, row } from './entities';

const names = english as Record<string, string>;

const appeals: WorkItem = { name: 'appeals', side: 'node', permit: 'warranty.claim:appeal',
  collection: 'claims', states: ['rejected'], says: [], unless: 'appealed_on',
  deadline: { from: 'decided_on', days: 30, ends: true } };

describe('permits', () => {
  it('read the words of roles as the daemon does', () => {
    const words = 'system:read|stock.*:read|warranty.claim|notes.note:write';
    expect(permits(words, 'warranty.claim:submit')).toBe(true);
    expect(permits(words, 'stock.bin:read')).toBe(true);
    expect(permits(words, 'stock.bin:write')).toBe(false);
    expect(permits(words, 'notes.note:approve')).toBe(false);
    expect(permits(words, 'stocks.bin:read')).toBe(false);
    expect(permits('*', 'anything.at_all:void')).toBe(true);
    expect(permits('', 'notes.note:read')).toBe(false);
  });
});

describe('work', () => {
  it('is of the side and of the roles of somebody', () => {
    const known = [...new Set(workItems.map((item) => item.collection))]
      .map((collection) => entity(`toy.${collection}`, [], { collection }));
    const work = (words: string, side: 'node' | 'hub') =>
      workOf(words, side, known).map(({ item }) => item.name);
    expect(work('service.repair_order:start', 'node')).toEqual(['orders']);
    expect(work('warranty.claim', 'node')).toEqual(['answers', 'appeals', 'drafts']);
    expect(work('warranty.claim:review', 'hub')).toEqual(['claims']);
    expect(work('stock.move:write', 'node')).toEqual([]);
    expect(workOf('*', 'node', [])).toEqual([]);
  });
  it('is asked for by state, at a branch for that branch alone', () => {
    const fields = [field('branch'), field('status', { merge: 'state' })];
    const claims = entity('warranty.claim', fields, {
      flow: [{ id: 1, command: 'reject', from: 'submitted', to: 'rejected', side: 'hub' }] });
    expect(filtersOf(appeals, claims, 'B0101'))
      .toEqual([['status:eq:rejected', 'branch:eq:B0101']]);
    expect(filtersOf(appeals, claims, undefined)).toEqual([['status:eq:rejected']]);
    expect(filtersOf({ ...appeals, states: ['unknown'] }, claims, undefined)).toEqual([]);
  });
  it('ends with its deadline, and what is due first comes first', () => {
    const rows = [row({ number: 'C3', decided_on: '2026-11-20' }, { id: 'C3' }),
      row({ number: 'C2', decided_on: '2026-11-02' }, { id: 'C2' }),
      row({ number: 'C1', decided_on: '2026-09-01' }, { id: 'C1' }),
      row({ number: 'C4', decided_on: '2026-11-20', appealed_on: '2026-11-21' }, { id: 'C4' })];
    expect(toDo(appeals, rows, '2026-11-22').map((one) => one.id)).toEqual(['C2', 'C3']);
    const late = { ...appeals, deadline: { from: 'decided_on', days: 30 } };
    expect(toDo(late, rows, '2026-11-22').map((one) => one.id)).toEqual(['C1', 'C2', 'C3']);
    expect(dueOf(appeals, row({ decided_on: '2026-11-02' }))).toBe('2026-12-02');
    expect(dueOf(appeals, row({ decided_on: null }))).toBe(null);
    expect(daysBetween('2026-11-22', '2026-12-02')).toBe(10);
    expect(daysBetween('2026-11-22', '2026-11-21')).toBe(-1);
  });
  it('has words for every row of the table', () => {
    for (const { name } of workItems) {
      expect(names[`item_${name}`], name).toBeTruthy();
      expect(names[`none_${name}`], name).toBeTruthy();
    }
  });
  it('counts rejections and conflicts of the own branch', () => {
    const rejections = [{ branch: 'B0101' }, { branch: 'B0102' }] as Rejection[];
    expect(rejectionsOf(rejections, 'B0101').length).toBe(1);
    const conflicts = [{ sides: [{ branch: 'B0102' }, { branch: 'hub' }] },
      { sides: [{ branch: 'B0102' }, { branch: 'B0101' }] }] as Conflict[];
    expect(conflictsOf(conflicts, 'B0101')).toEqual([conflicts[1]]);
  });
});
