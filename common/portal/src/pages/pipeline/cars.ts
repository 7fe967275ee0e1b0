// The cars of the pipeline, as the daemon answers them. Pure.
import { linesOf, type Answer } from '../../api/answers';

export interface Car {
  id: string;
  vin: string;
  brand: string;
  model: string;
  colour: string;
  options: string;
  status: string;
  order: string;
  orderId: string;
  arrivesOn: string;
  listPrice: string;
  /** Number of the quote that a customer has accepted. */
  takenBy: string;
}

export function carsOf(answer: Pick<Answer, 'columns' | 'rows'>): Car[] {
  return linesOf(answer).map((line) => {
    const text = (name: string) => String(line[name] ?? '');
    const year = text('model_year');
    return {
      id: text('id'), vin: text('vin'), brand: text('brand'), colour: text('colour'),
      model: [text('brand'), text('model'), year].filter((one) => one !== '').join(' '),
      options: text('options'), status: text('status'), order: text('order'),
      orderId: text('order_id'), arrivesOn: text('arrives_on'), listPrice: text('list_price'),
      takenBy: text('taken_by'),
    };
  });
}

/** In the order of a car's way to the customer, what comes soonest first. */
export function byState(cars: readonly Car[]): [string, Car[]][] {
  const out = new Map<string, Car[]>();
  for (const car of cars) out.set(car.status, [...(out.get(car.status) ?? []), car]);
  const soonest = (car: Car) => (car.arrivesOn === '' ? '9999' : car.arrivesOn) + car.vin;
  return [...out].map(([state, list]) =>
    [state, list.toSorted((a, b) => (soonest(a) < soonest(b) ? -1 : 1))]);
}
