// Entries as they travel, and the headers that a reader builds: docs/formats/entry.md and run.md.
import { array, bytes, bytesUpTo, decodeOne, decodeSequence, encode, integer, text }
  from './pack.mjs';
import { hash } from './crypto.mjs';
import { demand, hex, refuse } from './refusal.mjs';

const kPositionMax = 2 ** 48 - 1;
const kBodyMax = 262144;
const kNumberMax = 2 ** 32 - 1;
const kTimeMax = 2n ** 64n - 1n;

const ascending = (list, compare) =>
  list.every((element, i) => i === 0 || compare(list[i - 1], element) < 0);

function readDeps(value, where) {
  const deps = array(value, null, where, 'deps').map((element) => {
    const [log, seq, start] = array(element, 3, where, 'dep');
    bytes(log, 8, where, 'log of a dep');
    integer(seq, 1, kPositionMax, where, 'position of a dep');
    bytes(start, 8, where, 'hash of a dep');
    return log;
  });
  demand(deps.length <= 256, 'bad_encoding', where, 'more than 256 deps');
  demand(ascending(deps, Buffer.compare), 'bad_encoding', where, 'deps are not ascending');
}

function checkPart(tx, seq, where) {
  if (tx === null) return;
  const [first, part, parts] = array(tx, 3, where, 'tx');
  integer(first, 1, kPositionMax, where, 'first position of a transaction');
  integer(parts, 2, 16, where, 'parts of a transaction');
  integer(part, 1, parts, where, 'part of a transaction');
  demand(first + part - 1 === seq, 'bad_encoding', where, 'the transaction begins elsewhere');
}

export function readDot(value, where) {
  const [log, seq] = array(value, 2, where, 'dot');
  return { log: bytes(log, 8, where, 'log of a dot'),
    seq: integer(seq, 1, kPositionMax, where, 'position of a dot') };
}

function readReceipt(value, where) {
  const [log, from, upTo, head, list] = array(value, 5, where, 'receipt');
  const receipt = {
    kind: 'receipt',
    log: bytes(log, 8, where, 'log of a receipt'),
    from: integer(from, 1, kPositionMax, where, 'from'),
    head: bytes(head, 32, where, 'head hash'),
  };
  receipt.upTo = integer(upTo, receipt.from, kPositionMax, where, 'up to');
  receipt.exceptions = array(list, null, where, 'exceptions').map((element) => {
    const [seq, code, words, remedy] = array(element, 4, where, 'exception');
    integer(seq, receipt.from, receipt.upTo, where, 'position of an exception');
    text(words, 500, where, 'text');
    text(remedy, 500, where, 'remedy');
    return { seq, code: text(code, 64, where, 'code') };
  });
  demand(ascending(receipt.exceptions, (a, b) => a.seq - b.seq), 'bad_encoding', where,
    'exceptions are not ascending');
  return receipt;
}

function readCut(value, where) {
  const [log, lastGood, head, reason] = array(value, 4, where, 'cut');
  text(reason, 500, where, 'reason');
  return {
    kind: 'cut',
    log: bytes(log, 8, where, 'log of a cut'),
    lastGood: integer(lastGood, 0, kPositionMax, where, 'last good'),
    head: bytes(head, 32, where, 'head hash'),
  };
}

/** How an op names its row: {ordinal}, {id} or {key}. */
function readRow(value, where) {
  if (value instanceof Uint8Array) return { id: bytes(value, 16, where, 'row') };
  if (Array.isArray(value)) {
    demand(value.length >= 1 && value.length <= 8, 'bad_encoding', where, 'a key of 1 to 8 texts');
    return { key: value.map((part) => text(part, 200, where, 'part of a key')) };
  }
  return { ordinal: integer(value, 0, 65535, where, 'row') };
}

function readRowOp(op, where) {
  const [entity, row, writes] = array(op, 3, where, 'row op');
  const read = array(writes, null, where, 'writes').map((element) => {
    const [field, payload] = array(element, 2, where, 'write');
    return { field: integer(field, 0, 65535, where, 'field'), payload };
  });
  demand(ascending(read, (a, b) => a.field - b.field), 'bad_encoding', where,
    'the fields of a row are not ascending');
  return { kind: 'row', entity, row: readRow(row, where), writes: read };
}

function readOp(op, where) {
  const [kind] = array(op, null, where, 'op');
  integer(kind, 1, 65535, where, 'kind of an op');
  if (kind >= 16) return readRowOp(op, where);
  array(op, 2, where, 'op');
  if (kind === 1) return readReceipt(op[1], where);
  if (kind === 2) return readCut(op[1], where);
  demand(kind === 3, 'bad_encoding', where, `an op of unknown kind ${kind}`);
  return { kind: 'enrolment', certificate: bytes(op[1], null, where, 'certificate') };
}

function readBody(body, where) {
  const f = array(decodeOne(body, where), 6, where, 'body');
  if (f[0] !== null) bytes(f[0], 16, where, 'actor');
  integer(f[1], 0, kNumberMax, where, 'command');
  if (f[2] !== null) bytesUpTo(f[2], 64, where, 'client key');
  if (f[3] !== null) {
    const [log, seq, hashed] = array(f[3], 3, where, 'origin');
    readDot([log, seq], where);
    bytes(hashed, 32, where, 'hash of an origin');
  }
  if (f[4] !== null) bytesUpTo(f[4], 64, where, 'enc key');
  const ops = array(f[5], null, where, 'ops');
  demand(ops.length >= 1 && ops.length <= 20000, 'bad_encoding', where, '1 to 20,000 ops expected');
  const read = ops.map((op) => readOp(op, where));
  // Ordinals count the creations of the entry, whatever they create.
  const named = read.filter((op) => op.kind === 'row')
    .map(({ entity, row }) => JSON.stringify(row.ordinal ?? [entity, row.key ?? hex(row.id)]));
  demand(new Set(named).size === named.length, 'bad_encoding', where, 'a row is named twice');
  return { command: f[1], ops: read };
}

function readEntry(wire, seq, prev, where) {
  demand(!(Array.isArray(wire) && wire.length === 9 && wire[6] === null), 'missing_body', where,
    'a header without its body');
  const [format, hlc, deps, epoch, schema, tx, body] = array(wire, 7, where, 'entry');
  integer(format, 1, 1, where, 'entry format');
  integer(hlc, 0, kTimeMax, where, 'hlc');
  readDeps(deps, where);
  integer(epoch, 0, kPositionMax, where, 'policy epoch');
  integer(schema, 0, kNumberMax, where, 'schema version');
  checkPart(tx, seq, where);
  bytes(body, null, where, 'body');
  demand(body.length <= kBodyMax, 'too_large', where, `a body of ${body.length} bytes`);
  const { command, ops } = readBody(body, where);
  const header = encode([format, seq, prev, hlc, deps, epoch, schema, tx, body.length,
    hash('bl/body/1', body)]);
  return { seq, hlc: BigInt(hlc), schema, command, ops, hash: hash('bl/entry/1', header) };
}

/** The entries of one run; `log` names the log in refusals. */
export function readRun(packed, firstSeq, prev, log) {
  const where = `log ${log} from ${firstSeq} on`;
  const wires = decodeSequence(packed, where);
  if (wires.length === 0) refuse('bad_encoding', where, 'a run without entries');
  const entries = [];
  let before = prev;
  for (const { value } of wires) {
    const seq = firstSeq + entries.length;
    const entry = readEntry(value, seq, before, `log ${log} entry ${seq}`);
    entries.push(entry);
    before = entry.hash;
  }
  return entries;
}
