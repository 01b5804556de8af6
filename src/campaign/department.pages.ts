import { z } from 'zod';
import type {
  ActionResult,
  FlashMessage,
  PageView,
  SignedInPages,
  Visit,
} from '../access/signed-in-page.ts';
import { workplaces } from '../course/course.ts';
import type { AuditEntry } from '../platform/audit-entry.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import {
  mergeDepartments,
  moveDepartment,
  renameDepartment,
} from '../roster/department-change.service.ts';
import type { DepartmentPlan } from '../roster/department-plan.repository.ts';
import { listPlans, withdrawPlan } from '../roster/department-plan.service.ts';
import { forPage } from '../roster/in-language.ts';
import { localDay } from '../spacing/sending-window.ts';
import { errorPrefix } from '../web/components/error-summary.ts';
import { dayText, numberText } from '../web/components/format.ts';
import { seeDepartment, seeDepartments } from './department-standing.service.ts';
import { departmentTexts } from './department-texts.ts';
import { type DepartmentForm, type DepartmentView, departmentBody } from './department-view.ts';
import { changeDepartmentWindow } from './department-window.service.ts';
import { departmentPath, type PlannedRow, plannedBody, treeBody } from './organisation-view.ts';
import { loadUsualWorkplace } from './workplace.repository.ts';
import { changeUsualWorkplace, changeWorkplace } from './workplace.service.ts';

const timeZone = 'Europe/Stockholm';
const path = '/departments';
const roles = ['admin', 'hr'] as const;
/** The tree is the whole organisation's: who sees a part of it does not rearrange it. */
const whole = { roles, whole: true } as const;
const oneParam = {
  schema: z.object({ code: z.string().min(1).max(250) }),
  things: { code: 'department' },
} as const;
const text40 = z.string().max(250).trim();
const workplaceForm = z.object({ workplace: z.enum([...workplaces, 'none']) });

/** The organisation for HR and administrators: the tree, and one department. */
export function registerDepartmentPages(pages: SignedInPages, { db }: { db: Database }): void {
  pages.nav({ path, label: { sv: 'Organisation', en: 'Organisation' }, roles, order: 40 });

  pages.page({
    path,
    roles,
    query: z.object({ closed: z.literal('1').optional().catch(undefined) }),
    show: async ({ language, csrfToken, principal, query }) => {
      const closed = query.closed !== undefined;
      const rows = await seeDepartments({ db }, principal.visible, closed);
      const seesAll = principal.visible === 'all';
      const plans = seesAll ? await listPlans({ db }, { all: false }) : [];
      const usual = seesAll ? await loadUsualWorkplace(db) : undefined;
      return {
        title: departmentTexts[language].title,
        body: treeBody({
          language,
          csrfToken,
          rows,
          closed,
          whole: seesAll ? { planned: plans.length, usual } : undefined,
        }),
      };
    },
  });

  pages.page({
    ...whole,
    path: `${path}/planned`,
    show: async ({ language, csrfToken }) => {
      const plans = (await listPlans({ db }, { all: false })).map((one) => planRow(language, one));
      return {
        title: departmentTexts[language].planned,
        crumbs: [crumb(language)],
        body: plannedBody({ language, csrfToken, plans }),
      };
    },
  });

  pages.action({
    ...whole,
    path: `${path}/planned/:id/withdraw`,
    params: {
      schema: z.object({ id: z.coerce.number().int().min(1).max(2_000_000_000) }),
      things: { id: { is: '1' } },
    },
    form: z.object({}),
    exampleForm: {},
    act: async ({ db, language, params: { id } }, now) => {
      await withdrawPlan({ db }, now, { id });
      return {
        to: `${path}/planned`,
        flash: { kind: 'good', text: departmentTexts[language].withdrawn },
        audit: [{ action: 'department.withdraw', subject: String(id) }],
      };
    },
  });

  pages.action({
    ...whole,
    path: `${path}/workplace`,
    form: workplaceForm,
    exampleForm: { workplace: 'none' },
    act: async ({ db, language, form: { workplace } }) => {
      await changeUsualWorkplace({ db }, workplace === 'none' ? undefined : workplace);
      return {
        to: path,
        flash: { kind: 'good', text: departmentTexts[language].workplaceSaved },
        audit: [{ action: 'department.place', subject: `default ${workplace}` }],
      };
    },
  });

  pages.page({
    path: `${path}/:code`,
    roles,
    params: oneParam,
    show: (visit) => departmentPage(db, visit, visit.params.code),
  });

  registerReorganising(pages);
  registerHours(pages);
}

function registerReorganising(pages: SignedInPages): void {
  pages.action({
    ...whole,
    path: `${path}/:code/rename`,
    params: oneParam,
    form: z.object({ name: text40, renameFrom: text40.default('') }),
    exampleForm: { name: 'Prov' },
    act: (visit, now) =>
      change(visit, 'rename', 'name', visit.form, visit.form.renameFrom, async (code, from) => {
        const { language, db, form } = visit;
        const text = departmentTexts[language];
        if (form.name === '') throw new AppError('BAD_REQUEST', text.nameMissing);
        const done = await renameDepartment({ db }, now, { code, name: form.name, ...from });
        return {
          to: departmentPath(code),
          flash: flashOf(visit, done, text.renamed),
          audit: [{ action: 'department.rename', subject: code }],
        };
      }),
  });

  pages.action({
    ...whole,
    path: `${path}/:code/move`,
    params: oneParam,
    form: z.object({ under: text40, moveFrom: text40.default('') }),
    exampleForm: { under: '' },
    act: (visit, now) =>
      change(visit, 'move', 'under', visit.form, visit.form.moveFrom, async (code, from) => {
        const { language, db, form } = visit;
        const under = form.under === '' ? null : form.under;
        const done = await moveDepartment({ db }, now, { code, under, ...from });
        return {
          to: departmentPath(code),
          flash: flashOf(visit, done, departmentTexts[language].moved),
          audit: [{ action: 'department.move', subject: code }],
        };
      }),
  });

  pages.action({
    ...whole,
    path: `${path}/:code/merge`,
    params: oneParam,
    form: z.object({ into: text40, mergeFrom: text40.default('') }),
    exampleForm: { into: '' },
    act: (visit, now) =>
      change(visit, 'merge', 'into', visit.form, visit.form.mergeFrom, async (code, from) => {
        const { language, db, form } = visit;
        const text = departmentTexts[language];
        if (form.into === '') throw new AppError('BAD_REQUEST', text.codeMissing);
        const done = await mergeDepartments({ db }, now, {
          codes: [code],
          into: form.into,
          ...from,
        });
        const entry: AuditEntry = { action: 'department.merge', subject: `${code} ${form.into}` };
        return {
          to: departmentPath(done.planned === null ? form.into : code),
          flash: flashOf(visit, done, text.merged(numberText(language, done.people))),
          audit: [entry],
        };
      }),
  });
}

/** Hours and workplaces are for those who know the place, in their own part of the organisation. */
function registerHours(pages: SignedInPages): void {
  const weekday = z.enum(['1', '2', '3', '4', '5', '6', '7']);
  const time = z
    .string()
    .regex(/^([01]\d|2[0-4]):[0-5]\d$/)
    .catch('');
  pages.action({
    path: `${path}/:code/window`,
    roles,
    params: oneParam,
    form: z.object({
      windowFrom: time,
      windowUntil: time,
      weekdays: z
        .union([weekday.transform((day) => [day]), z.array(weekday)])
        .optional()
        .transform((days) => days ?? [])
        .catch([]),
    }),
    exampleForm: { windowFrom: '08:00', windowUntil: '16:00', weekdays: '1' },
    act: async (visit) => {
      const { db, language, form, principal, params } = visit;
      await seeDepartment({ db }, principal.visible, params.code);
      const text = departmentTexts[language];
      const { windowFrom: from, windowUntil: until } = form;
      const weekdays = [...new Set(form.weekdays)].map(Number).sort();
      try {
        if (from === '' || until === '' || weekdays.length === 0) throw new AppError('BAD_REQUEST');
        await changeDepartmentWindow(
          { db },
          { code: params.code, window: { from, until, weekdays } },
        );
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'BAD_REQUEST') throw error;
        const sent = { windowFrom: from, windowUntil: until };
        return refused(visit, db, params.code, {
          sent: { form: 'window', values: sent, days: form.weekdays },
          errors: [{ field: 'windowFrom', text: text.windowWrong }],
        });
      }
      return windowChanged(language, params.code);
    },
  });

  pages.action({
    path: `${path}/:code/window/remove`,
    roles,
    params: oneParam,
    form: z.object({}),
    exampleForm: {},
    act: async ({ db, language, principal, params: { code } }) => {
      await seeDepartment({ db }, principal.visible, code);
      await changeDepartmentWindow({ db }, { code, window: undefined });
      return windowChanged(language, code);
    },
  });

  pages.action({
    path: `${path}/:code/workplace`,
    roles,
    params: oneParam,
    form: workplaceForm,
    exampleForm: { workplace: 'none' },
    act: async ({ db, language, principal, params: { code }, form: { workplace } }) => {
      await seeDepartment({ db }, principal.visible, code);
      await changeWorkplace(
        { db },
        { code, workplace: workplace === 'none' ? undefined : workplace },
      );
      return {
        to: departmentPath(code),
        flash: { kind: 'good', text: departmentTexts[language].workplaceSaved },
        audit: [{ action: 'department.place', subject: `${code} ${workplace}` }],
      };
    },
  });
}

function windowChanged(language: Visit['language'], code: string): ActionResult {
  return {
    to: departmentPath(code),
    flash: { kind: 'good', text: departmentTexts[language].windowSaved },
    audit: [{ action: 'department.window', subject: code }],
  };
}

type CodeVisit = Visit & { params: { code: string }; db: Database };

/** Carries out one of the three changes; what stands in its way is shown at its field. */
async function change(
  visit: CodeVisit,
  which: DepartmentForm,
  field: string,
  values: Readonly<Record<string, string>>,
  day: string,
  work: (code: string, from: { from?: Date }) => Promise<ActionResult>,
): Promise<ActionResult> {
  const { db, language, params, principal } = visit;
  const text = departmentTexts[language];
  // Who asks for one that is not there is told so, not that a field is wrong.
  await seeDepartment({ db }, principal.visible, params.code);
  const sent = { form: which, values, days: [] };
  const from = startOf(day);
  if (from === undefined)
    return refused(visit, db, params.code, {
      sent,
      errors: [{ field: `${which}From`, text: text.dayWrong }],
    });
  try {
    return await work(params.code, from);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const known = ['BAD_REQUEST', 'REFUSED', 'DEPARTMENT_UNKNOWN'].includes(error.code);
    if (!known) throw error;
    const detail =
      error.code === 'DEPARTMENT_UNKNOWN'
        ? text.codeWrong(values[field] ?? '')
        : forPage(error.detail ?? '', language);
    return refused(visit, db, params.code, { sent, errors: [{ field, text: detail }] });
  }
}

async function refused(
  visit: Visit,
  db: Database,
  code: string,
  form: Pick<DepartmentView, 'sent' | 'errors'>,
): Promise<ActionResult> {
  const page = await departmentPage(db, visit, code, form);
  return { status: 422, page: { ...page, title: errorPrefix[visit.language] + page.title } };
}

async function departmentPage(
  db: Database,
  { language, csrfToken, principal }: Visit,
  code: string,
  form: Pick<DepartmentView, 'sent' | 'errors'> = { sent: undefined, errors: [] },
): Promise<PageView> {
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
  return { title: department.name, crumbs: [crumb(language)], body };
}

function concerns(one: DepartmentPlan['change'], code: string): boolean {
  if (one.kind === 'merge') return one.into === code || one.codes.includes(code);
  return one.code === code || (one.kind === 'move' && one.under === code);
}

function planRow(
  language: Visit['language'],
  { id, change: one, from, state, problem }: DepartmentPlan,
): PlannedRow {
  const told = problem === null ? null : forPage(problem, language);
  return { id, change: one, day: localDay(timeZone, from), state, problem: told };
}

function flashOf(
  { language }: Visit,
  { planned, validFrom }: { planned: number | null; validFrom: Date },
  done: string,
): FlashMessage {
  const day = dayText(language, localDay(timeZone, validFrom));
  return {
    kind: 'good',
    text: planned === null ? done : departmentTexts[language].willBe(day),
  };
}

/** The beginning of a local day; empty for now, undefined where it is no day. */
function startOf(day: string): { from?: Date } | undefined {
  if (day === '') return {};
  try {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
    const start = Temporal.PlainDate.from(day, { overflow: 'reject' }).toZonedDateTime(timeZone);
    return { from: new Date(start.epochMilliseconds) };
  } catch {
    return undefined;
  }
}

function crumb(language: Visit['language']) {
  return { href: path, text: departmentTexts[language].title };
}
