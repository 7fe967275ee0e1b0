// A network with something to look at: two branches of one dealer, a synthetic catalogue, a claim
// on the way, a rejection and a conflict. All of it is synthetic.
import { Network, until } from '../verify/network.mjs';

export const vin = 'YV4A22PK4N1000101';
const dealer = 'dealer/D01';
const day = '2026-11-20';

const idOf = async (answer) => (await answer).id;

/** The number of a part that another one has replaced. */
async function publish(network) {
  await network.hub.tell('data', 'generate', '--scale', 'tiny', '--brand', 'VOLVO');
  for (const stream of ['catalog/VOLVO', 'price/VOLVO-RETAIL']) await network.settle(stream);
  const { items } = await network.hub.get('/supersessions?limit=500');
  return items.map((row) => row.data).find((row) => row.kind === 'replaced').old_part;
}

async function registerCar({ hub }) {
  const data = { vin, brand: 'VOLVO', model: 'XC90', model_year: 2022, colour: 'Denim blue',
    warranty_plan: 'STANDARD', in_service_on: '2025-05-20' };
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
  await here.create('/claims', { branch: 'B0101', kind: 'warranty', brand: 'VOLVO', vin,
    repair_order: order, job: 1, failure_on: day, odometer_km: 20000, component: 'BASIC' });
  for (let i = 1; i <= 60; i += 1) {
    await here.create('/notes', { branch: 'B0101', title: `Note ${String(i).padStart(2, '0')}`,
      text: `What the counter wants to remember, number ${i}`, tags: i % 2 ? ['key'] : ['tyre'] });
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

/** The network, with the ids of what stands in it. */
export async function place() {
  const network = await Network.found('B0101', 'B0102');
  try {
    const part = await publish(network);
    const car = await registerCar(network);
    await network.settle(dealer);
    await work(network, part);
    const note = await disagree(network, car);
    await until('the other branch tells of its stock', async () =>
      (await network.B0101.get(`/availability?filter=part:eq:${part}`)).items.length > 0);
    const { hub, B0101: node, B0102: other } = network;
    return { network, hub, node, other, car, note, part };
  } catch (error) {
    network.close();
    throw error;
  }
}
