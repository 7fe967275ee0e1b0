// No byte of a file can be changed unnoticed: each position, with the lowest and the highest bit
// turned, with the trailer compared and without; and the daemon's own check agrees.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Network, command, programs } from './network.mjs';
import { checker, exportTwenty, readBytes, uncovered, withFreshTrailer } from './sample.mjs';

const kMasks = [0x01, 0x80];
const kEvery = 37;

let network;
let file;
let schema;
let net;
before(async () => {
  network = await Network.found('B0101');
  file = readBytes(await exportTwenty(network));
  schema = await network.hub.get('/schema');
  net = Buffer.from(network.net, 'hex');
});
after(() => network?.close());

function flipped(at, mask) {
  const copy = Buffer.from(file);
  copy[at] ^= mask;
  return copy;
}

/** The positions at which a turned bit went unnoticed. */
function unnoticed(check, options) {
  const isUnnoticed = (at) => kMasks.some((mask) => check(flipped(at, mask), options) === null);
  return [...file.keys()].filter(isUnnoticed);
}

/** What `log verify` says of a file: its first code, or null for a sound one. */
async function daemonVerdict(bytes, name) {
  const path = join(network.folder, name);
  writeFileSync(path, bytes);
  const words = ['log', 'verify', path, '--net', network.net, '--json'];
  const { code, output } = await command(programs.hub, words);
  const report = JSON.parse(output);
  const verdict = report.problems[0]?.code ?? (report.truncated ? 'truncated' : null);
  assert.equal(code === 0, verdict === null, `exit code ${code} with verdict ${verdict}`);
  return verdict;
}

describe('a log of twenty entries', () => {
  it('is accepted as it was exported', async () => {
    assert.equal(checker(schema, net)(file, { trailer: true }), null);
    assert.equal(checker(schema, net)(file, { trailer: false }), null);
    assert.equal(await daemonVerdict(file, 'whole.log'), null);
    console.log(`# ${file.length} bytes`);
  });

  it('is refused after a change of any byte', () => {
    assert.deepEqual(unnoticed(checker(schema, net), { trailer: true }), []);
  });

  it('is refused without the trailer too, but for the bytes of the trailer itself', () => {
    const { trailer } = uncovered(file);
    assert.deepEqual(unnoticed(checker(schema, net), { trailer: false }), trailer);
  });

  it('needs the declarations to protect the digest when the trailer is not compared', () => {
    const { digest, trailer } = uncovered(file);
    assert.deepEqual(unnoticed(checker(null, net), { trailer: false }), [...digest, ...trailer]);
  });

  it(`is refused by the daemon as well at every ${kEvery}th byte`, async () => {
    for (let at = 0; at < file.length; at += kEvery) {
      assert.notEqual(await daemonVerdict(flipped(at, 0x01), 'changed.log'), null, `byte ${at}`);
    }
  });

  it('gets the same code from both when the trailer was made to fit the change', async () => {
    const check = checker(null, net);
    const body = file.length - 39;
    for (let at = 0; at < body; at += kEvery) {
      const changed = withFreshTrailer(flipped(at, 0x80));
      assert.equal(check(changed, { trailer: true }), await daemonVerdict(changed, 'fitted.log'),
        `byte ${at}`);
    }
  });
});
