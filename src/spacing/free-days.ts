import { z } from 'zod';
import { type EveId, eveIds, holidays } from './holiday.ts';
import { type BothLanguages, dayNumber, dayText } from './local-day.ts';

/** Whether nothing is sent on a local day, YYYY-MM-DD, whatever weekday it is. */
export type FreeDayTest = (day: string) => boolean;

/** Days from and until, both closed, YYYY-MM-DD. */
export type ClosedPeriod = { from: string; until: string; name: string };

/** What an organisation takes off besides the public holidays. */
export type FreeDays = { eves: Record<EveId, boolean>; closed: readonly ClosedPeriod[] };

/**
 * The three eves of 7 § semesterlagen are free. Trettondagsafton and påskafton are working days
 * by law and can be switched on; skärtorsdagen and the day before a holiday are never free.
 */
export const defaultFreeDays: FreeDays = {
  eves: {
    midsummerEve: true,
    christmasEve: true,
    newYearsEve: true,
    twelfthNight: false,
    holySaturday: false,
  },
  closed: [],
};

/**
 * Closed periods with fewer than four weeks between them count as one, and one lasts half a
 * year at most. Hence any weekday comes round within 400 days, however the holidays fall: the
 * search of a sending day (sending-window.ts) always ends with a day.
 */
const longestClosedDays = 183;
const shortestOpenDays = 28;
const mostPeriods = 200;
const [firstDay, lastDay] = ['2020-01-01', '2100-12-31'];

const day = z.iso.date().refine((text) => text >= firstDay && text <= lastDay);
const schema = z.strictObject({
  eves: z.strictObject(eachEve(z.boolean().optional())).default({}),
  closed: z
    .array(z.strictObject({ from: day, until: day, name: z.string().trim().min(1).max(100) }))
    .max(mostPeriods)
    .default([]),
});

/** Reads the settings value `{eves?: {christmasEve?: boolean, …}, closed?: [{from, until, name}]}`. */
export function parseFreeDays(
  value: unknown,
): { freeDays: FreeDays } | { problems: BothLanguages[] } {
  const parsed = schema.safeParse(value);
  if (!parsed.success) return { problems: parsed.error.issues.map(shapeProblem) };
  const { eves, closed } = parsed.data;
  const problems = closedProblems(closed);
  if (problems.length > 0) return { problems };
  const chosen = eachEve(false);
  for (const id of eveIds) chosen[id] = eves[id] ?? defaultFreeDays.eves[id];
  return { freeDays: { eves: chosen, closed } };
}

/** The free days of a year by day, with what each is called; Sundays are not among them. */
export function freeDaysOf(
  { eves, closed }: FreeDays,
  year: number,
): { day: string; name: BothLanguages }[] {
  const found = holidays(year)
    .filter(({ eve }) => eve === undefined || eves[eve])
    .map((holiday) => ({ day: holiday.day, name: holiday.name }));
  for (const { from, until, name } of closed) {
    const first = Math.max(dayNumber(from), dayNumber(`${year}-01-01`));
    const last = Math.min(dayNumber(until), dayNumber(`${year}-12-31`));
    for (let number = first; number <= last; number++)
      found.push({ day: dayText(number), name: { sv: name, en: name } });
  }
  return found.sort((one, other) => (one.day < other.day ? -1 : Number(one.day > other.day)));
}

/** The test of free days. Make it once and keep it: it remembers the years it was asked about. */
export function freeDayTest(freeDays: FreeDays): FreeDayTest {
  const years = new Map<string, ReadonlySet<string>>();
  return (day) => {
    const year = day.slice(0, 4);
    let free = years.get(year);
    if (free === undefined) {
      free = new Set(freeDaysOf(freeDays, Number(year)).map((one) => one.day));
      years.set(year, free);
    }
    return free.has(day);
  };
}

function closedProblems(closed: readonly ClosedPeriod[]): BothLanguages[] {
  const problems: BothLanguages[] = [];
  for (const { from, until, name } of closed)
    if (until < from)
      problems.push({
        sv: `Den stängda perioden ”${name}” slutar (${until}) innan den börjar (${from}). Byt plats på dagarna.`,
        en: `The closed period "${name}" ends (${until}) before it begins (${from}). Swap the days.`,
      });
  if (problems.length > 0) return problems;
  const sorted = closed.toSorted((one, other) => (one.from < other.from ? -1 : 1));
  let run: { from: number; until: number; told: boolean } | undefined;
  for (const period of sorted) {
    const [from, until] = [dayNumber(period.from), dayNumber(period.until)];
    run =
      run === undefined || from - run.until - 1 >= shortestOpenDays
        ? { from, until, told: false }
        : { ...run, until: Math.max(run.until, until) };
    if (run.told || run.until - run.from + 1 <= longestClosedDays) continue;
    run.told = true;
    const [start, end] = [dayText(run.from), dayText(run.until)];
    problems.push({
      sv: `Från ${start} till ${end} är det stängt i mer än ${longestClosedDays} dagar utan fyra veckors öppet emellan (till och med ”${period.name}”). Korta en period, eller pausa utskicken i stället.`,
      en: `From ${start} to ${end} everything is closed for more than ${longestClosedDays} days without four open weeks between (up to "${period.name}"). Shorten a period, or pause the campaigns instead.`,
    });
  }
  return problems;
}

function shapeProblem(issue: z.core.$ZodIssue): BothLanguages {
  const [part, index, field] = issue.path;
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.join(', ');
    return {
      sv: `Inställningen ${keys} är okänd. De som finns är closed (from, until, name) och eves (${eveIds.join(', ')}).`,
      en: `The setting ${keys} is unknown. There are closed (from, until, name) and eves (${eveIds.join(', ')}).`,
    };
  }
  if (part === 'eves' && index !== undefined)
    return {
      sv: `${String(index)} ska vara true (fri dag) eller false (arbetsdag).`,
      en: `${String(index)} must be true (a free day) or false (a working day).`,
    };
  if (part === 'closed' && typeof index === 'number') {
    const number = index + 1;
    if (field === 'from' || field === 'until')
      return {
        sv: `Stängd period nummer ${number}: ${field} ska vara en dag mellan ${firstDay} och ${lastDay}, skriven som 2027-07-01.`,
        en: `Closed period number ${number}: ${field} must be a day between ${firstDay} and ${lastDay}, written as 2027-07-01.`,
      };
    return {
      sv: `Stängd period nummer ${number} ska ha from, until och ett namn (name) på 1–100 tecken.`,
      en: `Closed period number ${number} needs from, until and a name of 1-100 characters.`,
    };
  }
  if (part === 'closed')
    return {
      sv: `closed ska vara en lista med högst ${mostPeriods} perioder: [{"from": "2027-07-01", "until": "2027-07-31", "name": "Sommaruppehåll"}].`,
      en: `closed must be a list of at most ${mostPeriods} periods: [{"from": "2027-07-01", "until": "2027-07-31", "name": "Summer break"}].`,
    };
  return {
    sv: 'Lediga dagar anges som {"eves": {…}, "closed": […]}.',
    en: 'Free days are given as {"eves": {…}, "closed": […]}.',
  };
}

function eachEve<Value>(value: Value): Record<EveId, Value> {
  return {
    midsummerEve: value,
    christmasEve: value,
    newYearsEve: value,
    twelfthNight: value,
    holySaturday: value,
  };
}
