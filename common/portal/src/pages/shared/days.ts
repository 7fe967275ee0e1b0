// Days as the API writes them.

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

/** The day on the calendar that hangs beside the screen: "2026-11-22". */
export function dayText(date: Date): string {
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
}

export function today(): string {
  return dayText(new Date());
}

/** The first day of the month so many months before a day. */
export function monthStart(day: string, monthsBefore: number): string {
  const [year = 1970, month = 1] = day.split('-').map(Number);
  return dayText(new Date(year, month - 1 - monthsBefore, 1));
}
