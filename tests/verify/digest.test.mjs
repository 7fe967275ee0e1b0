// The digest that an outsider computes from an export is the one that the daemons state: over 5,000
// entries of two branches that wrote while they were cut off, with conflicts, rejections, status
// changes that lost, voided rows and a revoked node.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Network } from './network.mjs';
import { readOptions, verify } from './verify.mjs';

const kStream = 'dealer/D01';
const kEntries = 5000;
const kShared = 40;
const vin = (i) => `YV1SYNTHET1C${String(10000 + i)}`;
const numbers = (count) => Array.from({ length: count }, (_, i) => i);

let network;
before(async () => {
  network = await Network.found('B0101', 'B0102');
});
after(() => network?.close());

const bin = (branch, i) => ({ branch, part: `P${i}`, bin: 'A1', remark: `shelf ${i}`,
  minimum: '1.000', counted_on: '2026-01-05' });

/** What both branches and the importer have before the line is cut. */
async function agree({ hub, B0101, B0102 }) {
  await B0101.createAll('/bins', numbers(2400).map((i) => bin('B0101', i)));
  await B0102.createAll('/bins', numbers(1400).map((i) => bin('B0102', i)));
  const users = numbers(500).map((i) => ({ name: `user ${i}`, branch: 'B0102' }));
  await B0102.createAll('/users', users);
  for (const i of numbers(kShared)) {
    const data = { vin: vin(i), brand: 'VOLVO', options: ['hook', 'sunroof'] };
    const { id } = await hub.create(`/vehicles?stream=${kStream}`, data);
    await hub.step(`/vehicles/${id}:take-over`);
  }
  await network.settle(kStream);
}

/** What one branch writes to a shared row while it does not hear of the other. */
async function writeAlone(branch, node, i, { car, bin: shelf, note }) {
  const isFirst = branch === 'B0101';
  if (car) {
    await node.change(`/vehicles/${car}`, { customer_note: `${branch} says ${i}`,
      sold_on: isFirst ? '2026-02-01' : '2026-02-02', odometer_km: isFirst ? 100 + i : 150 - i });
    await node.step(`/vehicles/${car}:reserve`, { location: `${branch} row ${i}` });
  }
  const remark = i % 3 === 0 ? null : `${branch} on ${i}`;
  if (shelf) await node.change(`/bins/${shelf}`, { remark });
  if (note) {
    await node.change(`/notes/${note}`, { text: `${branch} on ${i}`, tags: [branch, 'both'],
      noticed_on: isFirst ? '2026-01-04' : `2026-01-0${1 + (i % 6)}`,
      odometer_km: isFirst ? 1000 + i : 1010 });
    if (i % 2 === 0) await node.change(`/notes/${note}`, { stop_sale: i % 4 === 0 && isFirst });
  }
}

/** Two branches write to the same rows, each first to every other row. */
async function disagree({ B0101, B0102 }, { cars, bins, notes }) {
  const sides = [['B0101', B0101], ['B0102', B0102]];
  for (const i of numbers(kShared)) {
    for (const [branch, node] of i % 2 === 0 ? sides : sides.toReversed()) {
      await writeAlone(branch, node, i, { car: cars[i], bin: bins[i], note: notes[i] });
    }
  }
}

/** Fills the stream up to its number of entries with changes to own and soft fields. */
async function fillUp({ hub, B0101 }, bins) {
  for (let round = 0; ; ++round) {
    const { vector } = await hub.digest(kStream);
    const have = vector.reduce((sum, { seq }) => sum + seq, 0);
    if (have >= kEntries) return;
    await Promise.all(bins.map((id) => B0101.change(`/bins/${id}`, { remark: `round ${round}`,
      maximum: `${round + 2}.000` })));
    await network.settle(kStream);
  }
}

async function live({ hub, B0101, B0102 }) {
  await agree(network);
  const cars = (await hub.get('/vehicles?limit=500')).items.map((item) => item.id);
  const bins = (await B0101.get('/bins?limit=200&filter=branch:eq:B0101')).items
    .map((item) => item.id);
  const notes = [];
  for (const i of numbers(20)) {
    notes.push((await B0101.create('/notes', { branch: 'B0101', title: `note ${i}`,
      tags: ['begin'], odometer_km: i, stop_sale: true, noticed_on: '2026-01-05' })).id);
  }
  for (const id of notes.slice(0, 10)) await B0101.step(`/notes/${id}:submit`);
  await network.settle(kStream);

  await network.pause();
  await disagree(network, { cars, bins: bins.slice(0, kShared), notes });
  for (const id of notes.slice(15)) await hub.change(`/notes/${id}`, { locked: true });
  for (const id of notes.slice(0, 5)) {
    await hub.step(`/notes/${id}:approve`, { answer: 'yes' });
    await B0101.step(`/notes/${id}:withdraw`, { title: 'withdrawn', stop_sale: false });
  }
  for (const id of bins.slice(-10)) await B0101.step(`/bins/${id}:void`);
  await B0101.create('/moves', { branch: 'B0101', part: 'P0', bin: 'A1', quantity: '5.000',
    reason: 'receipt' });
  await network.resume();
  await network.settle(kStream);
  await fillUp(network, bins.slice(0, 150));
}

describe('the digest of a stream', () => {
  before(() => live(network));

  it(`is computed again from ${kEntries} entries with conflicts and rejections`, async () => {
    const { hub } = network;
    const path = await hub.export(kStream, 'd01.log');
    const report = await verify(readOptions([path, '--net', network.net, '--daemon', hub.url]));
    assert.ok(report.entries >= kEntries, `${report.entries} entries`);
    assert.ok(report.exceptions > 0, 'nothing was rejected');
    assert.equal(report.digest.recomputed, (await hub.digest(kStream)).digest);
    assert.equal(report.digest.undecided, 0);
    console.log(`# ${report.entries} entries, ${report.receipts} receipts, ` +
      `${report.exceptions} exceptions, ${report.digest.rows} rows`);
  });

  it('is the same in the export of a node', async () => {
    const { B0102 } = network;
    const path = await B0102.export(kStream, 'd01.log');
    const report = await verify(readOptions([path, '--net', network.net, '--daemon', B0102.url]));
    assert.equal(report.digest.recomputed, (await network.hub.digest(kStream)).digest);
  });

  it('is computed again for the policy of the network', async () => {
    const path = await network.hub.export('policy', 'policy.log');
    const report = await verify(readOptions([path, '--net', network.net, '--daemon',
      network.hub.url]));
    assert.equal(report.digest.recomputed, (await network.hub.digest('policy')).digest);
  });

  it('counts what the importer has not decided yet, as the branch does', async () => {
    const { B0101 } = network;
    await network.pause();
    const { items } = await B0101.get('/bins?limit=5');
    for (const { id } of items) await B0101.change(`/bins/${id}`, { remark: 'not sent yet' });
    const path = await B0101.export(kStream, 'open.log');
    const report = await verify(readOptions([path, '--net', network.net, '--daemon', B0101.url]));
    assert.equal(report.digest.undecided, 5);
    await network.resume();
    await network.settle(kStream);
  });

  it('is refused when one value of the declarations is another', async () => {
    const path = await network.hub.export(kStream, 'd01.log');
    const schema = await network.hub.get('/schema');
    const bins = schema.entities.find((entity) => entity.name === 'stock.bin');
    bins.fields.find((field) => field.name === 'remark').sensitive = true;
    const changed = join(network.folder, 'schema.json');
    writeFileSync(changed, JSON.stringify(schema));
    await assert.rejects(verify(readOptions([path, '--net', network.net, '--schema', changed])),
      { code: 'digest_mismatch' });
  });

  it('is refused as not comparable when the daemon has gone on', async () => {
    const { hub } = network;
    const path = await hub.export(kStream, 'old.log');
    await hub.create(`/vehicles?stream=${kStream}`, { vin: vin(900), brand: 'VOLVO' });
    await assert.rejects(verify(readOptions([path, '--net', network.net, '--daemon', hub.url])),
      { code: 'not_comparable' });
  });

  it('stands when a node was revoked and its log is cut', async () => {
    const { hub } = network;
    const nodes = await hub.get('/nodes');
    const { data } = nodes.items.find((item) => item.data.branch === 'B0102');
    await hub.tell('node', 'revoke', String(data.serial), '--reason', 'a test');
    const path = await hub.export(kStream, 'cut.log');
    const report = await verify(readOptions([path, '--net', network.net, '--daemon', hub.url]));
    assert.equal(report.cuts, 1);
  });
});
