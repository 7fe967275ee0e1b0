// The verifier and the daemon's `log verify` were written apart, one of them from the documents.
// Files whose values were changed at random, and then signed by the keys that may,
// must get the same verdict from both.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { hash, signedMessage } from './crypto.mjs';
import { decodeOne, encode } from './pack.mjs';
import { ed25519 } from './packages.mjs';
import { Network, command, programs } from './network.mjs';
import { sameBytes } from './refusal.mjs';
import { checker, exportTwenty, putTogether, readBytes, takeApart } from './sample.mjs';

const kCases = 100;
const kSeed = Number(process.env.VERIFY_SEED ?? 1);

let network;
let file;
let net;
let keys;
let check;
before(async () => {
  network = await Network.found('B0101');
  file = readBytes(await exportTwenty(network));
  net = Buffer.from(network.net, 'hex');
  check = checker(null, null);
  const key = (name) => readFileSync(join(network.folder, name));
  keys = { root: key('root/root-1.key'), enrol: key('hub/keys/enrol.key'),
    decide: key('hub/keys/decide.key') };
});
after(() => network?.close());

const zeros = (size) => Buffer.alloc(size, 5);
const nested = (depth) => (depth === 0 ? 0 : [nested(depth - 1)]);
const kValues = [0, 1, 2, 3, 15, 16, 65535, 65536, 2 ** 20, 2 ** 20 + 1, 2 ** 32 - 1, 2 ** 32,
  2 ** 48 - 1, 2 ** 48, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n, -1, -40000, null, true, false,
  '', 'a', 'b'.repeat(64), 'c'.repeat(65), 'd'.repeat(200), 'e'.repeat(201), 'f'.repeat(501),
  'hub', 'dealer/', zeros(0), zeros(8), zeros(16), zeros(32), zeros(64), zeros(65), [], [[]], ['a'],
  ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'], [1, 2, 3], [zeros(32), zeros(32)], nested(9)];

/** Numbers below a bound, the same for the same seed. */
function numbers(seed) {
  let state = seed;
  return (bound) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * bound);
  };
}

const copyOf = (value) => (Array.isArray(value) ? value.map(copyOf) : value);

/** The paths of all values below an array. */
function pathsOf(value, path = []) {
  return Array.isArray(value)
    ? value.flatMap((element, i) => [[...path, i], ...pathsOf(element, [...path, i])]) : [];
}

/** Replaces, removes, doubles or swaps one value somewhere; says what it did. */
function disturb(value, random) {
  const paths = pathsOf(value);
  const path = paths[random(paths.length)];
  const parent = path.slice(0, -1).reduce((at, i) => at[i], value);
  const [place, other, how] = [path.at(-1), random(parent.length), random(6)];
  if (how < 3) parent[place] = copyOf(kValues[random(kValues.length)]);
  else if (how === 3) parent.splice(place, 1);
  else if (how === 4) parent.splice(place, 0, copyOf(parent[place]));
  else [parent[place], parent[other]] = [parent[other], parent[place]];
  return `${path.join('.')} ${['replaced', 'replaced', 'replaced', 'removed', 'doubled',
    `swapped with ${other}`][how]}`;
}

/** Both verdicts; the first problem of the daemon counts. */
async function verdicts(parts) {
  const changed = join(network.folder, 'disturbed.log');
  const bytes = putTogether(parts);
  writeFileSync(changed, bytes);
  const { output } = await command(programs.hub, ['log', 'verify', changed, '--json']);
  const { problems, truncated } = JSON.parse(output);
  return { ours: check(bytes, { trailer: true }),
    daemon: problems[0]?.code ?? (truncated ? 'truncated' : null) };
}

/** Asks both about `kCases` files; `make(random)` gives parts and what was done to them. */
async function compare(make) {
  const random = numbers(kSeed);
  const seen = new Set();
  for (let i = 0; i < kCases; ++i) {
    const { parts, what } = make(random);
    const { ours, daemon } = await verdicts(parts);
    assert.equal(ours, daemon, `case ${i} of seed ${kSeed}: ${what}`);
    seen.add(ours);
  }
  assert.ok(seen.has(null) && seen.size > 1, 'some are valid, and some are not');
}

/** The golden entries, decoded with their bodies, as a log of the hub; its receipt begins at 1. */
function goldenWires() {
  const lines = readFileSync(new URL('../golden/entry.txt', import.meta.url), 'utf8').split('\n');
  const wires = lines.filter((line) => line.startsWith('wire '))
    .map((line) => decodeOne(Buffer.from(line.slice(5), 'hex'), 'golden'));
  for (const wire of wires) wire[6] = decodeOne(wire[6], 'golden');
  wires[2][6][5][0][1][1] = 1;
  return wires;
}

/** The file with these entries in the hub's log, signed whatever they look like. */
function withHubLog(wires) {
  const parts = takeApart(file);
  const author = ed25519.getPublicKey(keys.decide);
  const log = parts.logs.find((candidate) => sameBytes(candidate[1], author));
  let prev = log[0];
  const packed = wires.map((value, i) => {
    const wire = copyOf(value);
    if (Array.isArray(wire) && Array.isArray(wire[6])) wire[6] = encode(wire[6]);
    const body = wire?.[6] instanceof Uint8Array ? wire[6] : zeros(0);
    const [format, hlc, deps, epoch, schema, tx] = Array.isArray(wire) ? wire : [];
    prev = hash('bl/entry/1', encode([format, i + 1, prev, hlc, deps, epoch, schema, tx]
      .map((element) => element ?? null).concat([body.length, hash('bl/body/1', body)])));
    return encode(wire);
  });
  const signature = ed25519.sign(signedMessage('bl/head/1', net, prev), keys.decide);
  log[2] = [[1, log[0], Buffer.concat(packed), signature]];
  parts.digest[0] = parts.digest[0].filter(([id]) => !sameBytes(id, log[0]));
  return parts;
}

/** Nothing but a header, with a manifest of this content. */
function withManifest(content) {
  const parts = takeApart(file);
  const packed = encode(content);
  const founded = hash('bl/manifest/1', packed);
  const message = signedMessage('bl/manifest/1', Buffer.alloc(32), founded);
  parts.header[1] = founded;
  parts.header[2] = [encode([packed, [[0, ed25519.sign(message, keys.root)]]])];
  parts.header[3] = [];
  return { header: parts.header, logs: [], digest: [[], parts.digest[1]] };
}

function withCertificate(content) {
  const parts = takeApart(file);
  const packed = encode(content);
  const message = signedMessage('bl/certificate/1', net, hash('bl/certificate/1', packed));
  parts.header[3] = [encode([packed, ed25519.sign(message, keys.enrol)])];
  return parts;
}

const contentOf = (signed) => decodeOne(decodeOne(signed, 'signed')[0], 'content');

describe('the verifier and the daemon agree', () => {
  it('about entries of any shape', () => compare((random) => {
    const wires = goldenWires();
    const what = disturb(wires, random);
    return { parts: withHubLog(wires), what };
  }));

  it('about manifests of any shape', () => compare((random) => {
    const content = contentOf(takeApart(file).header[2][0]);
    const what = disturb(content, random);
    return { parts: withManifest(content), what };
  }));

  it('about certificates of any shape', () => compare((random) => {
    const content = contentOf(takeApart(file).header[3][0]);
    const what = disturb(content, random);
    return { parts: withCertificate(content), what };
  }));

  it('about records of any shape', () => compare((random) => {
    const parts = takeApart(file);
    const records = [parts.header, ...parts.logs, parts.digest];
    const what = disturb(records[random(records.length)], random);
    return { parts, what };
  }));

  it('about how deep arrays may be nested', async () => {
    for (const [depth, expected] of [[7, null], [8, 'bad_encoding']]) {
      const wires = goldenWires();
      wires[0][6][5][0][2][0][1] = nested(depth);  // Below five arrays of the body.
      assert.deepEqual(await verdicts(withHubLog(wires)), { ours: expected, daemon: expected });
    }
  });
});
