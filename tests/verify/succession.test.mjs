// The importer signs a second manifest: the exports of its own daemon and of nodes that joined
// before and after all verify. Nothing in the product makes a second manifest yet, so the test
// does, with the root key in hand.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { hash, signedMessage } from './crypto.mjs';
import { Network, command, programs, until } from './network.mjs';
import { decodeOne, encode } from './pack.mjs';
import { ed25519 } from './packages.mjs';
import { checker, kStream, putTogether, readBytes, takeApart } from './sample.mjs';
import { readOptions, verify } from './verify.mjs';

const kSpare = new Uint8Array(32).fill(9);

let network;
before(async () => {
  network = await Network.found('B0101');
  await succeed(network);
  network.B0102 = await network.enrol('B0102');
});
after(() => network?.close());

/** Version 2, with another name and a spare decide key, as the hub keeps it on disk. */
function secondManifest(first, root) {
  const [content] = decodeOne(first, 'manifest');
  const fields = decodeOne(content, 'manifest');
  const net = hash('bl/manifest/1', content);
  fields[1] = 2;
  fields[2] = 'Synthetic Successor';
  fields[6] = [...fields[6], ed25519.getPublicKey(kSpare)];
  fields[9] = net;
  const packed = encode(fields);
  const message = signedMessage('bl/manifest/1', net, hash('bl/manifest/1', packed));
  return encode([packed, [[0, ed25519.sign(message, root)]]]);
}

/** The hub goes on with the second manifest, at the address that its node knows. */
async function succeed({ hub, folder }) {
  const { child, up } = hub;
  child.removeAllListeners('exit');
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await ended;
  const root = readFileSync(join(folder, 'root/root-1.key'));
  writeFileSync(join(hub.dir, 'manifest-2'),
    secondManifest(readFileSync(join(hub.dir, 'manifest-1')), root), { mode: 0o600 });
  await hub.start('--sync', up.sync);
}

/** The manifests of an export that both programs take for sound. */
async function manifestsOf(daemon, stream = kStream) {
  const path = await daemon.export(stream, 'export.log');
  const words = ['log', 'verify', path, '--net', network.net, '--json'];
  const { code, output } = await command(programs.hub, words);
  assert.equal(code, 0, output);
  const report = await verify(readOptions([path, '--net', network.net]));
  assert.equal(report.organisation, JSON.parse(output).organisation);
  return { organisation: report.organisation, count: takeApart(readBytes(path)).header[2].length };
}

describe('an export after the manifest has a successor', () => {
  before(async () => {
    for (const branch of ['B0101', 'B0102']) {
      await until(`${branch} may write`, async () =>
        (await fetch(`${network[branch].url}/readyz`)).ok);
      await network[branch].create('/bins', { branch, part: 'P1', bin: 'A1' });
    }
    await network.settle(kStream);
  });

  it('begins with both at the hub, in every stream', async () => {
    for (const stream of [kStream, 'policy', 'hub']) {
      assert.deepEqual(await manifestsOf(network.hub, stream),
        { organisation: 'Synthetic Successor', count: 2 });
    }
  });

  it('begins with both at a node that joined later', async () => {
    assert.deepEqual(await manifestsOf(network.B0102),
      { organisation: 'Synthetic Successor', count: 2 });
  });

  it('begins with the first alone at a node that joined before', async () => {
    assert.deepEqual(await manifestsOf(network.B0101),
      { organisation: 'Synthetic Importer', count: 1 });
  });

  it('is refused without the first, and with a successor that another key signed', async () => {
    const parts = takeApart(readBytes(await network.hub.export(kStream, 'export.log')));
    const [first, second] = parts.header[2];
    const check = checker(null, Buffer.from(network.net, 'hex'));
    for (const manifests of [[second], [second, first], [first, secondManifest(first, kSpare)]]) {
      parts.header[2] = manifests;
      const file = putTogether(parts);
      assert.equal(check(file, { trailer: true }), 'bad_manifest');
      const path = join(network.folder, 'changed.log');
      writeFileSync(path, file);
      const { code, output } = await command(programs.hub, ['log', 'verify', path, '--json']);
      assert.equal(code, 77);
      assert.equal(JSON.parse(output).problems[0].code, 'bad_manifest');
    }
  });
});
