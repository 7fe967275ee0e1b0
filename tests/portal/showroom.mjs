// New cars for tests: what the importer publishes of a model, what it lends its dealers, and cars
// that no dealer has. All of it is synthetic.
import { Network, until } from '../verify/network.mjs';

export const brand = 'VOLVO';
export const model = 'NX1';
/** The model with its tow hook, as a customer pays for it. */
export const retailWithHook = '30,900.00';

export const daysFromNow = (count) =>
  new Date(Date.now() + count * 86_400_000).toISOString().slice(0, 10);

const lastYear = daysFromNow(-365);

export const vinOf = (number) => `SYN${String(number).padStart(14, '0')}`;

/** A model with a price and three options, of which ROOF needs HOOK. */
export async function publishModel({ hub }, name = model) {
  await hub.create('/models', { brand, model: name, model_year: '2026', active: true,
    description: `${name} (synthetic)` });
  await hub.create('/model-prices', { brand, model: name, issue: '2026-1', valid_from: lastYear,
    wholesale: '25000.00', retail: '30000.00', currency: 'EUR' });
  const options = [['HOOK', '700.00', '900.00', []], ['ROOF', '1000.00', '1400.00', ['HOOK']],
    ['BLUE', '0.00', '0.00', []]];
  for (const [option, wholesale, retail, needs] of options) {
    await hub.create('/options', { brand, model: name, option, kind: 'pack', wholesale, retail,
      needs, description: `${option.toLowerCase()} (synthetic)` });
  }
}

/** What a dealer may order: a quota for this year and the next, and a credit. */
export async function lend({ hub }, dealer, total = 10) {
  const stream = `?stream=dealer/${dealer}`;
  await hub.create(`/quotas${stream}`, { brand, model_group: 'all', dealer, period: 'now',
    valid_from: lastYear, valid_until: daysFromNow(365), total });
  await hub.create(`/credit-accounts${stream}`, { brand, dealer, currency: 'EUR',
    credit_limit: '300000.00', as_of: daysFromNow(0) });
}

/** Cars on the ship, each with a tow hook. */
export async function ship({ hub }, numbers) {
  for (const number of numbers) {
    const { id } = await hub.create('/vehicles?stream=hub', { vin: vinOf(number), brand, model,
      options: ['HOOK'], colour: 'Denim blue' });
    for (const verb of ['produce', 'ship']) await hub.step(`/vehicles/${id}:${verb}`);
  }
}

/** Orders of a branch; the importer's desk decides about them by itself. */
export async function order(node, branch, count = 1) {
  const out = [];
  for (let i = 0; i < count; i += 1) {
    const { id } = await node.create('/wholesale-orders', { branch, kind: 'stock', brand, model,
      required: 'HOOK' });
    await node.step(`/wholesale-orders/${id}:submit`, { submitted_on: daysFromNow(0) });
    out.push(id);
  }
  return out;
}

export function confirmed({ hub }, count) {
  return until(`${count} orders are confirmed`, async () => {
    const { items } = await hub.get('/wholesale-orders?filter=status:eq:confirmed&limit=100');
    return items.length >= count;
  });
}

/** Five dealers with a branch each: four have ordered, one is about to. */
export async function showroom() {
  const branches = ['B0101', 'B0201', 'B0301', 'B0401', 'B0501'];
  const network = await Network.found(...branches);
  try {
    const { hub } = network;
    await publishModel(network);
    for (const branch of branches) await lend(network, `D${branch.slice(1, 3)}`);
    await ship(network, [1, 2, 3, 4, 5, 6, 7]);
    await network.settle(`catalog/${brand}`);
    await order(network.B0201, 'B0201', 2);
    for (const branch of branches.slice(2)) await order(network[branch], branch);
    await confirmed(network, 5);
    return { network, hub, node: network.B0101, other: network.B0201 };
  } catch (error) {
    network.close();
    throw error;
  }
}

/** A run, an order with its car, a quote of it and one order on its way: for pictures and axe. */
export async function soldCar(network) {
  const { hub, B0101: here } = network;
  await publishModel(network);
  await lend(network, 'D01');
  await ship(network, [1, 2]);
  await network.settle(`catalog/${brand}`);
  const [carOrder] = await order(here, 'B0101');
  await confirmed(network, 1);
  await hub.request('POST', '/allocations', { run: '2026-W40', brand, models: [model],
    arrives_on: daysFromNow(30) });
  const [waiting] = await order(here, 'B0101');
  const { id: draft } = await here.create('/wholesale-orders', { branch: 'B0101', kind: 'stock',
    brand, model, required: 'ROOF' });
  await confirmed(network, 1);
  const { data } = await until('the order has its car', async () => {
    const row = await here.get(`/wholesale-orders/${carOrder}`);
    return row.data.assigned_vin ? row : null;
  });
  const vin = data.assigned_vin;
  const { id: quote } = await until('the car is here', async () => {
    const { items } = await here.get(`/vehicles?filter=vin:eq:${vin}`);
    if (items.length === 0) return null;
    return here.create('/quotes', { branch: 'B0101', vin, brand, model, options: 'HOOK',
      order_number: data.number, customer: 'Synthetic customer', list_price: '30900.00',
      discount: '500.00', price: '30400.00', price_list: '2026-1', valid_until: daysFromNow(14),
      arrives_on: data.arrives_on });
  });
  return { carOrder, waiting, draftOrder: draft, quote, newCar: vin };
}
