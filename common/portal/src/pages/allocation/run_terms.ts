// What somebody asks of an allocation, and what the daemon answers. Pure.

export interface Override {
  vin: string;
  reason: string;
}

export interface RunTerms {
  run: string;
  brand: string;
  models: string[];
  method: 'balanced' | 'turn-and-earn';
  percent: string;
  windowDays: string;
  arrivesOn: string;
  /** By order. */
  overrides: Record<string, Override>;
}

export interface DealerLine {
  dealer: string;
  standing: string;
  sales: number;
  stock: number;
  demand: number;
  quota: number | null;
  headroom: string;
  guarantee: number;
  cap: number;
  units: number;
  guaranteed: number;
  days_before: string;
  days_after: string;
  reason: string;
}

export interface OrderLine {
  order: string;
  dealer: string;
  vin: string | null;
  score: number | null;
  fitting: number;
  reason: string;
  overridden: boolean;
}

export interface Preview {
  run: string;
  supply: number;
  rounds: number;
  price: string;
  dealers: DealerLine[];
  orders: OrderLine[];
  unused: string[];
}

export interface Published {
  run: string;
  published: boolean;
  matched: number;
  refused: { order: string; error: string }[];
}

export const firstTerms: RunTerms = {
  run: '', brand: '', models: [], method: 'balanced', percent: '100', windowDays: '90',
  arrivesOn: '', overrides: {},
};

/** A number as it is sent; what is none goes as it stands, and the daemon says what it expects. */
function numberOr(text: string): number | string {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text) : text;
}

/** Only what was said: the daemon knows the rest. */
export function bodyOf(terms: RunTerms): Record<string, unknown> {
  const overrides = Object.entries(terms.overrides)
    .map(([order, { vin, reason }]) => ({ order, vin, reason }));
  return {
    run: terms.run.trim(), brand: terms.brand, method: terms.method,
    ...(terms.models.length > 0 ? { models: terms.models } : {}),
    ...(terms.percent.trim() === '' ? {} : { percent: numberOr(terms.percent) }),
    ...(terms.windowDays.trim() === '' ? {} : { window_days: numberOr(terms.windowDays) }),
    ...(terms.arrivesOn === '' ? {} : { arrives_on: terms.arrivesOn }),
    ...(overrides.length > 0 ? { overrides } : {}),
  };
}

/** Equal for equal terms: a preview is of these terms, or of earlier ones. */
export function fingerprintOf(terms: RunTerms): string {
  return JSON.stringify(bodyOf(terms));
}

export function matchedIn(preview: Pick<Preview, 'orders'>): number {
  return preview.orders.filter((line) => line.vin !== null).length;
}

/** Every car of the supply, the free ones first: what a person may give an order instead. */
export function vinsOf(preview: Pick<Preview, 'orders' | 'unused'>): string[] {
  const given = preview.orders.map((line) => line.vin).filter((vin) => vin !== null);
  return [...new Set([...preview.unused, ...given])];
}
