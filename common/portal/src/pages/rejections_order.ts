// In which order rejections are shown, and what of them goes into a form. Pure.
import { fieldOf } from '../api/registry';
import type { Entity, Rejection, Value } from '../api/types';

/** Those of this branch first, and in each half the newest first. */
export function mineFirst(items: readonly Rejection[], branch: string | null): Rejection[] {
  return items.toSorted((a, b) =>
    Number(b.branch === branch) - Number(a.branch === branch) || (a.at < b.at ? 1 : -1));
}

export function wantedValues(entity: Entity, rejection: Rejection): Record<string, Value> {
  return Object.fromEntries(rejection.values
    .filter(({ field }) => fieldOf(entity, field) !== undefined)
    .map(({ field, value }) => [field, value]));
}
