import { z } from 'zod';
import type { ActionResult, FlashMessage, SignedInPages, Visit } from '../access/signed-in-page.ts';
import type { AuditEntry } from '../platform/audit-entry.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import {
  mergeDepartments,
  moveDepartment,
  renameDepartment,
} from '../roster/department-change.service.ts';
import { forPage } from '../roster/in-language.ts';
import { localDay } from '../spacing/sending-window.ts';
import { errorPrefix } from '../web/components/error-summary.ts';
import { dayText, numberText } from '../web/components/format.ts';
import { showDepartmentPage } from './department-page.service.ts';
import { departmentParam, departmentsPath, timeZone, wholeTree } from './department-place.ts';
import { seeDepartment } from './department-standing.service.ts';
import { departmentTexts } from './department-texts.ts';
import type { DepartmentForm, DepartmentView } from './department-view.ts';
import { departmentPath } from './organisation-view.ts';

const line = z.string().max(250).trim();

/** Renaming, moving and merging departments, now or from a day. */
export function registerDepartmentChangePages(pages: SignedInPages): void {
  pages.action({
    ...wholeTree,
    path: `${departmentsPath}/:code/rename`,
    params: departmentParam,
    form: z.object({ name: line, renameFrom: line.default('') }),
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
    ...wholeTree,
    path: `${departmentsPath}/:code/move`,
    params: departmentParam,
    form: z.object({ under: line, moveFrom: line.default('') }),
    exampleForm: { under: '', moveFrom: '2099-01-01' },
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
    ...wholeTree,
    path: `${departmentsPath}/:code/merge`,
    params: departmentParam,
    form: z.object({
      into: line,
      mergeFrom: line.default(''),
      mergeSure: z.literal('yes').optional().catch(undefined),
    }),
    exampleForm: { into: '' },
    act: async (visit, now) => {
      const { into, mergeFrom, mergeSure } = visit.form;
      if (into !== '' && mergeSure === undefined) return askWhetherSure(visit, into, mergeFrom);
      return change(visit, 'merge', 'into', { into, mergeFrom }, mergeFrom, async (code, from) => {
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
      });
    },
  });
}

type CodeVisit = Visit & { params: { code: string }; db: Database };

/** A merger cannot be undone, and one letter names another department. */
async function askWhetherSure(
  visit: CodeVisit,
  into: string,
  mergeFrom: string,
): Promise<ActionResult> {
  const { db, language, params, principal } = visit;
  await seeDepartment({ db }, principal.visible, params.code);
  const text = departmentTexts[language].mergeSureMissing(params.code, into);
  return refused(visit, db, params.code, {
    sent: { form: 'merge', values: { into, mergeFrom }, days: [] },
    errors: [{ field: 'mergeSure', text }],
  });
}

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
  const page = await showDepartmentPage({ db }, visit, code, form);
  return { status: 422, page: { ...page, title: errorPrefix[visit.language] + page.title } };
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
    if (!/^(19|2\d)\d{2}-\d{2}-\d{2}$/.test(day)) return undefined;
    const start = Temporal.PlainDate.from(day, { overflow: 'reject' }).toZonedDateTime(timeZone);
    return { from: new Date(start.epochMilliseconds) };
  } catch {
    return undefined;
  }
}
