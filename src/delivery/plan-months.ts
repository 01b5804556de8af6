import type { BothLanguages } from '../spacing/local-day.ts';
import type { CampaignPlan } from './campaign-plan.ts';

/** A day of the calendar; `mails` is 0 on days without any of this campaign. */
export type CalendarDay = {
  day: string;
  mails: number;
  /** False where the relay does not manage them in the hours there are. */
  fits: boolean;
  /** What goes on that day to someone who starts on the first day and meets no other campaign. */
  lesson: number | null;
  announced: boolean;
  form: boolean;
  free: BothLanguages | null;
};

/** Weeks from Monday to Sunday; null for days of the months beside it. */
export type CalendarMonth = { month: string; weeks: (CalendarDay | null)[][] };

const mostMonths = 37;

/** The months from the first day with something to the last one, each in whole weeks. */
export function planMonths(plan: CampaignPlan): CalendarMonth[] {
  const lessons = new Map(plan.lessons.map(({ day, lesson }) => [day, lesson]));
  const mails = new Map(plan.days.map((one) => [one.day, one]));
  const free = new Map(plan.freeDays.map(({ day, name }) => [day, name]));
  const forms = new Set([plan.forms?.before, plan.forms?.after]);
  const all = [...mails.keys(), ...lessons.keys(), plan.announcement ?? []].flat().sort();
  const [first, last] = [all[0], all.at(-1)];
  if (first === undefined || last === undefined) return [];
  const months: CalendarMonth[] = [];
  const end = Temporal.PlainDate.from(last).toPlainYearMonth();
  let month = Temporal.PlainDate.from(first).toPlainYearMonth();
  while (Temporal.PlainYearMonth.compare(month, end) <= 0 && months.length < mostMonths) {
    const begin = month.toPlainDate({ day: 1 });
    const cells: (CalendarDay | null)[] = Array.from({ length: begin.dayOfWeek - 1 }, () => null);
    for (let date = begin; date.month === begin.month; date = date.add({ days: 1 })) {
      const day = date.toString();
      const planned = mails.get(day);
      cells.push({
        day,
        mails: planned?.mails ?? 0,
        fits: planned?.fits ?? true,
        lesson: lessons.get(day) ?? null,
        announced: plan.announcement === day,
        form: forms.has(day),
        free: free.get(day) ?? null,
      });
    }
    while (cells.length % 7 > 0) cells.push(null);
    const weeks = Array.from({ length: cells.length / 7 }, (_, at) =>
      cells.slice(at * 7, at * 7 + 7),
    );
    months.push({ month: month.toString(), weeks });
    month = month.add({ months: 1 });
  }
  return months;
}
