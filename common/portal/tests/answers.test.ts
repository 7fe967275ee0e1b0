import { afterEach, describe, expect, it, vi } from 'vitest';
import { listInStates, listRows } from '../src/api/answers';
import { row } from './entities';

/** A daemon that holds `count` records and gives them in pages of the size that it is asked for. */
function holding(count: number): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path);
    const query = new URL(path, 'http://localhost').searchParams;
    const from = Number(query.get('after') ?? 0);
    const to = Math.min(count, from + Number(query.get('limit')));
    const items = Array.from({ length: to - from }, (_, at) =>
      ({ ...row({ place: from + at }), life: from + at === 0 ? 'void' : 'alive' }));
    return Promise.resolve(new Response(
      JSON.stringify({ items, next: to < count ? String(to) : null })));
  });
  return asked;
}

afterEach(() => vi.unstubAllGlobals());

describe('a list', () => {
  it('is read to its end, page by page, without what is void', async () => {
    const asked = holding(1_234);
    const rows = await listRows('bins', { filter: ['branch:eq:B0101'] });
    expect(rows.map((one) => one.data.place))
      .toEqual(Array.from({ length: 1_233 }, (_, at) => at + 1));
    expect(asked).toHaveLength(3);
    expect(asked.every((path) => path.includes('filter=branch%3Aeq%3AB0101'))).toBe(true);
  });
  it('is read no further than it is asked for', async () => {
    const asked = holding(1_234);
    expect(await listRows('bins', { limit: 40 })).toHaveLength(39);
    expect(asked).toHaveLength(1);
  });
  it('of several states is asked for state by state', async () => {
    const asked = holding(3);
    expect(await listInStates('claims', ['draft', 'returned'], { filter: ['vin:eq:V'] }))
      .toHaveLength(4);
    expect(asked.map((path) => new URL(path, 'http://localhost').searchParams.getAll('filter')))
      .toEqual([['status:eq:draft', 'vin:eq:V'], ['status:eq:returned', 'vin:eq:V']]);
  });
});
