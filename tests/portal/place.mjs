// A network with something to look at: two branches of one dealer, a synthetic catalogue, a claim
// on the way, a rejection and a conflict. All of it is synthetic.
import { Network, until } from '../verify/network.mjs';
import { soldCar } from './showroom.mjs';

export const vin = 'YV4A22PK4N1000101';
/** The car of the claims that the importer has looked at already. */
export const otherVin = 'YV4A22PK4N1000303';
const dealer = 'dealer/D01';

/** So many days back from today, as rules count them: a claim that is too late is late on any day. */
const daysAgo = (count) =>
  new Date(Date.now() - count * 86_400_000).toISOString().slice(0, 10);

const day = daysAgo(2);

const idOf = async (answer) => (await answer).id;

/** The number of a part that another one has replaced. */
async function publish(network) {
  await network.hub.tell('data', 'generate', '--scale', 'tiny', '--brand', 'VOLVO');
  for (const stream of ['catalog/VOLVO', 'price/VOLVO-RETAIL']) await network.settle(stream);
  const { items } = await network.hub.get('/supersessions?limit=500');
  return items.map((row) => row.data).find((row) => row.kind === 'replaced').old_part;
}

export async function registerCar({ hub }, number) {
  const data = { vin: number, brand: 'VOLVO', model: 'XC90', model_year: 2022, colour: 'Denim blue',
    warranty_plan: 'STANDARD', in_service_on: daysAgo(550) };
  const id = await idOf(hub.request('POST', `/vehicles?stream=${dealer}`, { data }));
  await hub.step(`/vehicles/${id}:register`);
  return id;
}

async function work(network, part) {
  const { B0101: here, B0102: there } = network;
  for (const [node, branch, count] of [[here, 'B0101', '7'], [there, 'B0102', '24']]) {
    await node.create('/bins', { branch, part, bin: 'A1', minimum: '4' });
    await node.create('/moves', { branch, part, bin: 'A1', quantity: count,
      reason: 'receipt' });
  }
  const order = await idOf(here.create('/repair-orders', { branch: 'B0101', vin, opened_on: day,
    odometer_km: 20000, payer: 'warranty', complaint: 'No heat', complaint_code: 'C101',
    cause: 'Blower motor open circuit', cause_code: 'F101' }));
  await here.step(`/repair-orders/${order}:start`);
  await here.create('/repair-orders', { branch: 'B0101', vin, opened_on: day, payer: 'customer',
    complaint: 'Winter tyres' });
  const claim = await idOf(here.create('/claims', { branch: 'B0101', kind: 'warranty',
    brand: 'VOLVO', vin, repair_order: order, job: 1, failure_on: day, odometer_km: 20000,
    component: 'BASIC' }));
  for (let i = 1; i <= 60; i += 1) {
    await here.create('/notes', { branch: 'B0101', title: `Note ${String(i).padStart(2, '0')}`,
      text: `What the counter wants to remember, number ${i}`, tags: i % 2 ? ['key'] : ['tyre'] });
  }
  return { order, claim };
}

/** A claim of finished work, with one line; the importer decides about it by its rules. */
export async function submitClaim(here, number, { odometer, component = 'BASIC', job = 1 }) {
  const order = await idOf(here.create('/repair-orders', { branch: 'B0101', vin: number,
    opened_on: day, closed_on: day, odometer_km: odometer, payer: 'warranty',
    complaint: 'No heat', complaint_code: 'C101', cause_code: 'F101',
    correction: 'Blower motor replaced' }));
  for (const verb of ['start', 'finish']) await here.step(`/repair-orders/${order}:${verb}`);
  const claim = await idOf(here.create('/claims', { branch: 'B0101', kind: 'warranty',
    brand: 'VOLVO', vin: number, repair_order: order, job, failure_on: day, repaired_on: day,
    odometer_km: odometer, component, complaint_code: 'C101', cause_code: 'F101',
    correction: 'Blower motor replaced' }));
  await here.create('/claim-lines', { branch: 'B0101', claim, line: 1, kind: 'labour',
    item: 'ELECTRIC-010', quantity: '2', unit_price: '58.00' });
  await here.step(`/claims/${claim}:submit`, { submitted_on: day });
  return claim;
}

/** An order with a job for the customer and one for the importer, a technician whose clock runs,
    and two cars that are expected today. */
async function workshop({ B0101: here }) {
  const branch = 'B0101';
  const technician = await idOf(here.create('/users', { branch, name: 'Synthetic mechanic' }));
  const repairOrder = await idOf(here.create('/repair-orders', { branch, vin, opened_on: daysAgo(0),
    odometer_km: 20400, customer: 'Synthetic Customer', complaint: 'Rattles, and wants a service' }));
  await here.step(`/repair-orders/${repairOrder}:start`);
  const job = (number, more) => idOf(here.create('/order-jobs', { branch,
    repair_order: repairOrder, job: number, technician, ...more }));
  const service = await job(1, { pay_type: 'customer', complaint: 'Service due',
    complaint_code: 'C101', cause: 'Mileage', cause_code: 'F101', correction: 'Service done' });
  const rattle = await job(2, { pay_type: 'warranty', complaint: 'Rattles in front',
    complaint_code: 'C102' });
  let line = 0;
  const charge = (of, kind, item, quantity, price) => here.create('/order-lines', { branch,
    repair_order: repairOrder, job: of, line: line += 1, kind, item, quantity, unit_price: price });
  await charge(service, 'labour', 'SERVICE-010', '1.2', '96.00');
  await charge(service, 'part', 'FILTER-1', '1', '24.90');
  await charge(rattle, 'labour', 'ELECTRIC-010', '0.8', '58.00');
  for (const id of [service, rattle]) await here.step(`/order-jobs/${id}:start`);
  await here.step(`/order-jobs/${service}:finish`);
  await here.create('/time-entries', { branch, technician, repair_order: repairOrder, job: rattle,
    started_at: new Date(Date.now() - 1_000_000).toISOString() });
  const book = (start, bay, customer, wish) => idOf(here.create('/appointments', { branch,
    day: daysAgo(0), start_minute: start, minutes: 90, bay, vin: otherVin, customer, work: wish,
    source: 'telephone', transport: 'waits' }));
  const appointment = await book(510, '1', 'Synthetic One', 'Winter tyres');
  await book(600, '2', 'Synthetic Two', 'Annual service');
  return { repairOrder, appointment };
}

/** One claim that is paid, one beyond the kilometres, and one that only a person can decide. */
async function claims(network) {
  await registerCar(network, otherVin);
  await network.settle(dealer);
  const here = network.B0101;
  const paid = await submitClaim(here, otherVin, { odometer: 25000 });
  const review = await submitClaim(here, otherVin, { odometer: 30000, component: 'TENT' });
  const rejected = await submitClaim(here, otherVin, { odometer: 120000 });
  await network.settle(dealer);
  return { paid, review, rejected };
}

/** A recall of two cars that nobody has come in for. */
async function recall({ hub }) {
  const brand = 'VOLVO';
  const campaign = 'R26-1';
  const id = await idOf(hub.create('/campaigns', { brand, campaign, kind: 'safety',
    title: 'Fastening of the battery cable', starts_on: daysAgo(30) }));
  for (const verb of ['announce', 'activate']) await hub.step(`/campaigns/${id}:${verb}`);
  await hub.change(`/campaigns/${id}`, { stop_sale: true });
  await hub.create('/campaign-items', { brand, campaign, kind: 'labour', item: 'ELECTRIC-010' });
  for (const number of [vin, otherVin]) {
    await hub.create('/campaign-vehicles', { brand, campaign, vin: number });
  }
}

/** An edit of B0101 that the importer rejects, and one field that both branches wrote. */
async function disagree(network, car) {
  const { hub, B0101: here, B0102: there } = network;
  const note = await idOf(here.create('/notes', { branch: 'B0101', title: 'Spare key',
    text: 'spare key missing', tags: ['key'] }));
  await network.settle(dealer);
  await network.pause();
  await hub.change(`/notes/${note}`, { locked: true });
  await here.change(`/notes/${note}`, { text: 'found it again' });
  await here.change(`/vehicles/${car}`, { customer_note: 'wants winter tyres' });
  await there.change(`/vehicles/${car}`, { customer_note: 'call before noon' });
  await network.resume();
  await network.settle(dealer);
  return note;
}

/** An edition that waits for somebody to publish it; the address of its page. */
async function stagePrices({ hub }, part) {
  const file = `PartNo;Price\n${part};999,00\nSYN-NEW;12,50\nSYN-ODD;many\n`;
  const { id } = await hub.request('POST', '/price-uploads', { list: 'VOLVO-RETAIL',
    valid_from: daysAgo(-30), title: 'Synthetic autumn', size: file.length });
  await fetch(`${hub.url}/api/v1/price-uploads/${id}/bytes/0`, { method: 'PUT', body: file,
    headers: { 'Content-Type': 'text/csv' } });
  const job = await hub.request('POST', `/price-uploads/${id}:stage`, {});
  const { edition } = await until('the edition is staged', async () => {
    const now = await hub.get(`/jobs/${job.id}`);
    return now.state === 'done' && now;
  });
  return `/prices/VOLVO-RETAIL/${edition}?upload=${id}`;
}

/** The network, with the ids of what stands in it. */
export async function place() {
  const network = await Network.found('B0101', 'B0102');
  try {
    const part = await publish(network);
    const car = await registerCar(network, vin);
    await network.settle(dealer);
    const ids = { ...await work(network, part), ...await claims(network),
      ...await workshop(network), ...await soldCar(network) };
    const note = await disagree(network, car);
    await recall(network);
    await network.hub.create('/tax-rates', { code: 'N', version: '1', valid_from: '2020-01-01',
      rate: 190000, name: 'Synthetic standard rate' });
    for (const stream of ['catalog/VOLVO', 'reference']) await network.settle(stream);
    const edition = await stagePrices(network, part);
    await until('the other branch tells of its stock', async () =>
      (await network.B0101.get(`/availability?filter=part:eq:${part}`)).items.length > 0);
    const { hub, B0101: node, B0102: other } = network;
    return { network, hub, node, other, car, note, part, edition, ...ids };
  } catch (error) {
    network.close();
    throw error;
  }
}
