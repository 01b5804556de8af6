import { z } from 'zod';
import { parseArm } from '../spacing/arm-names.ts';
import { type Cadence, cadenceProblem } from '../spacing/lesson-days.ts';
import { type BothLanguages, dayNumber } from '../spacing/local-day.ts';
import { addDays, windowProblem } from '../spacing/sending-window.ts';
import { type AudienceParts, audienceOf } from './audience.ts';
import type { DraftContent, DraftWhen } from './campaign-draft.ts';
import { type DepartmentNode, onlyBelow, topmost } from './department-choice.ts';
import { lastDayProblem } from './last-day.ts';

/** What is wrong with a field that was sent. */
export type FieldProblem = { field: string; text: BothLanguages };
export type Read<T> = { value: T } | { problems: FieldProblem[] };

const mostValues = 2_500;
/** A field that may come once, several times or not at all. */
const several = z
  .union([z.string().max(200), z.array(z.string().max(200)).max(mostValues)])
  .optional()
  .transform((given) => (given === undefined ? [] : [given].flat()));
/** All the titles of a municipality, and within what a form may be. */
const lines = z.string().max(20_000).default('');
const short = z.string().trim().max(40).default('');

export const whoForm = z.object({
  everyone: z.enum(['all', 'chosen']).catch('chosen'),
  departments: several,
  titles: lines,
});
export const exceptForm = z.object({ departments: several, titles: lines });
export const whenForm = z.object({
  start: short,
  cadence: z.enum(['every', 'spread', 'retain', 'rolling']).catch('every'),
  everyDays: short,
  until: short,
  retainUntil: short,
  rollingDays: short,
  arm: short,
  from: short,
  hoursUntil: short,
  weekdays: several,
  announce: z.enum(['yes', 'no']).catch('no'),
  announceDays: short,
  baseline: z.enum(['yes', 'no']).catch('yes'),
});
export type WhoForm = z.infer<typeof whoForm>;
export type ExceptForm = z.infer<typeof exceptForm>;
export type WhenForm = z.infer<typeof whenForm>;

/** `tree`: what may be ticked; `whole`: whether everyone may be chosen. Exceptions are kept. */
export function readWho(
  form: WhoForm,
  before: AudienceParts,
  { tree, whole }: { tree: readonly DepartmentNode[]; whole: boolean },
): Read<Required<Pick<DraftContent, 'audience'>>> {
  const everyone = whole && form.everyone === 'all';
  const departments = everyone ? [] : topmost(tree, form.departments);
  const titles = everyone ? [] : linesOf(form.titles);
  // Titles alone may be chosen only by whoever sees everybody with the title.
  if (!everyone && departments.length === 0 && !(whole && titles.length > 0))
    return wrong('departments', {
      sv: whole ? 'Välj minst en enhet eller en titel.' : 'Välj minst en enhet.',
      en: whole ? 'Choose at least one department or title.' : 'Choose at least one department.',
    });
  const within = onlyBelow(tree, departments);
  const notDepartments = topmost(within, before.notDepartments).filter(
    (code) => !departments.includes(code),
  );
  const { notTitles } = before;
  return { value: { audience: audienceOf({ departments, titles, notDepartments, notTitles }) } };
}

/** `tree`: the departments that were chosen, with those below. */
export function readExceptions(
  form: ExceptForm,
  before: AudienceParts,
  tree: readonly DepartmentNode[],
): Read<Required<Pick<DraftContent, 'audience'>>> {
  const notDepartments = topmost(tree, form.departments);
  const left = new Set(notDepartments);
  if (before.departments.length > 0 && before.departments.every((code) => left.has(code)))
    return wrong('departments', {
      sv: 'Alla valda enheter är undantagna, så ingen blir kvar. Ta bort något undantag.',
      en: 'All chosen departments are excepted, so nobody is left. Remove an exception.',
    });
  const { departments, titles } = before;
  const notTitles = linesOf(form.titles);
  return { value: { audience: audienceOf({ departments, titles, notDepartments, notTitles }) } };
}

/** @param today the local day, before which no campaign ends. */
export function readWhen(form: WhenForm, today: string): Read<DraftWhen> {
  const problems: FieldProblem[] = [];
  const problem = (field: string, sv: string, en: string) =>
    problems.push({ field, text: { sv, en } });
  const day = (field: 'start' | 'until' | 'retainUntil', sv: string, en: string): string => {
    if (isDay(form[field])) return form[field];
    problem(field, `${sv} Skriv datumet som 2026-08-31.`, `${en} Write the date as 2026-08-31.`);
    return today;
  };
  const number = (field: 'everyDays' | 'rollingDays' | 'announceDays', most: number): number => {
    const value = /^\d{1,3}$/.test(form[field]) ? Number(form[field]) : 0;
    if (value >= 1 && value <= most) return value;
    if (field === 'announceDays')
      problem(
        field,
        `Skriv hur många dagar före första dagen mejlet ska gå, från 1 till ${most}.`,
        `Give how many days before the first day the mail goes, from 1 to ${most}.`,
      );
    else
      problem(
        field,
        `Skriv hur många dagar det är mellan lektionerna, från 1 till ${most}.`,
        `Give how many days there are between lessons, from 1 to ${most}.`,
      );
    return 1;
  };
  const start = day('start', 'När ska kursen börja?', 'When does the course start?');
  const cadence = readCadence();
  const window = {
    timeZone: 'Europe/Stockholm',
    weekdays: form.weekdays
      .map(Number)
      .filter((one) => Number.isInteger(one) && one >= 1 && one <= 7)
      .sort(),
    from: form.from.padStart(5, '0'),
    until: form.hoursUntil.padStart(5, '0'),
  };
  if (window.weekdays.length === 0)
    problem('weekdays', 'Välj minst en veckodag.', 'Choose at least one weekday.');
  else if (windowProblem(window) !== undefined)
    problem(
      'from',
      'Sändningstiden går inte att använda. Skriv den som 07:30 till 16:00, minst en halvtimme; över midnatt högst tolv timmar.',
      'These hours cannot be used. Write them as 07:30 to 16:00, at least half an hour; over midnight at most twelve hours.',
    );
  const announceDays = form.announce === 'yes' ? number('announceDays', 60) : null;
  const { arm } = form;
  if ('problem' in parseArm(arm))
    problem('arm', 'Välj hur frågorna ska komma tillbaka.', 'Choose how questions come back.');
  if (problems.length > 0) return { problems };
  return {
    value: { start, cadence, arm, window, announceDays, baseline: form.baseline === 'yes' },
  };

  function readCadence(): Cadence {
    if (form.cadence === 'rolling') return { kind: 'rolling', days: number('rollingDays', 366) };
    const known = problems.length;
    const until = day(
      'until',
      'När ska sista mejlet senast gå?',
      'When does the last mail go at the latest?',
    );
    const cadence: Cadence =
      form.cadence === 'every'
        ? { kind: 'every', days: number('everyDays', 366), until }
        : form.cadence === 'spread'
          ? { kind: 'spread', until }
          : {
              kind: 'retain',
              until,
              retainUntil: day('retainUntil', 'När ska det sitta?', 'When is it to be remembered?'),
            };
    if (problems.length > known) return cadence;
    const wrong = lastDayProblem(until, { start, today });
    if (wrong !== undefined) problem('until', wrong.sv, wrong.en);
    const found = problems.length === 0 ? cadenceProblem(cadence, start) : undefined;
    if (found !== undefined)
      problem(
        form.cadence === 'retain' && until >= start ? 'retainUntil' : 'until',
        found.sv,
        found.en,
      );
    return cadence;
  }
}

/** What the page on time holds at first: lessons every other week, from a Monday two weeks ahead. */
export function usualWhen(today: string, lessons: number, arm: string): WhenForm {
  const inTwoWeeks = Temporal.PlainDate.from(addDays(today, 14));
  const start = inTwoWeeks.add({ days: (8 - inTwoWeeks.dayOfWeek) % 7 }).toString();
  return {
    start,
    cadence: 'every',
    everyDays: '14',
    until: addDays(start, 14 * (lessons + 1)),
    retainUntil: '',
    rollingDays: '7',
    arm,
    from: '07:30',
    hoursUntil: '16:00',
    weekdays: ['1', '2', '3', '4', '5'],
    announce: 'yes',
    announceDays: '5',
    baseline: 'yes',
  };
}

/** What was stored, as its form shows it. */
export function whenFormOf(when: DraftWhen): WhenForm {
  const { announceDays, baseline, cadence, window } = when;
  return {
    start: when.start,
    cadence: cadence.kind,
    everyDays: cadence.kind === 'every' ? String(cadence.days) : '14',
    until: cadence.kind === 'rolling' ? '' : cadence.until,
    retainUntil: cadence.kind === 'retain' ? cadence.retainUntil : '',
    rollingDays: cadence.kind === 'rolling' ? String(cadence.days) : '7',
    arm: when.arm,
    from: window.from,
    hoursUntil: window.until,
    weekdays: window.weekdays.map(String),
    announce: announceDays === null ? 'no' : 'yes',
    announceDays: String(announceDays ?? 5),
    baseline: baseline ? 'yes' : 'no',
  };
}

function wrong(field: string, text: BothLanguages): { problems: FieldProblem[] } {
  return { problems: [{ field, text }] };
}

function linesOf(text: string): string[] {
  const all = text.split(/\r?\n/).map((line) => line.trim().slice(0, 200));
  return [...new Set(all.filter((line) => line !== ''))].slice(0, 500);
}

/** Whether somebody wrote a day that exists, as 2026-08-31. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    return Number.isFinite(
      dayNumber(Temporal.PlainDate.from(text, { overflow: 'reject' }).toString()),
    );
  } catch {
    return false;
  }
}
