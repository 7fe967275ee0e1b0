import { describe, expect, it } from 'vitest';
import { linesOf } from '../src/api/answers';
import { modulesOf, workPages } from '../src/app/navigation';
import { sideOf, statementLines } from '../src/pages/account/statement_lines';
import {
  childrenOf, claimFrom, isFinished, isForImporter, jobEntity, lineEntity, linesFrom, numberOfJob,
} from '../src/pages/warranty/claim_from_order';
import {
  groupOfState, isLive, nextKey, oldestFirst, statesIn,
} from '../src/pages/warranty/claim_work';
import { faultsOf, needsReason, rulingData } from '../src/pages/warranty/decide';
import { byField, findingsOf, lastHits, toRead, weightOf } from '../src/pages/warranty/findings';
import { emptyLine, entryOf, lineAfter, numberAfter, totalOf, wishOf } from '../src/pages/warranty/line_entry';
import { agreementOn, hoursOf } from '../src/pages/warranty/line_prices';
import { dayText, monthStart } from '../src/pages/shared/days';
import { lineAmount, moneyText, scaled } from '../src/pages/shared/money';
import { dayWith } from '../src/pages/shared/steps';
import { textsByKey } from '../src/pages/shared/suggest';
import { newestFirst } from '../src/pages/shared/newest_first';
import { entity, field, row } from './entities';

const here = { side: 'node', branch: 'B1' } as const;
const once = { required: true, once: true } as const;

const order = entity('service.repair_order', [field('vin'), field('status', { merge: 'state' }),
  field('closed_on', { type: 'date' })], { collection: 'repair-orders' });
const orderRef = { type: 'ref', target: 'service.repair_order' } as const;
const job = entity('service.job', [field('repair_order', { ...orderRef, ...once }),
  field('job', { type: 'integer' }), field('cause'), field('correction')]);
const orderLine = entity('service.line', [field('job', { type: 'ref', target: 'service.job' }),
  field('repair_order', { ...orderRef, ...once }), field('kind'), field('quantity')]);
const claim = entity('warranty.claim', [
  field('branch', { type: 'key', owner: 'author', ...once }),
  field('number', { owner: 'author', once: true }),
  field('kind', { type: 'enumeration', words: ['warranty', 'goodwill'], owner: 'author', ...once }),
  field('brand', { type: 'key', owner: 'author', ...once }),
  field('vin', { owner: 'author', ...once }),
  field('repair_order', { ...orderRef, owner: 'author', ...once }),
  field('job', { type: 'integer', owner: 'author', ...once }),
  field('failure_on', { type: 'date', required: true }),
  field('repaired_on', { type: 'date' }),
  field('odometer_km', { type: 'integer' }),
  field('correction'), field('claimed'), field('operation'),
  field('verdict', { owner: 'hub' }),
  field('submitted_on', { type: 'date' }),
  field('status', { owner: 'flow', merge: 'state', required: true }),
], { collection: 'claims', flow: [
  { id: 1, command: 'create', from: null, to: 'draft', side: 'node' },
  { id: 2, command: 'submit', from: 'draft', to: 'submitted', side: 'node' },
  { id: 3, command: 'reject', from: 'submitted', to: 'rejected', side: 'hub' },
  { id: 4, command: 'withdraw', from: 'draft', to: 'withdrawn', side: 'node' },
] });
const claimLine = entity('warranty.claim_line', [
  field('branch', once), field('claim', { type: 'ref', target: 'warranty.claim', ...once }),
  field('line', { type: 'integer', ...once }),
  field('kind', { type: 'enumeration', words: ['part', 'labour', 'sublet'], ...once }),
  field('item', once), field('quantity', { type: 'decimal', scale: 3, ...once }),
  field('unit_price', { type: 'decimal', scale: 2, ...once }), field('technician'),
]);
const all = [order, job, orderLine, claim, claimLine];

const repaired = row({ branch: 'B1', number: 'RO-1', vin: 'V1', opened_on: '2026-11-20',
  closed_on: null, odometer_km: 20000, payer: 'warranty', correction: 'new motor', status: 'done',
  operation: null, claimed: '5.00' });
const car = row({ vin: 'V1', brand: 'VOLVO', odometer_km: 1 });

describe('a claim from an order', () => {
  const from = { order: repaired, job: null, vehicle: car, today: '2026-11-22', claimedJobs: [] };
  it('takes everything over that has the same name, and types nothing', () => {
    expect(claimFrom(claim, here, from)).toEqual({ branch: 'B1', kind: 'warranty', brand: 'VOLVO',
      vin: 'V1', repair_order: repaired.id, job: 1, failure_on: '2026-11-20',
      repaired_on: '2026-11-22', odometer_km: 20000, correction: 'new motor' });
  });
  it('asks the job first, and keeps the day of the repair', () => {
    const one = row({ job: 2, correction: 'new fuse', payer: 'goodwill' });
    const closed = { ...repaired, data: { ...repaired.data, closed_on: '2026-11-21' } };
    expect(claimFrom(claim, here, { ...from, order: closed, job: one })).toMatchObject(
      { job: 2, correction: 'new fuse', kind: 'goodwill', repaired_on: '2026-11-21' });
  });
  it('knows the brand of an unknown car when there is but one', () => {
    const unknown = { ...from, vehicle: null };
    expect(claimFrom(claim, here, unknown).brand).toBeUndefined();
    expect(claimFrom(claim, here, { ...unknown, onlyBrand: 'VOLVO' }).brand).toBe('VOLVO');
  });
  it('leaves a job alone that is claimed already', () => {
    expect([numberOfJob(null), numberOfJob(null, [1, 2]), numberOfJob(row({ job: 4 }), [4])])
      .toEqual([1, 3, 4]);
  });
  it('is made of finished work that the importer pays for', () => {
    expect([isFinished(repaired), isFinished(row({ status: 'in_work' }))]).toEqual([true, false]);
    expect([isForImporter(repaired), isForImporter(row({ payer: 'customer' })),
      isForImporter(row({ pay_type: 'goodwill' }))]).toEqual([true, false, true]);
  });
});

describe('jobs and lines', () => {
  it('are what is declared to belong to an order, whatever it is called', () => {
    expect(childrenOf(order, all).map((one) => one.name))
      .toEqual(['service.job', 'service.line']);
    expect([jobEntity(order, all)?.name, lineEntity(order, all)?.name])
      .toEqual(['service.job', 'service.line']);
    expect(jobEntity(order, [order, claim])).toBeUndefined();
  });
  it('come along as lines of the claim, without what another one pays', () => {
    const target = row({ branch: 'B1' });
    const lines = linesFrom(claimLine, target, [
      row({ kind: 'part', part: 'BP100', quantity: '1', price: '9.00', payer: 'warranty' }),
      row({ kind: 'labor', item: 'OP', quantity: '1.2', unit_price: '58.00', technician: 'T1' }),
      row({ kind: 'part', item: 'X', quantity: '1', unit_price: '1.00', payer: 'customer' }),
      row({ kind: 'part', item: 'no price', quantity: '1' }),
      row({ kind: 'part', item: 'void', quantity: '1', unit_price: '1.00' }, { life: 'void' }),
    ], 1);
    expect(lines).toEqual([
      { branch: 'B1', claim: target.id, line: 1, kind: 'part', item: 'BP100', quantity: '1',
        unit_price: '9.00' },
      { branch: 'B1', claim: target.id, line: 2, kind: 'labour', item: 'OP', quantity: '1.2',
        unit_price: '58.00', technician: 'T1' },
    ]);
  });
});

describe('the work list', () => {
  it('puts each state where somebody has to act', () => {
    expect(['draft', 'returned', 'in_review', 'credited', 'lapsed', 'unheard_of']
      .map(groupOfState)).toEqual(['send', 'answer', 'importer', 'paid', 'closed', 'closed']);
    expect([statesIn(claim, 'answer'), statesIn(claim, 'closed')])
      .toEqual([['rejected'], ['withdrawn']]);
  });
  it('says what to do next, and that a second appeal is none', () => {
    expect(nextKey(row({ status: 'draft' }))).toBe('next_draft');
    expect(nextKey(row({ status: 'rejected', appealed_on: '2026-11-01' })))
      .toBe('next_rejected_finally');
  });
  it('shows the desk the oldest claim first and the branch the newest number', () => {
    type Day = string | null;
    const named = (number: string, submitted_on: Day, appealed_on: Day = null) =>
      row({ number, submitted_on, appealed_on });
    const rows = [named('C', '2026-11-03'), named('B', null), named('A', '2026-01-01',
      '2026-11-04'), named('D', '2026-11-02')];
    expect(oldestFirst(rows).map((one) => one.data.number)).toEqual(['D', 'C', 'A', 'B']);
    expect(newestFirst(rows).map((one) => one.data.number)).toEqual(['D', 'C', 'B', 'A']);
    expect([isLive(row({ status: 'rejected' })), isLive(row({ status: 'withdrawn' }))])
      .toEqual([true, false]);
  });
});

describe('what the rules say', () => {
  const answer = { columns: ['rule', 'outcome', 'severity', 'field', 'text', 'remedy'], rows: [
    ['W01', 'passed', 'REJECT', 'vin', 'registered', ''],
    ['W06', 'undetermined', 'RETURN', 'odometer_km', 'not known here', ''],
    ['W09', 'broken', 'RETURN', 'complaint_code', 'missing', 'fill it in'],
    ['W10', 'broken', 'REDUCE', 'claimed', 'too long', ''],
    ['W20', 'skipped', 'REVIEW', 'kind', 'no goodwill', '']] };
  it('is read with what is broken on top, at the field it is about', () => {
    const read = toRead(findingsOf(answer));
    expect(read.map((one) => one.rule)).toEqual(['W09', 'W10', 'W06']);
    expect(byField(read).get('complaint_code')?.[0]?.remedy).toBe('fill it in');
    expect(read.map(weightOf)).toEqual(['bad', 'wait', 'quiet']);
  });
  it('of a decision is what was found of the claim as it was sent last', () => {
    const hit = (rule: string, submitted: number) => row({ rule, submitted, severity: 'REJECT' });
    expect(lastHits([hit('W09', 1), hit('W05', 2), hit('W04', 2)]).map((one) => one.rule))
      .toEqual(['W04', 'W05']);
    expect(lastHits([])).toEqual([]);
  });
  it('comes as rows by the names of their columns', () => {
    expect(linesOf({ columns: ['a', 'b'], rows: [['x']] })).toEqual([{ a: 'x', b: null }]);
  });
});

describe('lines', () => {
  const target = row({ branch: 'B1' });
  const typed = { ...emptyLine, item: ' BP100 ', quantity: '1,5', unit_price: '95,20' };
  it('are written as they were typed, with a point and without blanks', () => {
    expect(wishOf(typed, target, 3)).toEqual({ branch: 'B1', claim: target.id, line: 3,
      kind: 'part', item: 'BP100', quantity: '1.5', unit_price: '95.20' });
  });
  it('follow each other by number, kind and technician', () => {
    expect([numberAfter([]), numberAfter([row({ line: 7 }), row({ line: 2 })])]).toEqual([1, 8]);
    expect(lineAfter({ ...typed, kind: 'labour', technician: 'T1' }))
      .toEqual({ ...emptyLine, kind: 'labour', technician: 'T1' });
    expect(entryOf(row({ kind: 'sublet', item: 'Towing', quantity: '1', unit_price: '9.00' })))
      .toMatchObject({ kind: 'sublet', item: 'Towing', technician: '' });
  });
  it('add up without fractions', () => {
    expect(totalOf([row({ quantity: '1.200', unit_price: '58.00' }),
      row({ quantity: '3', unit_price: '0.10' })])).toBe(6990);
  });
  it('take hours and rate from what was agreed on that day', () => {
    const agreed = (version: string, valid_from: string) => row({ version, valid_from });
    const rows = [agreed('old', '2020-01-01'), agreed('new', '2026-01-01'),
      agreed('coming', '2027-01-01')];
    expect(agreementOn(rows, '2026-11-20')?.data.version).toBe('new');
    expect(agreementOn(rows, '2019-01-01')).toBeUndefined();
    expect([hoursOf(72), hoursOf(100), hoursOf(0), hoursOf(null)])
      .toEqual(['1.2', '1.667', undefined, undefined]);
  });
});

describe('sums', () => {
  it('are whole numbers', () => {
    expect([scaled('1234.5', 2), scaled('1,25', 2), scaled('-0.01', 2), scaled('7', 3)])
      .toEqual([123450, 125, -1, 7000]);
    expect([scaled('1.234', 2), scaled('x', 2), scaled('', 2), scaled('1e3', 2)])
      .toEqual([null, null, null, null]);
    expect([moneyText(5), moneyText(-123450), moneyText(0)]).toEqual(['0.05', '-1234.50', '0.00']);
  });
  it('are rounded once, half away from zero', () => {
    expect([lineAmount('0.005', '1.00'), lineAmount('0.333', '0.10'), lineAmount('-0.005', '1.00'),
      lineAmount('1', '')]).toEqual([1, 3, -1, null]);
  });
});

describe('the claim desk', () => {
  const ruling = { command: 'reduce', reason: 'half of it', amount: '87,16' };
  it('asks for a sum and a reason where the verb needs them', () => {
    expect(faultsOf(ruling, 10000)).toEqual([]);
    expect(faultsOf({ ...ruling, reason: ' ', amount: 'x' }, null)).toEqual(['amount', 'reason']);
    expect(faultsOf(ruling, 8000)).toEqual(['tooMuch']);
    expect(faultsOf({ command: 'approve', reason: '', amount: '1' }, null)).toEqual([]);
    expect(['approve', 'reduce', 'return', 'reject', 'review'].map(needsReason))
      .toEqual([false, true, true, true, false]);
  });
  it('writes verdict, words, sum and day with the step', () => {
    expect(rulingData(ruling, '2026-11-22')).toEqual({ verdict: 'REDUCE', decided_on: '2026-11-22',
      reason: 'half of it', approved: '87.16', importer_share: '87.16' });
    expect(rulingData({ ...ruling, command: 'reject' }, '2026-11-22')).toEqual(
      { verdict: 'REJECT', decided_on: '2026-11-22', reason: 'half of it' });
    expect(rulingData({ ...ruling, command: 'review' }, '2026-11-22')).toEqual({});
  });
});

describe('the account', () => {
  it('says in words whose favour a balance is', () => {
    expect(['12.00', '-0.01', '0.00', ''].map(sideOf)).toEqual(['owes', 'has', 'even', 'even']);
  });
  it('reads the rows of a statement by their names', () => {
    const answer = { columns: ['document', 'issued_on', 'amount'],
      rows: [['D-1', '2026-11-22', '-87.16']] };
    expect(statementLines(answer)).toEqual([{ document: 'D-1', issuedOn: '2026-11-22', kind: '',
      text: '', amount: '-87.16', balance: '', dueOn: '' }]);
  });
  it('begins with a month', () => {
    expect([monthStart('2026-11-22', 2), monthStart('2026-01-31', 2), monthStart('2026-03-31', 0)])
      .toEqual(['2026-09-01', '2025-11-01', '2026-03-01']);
    expect(dayText(new Date(2026, 0, 5))).toBe('2026-01-05');
  });
});

describe('pages made by hand', () => {
  it('are in the menu of the side that works with them', () => {
    expect(workPages('node')).toContain('/reception');
    expect(workPages('node')).not.toContain('/claim-desk');
    expect(workPages('hub')).toContain('/claim-desk');
    expect([workPages('node').length, workPages('hub').length].every((count) => count <= 12))
      .toBe(true);
    expect(modulesOf(all, 'node').map((one) => one.name)).toEqual(['warranty', 'service']);
  });
  it('write the day of a verb, and leave one that is filled in alone', () => {
    expect(Object.keys(dayWith(claim, row({}), 'submit'))).toEqual(['submitted_on']);
    expect(Object.keys(dayWith(order, row({}), 'finish'))).toEqual(['closed_on']);
    expect(dayWith(order, row({ closed_on: '2026-11-01' }), 'finish')).toEqual({});
    expect(dayWith(claim, row({}), 'appeal')).toEqual({});
  });
  it('offer a code once', () => {
    const source = { collection: 'x', key: 'code', text: 'text' };
    const rows = [row({ code: 'C1', text: 'no heat' }), row({ code: 'C1', text: 'again' }),
      row({ code: null })];
    expect([...textsByKey(source, rows)]).toEqual([['C1', 'no heat']]);
  });
});
