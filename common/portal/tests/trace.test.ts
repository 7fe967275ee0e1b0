import { describe, expect, it } from 'vitest';
import type { Hop } from '../src/api/types';
import { actorsOf, slowestOf, stepsOf } from '../src/pages/trace/trace_steps';
import { durationOf } from '../src/words/values';

const time = (milliseconds: number) => new Date(1_800_000_000_000 + milliseconds).toISOString();

function hop(at: number, given: Partial<Hop> = {}): Hop {
  return { at: time(at), branch: 'B0101', actor: 'ada', signer: 'k', log: 'l', seq: at,
    hash: `h${at}`, command: '', fields: [], standing: 'settled', decided_at: null,
    waited_ms: null, reason: null, ...given };
}
const settled = (at: number, decided: number, given: Partial<Hop> = {}) =>
  hop(at, { decided_at: time(decided), waited_ms: decided - at, ...given });
const atImporter = (at: number, given: Partial<Hop> = {}) =>
  settled(at, at, { branch: 'hub', actor: null, ...given });
const kinds = (hops: Hop[], isNode = true) => stepsOf(hops, isNode).map((step) => step.kind);

describe('the way of a record', () => {
  it('goes from the branch to the importer and back', () => {
    const hops = [settled(0, 40, { command: 'submit' }), atImporter(40, { command: 'approve' })];
    expect(kinds(hops)).toEqual(['written', 'taken', 'written', 'back']);
    expect(kinds(hops, false)).toEqual(['written', 'taken', 'written']);
  });
  it('tells a receipt once, with the changes that it covers', () => {
    const [, , taken] = stepsOf([settled(0, 50), settled(10, 50)], true);
    expect(taken).toMatchObject({ kind: 'taken', after: 50 });
    expect(taken?.kind === 'taken' ? taken.hops.length : 0).toBe(2);
  });
  it('tells how long after the step before each one came', () => {
    const steps = stepsOf([settled(0, 3), settled(5000, 5004)], true);
    expect(steps.map((step) => step.after)).toEqual([null, 3, 4997, 4, null]);
  });
  it('has no way back while a change waits', () => {
    expect(kinds([settled(0, 3), hop(9, { standing: 'provisional' })]))
      .toEqual(['written', 'taken', 'written', 'waiting']);
  });
  it('shows what was rejected, and why, as an answer', () => {
    const reason = { code: 'NO', text: 'locked', remedy: 'ask' };
    expect(kinds([settled(0, 9, { standing: 'rejected', reason })]))
      .toEqual(['written', 'rejected', 'back']);
  });
  it('asks nobody to count backwards when two clocks differ', () => {
    expect(stepsOf([settled(10, 4)], true).every((step) => (step.after ?? 0) >= 0)).toBe(true);
  });
  it('knows the slowest answer and everybody who acted', () => {
    expect(slowestOf([settled(0, 3), settled(0, 90), atImporter(100)])).toBe(90);
    expect(slowestOf([hop(0)])).toBe(null);
    expect(actorsOf([hop(0), hop(1, { actor: 'bob' }), hop(2), atImporter(3)]))
      .toEqual(['ada', 'bob']);
  });
});

describe('durations', () => {
  it('are told in the largest unit that says enough', () => {
    expect(durationOf(3, 'en')).toBe('3 milliseconds');
    expect(durationOf(1_240, 'en')).toBe('1.2 seconds');
    expect(durationOf(90_000, 'en')).toBe('90 seconds');
    expect(durationOf(180_000, 'de')).toBe('3 Minuten');
    expect(durationOf(3 * 86_400_000, 'en')).toBe('3 days');
  });
});
