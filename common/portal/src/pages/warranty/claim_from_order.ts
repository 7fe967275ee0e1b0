// A claim from a finished repair order, without typing: fields of the same name are taken over,
// from the job first, then from the order, then from the car. Pure.
import { fieldOf, isEmpty, mayWrite, type Place } from '../../api/registry';
import type { Entity, Field, Row, Value } from '../../api/types';

export interface Sources {
  order: Row;
  job: Row | null;
  vehicle: Row | null;
  /** The brand when there is but one; of a car that nobody here knows. */
  onlyBrand?: string | null;
  /** The day the claim is made: of the repair when nobody has written it down. */
  today: string;
  /** Jobs of the order that are claimed already. */
  claimedJobs: readonly number[];
}

const claimable = new Set(['done', 'quality_checked', 'ready_to_invoice', 'invoiced', 'closed']);
const goodwill = 'goodwill';

export function isFinished(order: Row): boolean {
  return claimable.has(String(order.data.status));
}

/** Does the importer pay for it, as far as the order says? */
export function isForImporter(record: Row): boolean {
  return ['warranty', goodwill].includes(String(record.data.payer ?? record.data.pay_type ?? ''));
}

/** Entities whose records belong to a repair order: jobs, lines. Claims are none of them. */
export function childrenOf(order: Entity, all: readonly Entity[]): Entity[] {
  return all.filter((entity) => !entity.name.startsWith('warranty.') &&
    entity.name !== order.name &&
    entity.fields.some((field) => field.type === 'ref' && field.target === order.name));
}

export function refTo(entity: Entity, target: string): Field | undefined {
  return entity.fields.find((field) => field.type === 'ref' && field.target === target);
}

/** The entity of jobs: what belongs to an order and carries its own cause. */
export function jobEntity(order: Entity, all: readonly Entity[]): Entity | undefined {
  return childrenOf(order, all).find((entity) => fieldOf(entity, 'cause') ||
    fieldOf(entity, 'correction'));
}

/** The entity of lines: what belongs to an order and has kind and quantity. */
export function lineEntity(order: Entity, all: readonly Entity[]): Entity | undefined {
  return childrenOf(order, all).find((entity) => fieldOf(entity, 'kind') &&
    fieldOf(entity, 'quantity'));
}

/** The number of a job: it has one, or the order has one job alone. */
export function numberOfJob(job: Row | null, claimedJobs: readonly number[] = []): number {
  const own = Number(job?.data.job ?? job?.data.line ?? Number.NaN);
  if (Number.isInteger(own)) return own;
  let free = 1;
  while (job === null && claimedJobs.includes(free)) free += 1;
  return free;
}

function fits(field: Field, value: Value | undefined): value is Value {
  if (value === undefined || isEmpty(value)) return false;
  return field.type !== 'enumeration' || (field.words ?? []).includes(String(value));
}

function firstFit(field: Field, values: readonly (Value | undefined)[]): Value | undefined {
  return values.find((value) => fits(field, value));
}

/** The members of the new claim. */
export function claimFrom(claim: Entity, place: Place, from: Sources): Record<string, Value> {
  const { order, job, vehicle, onlyBrand, today, claimedJobs } = from;
  const payer = String(job?.data.payer ?? job?.data.pay_type ?? order.data.payer ?? '');
  const special: Record<string, Value | undefined> = {
    branch: order.data.branch ?? place.branch,
    brand: vehicle?.data.brand ?? onlyBrand,
    kind: payer === goodwill ? goodwill : 'warranty',
    repair_order: order.id,
    job: numberOfJob(job, claimedJobs),
    failure_on: order.data.opened_on,
    repaired_on: order.data.closed_on ?? today,
  };
  // The document's own marks mean something else there.
  const own = new Set(['number', 'status', 'submitted_on', 'claimed', 'appealed_on']);
  const out: Record<string, Value> = {};
  for (const field of claim.fields) {
    if (own.has(field.name) || !mayWrite(field, place, null)) continue;
    const value = firstFit(field, [special[field.name], job?.data[field.name],
      order.data[field.name], vehicle?.data[field.name]]);
    if (value !== undefined) out[field.name] = value;
  }
  return out;
}

const lineKinds: Record<string, string> = { labor: 'labour', parts: 'part', fee: 'sublet' };

/** Lines that were taken back by a later one leave nothing to claim, nor does the later one. */
function standing(rows: readonly Row[]): Row[] {
  const back = new Set(rows.filter((row) => row.life === 'alive').map((row) => row.data.takes_back));
  return rows.filter((row) => row.life === 'alive' && isEmpty(row.data.takes_back) &&
    !back.has(row.id));
}

/** A person is a record there, and a name here; what is no record is a name already. */
function nameIn(names: ReadonlyMap<string, string>, person: Value | undefined) {
  return /^[0-9a-f]{32}$/.test(String(person)) ? names.get(String(person)) : person;
}

/** Lines of a claim from lines of an order, numbered anew; what has another payer stays behind.
    `names`: people as a claim names them, by id. */
export function linesFrom(
  line: Entity, claim: Row, rows: readonly Row[], job: number, jobId: string | null = null,
  names: ReadonlyMap<string, string> = new Map(),
): Record<string, Value>[] {
  const kinds = fieldOf(line, 'kind')?.words ?? [];
  const mine = standing(rows).filter((row) => {
    const payer = row.data.payer ?? row.data.pay_type;
    const ofJob = row.data.job === undefined || row.data.job === null ||
      row.data.job === jobId || Number(row.data.job) === job;
    return ofJob && (isEmpty(payer) || isForImporter(row));
  });
  return mine.flatMap((row, at) => {
    const kind = lineKinds[String(row.data.kind)] ?? String(row.data.kind);
    const special: Record<string, Value | undefined> = {
      branch: claim.data.branch, claim: claim.id, line: at + 1, kind,
      item: row.data.item ?? row.data.part ?? row.data.operation,
      unit_price: row.data.unit_price ?? row.data.price,
      technician: nameIn(names, row.data.technician),
    };
    const out: Record<string, Value> = {};
    for (const field of line.fields) {
      if (field.name === 'technician' && special.technician === undefined) continue;
      const value = firstFit(field, [special[field.name], row.data[field.name]]);
      if (value !== undefined) out[field.name] = value;
    }
    const isWhole = line.fields.every((field) => !field.required || field.name in out);
    return isWhole && kinds.includes(kind) ? [out] : [];
  });
}
