/**
 * Local days are text, YYYY-MM-DD, everywhere; where many are walked through they are counted
 * as whole days since 1970-01-01, which is some ten times as fast as calendar objects.
 */
const millisecondsInADay = 86_400_000;

/** Text for people, in both languages. */
export type BothLanguages = { sv: string; en: string };

/** Days that were asked for once; a campaign walks over the same few hundred all the time. */
const numbers = new Map<string, number>();
const texts = new Map<number, string>();
const mostKept = 20_000;

/** Days since 1970-01-01 of a local day. @throws RangeError where the text is no such day. */
export function dayNumber(day: string): number {
  const known = numbers.get(day);
  if (known !== undefined) return known;
  const number = readDay(day);
  if (numbers.size < mostKept) numbers.set(day, number);
  return number;
}

function readDay(day: string): number {
  const [year, month, date] = [day.slice(0, 4), day.slice(5, 7), day.slice(8)].map(Number);
  const milliseconds = Date.UTC(year ?? 0, (month ?? 0) - 1, date);
  const read = new Date(milliseconds);
  // 30 February would be read as 2 March.
  const exists = read.getUTCDate() === date && read.getUTCFullYear() === year;
  if (!exists || !/^\d{4}-\d\d-\d\d$/.test(day))
    throw new RangeError(`"${day}" is no day, write it as 2026-08-31.`);
  return milliseconds / millisecondsInADay;
}

/** The local day, YYYY-MM-DD, so many days after 1970-01-01. */
export function dayText(number: number): string {
  const known = texts.get(number);
  if (known !== undefined) return known;
  const text = new Date(number * millisecondsInADay).toISOString().slice(0, 10);
  if (texts.size < mostKept) texts.set(number, text);
  return text;
}

/** ISO weekday, 1 = Monday. 1970-01-01 was a Thursday. */
export function weekdayOf(number: number): number {
  return ((((number + 3) % 7) + 7) % 7) + 1;
}

/** A number that is the same for all days of one calendar week, Monday to Sunday. */
export function weekOf(number: number): number {
  return Math.floor((number + 3) / 7);
}
