// The price of a quote while somebody writes it. Pure; the daemon's rules say the last word.
import { moneyText, scaled } from '../shared/money';

/** List price less discount, "" while one of them is no amount. */
export function priceText(listPrice: string, discount: string): string {
  const list = scaled(listPrice, 2);
  const less = discount.trim() === '' ? 0 : scaled(discount, 2);
  return list === null || less === null ? '' : moneyText(list - less);
}

/** So many days from a day on: "2026-11-22" and 14 are "2026-12-06". */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** In whole percent of the list price, for the person who grants it; none without prices. */
export function percentOf(listPrice: string, discount: string): number | null {
  const list = scaled(listPrice, 2);
  const less = scaled(discount, 2);
  return list === null || less === null || list <= 0 ? null : Math.round((less * 1000) / list) / 10;
}
