import { describe, expect, it } from 'vitest';
import { linesFrom } from '../src/pages/warranty/claim_from_order';
import { orderFrom } from '../src/pages/workshop/arrive';
import { dayOfWork, elapsedText, lengthOf, runningOf } from '../src/pages/workshop/elapsed';
import { jobFrom } from '../src/pages/workshop/jobs';
import { draftAfter, emptyDraft, lineWish, netOf, nextNumber, taxCodes } from '../src/pages/workshop/line_wishes';
import {
  baysOf, byTime, firstFree, inTheWay, minuteOf, overlap, sheetOf, spanOf, timeText,
} from '../src/pages/workshop/slots';
import { entity, field, row } from './entities';

let next = 0;
const booked = (bay: string, start: number, minutes: number, status = 'booked') => {
  next += 1;
  return row({ bay, start_minute: start, minutes, status },
    { id: String(next).padStart(32, '0') });
};

describe('slots', () => {
  it('are read and written as people do', () => {
    expect([timeText(0), timeText(510)]).toEqual(['00:00', '08:30']);
    expect([minuteOf('8:30'), minuteOf(' 08:30 '), minuteOf('24:00'), minuteOf('8.30'),
      minuteOf('8:60')]).toEqual([510, 510, null, null, null]);
    expect(spanOf(booked('1', 510, 90))).toBe('08:30–10:00');
  });
  it('clash where their minutes meet in one bay', () => {
    const nine = { bay: '1', start: 540, minutes: 60 };
    expect([overlap(nine, { ...nine, start: 599 }), overlap(nine, { ...nine, start: 600 }),
      overlap(nine, { ...nine, bay: '2' }), overlap({ ...nine, bay: '' }, { ...nine, bay: '' })])
      .toEqual([true, false, false, false]);
  });
  it('are free again when somebody cancels, and for the appointment itself', () => {
    const one = booked('1', 540, 60);
    const rows = [one, booked('1', 660, 60, 'cancelled')];
    expect(inTheWay(rows, { bay: '1', start: 550, minutes: 10 })).toBe(one);
    expect(inTheWay(rows, { bay: '1', start: 550, minutes: 10 }, one.id)).toBeUndefined();
    expect(inTheWay(rows, { bay: '1', start: 660, minutes: 10 })).toBeUndefined();
    expect([firstFree(rows, '1', 510, 60), firstFree(rows, '2', 510, 60),
      firstFree([booked('1', 0, 1440)], '1', 510, 60)]).toEqual([600, 510, 510]);
  });
});

describe('the sheet of a day', () => {
  it('has a cell for every half hour, or one for what reaches over several', () => {
    const one = booked('1', 510, 90);
    const sheet = sheetOf([one], ['1', '2']);
    expect([sheet[0]?.minute, sheet.at(-1)?.minute]).toEqual([420, 1050]);
    expect(sheet.find((line) => line.minute === 510)?.cells.map((cell) => cell.rows))
      .toEqual([3, 1]);
    expect(sheet.find((line) => line.minute === 540)?.cells.map((cell) => cell.bay))
      .toEqual(['2']);
    // Each bay is filled from top to bottom, whatever stands in it.
    for (const bay of ['1', '2']) {
      expect(sheet.flatMap((line) => line.cells).filter((cell) => cell.bay === bay)
        .reduce((sum, cell) => sum + cell.rows, 0)).toBe(sheet.length);
    }
  });
  it('shows what clashes in one cell, and loses nothing', () => {
    const rows = [booked('1', 510, 60), booked('1', 555, 120), booked('1', 515, 10)];
    const sheet = sheetOf(rows, ['1']);
    const cells = sheet.flatMap((line) => line.cells);
    expect(cells.flatMap((cell) => cell.appointments)).toHaveLength(3);
    expect(cells.reduce((sum, cell) => sum + cell.rows, 0)).toBe(sheet.length);
  });
  it('begins earlier for who comes earlier', () => {
    expect(sheetOf([booked('1', 390, 30)], ['1'])[0]?.minute).toBe(390);
  });
  it('knows the bays of late, in the order of their numbers', () => {
    expect(baysOf([booked('10', 0, 1)], [booked('2', 0, 1)])).toEqual(['2', '10']);
    expect(baysOf([])).toEqual(['1']);
    expect(baysOf([booked('', 0, 1), booked('1', 0, 1)])).toEqual(['1', '']);
    expect(byTime([booked('1', 60, 1), booked('1', 30, 1)]).map(spanOf)[0]).toMatch(/^00:30/);
  });
});

describe('clocks', () => {
  const begun = '2026-11-22T08:00:00.000Z';
  const now = Date.parse('2026-11-22T09:05:09.000Z');
  it('tell hours, minutes and seconds, and never less than nothing', () => {
    expect([elapsedText(3_909_000), elapsedText(-5)]).toEqual(['1:05:09', '0:00:00']);
    expect(lengthOf(row({ started_at: begun }), now)).toBe(3_909_000);
    expect(lengthOf(row({ started_at: begun }), 0)).toBe(0);
  });
  it('run until they are stopped; the newest one counts', () => {
    const old = row({ started_at: '2026-11-21T08:00:00.000Z' });
    const open = row({ started_at: begun });
    const stopped = row({ started_at: begun, stopped_at: begun });
    expect(runningOf([old, open, stopped])).toBe(open);
    expect(runningOf([stopped])).toBeNull();
    expect(runningOf([row({ started_at: begun }, { life: 'void' })])).toBeNull();
  });
  it('make up a day, on jobs and elsewhere', () => {
    expect(dayOfWork([row({ started_at: begun, repair_order: 'x' }),
      row({ started_at: begun, stopped_at: '2026-11-22T08:30:00.000Z', idle: 'break' })], now))
      .toEqual({ worked: 3_909_000, idle: 1_800_000 });
  });
});

describe('lines of a job', () => {
  it('are wishes with points, and without what is empty', () => {
    const order = row({ branch: 'B1' });
    expect(lineWish({ ...emptyDraft, item: ' OP ', quantity: '1,5', unit_price: '58' }, order,
      row({ job: 1 }, { id: 'j' }), 4, { bin: 'A1' })).toEqual({ branch: 'B1',
      repair_order: order.id, job: 'j', line: 4, kind: 'labour', item: 'OP', quantity: '1.5',
      unit_price: '58', bin: 'A1' });
  });
  it('carry their tax code, and the next line begins with it', () => {
    const draft = { ...emptyDraft, kind: 'part', item: 'P1', tax_code: 'N' };
    expect(lineWish(draft, row({ branch: 'B1' }), row({}), 1, {})).toMatchObject({ tax_code: 'N' });
    expect(draftAfter(draft)).toEqual({ ...emptyDraft, kind: 'part', tax_code: 'N' });
    expect(taxCodes([row({ code: 'R', version: '1' }), row({ code: 'N' }),
      row({ code: 'R', version: '2' })])).toEqual(['N', 'R']);
  });
  it('come to quantity times price less the discount', () => {
    expect(netOf(row({ quantity: '1.333', unit_price: '99.99', discount: '3.29' }))).toBe(13_000);
    expect([nextNumber([], 'line'), nextNumber([row({ line: 7 })], 'line')]).toEqual([1, 8]);
  });
  it('that were taken back are not claimed, and people are named', () => {
    const claimLine = entity('warranty.claim_line', [field('kind',
      { type: 'enumeration', words: ['labour'] }), field('item'), field('technician')]);
    const person = 'ef'.repeat(16);
    const line = (id: string, more: object) => row({ kind: 'labour', item: id, job: 'j', ...more },
      { id });
    expect(linesFrom(claimLine, row({}), [line('a', {}), line('b', { takes_back: 'a' }),
      line('c', { technician: person }), line('d', { technician: 'cd'.repeat(16) })], 1, 'j',
    new Map([[person, 'mate']]))).toEqual([{ kind: 'labour', item: 'c', technician: 'mate' },
      { kind: 'labour', item: 'd' }]);
  });
});

describe('what is taken over', () => {
  const order = entity('service.repair_order', [field('customer'), field('vin')]);
  it('from an appointment into its order', () => {
    expect(orderFrom(order, row({ branch: 'B1', vin: 'V', customer: 'C', work: 'Noise',
      advisor: 'a' }, { id: 'p' }))).toMatchObject({ branch: 'B1', vin: 'V', customer: 'C',
      complaint: 'Noise', appointment: 'p' });
  });
  it('from an order into its first job, and into no other', () => {
    const job = entity('service.job', [field('complaint'), field('operation')]);
    const from = row({ branch: 'B1', complaint: 'Noise', operation: null, payer: 'warranty' });
    expect(jobFrom(job, from, [])).toEqual({ branch: 'B1', repair_order: from.id, job: 1,
      complaint: 'Noise', pay_type: 'warranty' });
    expect(jobFrom(job, from, [row({ job: 3 })])).toEqual({ branch: 'B1', repair_order: from.id,
      job: 4 });
  });
});
