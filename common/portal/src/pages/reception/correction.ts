// The order that corrects a credited one: what is still true comes along. Pure.
import type { Row, Value } from '../../api/types';

const taken = ['branch', 'vin', 'customer', 'odometer_km', 'complaint', 'complaint_code', 'advisor'];

export function correctionOf(order: Row, today: string): Record<string, Value> {
  const out: Record<string, Value> = { opened_on: today, corrects: order.id };
  for (const name of taken) {
    const value = order.data[name];
    if (value !== null && value !== undefined && value !== '') out[name] = value;
  }
  return out;
}
