// Whose work is what. One table; a page shows the rows whose word of permission somebody has, so a
// role that the importer defines anew gets its list without a line here. Pure.
import { permits } from '../../api/permits';
import { isEmpty, stateField, statesOf } from '../../api/registry';
import type { Conflict, Entity, Rejection, Row } from '../../api/types';

export type RowPage =
  '/reception/$id' | '/warranty/$id' | '/claim-desk/$id' | '/orders/$id';

export interface Deadline {
  /** The day from which the days run. */
  from: string;
  days: number;
  /** After it there is nothing left to do. */
  ends?: boolean;
}

export interface WorkItem {
  /** Its words stand under item_ and none_ in home.json. */
  name: string;
  side: 'node' | 'hub';
  /** Work of whoever may do this. */
  permit: string;
  collection: string;
  states: readonly string[];
  /** What tells most of a record beside its number. */
  says: readonly string[];
  /** Where a record is worked on; its plain page, unless said otherwise. */
  page?: RowPage;
  deadline?: Deadline;
  /** Records with a value here are done with. */
  unless?: string;
}

/** So many records of one state are asked for. */
export const most = 60;

const openOrder = ['open', 'in_work', 'waiting'] as const;

/** In the order in which they stand on the page. */
export const workItems: readonly WorkItem[] = [
  { name: 'orders', side: 'node', permit: 'service.repair_order:start',
    collection: 'repair-orders', states: openOrder, says: ['vin', 'complaint'],
    page: '/reception/$id' },
  { name: 'invoices', side: 'node', permit: 'service.repair_order:invoice',
    collection: 'repair-orders', states: ['done'], says: ['vin', 'correction'],
    page: '/reception/$id' },
  { name: 'answers', side: 'node', permit: 'warranty.claim:submit', collection: 'claims',
    states: ['returned'], says: ['vin', 'reason'], page: '/warranty/$id',
    deadline: { from: 'decided_on', days: 30 } },
  { name: 'appeals', side: 'node', permit: 'warranty.claim:appeal', collection: 'claims',
    states: ['rejected'], says: ['vin', 'reason'], page: '/warranty/$id', unless: 'appealed_on',
    deadline: { from: 'decided_on', days: 30, ends: true } },
  { name: 'drafts', side: 'node', permit: 'warranty.claim:submit', collection: 'claims',
    states: ['draft'], says: ['vin', 'correction'], page: '/warranty/$id' },
  { name: 'carOrders', side: 'node', permit: 'orders.wholesale_order:write',
    collection: 'wholesale-orders', states: ['draft', 'awaiting_grant', 'rejected'],
    says: ['model', 'reason'], page: '/orders/$id' },
  { name: 'arrivals', side: 'node', permit: 'orders.wholesale_order:receive',
    collection: 'wholesale-orders', states: ['shipped'], says: ['model', 'assigned_vin'],
    page: '/orders/$id' },
  { name: 'claims', side: 'hub', permit: 'warranty.claim:review', collection: 'claims',
    states: ['in_review', 'appealed'], says: ['branch', 'vin', 'reason'],
    page: '/claim-desk/$id' },
  { name: 'approvals', side: 'hub', permit: 'warranty.approval:grant',
    collection: 'prior-approvals', states: ['requested'], says: ['branch', 'vin', 'reason'] },
  { name: 'orderDecisions', side: 'hub', permit: 'orders.wholesale_order:confirm',
    collection: 'wholesale-orders', states: ['submitted', 'awaiting_grant'],
    says: ['branch', 'model'] },
  { name: 'allocations', side: 'hub', permit: 'orders.wholesale_order:allocate',
    collection: 'wholesale-orders', states: ['confirmed'], says: ['branch', 'model'] },
  { name: 'notes', side: 'hub', permit: 'notes.note:approve', collection: 'notes',
    states: ['submitted'], says: ['branch', 'text'] },
];

/** The rows of the table that are somebody's here, of collections that the daemon knows. */
export function workOf(
  words: string, side: 'node' | 'hub', entities: readonly Entity[],
): { item: WorkItem; entity: Entity }[] {
  return workItems.flatMap((item) => {
    const entity = entities.find((one) => one.collection === item.collection);
    return entity && item.side === side && permits(words, item.permit) ? [{ item, entity }] : [];
  });
}

/** The filters of each request for an item; a branch works on its own records. */
export function filtersOf(item: WorkItem, entity: Entity, branch: string | undefined): string[][] {
  const state = stateField(entity);
  const known = new Set(statesOf(entity));
  const isOfBranch = entity.fields.some((field) => field.name === 'branch');
  const here = branch !== undefined && isOfBranch ? [`branch:eq:${branch}`] : [];
  return state ? item.states.filter((one) => known.has(one))
    .map((one) => [`${state.name}:eq:${one}`, ...here]) : [];
}

const dayMilliseconds = 86_400_000;

/** The last day, as the API writes days; null where there is none. */
export function dueOf(item: WorkItem, row: Row): string | null {
  const from = item.deadline ? row.data[item.deadline.from] : null;
  if (!item.deadline || typeof from !== 'string' || isEmpty(from)) return null;
  return new Date(Date.parse(`${from}T00:00:00Z`) + item.deadline.days * dayMilliseconds)
    .toISOString().slice(0, 10);
}

/** Whole days from one day to another; negative when it has passed. */
export function daysBetween(today: string, day: string): number {
  return Math.round((Date.parse(day) - Date.parse(today)) / dayMilliseconds);
}

/** What is left to do, what is due first on top, then by number. */
export function toDo(item: WorkItem, rows: readonly Row[], today: string): Row[] {
  const isLeft = (row: Row) => {
    if (item.unless !== undefined && !isEmpty(row.data[item.unless])) return false;
    const due = dueOf(item, row);
    return !item.deadline?.ends || due === null || due >= today;
  };
  const keyOf = (row: Row) => `${dueOf(item, row) ?? '9999'} ${String(row.data.number ?? '')}`;
  return rows.filter(isLeft)
    .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
}

/** Rejections of what was written at this branch, and conflicts in which it has a side. */
export function rejectionsOf(items: readonly Rejection[], branch: string): Rejection[] {
  return items.filter((one) => one.branch === branch);
}

export function conflictsOf(items: readonly Conflict[], branch: string): Conflict[] {
  return items.filter((one) => one.sides.some((side) => side.branch === branch));
}
