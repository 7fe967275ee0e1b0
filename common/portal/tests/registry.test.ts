import { describe, expect, it } from 'vitest';
import {
  commandsOf, compactNumber, defaultColumns, identifiers, mayCreate, mayEdit, mayWrite,
  namingFields, narrowColumns, searchFields, statesOf, titleOf,
} from '../src/api/registry';
import { all, order, part, row, vehicle } from './entities';

const here = { side: 'node', branch: 'B1' } as const;
const hub = { side: 'hub', branch: null } as const;
const names = (fields: { name: string }[]) => fields.map((field) => field.name);
const named = (name: string) => {
  const found = order.fields.find((field) => field.name === name);
  if (!found) throw new Error(name);
  return found;
};

describe('what a record is called', () => {
  it('is its number where records have numbers', () => {
    expect(titleOf(order, row({ number: 'B1-RO-01', vin: 'X' }))).toBe('B1-RO-01');
  });
  it('is its key without scope and edition', () => {
    expect(names(namingFields(part))).toEqual(['part']);
    expect(titleOf(vehicle, row({ vin: 'WDD1' }))).toBe('WDD1');
  });
  it('is the beginning of its id before it has a name', () => {
    expect(titleOf(order, row({ number: null }))).toBe('abababab');
  });
});

describe('columns', () => {
  it('begin with the name and the state, and leave long texts and marks to the end', () => {
    expect(defaultColumns(order, 6))
      .toEqual(['number', 'status', 'branch', 'vin', 'opened_on', 'payer']);
    expect(defaultColumns(part)).toEqual(['part', 'description', 'brand', 'edition', 'wear']);
  });
  it('are two on a telephone: the name, and the state or the first prose', () => {
    expect(narrowColumns(order, defaultColumns(order))).toEqual(['number', 'status']);
    expect(narrowColumns(part, ['part', 'edition', 'description']))
      .toEqual(['part', 'description']);
    expect(narrowColumns(part, ['part'])).toEqual(['part']);
  });
});

describe('searching', () => {
  it('looks at the name first', () => {
    expect(names(searchFields(order))).toEqual(['number', 'vin']);
    expect(names(searchFields(part))[0]).toBe('part');
  });
  it('over everything knows document numbers, keys, and keys that others carry', () => {
    expect(all.map((one) => names(identifiers(one, all))))
      .toEqual([['number', 'vin'], ['vin'], ['part']]);
  });
  it('takes numbers as people write them', () => {
    expect(compactNumber(' bp-100 a.')).toBe('BP100A');
  });
});

describe('who writes', () => {
  const mine = row({ branch: 'B1', number: 'n', status: 'open' });
  const theirs = row({ branch: 'B2', number: 'n', status: 'open' });
  it('follows the owner of each field', () => {
    expect(mayWrite(named('locked'), here, mine)).toBe(false);
    expect(mayWrite(named('locked'), hub, mine)).toBe(true);
    expect(mayWrite(named('story'), here, theirs)).toBe(true);
    expect(mayWrite(named('odometer'), here, theirs)).toBe(false);
    expect(mayWrite(named('odometer'), here, mine)).toBe(true);
    expect(mayWrite(named('status'), here, mine)).toBe(false);
    expect(mayWrite(named('balance'), hub, mine)).toBe(false);
  });
  it('leaves what is written once alone when it has a value', () => {
    expect(mayWrite(named('number'), here, mine)).toBe(false);
    expect(mayWrite(named('number'), here, row({ branch: 'B1', number: null }))).toBe(true);
  });
  it('lets a record begin where all that it needs is written', () => {
    expect([mayCreate(order, here), mayCreate(order, hub)]).toEqual([true, false]);
    expect([mayCreate(vehicle, here), mayCreate(vehicle, hub)]).toEqual([false, true]);
    expect([mayCreate(part, here), mayCreate(part, hub)]).toEqual([false, true]);
  });
  it('ends with the life of a record', () => {
    expect(mayEdit(order, here, mine)).toBe(true);
    expect(mayEdit(order, here, row({ branch: 'B1' }, { life: 'void' }))).toBe(false);
  });
});

describe('commands', () => {
  it('are those that leave the state and belong to this side', () => {
    const open = row({ status: 'open' });
    expect(commandsOf(order, open, here).map((step) => step.command)).toEqual(['start']);
    expect(commandsOf(order, open, hub).map((step) => step.command)).toEqual(['approve']);
    expect(commandsOf(order, row({ status: 'approved' }), hub)).toEqual([]);
    expect(commandsOf(vehicle, open, here)).toEqual([]);
  });
  it('name each state once, in the order of the flow', () => {
    expect(statesOf(order)).toEqual(['open', 'in_work', 'approved']);
  });
});
