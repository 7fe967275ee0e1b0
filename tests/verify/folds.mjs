// What a field shows: docs/formats/digest.md, "What shows", one function for each merge kind. A
// write is {hlc, log, seq, payload}; `log` is the log prefix in hexadecimal digits. Each answers
// {write, value} or null when nothing shows.
import { array, bytes, integer, text } from './pack.mjs';
import { demand, hex } from './refusal.mjs';
import { readDot } from './entry.mjs';

const kInt64 = 2n ** 63n;
const dotName = (log, seq) => `${log}:${seq}`;
const nameOf = (write) => dotName(write.log, write.seq);

/** Later of two writes by (hlc, log prefix, position). */
export function compareVersions(a, b) {
  if (a.hlc !== b.hlc) return a.hlc < b.hlc ? -1 : 1;
  if (a.log !== b.log) return a.log < b.log ? -1 : 1;
  return a.seq - b.seq;
}

/** Which of two writes is first in: decided ones by decision, then the others by version. */
function compareDecided(a, b, standings) {
  const [x, y] = [a, b].map((write) => standings.decidedAt(write.log, write.seq));
  if (x && y) return x[0] - y[0] || x[1] - y[1] || x[2] - y[2];
  if (x || y) return x ? -1 : 1;
  return compareVersions(a, b);
}

const least = (writes, compare) =>
  writes.reduce((best, write) => (compare(write, best) < 0 ? write : best));

const dotsOf = (list, where) => array(list, null, where, 'dots').map((value) => {
  const { log, seq } = readDot(value, where);
  return dotName(hex(log), seq);
});

/** Refuses a plain value of another type than the field's. */
function checkValue(field, value, where) {
  if (value === null) return;
  const wanted = { text: 'string', enumeration: 'string', key: 'string', flag: 'boolean',
    ref: 'bytes', bytes: 'bytes' }[field.type] ?? 'integer';
  if (wanted === 'bytes') bytes(value, field.type === 'ref' ? 16 : null, where, field.name);
  else if (wanted === 'integer') integer(value, -kInt64, kInt64 - 1n, where, field.name);
  else demand(typeof value === wanted, 'bad_encoding', where, `${field.name}: ${wanted} expected`);
}

function foldPlain(field, writes, standings) {
  writes.forEach((write) => checkValue(field, write.payload, nameOf(write)));
  const shows = field.merge === 'own' && field.once
    ? least(writes, (a, b) => compareDecided(a, b, standings))
    : least(writes, (a, b) => compareVersions(b, a));
  return { write: shows, value: shows.payload };
}

function foldSet(field, writes) {
  const removed = new Set();
  const adds = [];
  for (const write of writes) {
    const where = nameOf(write);
    const [added, gone] = array(write.payload, 2, where, 'set');
    for (const element of array(added, null, where, 'added')) {
      adds.push({ write, element: text(element, 200, where, 'element') });
    }
    for (const removal of array(gone, null, where, 'removed')) {
      const [element, dots] = array(removal, 2, where, 'removal');
      for (const dot of dotsOf(dots, where)) removed.add(`${dot} ${element}`);
    }
  }
  const seen = adds.filter(({ write, element }) => !removed.has(`${nameOf(write)} ${element}`));
  if (seen.length === 0) return null;
  const elements = [...new Set(seen.map(({ element }) => element))];
  elements.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const latest = least(seen, (a, b) => compareVersions(b.write, a.write)).write;
  return { write: latest, value: elements };
}

function foldReading(field, writes) {
  const readings = writes.map((write) => {
    const where = nameOf(write);
    const [generation, value] = array(write.payload, 2, where, 'reading');
    integer(generation, 0, 2 ** 32 - 1, where, 'generation');
    integer(value, -kInt64, kInt64 - 1n, where, 'reading');
    return { write, generation, value: BigInt(value), shown: value };
  });
  const sign = field.merge === 'max' ? 1n : -1n;
  const order = (a, b) => b.generation - a.generation ||
    (a.value === b.value ? 0 : (b.value - a.value) * sign > 0n ? 1 : -1) ||
    compareVersions(b.write, a.write);
  const { write, shown } = least(readings, order);
  return { write, value: shown };
}

function foldRestrict(field, writes) {
  const lifted = new Set(writes.flatMap((write) => {
    const [restricts, dots] = array(write.payload, null, nameOf(write), 'restriction');
    return restricts === false ? dotsOf(dots, nameOf(write)) : [];
  }));
  const left = writes.filter((write) => write.payload[0] === true && !lifted.has(nameOf(write)));
  if (left.length === 0) return null;
  return { write: least(left, (a, b) => compareVersions(b, a)), value: true };
}

/** The transitions that count, from the first state on: at every fork the first one in is taken. */
export function pathOf(writes, standings) {
  const steps = writes.map((write) => {
    const [to, from, left] = array(write.payload, 3, nameOf(write), 'state');
    return { write, to, from, left: left === null ? null : dotsOf([left], nameOf(write))[0] };
  });
  const path = [];
  for (let at = null; path.length <= steps.length; at = path.at(-1)) {
    const next = steps.filter(({ left, from }) =>
      (at === null ? left === null : left === nameOf(at.write) && from === at.to));
    if (next.length === 0) break;
    path.push(least(next, (a, b) => compareDecided(a.write, b.write, standings)));
  }
  return path;
}

function foldState(field, writes, standings) {
  const last = pathOf(writes, standings).at(-1);
  return last === undefined ? null : { write: last.write, value: last.to };
}

const kFolds = {
  own: foldPlain, lww: foldPlain, set: foldSet, max: foldReading, min: foldReading,
  restrict: foldRestrict, state: foldState,
};

/** What a field with at least one write shows. */
export function fold(field, writes, standings) {
  const how = kFolds[field.merge];
  demand(how !== undefined, 'not_recomputed', field.name, `merge kind ${field.merge} is unknown`);
  return how(field, writes, standings);
}
