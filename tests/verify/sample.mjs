// A log of twenty entries for the tests that change it, and a quick way to check a changed copy.
import { readFileSync } from 'node:fs';
import { hash, isSignedBy, signedMessage } from './crypto.mjs';
import { readRun } from './entry.mjs';
import { decodeOne, encode } from './pack.mjs';
import { ed25519 } from './packages.mjs';
import { hex, refuse, sameBytes } from './refusal.mjs';
import { readLogFile } from './log_file.mjs';
import { recomputeDigest } from './state.mjs';
import { Schema } from './schema.mjs';

export const kStream = 'dealer/D01';
const kEntries = 20;
const kTrailerSize = 39;
const vin = (i) => `YV1SYNTHET1C${String(20000 + i)}`;

/** Exactly twenty entries of a branch and the importer, with receipts; the path of the export. */
export async function exportTwenty(network) {
  const { hub, B0101 } = network;
  await network.pause();
  for (let i = 0; i < 6; ++i) {
    const { id } = await B0101.create('/bins', { branch: 'B0101', part: `P${i}`, bin: 'A1' });
    await B0101.change(`/bins/${id}`, { remark: `shelf ${i}`, minimum: '1.500' });
  }
  await network.resume();
  await network.settle(kStream);
  for (let i = 0; ; ++i) {
    const { vector } = await hub.digest(kStream);
    if (vector.reduce((sum, { seq }) => sum + seq, 0) === kEntries) break;
    await hub.create(`/vehicles?stream=${kStream}`, { vin: vin(i), brand: 'VOLVO' });
  }
  await network.settle(kStream);
  return hub.export(kStream, 'twenty.log');
}

/** isSignedBy that remembers: nearly all signatures of a changed copy are those of the original. */
function rememberingVerifier() {
  const verdicts = new Map();
  return (signature, message, key) => {
    const name = `${hex(signature)} ${hex(message)} ${hex(key)}`;
    if (!verdicts.has(name)) verdicts.set(name, isSignedBy(signature, message, key));
    return verdicts.get(name);
  };
}

/** A check of copies of one file: gives the code of the refusal, or null for a valid one. */
export function checker(schemaDocument, net) {
  const schema = schemaDocument && new Schema(schemaDocument, 'the daemon');
  const isSigned = rememberingVerifier();
  return (file, { trailer }) => {
    try {
      const read = readLogFile(file, { net, trailer, isSigned });
      if (schema && !sameBytes(recomputeDigest(read, schema).digest, read.stated)) {
        refuse('digest_mismatch', 'the digest', 'the entries give another one');
      }
      return null;
    } catch (error) {
      if (error.remedy === undefined) throw error;
      return error.code;
    }
  };
}

/** The positions of a whole file that no signature covers. */
export function uncovered(file) {
  const trailer = file.length - kTrailerSize;
  const positions = (from) => Array.from({ length: 32 }, (_, i) => from + i);
  return {
    digest: positions(trailer - 32),  // The last value of the record before the trailer.
    trailer: positions(file.length - 32),
  };
}

const withTrailer = (before) => Buffer.concat([before, Buffer.from('0000002391c420', 'hex'),
  hash('bl/logfile/1', before)]);

/** The file with a trailer that fits what stands before it. */
export const withFreshTrailer = (file) => withTrailer(file.subarray(0, file.length - kTrailerSize));

/** The values of the records of a file, without its trailer. */
export function takeApart(file) {
  const values = [];
  for (let at = 7; at < file.length - kTrailerSize; at += 4 + file.readUInt32BE(at)) {
    values.push(decodeOne(file.subarray(at + 4, at + 4 + file.readUInt32BE(at)), 'sample'));
  }
  return { header: values[0], logs: values.slice(1, -1), digest: values.at(-1) };
}

/** A file of these records that is whole, with a trailer that fits. */
export function putTogether({ header, logs, digest }) {
  const framed = [header, ...logs, digest].map((value) => {
    const packed = encode(value);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(packed.length);
    return Buffer.concat([length, packed]);
  });
  return withTrailer(Buffer.concat([Buffer.from('BLLOG1\n'), ...framed]));
}

/** The run with other entries, chained and signed anew. `wires` are their decoded wire forms. */
export function signRun([first, prev], wires, net, seed) {
  const packed = Buffer.concat(wires.map((wire) => encode(wire)));
  const head = readRun(packed, first, prev, 'sample').at(-1).hash;
  return [first, prev, packed, ed25519.sign(signedMessage('bl/head/1', net, head), seed)];
}

export const readBytes = (path) => readFileSync(path);
