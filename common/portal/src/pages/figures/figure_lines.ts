// The figures as the daemon tells them, and what a person reads in them. Pure.
import { type Answer, linesOf } from '../../api/answers';

export type Better = 'neither' | 'lower' | 'higher';
export type Turn = 'better' | 'worse' | 'same' | 'other' | 'none';

export interface FigureLine {
  id: string;
  part: string;
  group: string;
  words: string;
  unit: string;
  value: string | null;
  previous: string | null;
  numerator: string | null;
  denominator: string | null;
  above: string;
  below: string;
  count: number;
  better: Better;
  target: string;
  missing: string;
  /** Where its rows are listed. */
  collection: string;
  filters: string[];
}

export interface FigureScope {
  brand: string;
  region: string;
  dealer: string;
  branch: string;
  from: string;
  to: string;
}

function textOf(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined || value === '' ? null : String(value);
}

/** "claims?filter=a&filter=b": the collection, and its filters. */
export function rowsOf(text: string): { collection: string; filters: string[] } {
  const [collection = '', query = ''] = text.split('?');
  return { collection, filters: new URLSearchParams(query).getAll('filter') };
}

export function figureLines(answer: Pick<Answer, 'columns' | 'rows'>): FigureLine[] {
  return linesOf(answer).map((line) => ({
    id: textOf(line.id), part: textOf(line.part), group: textOf(line.group),
    words: textOf(line.words), unit: textOf(line.unit),
    value: textOrNull(line.value), previous: textOrNull(line.previous),
    numerator: textOrNull(line.numerator), denominator: textOrNull(line.denominator),
    above: textOf(line.above), below: textOf(line.below),
    count: Number(line.count ?? 0), better: textOf(line.better) as Better,
    target: textOf(line.target), missing: textOf(line.missing),
    ...rowsOf(textOf(line.rows)),
  }));
}

/** What became of a figure since the period before; "other" where no way is better. */
export function turnOf(line: Pick<FigureLine, 'value' | 'previous' | 'better'>): Turn {
  if (line.value === null || line.previous === null) return 'none';
  const change = Number(line.value) - Number(line.previous);
  if (change === 0) return 'same';
  if (line.better === 'neither') return 'other';
  return (change < 0) === (line.better === 'lower') ? 'better' : 'worse';
}

/** How long two bars are that show both values, of a hundred; nothing below zero has a length. */
export function barsOf(line: Pick<FigureLine, 'value' | 'previous'>): [number, number] | null {
  if (line.value === null || line.previous === null) return null;
  const [now, before] = [Math.max(0, Number(line.value)), Math.max(0, Number(line.previous))];
  const most = Math.max(now, before);
  return most === 0 ? null : [(now / most) * 100, (before / most) * 100];
}

export interface FigureGroup {
  name: string;
  /** Each whole with its parts. */
  figures: { whole: FigureLine; parts: FigureLine[] }[];
}

/** In the order of the daemon. */
export function groupsOf(lines: readonly FigureLine[]): FigureGroup[] {
  const groups: FigureGroup[] = [];
  for (const line of lines) {
    let group = groups.find((one) => one.name === line.group);
    if (!group) groups.push(group = { name: line.group, figures: [] });
    const last = group.figures.at(-1);
    if (line.part !== '' && last?.whole.id === line.id) last.parts.push(line);
    else group.figures.push({ whole: line, parts: [] });
  }
  return groups;
}

/** Only what was chosen: the daemon knows the rest. */
export function scopePairs(
  scope: { [name in keyof FigureScope]?: string | undefined },
): [string, string][] {
  return (['brand', 'region', 'dealer', 'branch', 'from', 'to'] as const)
    .map((name) => [name, scope[name] ?? ''] as [string, string])
    .filter(([, value]) => value !== '');
}
