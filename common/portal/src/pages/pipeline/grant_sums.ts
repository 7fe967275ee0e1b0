// A dealer's own line of a run, computed again from what the importer has published of it. Pure:
// nothing of another dealer goes in.
import type { Row } from '../../api/types';
import { scaled } from '../shared/money';

export interface GrantSums {
  cap: number;
  units: number;
  /** Days' supply in thousandths. */
  before: number;
  after: number;
}

const none = 0;

function numberOf(row: Row, name: string): number | null {
  const value = row.data[name];
  return value === null || value === undefined || value === '' ? null : Number(value);
}

/** How long cars last by what was sold, in thousandths of a day, cut down. */
export function daysSupply(held: number, sales: number, window: number): number {
  return Number((BigInt(held) * BigInt(window) * 1000n) / BigInt(Math.max(sales, 1)));
}

/** The least of open orders, quota, and what the credit pays; nothing for who takes no part. */
function capOf(grant: Row, demand: number): number {
  const price = scaled(String(grant.data.price ?? '0'), 2) ?? none;
  const headroom = scaled(String(grant.data.headroom ?? '0'), 2) ?? none;
  const quota = numberOf(grant, 'quota');
  const paid = price > 0 ? Math.floor(headroom / price) : demand;
  return Math.max(0, Math.min(demand, quota ?? demand, paid));
}

export function sumsOf(grant: Row): GrantSums {
  const [demand, stock, sales, window] = ['demand', 'stock', 'sales', 'window_days']
    .map((name) => numberOf(grant, name) ?? none) as [number, number, number, number];
  const units = (numberOf(grant, 'guaranteed') ?? none) + (numberOf(grant, 'by_method') ?? none);
  return {
    cap: grant.data.standing === 'eligible' ? capOf(grant, demand) : 0, units,
    before: daysSupply(stock, sales, window), after: daysSupply(stock + units, sales, window),
  };
}

/** Fields of the published line that the sums do not come to; none when all agree. */
export function differences(grant: Row): string[] {
  const sums = sumsOf(grant);
  const published: [string, number, number][] = [
    ['cap', Number(grant.data.cap), sums.cap],
    ['days_before', scaled(String(grant.data.days_before), 3) ?? -1, sums.before],
    ['days_after', scaled(String(grant.data.days_after), 3) ?? -1, sums.after],
  ];
  const out = published.filter(([, told, found]) => told !== found).map(([name]) => name);
  if (sums.units > sums.cap) out.push('guaranteed');
  return out;
}

export function daysText(thousandths: number): string {
  return (thousandths / 1000).toFixed(1);
}
