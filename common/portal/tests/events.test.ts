import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followChanges } from '../src/api/events';
import { rowQuery, showWritten } from '../src/api/queries';
import { row } from './entities';

/** The stream of the daemon, as far as the portal listens. */
class Stream {
  static readonly CLOSED = 2;
  static last: Stream;
  readyState = 1;
  heard = new Map<string, (event: { data: string }) => void>();
  constructor() { Stream.last = this; }
  addEventListener(kind: string, hear: (event: { data: string }) => void) {
    this.heard.set(kind, hear);
  }
  close() { this.heard.clear(); }
  refuse() {
    this.readyState = Stream.CLOSED;
    this.heard.get('error')?.({ data: '' });
  }
  tell(kind: string, detail: object) {
    this.heard.get(kind)?.({ data: JSON.stringify(detail) });
    vi.advanceTimersByTime(1_000);
  }
}

const note = ['row', 'notes', '1'];
const part = ['row', 'parts', '1'];
let client: QueryClient;
let end: () => void;
const isOld = (key: string[]) => client.getQueryState(key)?.isInvalidated;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', Stream);
  client = new QueryClient();
  end = followChanges(client);
  client.setQueryData(note, { of: 'before' });
  client.setQueryData(part, { of: 'before' });
});
afterEach(() => {
  end();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('changes', () => {
  it('make old what they touch', () => {
    Stream.last.tell('change', { rows: [{ collection: 'notes' }], complete: true });
    expect([isOld(note), isOld(part)]).toEqual([true, false]);
  });
  it('are told from a position on: what was asked before it is asked again', () => {
    Stream.last.tell('begin', { position: 7 });
    expect([isOld(note), isOld(part)]).toEqual([true, true]);
  });
  it('make old what was on its way when they began to be told', async () => {
    let answer = (_: object) => {};
    const key = ['row', 'notes', '2'];
    const asked = client.fetchQuery({ queryKey: key,
      queryFn: () => new Promise<object>((resolve) => { answer = resolve; }) });
    await vi.advanceTimersByTimeAsync(0);
    Stream.last.tell('begin', { position: 7 });
    answer({ of: 'before' });
    await asked;
    await vi.advanceTimersByTimeAsync(0);
    expect(isOld(key)).toBe(true);
  });
  it('do not stop what takes longer than they lie apart, and ask it again once', async () => {
    const key = ['row', 'notes', '3'];
    client.setQueryData(key, { of: 'long ago' });
    let asked = 0;
    let answer = (_: object) => {};
    let stopped = 0;
    const observer = new QueryObserver(client, { queryKey: key,
      queryFn: ({ signal }) => new Promise<object>((resolve) => {
        asked += 1;
        signal.addEventListener('abort', () => { stopped += 1; });
        answer = resolve;
      }) });
    const leave = observer.subscribe(() => {});
    await vi.advanceTimersByTimeAsync(0);
    for (let change = 0; change < 3; change += 1) {
      Stream.last.tell('change', { rows: [{ collection: 'notes' }], complete: true });
    }
    expect([asked, stopped]).toEqual([1, 0]);
    answer({ of: 'before' });
    await vi.advanceTimersByTimeAsync(0);
    expect([asked, stopped]).toEqual([2, 0]);
    leave();
  });
});

describe('a stream that the daemon refuses', () => {
  it('is opened again, later each time, until it is told of changes', () => {
    const first = Stream.last;
    first.refuse();
    vi.advanceTimersByTime(1_999);
    expect(Stream.last).toBe(first);
    vi.advanceTimersByTime(1);
    const second = Stream.last;
    expect(second).not.toBe(first);
    second.refuse();
    vi.advanceTimersByTime(3_999);
    expect(Stream.last).toBe(second);
    vi.advanceTimersByTime(1);
    expect(Stream.last).not.toBe(second);
  });
  it('is not opened again by whoever has left', () => {
    const first = Stream.last;
    first.refuse();
    end();
    vi.advanceTimersByTime(10_000);
    expect(Stream.last).toBe(first);
  });
});

describe('the answer to a write', () => {
  it('shows at once, and is asked for again', () => {
    const written = row({ title: 'Winter wheels' });
    showWritten(client, 'notes', written);
    const { queryKey } = rowQuery('notes', written.id);
    expect(client.getQueryData(queryKey)).toBe(written);
    expect(client.getQueryState(queryKey)?.isInvalidated).toBe(true);
  });
});
