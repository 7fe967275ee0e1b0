// What is refused, and as what: cut short, of another network, in another order, signed by somebody
// else. The trailers fit, so that the checks behind them are asked; the daemon agrees.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { hash, signedMessage } from './crypto.mjs';
import { readRun } from './entry.mjs';
import { decodeOne, decodeSequence, encode } from './pack.mjs';
import { ed25519 } from './packages.mjs';
import { Network, command, programs } from './network.mjs';
import { sameBytes } from './refusal.mjs';
import { checker, exportTwenty, kStream, putTogether, readBytes, signRun, takeApart }
  from './sample.mjs';

const kVerifier = join(import.meta.dirname, 'verify.mjs');
const kStranger = new Uint8Array(32).fill(7);
const kOtherNetwork = '11'.repeat(32);
const kEvery = 101;
const kMinute = 60_000;

let network;
let path;
let file;
let net;
let nodeKey;
before(async () => {
  network = await Network.found('B0101');
  path = await exportTwenty(network);
  file = readBytes(path);
  net = Buffer.from(network.net, 'hex');
  nodeKey = readFileSync(join(network.B0101.dir, 'keys/incarnation.key'));
});
after(() => network?.close());

/** Both verdicts on a file must have the code; null for a sound one. */
async function refusedByBothAs(code, bytes) {
  assert.equal(checker(null, net)(bytes, { trailer: true }), code);
  const changed = join(network.folder, 'changed.log');
  writeFileSync(changed, bytes);
  const words = ['log', 'verify', changed, '--net', network.net, '--json'];
  const { output } = await command(programs.hub, words);
  const { problems, truncated } = JSON.parse(output);
  assert.equal(problems[0]?.code ?? (truncated ? 'truncated' : null), code, 'the daemon');
}

const wiresOf = (run) => decodeSequence(run[2], 'run').map(({ value }) => value);

/** The records with the log of the node, which has its entries in its first run. */
function parts() {
  const taken = takeApart(file);
  const author = ed25519.getPublicKey(nodeKey);
  const log = taken.logs.find((candidate) => sameBytes(candidate[1], author));
  return { ...taken, log };
}

/** A certificate as travels, for the key of `seed`, signed by that key instead of the enrol key. */
function forgedCertificate(header, seed) {
  const [content] = decodeOne(header[3][0], 'certificate');
  const fields = decodeOne(content, 'certificate');
  fields[5] = ed25519.getPublicKey(seed);
  fields[7] = hash('bl/operator/1', fields[5]).subarray(0, 16);
  const packed = encode(fields);
  const message = signedMessage('bl/certificate/1', net, hash('bl/certificate/1', packed));
  return encode([packed, ed25519.sign(message, seed)]);
}

describe('a file that is not as it was exported', () => {
  it('is put together again by the tests without a change', () => {
    assert.ok(sameBytes(putTogether(takeApart(file)), file));
  });

  it('is truncated wherever it ends too early', async () => {
    for (let end = 0; end < file.length; end += kEvery) {
      await refusedByBothAs('truncated', file.subarray(0, end));
    }
    await refusedByBothAs('truncated', file.subarray(0, file.length - 1));
  });

  it('is refused when something stands behind it', () =>
    refusedByBothAs('trailing_bytes', Buffer.concat([file, Buffer.from([0])])));

  it('is refused when its logs stand in another order', async () => {
    const taken = takeApart(file);
    taken.logs.reverse();
    await refusedByBothAs('bad_order', putTogether(taken));
  });

  it('is refused when a log goes on behind another one', async () => {
    const taken = takeApart(file);
    taken.logs.push(taken.logs[0]);
    await refusedByBothAs('bad_order', putTogether(taken));
  });

  it('is refused when its first run is said to begin at 0', async () => {
    const { log, ...rest } = parts();
    log[2][0][0] = 0;
    await refusedByBothAs('bad_encoding', putTogether(rest));
  });

  it('is accepted with a signature of the manifest that is not valid beside those that are',
    async () => {
      const { header, logs, digest } = parts();
      const [content, [signature]] = decodeOne(header[2][0], 'manifest');
      const none = [0, new Uint8Array(64)];
      const nobody = [15, signature[1]];
      header[2] = [encode([content, [none, signature, nobody]])];
      await refusedByBothAs(null, putTogether({ header, logs, digest }));
      header[2] = [encode([content, [none, nobody]])];
      await refusedByBothAs('bad_manifest', putTogether({ header, logs, digest }));
    });

  it('is refused when two entries are swapped under the old signature', async () => {
    const { log, ...rest } = parts();
    const wires = wiresOf(log[2][0]);
    [wires[1], wires[2]] = [wires[2], wires[1]];
    log[2][0][2] = Buffer.concat(wires.map((wire) => encode(wire)));
    await refusedByBothAs('bad_signature', putTogether(rest));
  });

  it('is refused when an entry is left out', async () => {
    const { log, ...rest } = parts();
    log[2][0][2] = Buffer.concat(wiresOf(log[2][0]).slice(0, -1).map((wire) => encode(wire)));
    await refusedByBothAs('bad_signature', putTogether(rest));
  });

  it('is refused when the first run is left out', async () => {
    const { log, ...rest } = parts();
    log[2][0][0] = 2;
    await refusedByBothAs('gap', putTogether(rest));
  });

  it('is refused when an unknown key signed the entries', async () => {
    const { log, ...rest } = parts();
    log[2][0] = signRun(log[2][0], wiresOf(log[2][0]), net, kStranger);
    await refusedByBothAs('bad_signature', putTogether(rest));
  });

  it('is refused when an unknown key signed a log of its own', async () => {
    const { log, ...rest } = parts();
    const stranger = ed25519.getPublicKey(kStranger);
    const id = hash('bl/log/1', net, Buffer.from(kStream), stranger);
    const run = signRun([1, id], wiresOf(log[2][0]), net, kStranger);
    rest.logs = [...rest.logs, [id, stranger, [run]]].sort((a, b) => Buffer.compare(a[0], b[0]));
    await refusedByBothAs('unknown_author', putTogether(rest));
  });

  it('is refused when an unknown key claims the log of another', async () => {
    const { log, ...rest } = parts();
    log[1] = ed25519.getPublicKey(kStranger);
    await refusedByBothAs('wrong_log_id', putTogether(rest));
  });

  it('is refused when an unknown key certified itself', async () => {
    const { header, logs, digest } = parts();
    header[3] = [...header[3], forgedCertificate(header, kStranger)];
    await refusedByBothAs('bad_certificate', putTogether({ header, logs, digest }));
  });

  it('is refused when a node wrote its settled past anew', async () => {
    const { log, ...rest } = parts();
    const wires = wiresOf(log[2][0]);
    wires[wires.length - 1][1] += 1n;
    log[2][0] = signRun(log[2][0], wires, net, nodeKey);
    const [first, prev, packed] = log[2][0];
    rest.digest[0].find(([id]) => sameBytes(id, log[0]))[2] =
      readRun(packed, first, prev, 'rewritten').at(-1).hash;
    await refusedByBothAs('receipt_mismatch', putTogether(rest));
  });

  it('is refused when it states the position of another history', async () => {
    const { log, ...rest } = parts();
    rest.digest[0].find(([id]) => sameBytes(id, log[0]))[2] = new Uint8Array(32);
    await refusedByBothAs('digest_mismatch', putTogether(rest));
  });
});

describe('the program', () => {
  const ask = (...words) => command(process.execPath, [kVerifier, ...words]);

  it('ends with 0 for a valid file of the network that was named', async () => {
    const { code, output } = await ask(path, '--net', network.net, '--stream', kStream, '--daemon',
      network.hub.url, '--json');
    assert.equal(code, 0);
    assert.equal(JSON.parse(output).entries, 20);
  });

  it('tells network, stream and newest entry as the daemon does', async () => {
    const ours = JSON.parse((await ask(path, '--net', network.net, '--json')).output);
    const { code, output } = await command(programs.hub, ['log', 'verify', path, '--net',
      network.net, '--json']);
    const { net: told, stream, organisation, newest } = JSON.parse(output);
    assert.equal(code, 0);
    assert.deepEqual({ net: ours.net, stream: ours.stream, organisation: ours.organisation,
      newest: ours.newest }, { net: told, stream, organisation, newest });
    assert.ok(Math.abs(Date.now() - Date.parse(newest)) < kMinute, newest);
  });

  it('is joined by the daemon in refusing a file of another network', async () => {
    const { code, output } = await command(programs.hub, ['log', 'verify', path, '--net',
      kOtherNetwork, '--json']);
    assert.equal(code, 77);
    assert.equal(JSON.parse(output).problems[0].code, 'wrong_network');
  });

  it('ends with 1 and says what to do for a file of another network', async () => {
    const { code, errors } = await ask(path, '--net', kOtherNetwork);
    assert.equal(code, 1);
    assert.match(errors, /wrong_network: byte 7.*\n.*compare the network id with the importer/);
  });

  it('ends with 1 for another stream, and for another digest', async () => {
    assert.equal((await ask(path, '--any-network', '--stream', 'policy')).code, 1);
    assert.equal((await ask(path, '--any-network', '--digest', kOtherNetwork)).code, 1);
  });

  it('names the log and the position of a changed entry', async () => {
    const changed = join(network.folder, 'entry.log');
    const copy = Buffer.from(file);
    copy[copy.indexOf('shelf 3')] ^= 0x01;
    writeFileSync(changed, copy);
    const { code, output } = await ask(changed, '--any-network', '--no-trailer', '--json');
    assert.equal(code, 1);
    assert.match(JSON.parse(output).problems[0].where, /^log [0-9a-f]{16} entry \d+$/);
  });

  it('ends with 2 when it is not told whom to trust', async () => {
    assert.equal((await ask(path)).code, 2);
    assert.equal((await ask(path, '--net', 'abc')).code, 2);
    assert.equal((await ask(join(network.folder, 'none.log'), '--any-network')).code, 2);
  });
});
