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

/** The network, with the ids of what stands in it. */
export async function place() {
  const network = await Network.found('B0101', 'B0102');
  try {
    const part = await publish(network);
    const car = await registerCar(network, vin);
    await network.settle(dealer);
    const ids = { ...await work(network, part), ...await claims(network),
      ...await soldCar(network) };
    const note = await disagree(network, car);
    await until('the other branch tells of its stock', async () =>
      (await network.B0101.get(`/availability?filter=part:eq:${part}`)).items.length > 0);
    const { hub, B0101: node, B0102: other } = network;
    return { network, hub, node, other, car, note, part, ...ids };
  } catch (error) {
    network.close();
    throw error;
  }
}
