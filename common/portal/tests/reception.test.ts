import { describe, expect, it } from 'vitest';
import { correctionOf } from '../src/pages/reception/correction';
import { row } from './entities';

describe('the order that corrects a credited one', () => {
  it('names it, and takes along what is still true', () => {
    const wrong = row({ branch: 'B0101', number: 'B0101-RO-01-000042', vin: 'V1', customer: 'Ada',
      odometer_km: 0, complaint: 'No heat', opened_on: '2026-11-01', invoiced_on: '2026-11-02',
      advisor: null, status: 'credited' }, { id: 'a'.repeat(32) });
    expect(correctionOf(wrong, '2026-11-20')).toEqual({ opened_on: '2026-11-20',
      corrects: 'a'.repeat(32), branch: 'B0101', vin: 'V1', customer: 'Ada', odometer_km: 0,
      complaint: 'No heat' });
  });
});
