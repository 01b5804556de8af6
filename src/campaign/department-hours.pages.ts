import { z } from 'zod';
import type { ActionResult, SignedInPages, Visit } from '../access/signed-in-page.ts';
import { workplaces } from '../course/course.ts';
import { AppError } from '../platform/errors.ts';
import { errorPrefix } from '../web/components/error-summary.ts';
import { showDepartmentPage } from './department-page.service.ts';
import { departmentParam, departmentRoles, departmentsPath } from './department-place.ts';
import { seeDepartment } from './department-standing.service.ts';
import { departmentTexts } from './department-texts.ts';
import { changeDepartmentWindow } from './department-window.service.ts';
import { departmentPath } from './organisation-view.ts';
import { changeWorkplace } from './workplace.service.ts';

/** Hours and workplaces are for those who know the place, in their own part of the organisation. */
export function registerDepartmentHoursPages(pages: SignedInPages): void {
  const weekday = z.enum(['1', '2', '3', '4', '5', '6', '7']);
  const time = z
    .string()
    .regex(/^([01]\d|2[0-4]):[0-5]\d$/)
    .catch('');
  pages.action({
    path: `${departmentsPath}/:code/window`,
    roles: departmentRoles,
    params: departmentParam,
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
        const page = await showDepartmentPage({ db }, visit, params.code, {
          sent: { form: 'window', values: sent, days: form.weekdays },
          errors: [{ field: 'windowFrom', text: text.windowWrong }],
        });
        return { status: 422, page: { ...page, title: errorPrefix[language] + page.title } };
      }
      return windowChanged(language, params.code);
    },
  });

  pages.action({
    path: `${departmentsPath}/:code/window/remove`,
    roles: departmentRoles,
    params: departmentParam,
    form: z.object({}),
    exampleForm: {},
    act: async ({ db, language, principal, params: { code } }) => {
      await seeDepartment({ db }, principal.visible, code);
      await changeDepartmentWindow({ db }, { code, window: undefined });
      return windowChanged(language, code);
    },
  });

  pages.action({
    path: `${departmentsPath}/:code/workplace`,
    roles: departmentRoles,
    params: departmentParam,
    form: z.object({ workplace: z.enum([...workplaces, 'none']) }),
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
