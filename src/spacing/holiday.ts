import { type BothLanguages, dayNumber, dayText, weekdayOf } from './local-day.ts';

/** Days that are no public holidays by law, but free in practice for most, or for some. */
export const eveIds = [
  'midsummerEve',
  'christmasEve',
  'newYearsEve',
  'twelfthNight',
  'holySaturday',
] as const;
export type EveId = (typeof eveIds)[number];

/** `eve` is undefined for a public holiday. `day` is YYYY-MM-DD. */
export type Holiday = { day: string; name: BothLanguages; eve: EveId | undefined };

type Rule = [sv: string, en: string, when: (year: number, easter: number) => number, eve?: EveId];

const friday = 5;
const saturday = 6;

/**
 * Public holidays by lag (1989:253) om allmänna helgdagar; ordinary Sundays, which the law also
 * names, are left to the weekdays of a sending window. Midsommarafton, julafton and nyårsafton
 * count as holidays in 7 § semesterlagen (1977:480).
 */
const rules: readonly Rule[] = [
  ['Nyårsdagen', "New Year's Day", on(1, 1)],
  ['Trettondagsafton', 'Twelfth Night', on(1, 5), 'twelfthNight'],
  ['Trettondedag jul', 'Epiphany', on(1, 6)],
  ['Långfredagen', 'Good Friday', fromEaster(-2)],
  ['Påskafton', 'Holy Saturday', fromEaster(-1), 'holySaturday'],
  ['Påskdagen', 'Easter Sunday', fromEaster(0)],
  ['Annandag påsk', 'Easter Monday', fromEaster(1)],
  ['Första maj', 'May Day', on(5, 1)],
  ['Kristi himmelsfärdsdag', 'Ascension Day', fromEaster(39)],
  ['Pingstdagen', 'Whit Sunday', fromEaster(49)],
  ['Sveriges nationaldag', 'National Day of Sweden', on(6, 6)],
  ['Midsommarafton', 'Midsummer Eve', firstOnOrAfter(friday, 6, 19), 'midsummerEve'],
  ['Midsommardagen', 'Midsummer Day', firstOnOrAfter(saturday, 6, 20)],
  ['Alla helgons dag', "All Saints' Day", firstOnOrAfter(saturday, 10, 31)],
  ['Julafton', 'Christmas Eve', on(12, 24), 'christmasEve'],
  ['Juldagen', 'Christmas Day', on(12, 25)],
  ['Annandag jul', 'Boxing Day', on(12, 26)],
  ['Nyårsafton', "New Year's Eve", on(12, 31), 'newYearsEve'],
];

/**
 * Swedish public holidays and the eves that may be free, in order of days. By the rules of
 * today, which hold since 2005. Two may fall on one day (Whit Sunday on 6 June in 2049).
 */
export function holidays(year: number): Holiday[] {
  const easter = easterSunday(year);
  return rules
    .map(([sv, en, when, eve]) => ({ day: dayText(when(year, easter)), name: { sv, en }, eve }))
    .sort((one, other) => (one.day < other.day ? -1 : Number(one.day > other.day)));
}

/**
 * Easter Sunday as a day number, by the Gregorian computus in the form of Meeus, Jones and
 * Butcher (J. Meeus, Astronomical Algorithms, 1991, chapter 8).
 */
export function easterSunday(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const marchDay = h + l - 7 * m + 22;
  return date(year, 3, 1) + marchDay - 1;
}

function on(month: number, day: number) {
  return (year: number) => date(year, month, day);
}

function fromEaster(days: number) {
  return (_year: number, easter: number) => easter + days;
}

function firstOnOrAfter(weekday: number, month: number, day: number) {
  return (year: number) => {
    const first = date(year, month, day);
    return first + ((weekday - weekdayOf(first) + 7) % 7);
  };
}

function date(year: number, month: number, day: number): number {
  const digits = (value: number, width: number) => String(value).padStart(width, '0');
  return dayNumber(`${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`);
}
