// Sums without fractions: money in hundredths, quantities in thousandths. Pure.

/** "1234.5" in hundredths is 123450; null when it is no number or has more digits than that. */
export function scaled(text: string, digits: number): number | null {
  const match = /^(-?)(\d{1,12})(?:[.,](\d*))?$/.exec(text.trim());
  const [, sign = '', whole = '', part = ''] = match ?? [];
  if (!match || part.length > digits) return null;
  const number = Number(whole + part.padEnd(digits, '0'));
  return Number.isSafeInteger(number) ? (sign === '-' ? -number : number) : null;
}

export function moneyText(hundredths: number): string {
  const digits = String(Math.abs(hundredths)).padStart(3, '0');
  return `${hundredths < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Quantity times price in hundredths, rounded once, half away from zero. */
export function lineAmount(quantity: string, price: string): number | null {
  const thousandths = scaled(quantity, 3);
  const hundredths = scaled(price, 2);
  if (thousandths === null || hundredths === null) return null;
  const product = BigInt(thousandths) * BigInt(hundredths);
  const isNegative = product < 0n;
  const rounded = Number(((isNegative ? -product : product) + 500n) / 1000n);
  return isNegative ? -rounded : rounded;
}
