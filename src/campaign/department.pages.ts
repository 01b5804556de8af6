import { z } from 'zod';
import type { SignedInPages } from '../access/signed-in-page.ts';
import { workplaces } from '../course/course.ts';
import type { Database } from '../platform/database.ts';
import { listPlans, withdrawPlan } from '../roster/department-plan.service.ts';
import { planRow, showDepartmentPage } from './department-page.service.ts';
import {
  departmentCrumb,
  departmentParam,
  departmentRoles,
  departmentsPath,
  wholeTree,
} from './department-place.ts';
import { seeDepartments } from './department-standing.service.ts';
import { departmentTexts } from './department-texts.ts';
import { shownRows } from './organisation-rows.ts';
import { plannedBody, treeBody } from './organisation-view.ts';
import { loadUsualWorkplace } from './workplace.repository.ts';
import { changeUsualWorkplace } from './workplace.service.ts';

/** The organisation for HR and administrators: the tree, and one department. */
export function registerDepartmentPages(pages: SignedInPages, { db }: { db: Database }): void {
  pages.nav({
    path: departmentsPath,
    label: { sv: 'Organisation', en: 'Organisation' },
    roles: departmentRoles,
    order: 40,
  });

  pages.page({
    path: departmentsPath,
    roles: departmentRoles,
    query: z.object({
      closed: z.literal('1').optional().catch(undefined),
      all: z.literal('1').optional().catch(undefined),
      q: z.string().trim().max(100).catch(''),
    }),
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
          rows: shownRows(rows, { words: query.q, all: query.all !== undefined }),
          known: rows.length,
          words: query.q,
          closed,
          whole: seesAll ? { planned: plans.length, usual } : undefined,
        }),
      };
    },
  });

  pages.page({
    ...wholeTree,
    path: `${departmentsPath}/planned`,
    show: async ({ language, csrfToken }) => {
      const plans = (await listPlans({ db }, { all: false })).map((one) => planRow(language, one));
      return {
        title: departmentTexts[language].planned,
        crumbs: [departmentCrumb(language)],
        body: plannedBody({ language, csrfToken, plans }),
      };
    },
  });

  pages.action({
    ...wholeTree,
    path: `${departmentsPath}/planned/:id/withdraw`,
    params: {
      schema: z.object({ id: z.coerce.number().int().min(1).max(2_000_000_000) }),
      things: { id: { is: '1' } },
    },
    form: z.object({}),
    exampleForm: {},
    act: async ({ db, language, params: { id } }, now) => {
      await withdrawPlan({ db }, now, { id });
      return {
        to: `${departmentsPath}/planned`,
        flash: { kind: 'good', text: departmentTexts[language].withdrawn },
        audit: [{ action: 'department.withdraw', subject: String(id) }],
      };
    },
  });

  pages.action({
    ...wholeTree,
    path: `${departmentsPath}/workplace`,
    form: z.object({ workplace: z.enum([...workplaces, 'none']) }),
    exampleForm: { workplace: 'none' },
    act: async ({ db, language, form: { workplace } }) => {
      await changeUsualWorkplace({ db }, workplace === 'none' ? undefined : workplace);
      return {
        to: departmentsPath,
        flash: { kind: 'good', text: departmentTexts[language].workplaceSaved },
        audit: [{ action: 'department.place', subject: `default ${workplace}` }],
      };
    },
  });

  pages.page({
    path: `${departmentsPath}/:code`,
    roles: departmentRoles,
    params: departmentParam,
    show: (visit) => showDepartmentPage({ db }, visit, visit.params.code),
  });
}
