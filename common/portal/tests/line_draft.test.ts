import { describe, expect, it } from 'vitest';
import { changed, completed } from '../src/pages/shared/line_draft';

describe('a line that is being typed', () => {
  const blank = { kind: 'labour', item: 'OP', quantity: '1', unit_price: '' };
  const known = { quantity: '1.5', unit_price: '58.00' };
  it('takes what is known where nobody has typed', () => {
    expect(completed(blank, known, new Set())).toEqual({ ...blank, ...known });
  });
  it('keeps what was typed, also where it says what an empty line says', () => {
    expect(completed(blank, known, new Set(['quantity'])))
      .toEqual({ ...blank, unit_price: '58.00' });
    expect(completed({ ...blank, ...known }, {}, new Set(['quantity', 'unit_price'])))
      .toEqual({ ...blank, ...known });
  });
  it('keeps nothing that was suggested for another item', () => {
    expect(completed({ ...blank, ...known }, {}, new Set())).toEqual(blank);
    expect(completed({ ...blank, ...known }, { unit_price: '9.00' }, new Set()))
      .toEqual({ ...blank, unit_price: '9.00' });
  });
  it('loses with its item what was suggested for it', () => {
    const suggested = { ...blank, ...known };
    expect(changed(suggested, 'item', 'OTHER', new Set())).toEqual({ ...blank, item: 'OTHER' });
    expect(changed(suggested, 'kind', 'part', new Set())).toEqual({ ...blank, kind: 'part' });
  });
  it('keeps with another item what somebody has typed', () => {
    const typed = { ...blank, quantity: '2', unit_price: '58.00' };
    expect(changed(typed, 'item', 'OTHER', new Set(['quantity'])))
      .toEqual({ ...typed, item: 'OTHER', unit_price: '' });
    expect(changed(typed, 'quantity', '3', new Set())).toEqual({ ...typed, quantity: '3' });
  });
});
