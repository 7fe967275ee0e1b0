// Where the keys of a grid lead, and how wide columns are. Pure.
import type { Field } from '../../api/types';

/** The row that a key leads to; null when the key means nothing here. */
export function moved(key: string, from: number, count: number, page: number): number | null {
  const last = Math.max(count - 1, 0);
  const to: Record<string, number> = {
    ArrowDown: from + 1, ArrowUp: from - 1, PageDown: from + page, PageUp: from - page,
    Home: 0, End: last,
  };
  const wanted = to[key];
  return wanted === undefined ? null : Math.min(Math.max(wanted, 0), last);
}

/** The column that names the record is as wide as a document number where there is room. */
export function columnWidths(fields: readonly Field[]): string[] {
  const [, ...rest] = fields.map(columnWidth);
  return [fields.length > 2 ? 'minmax(168px, 1.2fr)' : 'minmax(112px, 1.2fr)', ...rest];
}

export function columnWidth(field: Field): string {
  if (field.merge === 'set') return 'minmax(90px, 1fr)';
  switch (field.type) {
    case 'flag': return '72px';
    case 'integer': return 'minmax(64px, 88px)';
    case 'decimal': return 'minmax(80px, 110px)';
    case 'date': return '104px';
    case 'instant': return '150px';
    case 'enumeration':
    case 'key': return 'minmax(72px, 104px)';
    default:
      if (field.merge === 'state') return 'minmax(84px, 120px)';
      return field.once || field.required ? 'minmax(112px, 1fr)' : 'minmax(104px, 2fr)';
  }
}
