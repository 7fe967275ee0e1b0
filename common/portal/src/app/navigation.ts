// What the menu shows: pages made by hand, then the modules as the registry declares them. Pure.
import { hasList, moduleOf } from '../api/registry';
import type { Entity } from '../api/types';

export interface MenuModule {
  name: string;
  entities: Entity[];
  /** Modules that people write in are open, reference is folded. */
  isDaily: boolean;
}

const hidden = new Set(['role', 'grant', 'revocation']);

export function modulesOf(entities: readonly Entity[], side: 'node' | 'hub'): MenuModule[] {
  const byName = new Map<string, Entity[]>();
  for (const entity of entities) {
    if (!hasList(entity)) continue;
    if (side === 'node' && (entity.stream === 'hub' || hidden.has(entity.purpose))) continue;
    const name = moduleOf(entity);
    byName.set(name, [...(byName.get(name) ?? []), entity]);
  }
  const modules = [...byName].map(([name, list]) => ({
    name, entities: list,
    isDaily: list.some((one) => one.stream === 'dealer' && one.purpose === 'business' &&
      (one.flow.length > 0 || one.fields.some((field) => field.merge === 'ledger'))),
  }));
  return modules.toSorted((a, b) => Number(b.isDaily) - Number(a.isDaily));
}

export type WorkPage = '/' | '/reception' | '/workshop' | '/warranty' | '/claim-desk' | '/account'
  | '/part-lookup' | '/conflicts' | '/rejections' | '/network' | '/orders' | '/pipeline'
  | '/campaigns' | '/allocation' | '/prices' | '/figures';

/** In the order of the menu, and of Alt with a digit. */
export function workPages(side: 'node' | 'hub'): WorkPage[] {
  return side === 'hub'
    ? ['/', '/claim-desk', '/allocation', '/pipeline', '/part-lookup', '/account', '/conflicts',
      '/rejections', '/network', '/prices', '/figures', '/campaigns']
    : ['/', '/reception', '/workshop', '/warranty', '/orders', '/pipeline', '/part-lookup',
      '/account', '/conflicts', '/rejections', '/figures', '/campaigns'];
}
