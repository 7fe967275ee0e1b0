// Declarations for tests, as the daemon tells them; invented, and small.
import type { Entity, Field, Row } from '../src/api/types';

export function field(name: string, rest: Partial<Field> = {}): Field {
  return {
    id: 1, name, label: name, type: 'text', size_max: 4096, owner: 'dealer', merge: 'own',
    required: false, once: false, sensitive: false, ...rest,
  };
}

export function entity(name: string, fields: Field[], rest: Partial<Entity> = {}): Entity {
  return {
    id: 1, name, collection: `${name.split('.')[1]}s`, stream: 'dealer', purpose: 'business',
    key: [], fields, flow: [], sorts: [], scope: null, edition: null, left: null, number: null,
    ...rest,
  };
}

export function row(data: Row['data'], rest: Partial<Row> = {}): Row {
  return {
    id: 'ab'.repeat(16), collection: 'things', stream: 'dealer/D1', version: 'v1', life: 'alive',
    data, sync: { state: 'accepted', conflicts: 0, reason: null }, ...rest,
  };
}

const once = { required: true, once: true } as const;

export const order = entity('toy.order', [
  field('branch', { type: 'key', target: 'toy.branch', owner: 'author', ...once }),
  field('number', { owner: 'author', once: true }),
  field('vin', { owner: 'author', ...once }),
  field('opened_on', { type: 'date', owner: 'author', ...once }),
  field('odometer', { type: 'integer', owner: 'branch', merge: 'max' }),
  field('payer', { type: 'enumeration', words: ['customer', 'warranty'], owner: 'branch' }),
  field('story', { size_max: 65536, merge: 'lww' }),
  field('tags', { merge: 'set' }),
  field('status', { owner: 'flow', merge: 'state', required: true }),
  field('locked', { type: 'flag', owner: 'hub' }),
  field('balance', { type: 'decimal', scale: 2, owner: 'nobody', merge: 'ledger' }),
], {
  number: 'RO', sorts: ['number', 'vin'],
  flow: [
    { id: 1, command: 'create', from: null, to: 'open', side: 'node' },
    { id: 2, command: 'start', from: 'open', to: 'in_work', side: 'node' },
    { id: 3, command: 'approve', from: 'open', to: 'approved', side: 'hub' },
  ],
});

export const vehicle = entity('toy.vehicle', [
  field('vin', { owner: 'hub', ...once }), field('note', { merge: 'lww' }),
], { key: ['vin'], sorts: ['vin'] });

export const part = entity('toy.part', [
  field('brand', { type: 'key', target: 'toy.brand', owner: 'hub', ...once }),
  field('part', { owner: 'hub', ...once }),
  field('edition', { owner: 'hub', ...once }),
  field('wear', { type: 'flag', owner: 'hub' }),
  field('description', { owner: 'hub' }),
], {
  stream: 'catalog', key: ['brand', 'part', 'edition'], scope: 'brand', edition: 'toy.edition',
  sorts: ['brand', 'part', 'description'],
});

export const all = [order, vehicle, part];
