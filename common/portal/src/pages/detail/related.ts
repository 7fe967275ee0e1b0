// Which lists belong to a record: those whose records name it. Pure.
import type { Entity, Row } from '../../api/types';

export interface Related {
  entity: Entity;
  filter: string;
}

export function relatedOf(entity: Entity, row: Row, all: readonly Entity[]): Related[] {
  const key = entity.key.length === 1 ? entity.key[0] : undefined;
  const own = key === undefined ? null : row.data[key];
  return all.flatMap((other) => other.fields.flatMap((field) => {
    if (field.type === 'ref' && field.target === entity.name) {
      return [{ entity: other, filter: `${field.name}:eq:${row.id}` }];
    }
    // A key in a text field counts where the daemon keeps an index of it.
    const isKey = field.name === key && other !== entity && typeof own === 'string' &&
      (field.target === entity.name || (field.type === 'text' && other.sorts.includes(field.name)));
    return isKey && !other.key.includes(field.name)
      ? [{ entity: other, filter: `${field.name}:eq:${own}` }] : [];
  }));
}
