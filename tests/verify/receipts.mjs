// What the hub decided: docs/formats/receipt.md.
import { demand, hex, sameBytes } from './refusal.mjs';

/** Receipts and cuts of one hub log in the order of its entries, with their place in it. */
function opsOf(log) {
  return log.entries.flatMap((entry) => {
    let place = 0;
    return entry.ops
      .filter((op) => op.kind === 'receipt' || op.kind === 'cut')
      .map((op) => ({ op, hubSeq: entry.seq, place: op.kind === 'receipt' ? ++place : 0 }));
  });
}

/** The entry at a position, the log id where that is 0, nothing when it is not in the file. */
function hashAt(log, seq) {
  return seq === 0 ? log?.id : log?.entries[seq - 1]?.hash;
}

function checkReceipt(receipt, last, log, where) {
  const name = hex(receipt.log);
  demand(receipt.from === last + 1, 'receipt_gap', where,
    `log ${name} is decided up to ${last}, and this receipt begins at ${receipt.from}`);
  const head = hashAt(log, receipt.upTo);
  if (head === undefined) return false;
  demand(sameBytes(head, receipt.head), 'receipt_mismatch', where,
    `log ${name} has another entry at ${receipt.upTo}`);
  return true;
}

/** Every receipt and cut of the hub's logs, checked: by log prefix, and how many. */
export function checkReceipts(logs) {
  const found = { byLog: new Map(), receipts: 0, exceptions: 0, cuts: 0, ahead: 0, hubLogs: 0 };
  const byPrefix = new Map(logs.map((log) => [hex(log.id.subarray(0, 8)), log]));
  for (const hub of logs.filter((log) => log.role === 'hub')) {
    found.hubLogs += 1;
    const upTo = new Map();
    for (const { op, hubSeq, place } of opsOf(hub)) {
      const prefix = hex(op.log);
      const where = `log ${hex(hub.id).slice(0, 16)} entry ${hubSeq}`;
      const last = upTo.get(prefix) ?? 0;
      const decided = found.byLog.get(prefix) ?? { receipts: [], cuts: [] };
      found.byLog.set(prefix, decided);
      if (op.kind === 'cut') {
        found.cuts += 1;
        decided.cuts.push({ ...op, hubSeq, settledBefore: last });
        continue;
      }
      const isHere = checkReceipt(op, last, byPrefix.get(prefix), where);
      found.receipts += 1;
      found.exceptions += op.exceptions.length;
      if (!isHere) found.ahead += 1;
      decided.receipts.push({ ...op, hubSeq, place });
      upTo.set(prefix, op.upTo);
    }
  }
  return found;
}

/**
 * The standing of entries at a vector: which contribute, and where the hub decided each. Receipts
 * and cuts count when the hub's entry is applied itself.
 */
export class Standings {
  constructor(logs, decisions, applied) {
    this.byLog = new Map();
    const hubs = logs.filter((log) => log.role === 'hub');
    const hubApplied = hubs.length > 0 ? applied(hubs[0]) : 0;
    for (const log of logs) {
      const prefix = hex(log.id.subarray(0, 8));
      const decided = decisions.byLog.get(prefix) ?? { receipts: [], cuts: [] };
      const receipts = decided.receipts.filter((receipt) => receipt.hubSeq <= hubApplied);
      const cut = decided.cuts.find((candidate) => candidate.hubSeq <= hubApplied);
      this.byLog.set(prefix, {
        isHub: log.role === 'hub',
        receipts,
        excepted: new Set(receipts.flatMap((receipt) => receipt.exceptions.map((e) => e.seq))),
        end: cut ? Math.max(cut.lastGood, cut.settledBefore) : Infinity,
      });
    }
  }

  contributes(prefix, seq) {
    const log = this.byLog.get(prefix);
    return !log.excepted.has(seq) && seq <= log.end;
  }

  /** [position of the hub's entry, place of the receipt, position], or null while undecided. */
  decidedAt(prefix, seq) {
    const log = this.byLog.get(prefix);
    if (log.isHub) return [seq, 0, seq];
    const receipt = log.receipts.find((candidate) => seq <= candidate.upTo);
    return receipt ? [receipt.hubSeq, receipt.place, seq] : null;
  }
}
