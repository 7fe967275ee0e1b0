// The verifier against what the documents pin: the golden files, the rule for signatures, and the
// one form of a value.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { hash, isSignedBy, signedMessage } from './crypto.mjs';
import { readRun } from './entry.mjs';
import { decodeOne, encode } from './pack.mjs';
import { ed25519, sha512 } from './packages.mjs';
import { hex } from './refusal.mjs';
import { rowHash } from './state.mjs';
import { readCertificate, readManifests } from './trust.mjs';

const { Point } = ed25519;
const kOrder = Point.Fn.ORDER;
const kMessage = Buffer.from('a message');
const kSmallOrderPoint = Point.fromHex(
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a');

const golden = (name) => readFileSync(new URL(`../golden/${name}`, import.meta.url), 'utf8');
/** The bytes behind a word of a section of a golden file. */
function pinned(text, section, word) {
  const part = `\n${text}`.split(`\n${section}\n`)[1].split('\n\n')[0];
  return Buffer.from(part.split('\n').find((line) => line.startsWith(`${word} `))
    .slice(word.length + 1), 'hex');
}

const little = (number) => Buffer.from(number.toString(16).padStart(64, '0'), 'hex').reverse();
const numberOf = (bytes) => BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);

/** A signature of the key with the secret number `secret`; R has `extra` added to it. */
function signWith(secret, key, extra) {
  const r = 5n;
  const point = Point.BASE.multiply(r).add(extra).toBytes();
  const k = numberOf(sha512(Buffer.concat([point, key, kMessage]))) % kOrder;
  return Buffer.concat([point, little((r + k * secret) % kOrder)]);
}

describe('signatures', () => {
  const secret = 77n;
  const key = Point.BASE.multiply(secret).toBytes();

  it('of the author are valid', () => {
    assert.ok(isSignedBy(signWith(secret, key, Point.ZERO), kMessage, key));
  });

  it('with S of L and more are refused', () => {
    const signature = signWith(secret, key, Point.ZERO);
    const s = numberOf(signature.subarray(32)) + kOrder;
    const forged = Buffer.concat([signature.subarray(0, 32), little(s)]);
    assert.equal(isSignedBy(forged, kMessage, key), false);
  });

  it('that hold only when multiplied by the cofactor are refused', () => {
    const signature = signWith(secret, key, kSmallOrderPoint);
    assert.ok(ed25519.verify(signature, kMessage, key, { zip215: false }), 'RFC 8032 allows it');
    assert.equal(isSignedBy(signature, kMessage, key), false);
  });

  it('by a key of small order, and with an R of small order, are refused', () => {
    const small = kSmallOrderPoint.toBytes();
    const zero = Buffer.concat([Point.ZERO.toBytes(), Buffer.alloc(32)]);
    assert.equal(isSignedBy(zero, kMessage, small), false);
    assert.equal(isSignedBy(Buffer.concat([small, little(1n)]), kMessage, key), false);
  });
});

describe('the golden files', () => {
  const entries = golden('entry.txt');
  const trust = golden('trust.txt');

  it('give the hashes and head signatures of all entries', () => {
    const at = (word) => Buffer.from(entries.split('\n')
      .find((line) => line.startsWith(`${word} `)).slice(word.length + 1), 'hex');
    const names = ['create', 'edit', 'decide'].map((name) => `entry ${name}`);
    const wires = Buffer.concat(names.map((name) => pinned(entries, name, 'wire')));
    const read = readRun(wires, 1, at('log'), 'golden');
    names.forEach((name, i) => {
      assert.equal(hex(read[i].hash), hex(pinned(entries, name, 'hash')));
      const message = signedMessage('bl/head/1', at('net'), read[i].hash);
      assert.ok(isSignedBy(pinned(entries, name, 'signature'), message, at('author')));
    });
    assert.equal(hex(hash('bl/log/1', at('net'), Buffer.from('dealer/D01'), at('author'))),
      hex(at('log')));
  });

  const signed = ['manifest first', 'manifest next'].map((name) => pinned(trust, name, 'signed'));

  it('give a chain of two manifests and a certificate', () => {
    const read = readManifests(signed, 'golden', isSignedBy);
    assert.equal(read.chain[1].version, 2);
    const certificate = readCertificate(pinned(trust, 'certificate', 'bytes'), read, 'dealer/D01',
      'golden', isSignedBy);
    assert.equal(certificate.branch, 'B01');
  });

  it('refuse a successor without the version before, and with one signature of two', () => {
    assert.throws(() => readManifests([signed[1]], 'golden', isSignedBy), { code: 'bad_manifest' });
    const [content, signatures] = decodeOne(signed[0], 'golden');
    for (const second of [signatures[0], [1, new Uint8Array(64)], [15, signatures[1][1]]]) {
      const alone = encode([content, [signatures[0], second]]);
      assert.throws(() => readManifests([alone], 'golden', isSignedBy), { code: 'bad_manifest' });
    }
  });

  it('give the hash of a row with every kind of value', () => {
    const log = Buffer.alloc(32, 0x77);
    const write = (seq, payload) => [{ hlc: 1n, log: '77'.repeat(8), seq, payload }];
    const row = {
      entity: { id: 32, key: [], fields: [
        { id: 1, merge: 'own', type: 'text' }, { id: 2, merge: 'set', type: 'text' },
        { id: 3, merge: 'own', type: 'text', sensitive: true },
        { id: 4, merge: 'own', type: 'text' }, { id: 5, merge: 'ledger', type: 'decimal' }] },
      id: Buffer.from('77777777777777770000000000020000', 'hex'),
      cells: new Map([[1, write(2, 'Door scratched')], [2, write(3, [['body', 'paint'], []])],
        [3, write(3, 'secret')]]),
      balances: new Map([[5, -40000n]]),
    };
    const found = rowHash(row, null, new Map([['77'.repeat(8), log]]));
    assert.equal(hex(found), hex(pinned(trust, 'row', 'hash')));
  });
});

describe('canonical values', () => {
  const refused = {
    'a number in more bytes than it needs': 'cc05',
    'a number of 8 bytes for 2^31': 'cf0000000080000000',
    'a text in more bytes than it needs': 'd90161', 'a map': '80',
    'a floating point number': 'cb3ff0000000000000',
    'an extension': 'd40000', 'a byte that means nothing': 'c1', 'a surrogate': 'a3eda080',
    'UTF-8 that is too long': 'a2c0af', 'a value that is cut off': 'c40500', 'two values': '0101',
    'an array of too many': 'ddffffffff', 'arrays nested 13 deep': `${'91'.repeat(12)}90`,
  };
  for (const [name, bytes] of Object.entries(refused)) {
    it(`refuse ${name}`, () => {
      assert.throws(() => decodeOne(Buffer.from(bytes, 'hex'), 'here'), { code: 'bad_encoding' });
    });
  }

  it('keep numbers of 64 bits, and texts that begin with a byte order mark', () => {
    const values = [0, 127, 128, 2 ** 32, -(2 ** 31) - 1, 2n ** 64n - 1n, -(2n ** 63n),
      `\ufeff${'x'.repeat(300)}`, true, null];
    assert.deepEqual(decodeOne(encode(values), 'here'), values);
  });
});
