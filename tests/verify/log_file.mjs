// The log file: docs/formats/log_file.md, "Checking" 1 to 7, in that order. The first thing that is
// wrong is thrown as a Refusal.
import { array, bytes, decodeOne, integer, text } from './pack.mjs';
import { hash, isSignedBy, signedMessage } from './crypto.mjs';
import { demand, hex, refuse, sameBytes } from './refusal.mjs';
import { readCertificate, readManifests } from './trust.mjs';
import { readRun } from './entry.mjs';
import { checkReceipts } from './receipts.mjs';

const kMagic = Buffer.from('BLLOG1\n', 'ascii');
const kRecordMax = 8 * 2 ** 20;
const kPositionMax = 2 ** 48 - 1;
const kTrailerStart = Buffer.from('0000002391c420', 'hex');
const kTrailerSize = 39;
const kStreamNames = /^(policy|hub|reference|(dealer|catalog|network|price)\/[^]+)$/;

/** Does the file end as whole files do? */
function endsInTrailer(file) {
  const start = file.length - kTrailerSize;
  return start >= kMagic.length &&
    sameBytes(file.subarray(start, start + kTrailerStart.length), kTrailerStart);
}

/** The array that a record holds. */
const valueOf = ({ packed, where }) =>
  array(decodeOne(packed, where, kRecordMax), null, where, 'record');

/** Gives the records one by one; nothing behind the last. */
class Records {
  constructor(file) {
    const start = file.subarray(0, kMagic.length);
    demand(sameBytes(start, kMagic.subarray(0, start.length)), 'not_a_log_file', 'byte 0',
      'it does not begin with BLLOG1');
    demand(start.length === kMagic.length, 'truncated', 'byte 0', 'it ends inside its magic');
    this.file = file;
    this.at = kMagic.length;
  }

  /** The next record; one of exactly `size` bytes when that is given. */
  next(expected, exact = null) {
    const { file, at } = this;
    const where = `byte ${at}`;
    if (at === file.length) refuse('truncated', where, `it ends where ${expected} is expected`);
    const size = at + 4 <= file.length ? file.readUInt32BE(at) : null;
    demand(size === null || (exact === null ? size <= kRecordMax : size === exact), 'bad_frame',
      where, `a record of ${size} bytes`);
    if (size === null || at + 4 + size > file.length) {
      if (endsInTrailer(file)) refuse('bad_frame', where, 'a record reaches beyond the end');
      refuse('truncated', where, `it ends inside a record where ${expected} is expected`);
    }
    this.at = at + 4 + size;
    return { at, where, packed: file.subarray(at + 4, this.at) };
  }
}

function readHeader(record, options, isSigned) {
  const { where } = record;
  const [version, named, manifests, certificates, stream] =
    array(valueOf(record), 5, where, 'header');
  integer(version, 1, 1, where, 'version of the file');
  bytes(named, 32, where, 'network id');
  array(manifests, null, where, 'manifests').forEach((m) => bytes(m, null, where, 'manifest'));
  array(certificates, null, where, 'certificates')
    .forEach((signed) => bytes(signed, null, where, 'certificate'));
  text(stream, 64, where, 'stream');
  demand(options.net === null || sameBytes(options.net, named), 'wrong_network', where,
    `it is of network ${hex(named)}`);
  demand(kStreamNames.test(stream), 'bad_stream', where, 'it names no stream');
  const trust = readManifests(manifests, where, isSigned);
  demand(sameBytes(named, trust.net), 'bad_manifest', where,
    'the first manifest does not have the hash that the file names as its network');
  const read = certificates.map((signed, i) =>
    readCertificate(signed, trust, stream, `${where}, certificate ${i + 1}`, isSigned));
  const certified = new Set(read.map((certificate) => hex(certificate.incarnation)));
  demand(certified.size === read.length, 'bad_certificate', where,
    'two certificates of one incarnation');
  return { trust, stream, certificates: read };
}

/** Who the author is: 'hub', a branch, or nothing when nobody vouches for it. */
function roleOf(author, header) {
  const decides = header.trust.chain.some((m) => m.decide.some((key) => sameBytes(key, author)));
  if (decides) return 'hub';
  return header.certificates.find((c) => sameBytes(c.incarnation, author))?.branch ?? null;
}

/** Adds the runs of one record to its log; the log goes on where an earlier record ended. */
function readRuns(log, runs, where, trust, isSigned) {
  for (const run of runs) {
    const [first, prev, packed, signature] = array(run, 4, where, 'run');
    integer(first, 1, kPositionMax, where, 'first position');
    bytes(prev, 32, where, 'prev');
    bytes(packed, null, where, 'entries');
    bytes(signature, 64, where, 'signature');
    const name = hex(log.id).slice(0, 16);
    const next = log.entries.length + 1;
    demand(first === next, 'gap', `log ${name} entry ${next}`, `the run begins at ${first}`);
    demand(sameBytes(prev, log.entries.at(-1)?.hash ?? log.id), 'fork',
      `log ${name} entry ${first}`, 'prev is not the hash of the entry before');
    const entries = readRun(packed, first, prev, name);
    const head = entries.at(-1);
    demand(isSigned(signature, signedMessage('bl/head/1', trust.net, head.hash), log.author),
      'bad_signature', `log ${name} entry ${head.seq}`,
      'the author did not sign this head, or an entry before it was changed');
    log.entries.push(...entries);
  }
}

/** Adds what one record says of a log to `logs`. */
function readLog([id, author, runs], where, logs, header, isSigned) {
  bytes(id, 32, where, 'log id');
  bytes(author, 32, where, 'author');
  demand(array(runs, null, where, 'runs').length > 0, 'bad_encoding', where, 'a log without runs');
  const expected = hash('bl/log/1', header.trust.net, Buffer.from(header.stream), author);
  demand(sameBytes(id, expected), 'wrong_log_id', where,
    'the id does not follow from network, stream and author');
  const role = roleOf(author, header);
  demand(role !== null, 'unknown_author', where, `nobody vouches for ${hex(author)}`);
  const last = logs.at(-1);
  const order = last ? Buffer.compare(last.id, id) : -1;
  demand(order <= 0, 'bad_order', where, 'logs do not stand in ascending order of their ids');
  if (order < 0) logs.push({ id, author, role, entries: [] });
  readRuns(logs.at(-1), runs, where, header.trust, isSigned);
}

/** The vector and the digest that the exporting replica states. */
function readDigest(value, where, logs) {
  const [list, stated] = array(value, 2, where, 'digest');
  bytes(stated, 32, where, 'digest');
  const vector = array(list, null, where, 'positions').map((element) => {
    const [id, seq, hashed] = array(element, 3, where, 'position');
    bytes(id, 32, where, 'log id');
    integer(seq, 0, kPositionMax, where, 'position');
    bytes(hashed, 32, where, 'hash');
    const log = logs.find((candidate) => sameBytes(candidate.id, id));
    const entry = log?.entries[seq - 1];
    demand(entry !== undefined && sameBytes(entry.hash, hashed), 'digest_mismatch', where,
      `log ${hex(id).slice(0, 16)} has no entry ${seq} with that hash`);
    return { id, seq, hash: hashed };
  });
  demand(vector.every((p, i) => i === 0 || Buffer.compare(vector[i - 1].id, p.id) < 0),
    'digest_mismatch', where, 'positions are not in ascending order');
  return { vector, stated };
}

function checkTrailer(file, { at, where, packed }, isChecked) {
  demand(sameBytes(packed.subarray(0, 3), kTrailerStart.subarray(4)), 'bad_trailer', where,
    'it is no trailer');
  if (!isChecked) return;
  demand(sameBytes(packed.subarray(3), hash('bl/logfile/1', file.subarray(0, at))), 'bad_trailer',
    where, 'the file was changed after it was written');
}

/**
 * Reads and checks a file. `net` is the network id to trust, or null for the one that the file
 * begins with; `trailer` says whether its hash is compared; `isSigned` may remember verdicts.
 */
export function readLogFile(file, { net = null, trailer = true, isSigned = isSignedBy } = {}) {
  const records = new Records(file);
  const header = readHeader(records.next('the header'), { net }, isSigned);
  const logs = [];
  let record = records.next('a log or the digest');
  let value = valueOf(record);
  while (value.length === 3) {
    readLog(value, record.where, logs, header, isSigned);
    record = records.next('a log or the digest');
    value = valueOf(record);
  }
  const decisions = checkReceipts(logs);
  const digest = readDigest(value, record.where, logs);
  checkTrailer(file, records.next('the trailer', kTrailerSize - 4), trailer);
  demand(records.at === file.length, 'trailing_bytes', `byte ${records.at}`,
    'something stands behind the trailer');
  return { ...header, logs, decisions, ...digest };
}
