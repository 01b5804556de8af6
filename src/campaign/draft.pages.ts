import { z } from 'zod';
import type { ActionResult, SignedInPages, Visit } from '../access/signed-in-page.ts';
import type { Content } from '../course/content.ts';
import type { Course } from '../course/course.ts';
import { launchProblems } from '../course/launch.ts';
import type { Database } from '../platform/database.ts';
import { localDay } from '../spacing/sending-window.ts';
import { defaultArm } from './campaign-arm.ts';
import { beginDraft, dropDraft, saveDraft } from './campaign-draft.service.ts';
import type { Draft } from './campaign-draft.ts';
import { planners } from './campaign-roles.ts';
import { plannedDraft } from './campaign-sight.service.ts';
import {
  type FieldProblem,
  readWhen,
  usualWhen,
  type WhenForm,
  whenForm,
  whenFormOf,
} from './draft-forms.ts';
import { draftPage, draftParams, draftPath, nextPath, stepVisit } from './draft-page-view.ts';
import { courseStepBody, dropBody } from './draft-steps-view.ts';
import { draftTexts } from './draft-texts.ts';
import { whenStepBody } from './draft-when-view.ts';

type Deps = {
  db: Database;
  courses: readonly Course[];
  content: Pick<Content, 'kits' | 'registers'>;
};

const courseForm = z.object({ course: z.string().max(200).default('') });
const zone = 'Europe/Stockholm';
const noCourse: FieldProblem[] = [
  { field: 'course', text: { sv: draftTexts.sv.chooseCourse, en: draftTexts.en.chooseCourse } },
];

/** The pages on which a campaign is planned: its course, its time, and away with it. */
export function registerDraftPages(pages: SignedInPages, deps: Deps): void {
  const { courses, db } = deps;
  const mine = ({ params, principal }: Visit & { params: { draft: number } }) =>
    plannedDraft(db, params.draft, principal);
  const courseOf = ({ content }: Draft) => courses.find(({ slug }) => slug === content.course);
  const change = (draft: Draft) => [{ action: 'draft.change' as const, subject: String(draft.id) }];

  const coursePage = (
    visit: Visit,
    now: Date,
    draft: Draft | undefined,
    problems: readonly FieldProblem[] = [],
  ) => {
    const today = localDay(zone, now);
    const choices = courses.map((course) => ({
      course,
      ...launchProblems(course, deps.content.registers, today, deps.content.kits),
    }));
    const step = stepVisit(visit, draft, '/course', problems);
    const body = courseStepBody(step, choices, draft?.content.course);
    return draftPage(visit, { title: draftTexts[visit.language].courseTitle, body, problems });
  };
  pages.page({
    path: '/campaigns/new',
    roles: planners,
    show: async (visit, now) => coursePage(visit, now, undefined),
  });
  pages.action({
    path: '/campaigns/new',
    roles: planners,
    form: courseForm,
    exampleForm: { course: courses[0]?.slug ?? '' },
    act: async (visit, now): Promise<ActionResult> => {
      const { course } = visit.form;
      if (!courses.some(({ slug }) => slug === course))
        return { status: 422, page: coursePage(visit, now, undefined, noCourse) };
      const { userId } = visit.principal;
      const id = await beginDraft({ courses, db: visit.db }, now, { course, userId });
      return {
        to: draftPath({ id }, '/who'),
        audit: [{ action: 'draft.begin', subject: String(id) }],
      };
    },
  });
  pages.page({
    path: '/campaigns/drafts/:draft/course',
    roles: planners,
    params: draftParams,
    show: async (visit, now) => coursePage(visit, now, await mine(visit)),
  });
  pages.action({
    path: '/campaigns/drafts/:draft/course',
    roles: planners,
    params: draftParams,
    form: courseForm,
    exampleForm: { course: courses[0]?.slug ?? '' },
    act: async (visit, now): Promise<ActionResult> => {
      const draft = await mine(visit);
      const { course } = visit.form;
      if (!courses.some(({ slug }) => slug === course))
        return { status: 422, page: coursePage(visit, now, draft, noCourse) };
      const given = { id: draft.id, planner: visit.principal, parts: { course } };
      await saveDraft({ db: visit.db }, now, given);
      return { to: nextPath(draft, '/who'), audit: change(draft) };
    },
  });

  const whenPage = (
    visit: Visit,
    draft: Draft,
    given: WhenForm,
    problems: readonly FieldProblem[] = [],
  ) => {
    const hasForm = courseOf(draft)?.baseline !== undefined;
    const step = stepVisit(visit, draft, '/when', problems);
    const body = whenStepBody(step, given, { hasForm, usualArm: defaultArm });
    return draftPage(visit, { title: draftTexts[visit.language].whenTitle, body, problems });
  };
  pages.page({
    path: '/campaigns/drafts/:draft/when',
    roles: planners,
    params: draftParams,
    show: async (visit, now) => {
      const draft = await mine(visit);
      const { when } = draft.content;
      const lessons = courseOf(draft)?.lessons.length ?? 8;
      const usual = usualWhen(localDay(zone, now), lessons, defaultArm);
      return whenPage(visit, draft, when === undefined ? usual : whenFormOf(when));
    },
  });
  pages.action({
    path: '/campaigns/drafts/:draft/when',
    roles: planners,
    params: draftParams,
    form: whenForm,
    exampleForm: {
      ...{ start: '2098-01-01', cadence: 'spread', until: '2098-12-01', arm: 'none' },
      ...{ from: '07:30', hoursUntil: '16:00', weekdays: '1' },
    },
    act: async (visit, now): Promise<ActionResult> => {
      const draft = await mine(visit);
      const read = readWhen(visit.form, localDay(zone, now));
      if ('problems' in read)
        return { status: 422, page: whenPage(visit, draft, visit.form, read.problems) };
      const given = { id: draft.id, planner: visit.principal, parts: { when: read.value } };
      await saveDraft({ db: visit.db }, now, given);
      return { to: draftPath(draft), audit: change(draft) };
    },
  });

  pages.page({
    path: '/campaigns/drafts/:draft/remove',
    roles: planners,
    params: draftParams,
    show: async (visit) => {
      const draft = await mine(visit);
      const body = dropBody({ ...stepVisit(visit, draft, '/remove'), cancel: draftPath(draft) });
      return draftPage(visit, { title: draftTexts[visit.language].dropTitle, body });
    },
  });
  pages.action({
    path: '/campaigns/drafts/:draft/remove',
    roles: planners,
    params: draftParams,
    form: z.object({}),
    exampleForm: {},
    act: async (visit): Promise<ActionResult> => {
      const draft = await mine(visit);
      await dropDraft({ db: visit.db }, draft.id);
      return {
        to: '/campaigns',
        flash: { kind: 'good', text: draftTexts[visit.language].dropped },
        audit: [{ action: 'draft.drop', subject: String(draft.id) }],
      };
    },
  });
}
