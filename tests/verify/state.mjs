// The rows of a stream from its entries, and their digest: docs/formats/digest.md.
import { encode, integer } from './pack.mjs';
import { hash } from './crypto.mjs';
import { demand, hex, refuse, sameBytes } from './refusal.mjs';
import { Standings } from './receipts.mjs';
import { fold, pathOf } from './folds.mjs';

const kAlive = 1;
const kLifeField = 0;
const kRoundsMax = 1000;

function numberOfBytes(number, size) {
  return Buffer.from(number.toString(16).padStart(2 * size, '0'), 'hex');
}

/** The id of the row that an op names. */
function rowId(op, write) {
  if (op.row.id) return op.row.id;
  if (op.row.key) {
    return hash('bl/key/1', numberOfBytes(op.entity, 2), encode(op.row.key)).subarray(0, 16);
  }
  return Buffer.concat([Buffer.from(write.log, 'hex'), numberOfBytes(write.seq, 6),
    numberOfBytes(op.row.ordinal, 2)]);
}

class Rows {
  constructor(schema) {
    this.schema = schema;
    this.rows = new Map();
  }

  at(entity, id) {
    const name = `${entity.id}/${hex(id)}`;
    if (!this.rows.has(name)) {
      this.rows.set(name, { entity, id, life: 0, cells: new Map(), balances: new Map() });
    }
    return this.rows.get(name);
  }

  /** Adds what one entry says of one row. `write` is its version. */
  apply(op, write, writes) {
    const row = this.at(this.schema.entity(op.entity), rowId(op, write));
    // A row exists by whoever created it, or named it by its key; a void is never taken back.
    if (!op.row.id) row.life = Math.max(row.life, kAlive);
    for (const { field, payload } of writes) {
      if (field === kLifeField) {
        row.life = Math.max(row.life, integer(payload, 2, 3, `${write.log}:${write.seq}`, 'life'));
        continue;
      }
      if (!row.cells.has(field)) row.cells.set(field, []);
      row.cells.get(field).push({ ...write, payload });
    }
    return row;
  }
}

/** The op that guards the entry: a status change of a row that the entry does not create. */
function guardOf(entry, schema) {
  for (const op of entry.ops) {
    if (op.kind !== 'row' || op.row.ordinal !== undefined) continue;
    const state = schema.entity(op.entity).state;
    if (op.writes.some((write) => write.field === state?.id)) return { op, state };
  }
  return null;
}

/** Adds an entry; of one that is switched off its transition stays, and what `keeps` names. */
function applyEntry(rows, { entry, log, guard }, isOff) {
  const write = { hlc: entry.hlc, log, seq: entry.seq };
  const kept = guard && rows.schema.entity(guard.op.entity).flow
    .find((step) => step.id === entry.command)?.keeps;
  for (const op of entry.ops) {
    if (op.kind !== 'row') continue;
    if (op === guard?.op) {
      const stays = op.writes.filter(({ field }) => !isOff || field === guard.state.id);
      guard.row = rows.apply(op, write, stays);
    } else if (!isOff || kept === rows.schema.entity(op.entity).name) {
      rows.apply(op, write, op.writes);
    }
  }
}

/** All rows. Guarded entries are switched until nothing moves any more: each follows the past. */
function settledRows(schema, counted, standings) {
  const guarded = counted.filter((item) => item.guard);
  let off = new Set();
  for (let round = 0; round < kRoundsMax; ++round) {
    const rows = new Rows(schema);
    for (const item of counted) applyEntry(rows, item, off.has(item));
    const now = new Set(guarded.filter(({ entry, log, guard }) => {
      const path = pathOf(guard.row.cells.get(guard.state.id), standings);
      return !path.some(({ write }) => write.log === log && write.seq === entry.seq);
    }));
    const isSame = now.size === off.size && [...now].every((item) => off.has(item));
    if (isSame) return rows;
    off = now;
  }
  return refuse('not_recomputed', 'the digest', 'transitions that never settle');
}

/** Posts each living row of a ledger to its balance. */
function post(rows, standings) {
  for (const row of [...rows.rows.values()]) {
    for (const posting of row.entity.posts) {
      if (row.life !== kAlive) continue;
      const shown = (name) => {
        const field = row.entity.fields.find((candidate) => candidate.name === name);
        const writes = row.cells.get(field.id);
        return writes ? fold(field, writes, standings)?.value : null;
      };
      const amount = shown(posting.amount);
      if (amount === null) continue;
      const account = rows.schema.named(posting.target);
      const key = account.key.map(shown);
      const target = rows.at(account, rowId({ row: { key }, entity: account.id }));
      const field = account.fields.find((candidate) => candidate.name === posting.balance);
      const sum = (target.balances.get(field.id) ?? 0n) + BigInt(amount);
      target.balances.set(field.id, BigInt.asIntN(64, sum));
    }
  }
}

/** The hash of a row that is alive; `logIds` gives the whole id of a log prefix. */
export function rowHash(row, standings, logIds) {
  const parts = [encode(row.entity.id), encode(row.id)];
  const plain = (value) => (typeof value === 'bigint' && Number.isSafeInteger(Number(value))
    ? Number(value) : value);
  for (const field of row.entity.fields) {
    if (row.entity.key.includes(field.name)) continue;
    if (field.merge === 'ledger') {
      const balance = row.balances.get(field.id) ?? 0n;
      if (balance !== 0n) parts.push(encode(field.id), encode(null), encode(plain(balance)));
      continue;
    }
    const writes = row.cells.get(field.id);
    const shown = writes ? fold(field, writes, standings) : null;
    if (shown === null) continue;
    parts.push(encode(field.id), encode([logIds.get(shown.write.log), shown.write.seq]));
    if (!field.sensitive) parts.push(encode(shown.value));
  }
  return hash('bl/row/1', ...parts);
}

/** The entries that contribute at the vector, each with its log prefix and its guard. */
function countedEntries(file, schema, standings, applied) {
  return file.logs.flatMap((log) => {
    const prefix = hex(log.id.subarray(0, 8));
    return log.entries.slice(0, applied(log))
      .filter((entry) => standings.contributes(prefix, entry.seq))
      .map((entry) => ({ entry, log: prefix, guard: guardOf(entry, schema) }));
  });
}

/**
 * The digest of the stream at the vector that the file states, as 32 bytes, with the number of rows
 * that are alive and of entries that no receipt covers yet.
 */
export function recomputeDigest(file, schema) {
  const applied = (log) => file.vector.find((p) => sameBytes(p.id, log.id))?.seq ?? 0;
  demand(file.decisions.hubLogs <= 1, 'not_recomputed', 'the digest',
    'the order of decisions over several logs of the hub is not documented');
  const standings = new Standings(file.logs, file.decisions, applied);
  const counted = countedEntries(file, schema, standings, applied);
  const rows = settledRows(schema, counted, standings);
  post(rows, standings);
  const logIds = new Map(file.logs.map((log) => [hex(log.id.subarray(0, 8)), log.id]));
  const alive = [...rows.rows.values()].filter((row) => row.life === kAlive);
  const sum = alive.reduce((total, row) =>
    total + BigInt(`0x${hex(rowHash(row, standings, logIds))}`), 0n);
  const open = counted.filter(({ entry, log }) => standings.decidedAt(log, entry.seq) === null);
  return { digest: numberOfBytes(BigInt.asUintN(256, sum), 32), rows: alive.length,
    undecided: open.length };
}
