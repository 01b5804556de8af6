import type { ActionResult, SignedInPages, Visit } from '../access/signed-in-page.ts';
import type { VisibleDepartments } from '../access/visible-departments.ts';
import type { Database } from '../platform/database.ts';
import { listDepartments } from '../roster/department-list.service.ts';
import { audienceParts } from './audience.ts';
import { saveDraft } from './campaign-draft.service.ts';
import type { Draft } from './campaign-draft.ts';
import { planners } from './campaign-roles.ts';
import { listVisibleTitles } from './campaign-sight.repository.ts';
import { plannedDraft } from './campaign-sight.service.ts';
import { choosable, type DepartmentNode, onlyBelow } from './department-choice.ts';
import { exceptForm, type FieldProblem, readExceptions, readWho, whoForm } from './draft-forms.ts';
import { draftPage, draftParams, draftPath, nextPath, stepVisit } from './draft-page-view.ts';
import { exceptStepBody, whoStepBody } from './draft-steps-view.ts';
import { draftTexts } from './draft-texts.ts';

const mostTitles = 300;
const nobody = { departments: [], titles: [], notDepartments: [], notTitles: [] };
const partsOf = ({ content: { audience } }: Draft) =>
  audience === undefined ? nobody : audienceParts(audience);
const change = (draft: Draft) => [{ action: 'draft.change' as const, subject: String(draft.id) }];

/** Whom a planned campaign is for: departments and titles, and who is left out. */
export function registerDraftAudiencePages(pages: SignedInPages, { db }: { db: Database }): void {
  const treeFor = async (visible: VisibleDepartments): Promise<DepartmentNode[]> =>
    choosable(await listDepartments({ db }, { closed: false }), visible);
  const mine = ({ params, principal }: Visit & { params: { draft: number } }) =>
    plannedDraft(db, params.draft, principal);

  type WhoGiven = { everyone: boolean; departments: readonly string[]; titles: string };
  const whoPage = async (
    visit: Visit,
    draft: Draft,
    given: WhoGiven,
    problems: readonly FieldProblem[] = [],
  ) => {
    const { visible } = visit.principal;
    const choice = {
      tree: await treeFor(visible),
      titles: await listVisibleTitles(db, visible, mostTitles),
      whole: visible === 'all',
    };
    const body = whoStepBody(stepVisit(visit, draft, '/who', problems), given, choice);
    return draftPage(visit, { title: draftTexts[visit.language].whoTitle, body, problems });
  };
  pages.page({
    path: '/campaigns/drafts/:draft/who',
    roles: planners,
    params: draftParams,
    show: async (visit) => {
      const draft = await mine(visit);
      const { departments, titles } = partsOf(draft);
      const everyone = departments.length + titles.length === 0;
      return whoPage(visit, draft, { everyone, departments, titles: titles.join('\n') });
    },
  });
  pages.action({
    path: '/campaigns/drafts/:draft/who',
    roles: planners,
    params: draftParams,
    form: whoForm,
    exampleForm: { everyone: 'chosen', departments: '11', titles: '' },
    act: async (visit, now): Promise<ActionResult> => {
      const draft = await mine(visit);
      const { form, principal: planner } = visit;
      const choice = { tree: await treeFor(planner.visible), whole: planner.visible === 'all' };
      const read = readWho(form, partsOf(draft), choice);
      if ('problems' in read) {
        const given = { ...form, everyone: form.everyone === 'all' };
        return { status: 422, page: await whoPage(visit, draft, given, read.problems) };
      }
      await saveDraft({ db: visit.db }, now, { id: draft.id, planner, parts: read.value });
      return { to: draftPath(draft, '/exceptions'), audit: change(draft) };
    },
  });

  const exceptTree = async ({ principal }: Visit, draft: Draft) =>
    onlyBelow(await treeFor(principal.visible), partsOf(draft).departments);
  const exceptPage = async (
    visit: Visit,
    draft: Draft,
    given: { notDepartments: string[]; titles: string },
    problems: readonly FieldProblem[] = [],
  ) => {
    const step = stepVisit(visit, draft, '/exceptions', problems);
    const body = exceptStepBody(step, given, await exceptTree(visit, draft));
    return draftPage(visit, { title: draftTexts[visit.language].exceptTitle, body, problems });
  };
  pages.page({
    path: '/campaigns/drafts/:draft/exceptions',
    roles: planners,
    params: draftParams,
    show: async (visit) => {
      const draft = await mine(visit);
      const { notDepartments, notTitles } = partsOf(draft);
      return exceptPage(visit, draft, { notDepartments, titles: notTitles.join('\n') });
    },
  });
  pages.action({
    path: '/campaigns/drafts/:draft/exceptions',
    roles: planners,
    params: draftParams,
    form: exceptForm,
    exampleForm: { titles: '' },
    act: async (visit, now): Promise<ActionResult> => {
      const draft = await mine(visit);
      const { form, principal: planner } = visit;
      if (draft.content.audience === undefined) return { to: draftPath(draft, '/who'), audit: [] };
      const read = readExceptions(form, partsOf(draft), await exceptTree(visit, draft));
      if ('problems' in read) {
        const given = { notDepartments: form.departments, titles: form.titles };
        return { status: 422, page: await exceptPage(visit, draft, given, read.problems) };
      }
      await saveDraft({ db: visit.db }, now, { id: draft.id, planner, parts: read.value });
      return { to: nextPath(draft, '/when'), audit: change(draft) };
    },
  });
}
