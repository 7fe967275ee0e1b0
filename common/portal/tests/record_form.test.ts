import { describe, expect, it } from 'vitest';
import type { Place } from '../src/api/registry';
import { firstValues, rebased, wishesOf, withLater } from '../src/pages/form/form_values';
import { order, row } from './entities';

const place: Place = { side: 'node', branch: 'B1' };
const base = row({ branch: 'B1', vin: 'V1', payer: 'customer', story: 'old', status: 'open' });
const typed = { ...firstValues(order, place, base), story: 'being typed' };

describe('a form over a record that moves on', () => {
  it('keeps what is typed while a step of one’s own is under way', () => {
    const next = row({ ...base.data, status: 'in_work' }, { version: 'v2' });
    const values = rebased(order, place, typed, base, next);
    expect(values?.story).toBe('being typed');
    expect(wishesOf(order, values ?? {}, next)).toEqual({ story: 'being typed' });
  });
  it('takes what others have written elsewhere', () => {
    const next = row({ ...base.data, payer: 'warranty' }, { version: 'v2' });
    const values = rebased(order, place, typed, base, next);
    expect(values?.payer).toBe('warranty');
    expect(wishesOf(order, values ?? {}, next)).toEqual({ story: 'being typed' });
  });
  it('leaves it to the person where both have written one field', () => {
    const next = row({ ...base.data, story: 'theirs' }, { version: 'v2' });
    expect(rebased(order, place, typed, base, next)).toBeNull();
  });
  it('has nothing left to save where both have written the same', () => {
    const next = row({ ...base.data, story: 'being typed' }, { version: 'v2' });
    expect(wishesOf(order, rebased(order, place, typed, base, next) ?? {}, next)).toEqual({});
  });
  it('keeps what was typed while the form was being saved', () => {
    const saved = firstValues(order, place, row({ ...base.data, story: 'being typed' }));
    expect(withLater(saved, typed, { ...typed, payer: 'warranty' }))
      .toEqual({ ...saved, payer: 'warranty' });
    expect(withLater(saved, typed, typed)).toEqual(saved);
  });
});
