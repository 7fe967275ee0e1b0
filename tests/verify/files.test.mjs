// A file that a record names, as docs/formats/blob.md and docs/how_to/file_a_claim.md tell it to an
// outsider: its hash is made here, and it is the same file at branch and importer.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { hash } from './crypto.mjs';
import { Network, until } from './network.mjs';

const dealer = 'dealer/D01';
let network;

before(async () => { network = await Network.found('B0101', 'B0102'); });
after(() => network?.close());

/** Noise behind the first bytes of a picture; four parts of the session, two pieces of a request. */
const picture = () => Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
  randomBytes(800_000)]);

/** Sends a file in pieces; the last answer. */
async function send({ url }, bytes) {
  const api = `${url}/api/v1/files`;
  const begun = await fetch(api, { method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ data: { size: bytes.length } }) });
  let state = await begun.json();
  for (let from = 0; from < bytes.length; from = state.received) {
    const answer = await fetch(`${api}/${state.id}/bytes/${from}`, { method: 'PUT',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: bytes.subarray(from, from + state.piece_bytes_max) });
    assert.ok(answer.ok, await answer.clone().text());
    state = await answer.json();
  }
  return state;
}

const fetchFile = ({ url }, id) => fetch(`${url}/api/v1/attachments/${id}/files/file`);

async function attach(node, file) {
  const order = await node.create('/repair-orders',
    { branch: 'B0101', vin: '1M8GDM9AXKP042788', opened_on: '2026-11-20' });
  const claim = await node.create('/claims', { branch: 'B0101', kind: 'goodwill',
    brand: await brand(), vin: '1M8GDM9AXKP042788', repair_order: order.id, job: 1,
    failure_on: '2026-11-20', odometer_km: 10 });
  return node.create('/attachments', { branch: 'B0101', claim: claim.id, kind: 'photo', file });
}

async function brand() {
  const { items } = await network.hub.get('/brands');
  return items[0]?.data.brand ?? 'VOLVO';
}

describe('files', () => {
  it('have the hash that the page tells', async () => {
    const bytes = picture();
    const state = await send(network.B0101, bytes);
    assert.equal(state.hash, Buffer.from(hash('bl/blob/1', bytes)).toString('hex'));
    assert.equal(state.media_type, 'image/png');
  });

  it('follow their record to the importer and to the other branch, byte by byte', async () => {
    const bytes = picture();
    const record = await attach(network.B0101, (await send(network.B0101, bytes)).hash);
    await network.settle(dealer);
    for (const site of [network.B0101, network.hub, network.B0102]) {
      await until('the file', async () => (await fetchFile(site, record.id)).status === 200);
      const there = Buffer.from(await (await fetchFile(site, record.id)).arrayBuffer());
      assert.ok(bytes.equals(there));
    }
    assert.equal((await network.hub.get('/status')).files.wanted, 0);
  });

  it('are here after a restart, and go on where they were', async () => {
    const bytes = picture();
    await network.B0101.tell('sync', 'pause');
    const record = await attach(network.B0101, (await send(network.B0101, bytes)).hash);
    await network.B0101.stop();
    await network.B0101.start();
    assert.equal((await fetchFile(network.B0101, record.id)).status, 200);
    await network.B0101.tell('sync', 'resume');
    await until('the file', async () => (await fetchFile(network.hub, record.id)).status === 200);
  });

  it('are not named before they are sent', async () => {
    await assert.rejects(attach(network.B0101, '00'.repeat(32)), /file-not-here/);
  });
});
