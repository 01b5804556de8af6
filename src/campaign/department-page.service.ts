import type { VisibleDepartments } from '../access/visible-departments.ts';
import type { Language } from '../course/course.ts';
import type { Database } from '../platform/database.ts';
import type { DepartmentPlan } from '../roster/department-plan.repository.ts';
import { listPlans } from '../roster/department-plan.service.ts';
import { forPage } from '../roster/in-language.ts';
import { localDay } from '../spacing/sending-window.ts';
import { departmentCrumb, timeZone } from './department-place.ts';
import { seeDepartment, seeDepartments } from './department-standing.service.ts';
import { type DepartmentView, departmentBody } from './department-view.ts';
import type { PlannedRow } from './organisation-view.ts';

/** Who looks. */
type Viewer = {
  language: Language;
  csrfToken: string;
  principal: { visible: VisibleDepartments };
};

/**
 * The page of a department.
 * @param form what was sent and what was wrong with it, where it came back.
 * @throws AppError as `seeDepartment` does.
 */
export async function showDepartmentPage(
  { db }: { db: Database },
  { language, csrfToken, principal }: Viewer,
  code: string,
  form: Pick<DepartmentView, 'sent' | 'errors'> = { sent: undefined, errors: [] },
): Promise<{ title: string; body: string; crumbs: { href: string; text: string }[] }> {
  const standing = await seeDepartment({ db }, principal.visible, code);
  const { department, history, window, workplace, aliases, total } = standing;
  const seen = await seeDepartments({ db }, principal.visible, false);
  const names = new Map(seen.map((one) => [one.code, one.name]));
  const named = (one: string) => ({ code: one, name: names.get(one) ?? one });
  const mayReorganise = principal.visible === 'all';
  const plans = mayReorganise ? await listPlans({ db }, { all: false }) : [];
  const day = (at: Date) => localDay(timeZone, at);
  const { parent } = department;
  const seenOr = <T>(above: string | null, shown: (above: string) => T) =>
    above === null ? null : mayReorganise || names.has(above) ? shown(above) : undefined;
  const body = departmentBody({
    language,
    csrfToken,
    code,
    name: department.name,
    // What is above somebody's own part is not theirs to see.
    parent: seenOr(parent, (one) => named(one)),
    people: department.people,
    total,
    children: standing.children.map(named),
    aliases,
    closedDay: department.closedAt === null ? null : day(department.closedAt),
    mergedInto: department.mergedInto,
    history: history.map((one) => ({
      from: day(one.from),
      to: one.to === null ? null : day(one.to),
      name: one.name,
      parent: seenOr(one.parent, (above) => above),
    })),
    plans: plans
      .filter(({ change: one }) => concerns(one, code))
      .map((one) => planRow(language, one)),
    others: mayReorganise ? seen.filter((one) => one.code !== code) : [],
    mayReorganise,
    window,
    workplace,
    ...form,
  });
  return { title: department.name, crumbs: [departmentCrumb(language)], body };
}

function concerns(one: DepartmentPlan['change'], code: string): boolean {
  if (one.kind === 'merge') return one.into === code || one.codes.includes(code);
  return one.code === code || (one.kind === 'move' && one.under === code);
}

/** A planned change, fit to be shown. */
export function planRow(
  language: Language,
  { id, change: one, from, state, problem }: DepartmentPlan,
): PlannedRow {
  const told = problem === null ? null : forPage(problem, language);
  return { id, change: one, day: localDay(timeZone, from), state, problem: told };
}
