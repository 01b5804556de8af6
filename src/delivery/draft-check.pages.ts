import { html } from 'ghtml';
import { z } from 'zod';
import type { ActionResult, SignedInPages } from '../access/signed-in-page.ts';
import { launchDraft } from '../campaign/campaign-draft.service.ts';
import { campaignOf, type Draft } from '../campaign/campaign-draft.ts';
import { courseTitle } from '../campaign/campaign-list-view.ts';
import { campaignParams } from '../campaign/campaign-params.ts';
import { lookers, planners } from '../campaign/campaign-roles.ts';
import {
  isWithin,
  ownDraft,
  plannedDraft,
  visibleCampaign,
  visibleDraft,
} from '../campaign/campaign-sight.service.ts';
import { campaignTexts } from '../campaign/campaign-texts.ts';
import { draftParams, draftPath } from '../campaign/draft-page-view.ts';
import { type LaunchContent, launchState } from '../campaign/launch-check.ts';
import type { Course, Language } from '../course/course.ts';
import { AppError } from '../platform/errors.ts';
import { listDepartmentNames } from '../roster/department-names.repository.ts';
import { localDay } from '../spacing/sending-window.ts';
import { dayText } from '../web/components/format.ts';
import type { CampaignPlan } from './campaign-plan.ts';
import { planBody } from './campaign-plan-view.ts';
import { checkBody, launchBody } from './draft-check-view.ts';
import type { DrawPlanDeps } from './draw-plan.service.ts';
import { planCampaign, planExistingCampaign } from './plan-campaign.service.ts';

type Deps = DrawPlanDeps & { courses: readonly Course[]; content: LaunchContent };

/** As on the command line: between the worst and the best published (docs/spacing.md). */
const usualResponse = 0.6;
const zone = 'Europe/Stockholm';
/** The plan of a campaign, before it is launched and after, and the launch itself. */
export function registerDraftCheckPages(pages: SignedInPages, deps: Deps): void {
  const { content, courses, db } = deps;
  const crumbs = (language: Language) => [
    { href: '/campaigns', text: campaignTexts[language].campaigns },
  ];
  const problemsOf = ({ content: { course } }: Draft, now: Date) =>
    launchState(content, courses, course ?? '', localDay(zone, now));
  type Planned = { plan?: CampaignPlan; outdated?: 'when' | 'who' };
  const planOf = async ({ content: written }: Draft, now: Date): Promise<Planned> => {
    const planned = campaignOf(written);
    if (planned === undefined || !courses.some(({ slug }) => slug === planned.course)) return {};
    try {
      return { plan: await planCampaign(deps, now, planned, usualResponse) };
    } catch (error) {
      // What could be when it was written may not be any more.
      if (error instanceof AppError && error.code === 'BAD_REQUEST') return { outdated: 'when' };
      if (error instanceof AppError && error.code === 'DEPARTMENT_UNKNOWN')
        return { outdated: 'who' };
      throw error;
    }
  };

  pages.page({
    path: '/campaigns/drafts/:draft',
    roles: planners,
    params: draftParams,
    show: async ({ language, params, principal }, now) => {
      const { draft, own } = await visibleDraft(db, params.draft, principal);
      const open = own && draft.campaignId === null;
      const body = checkBody(language, {
        ...{ draft, own, courses },
        names: await listDepartmentNames(db),
        problems: problemsOf(draft, now),
        ...(open ? await planOf(draft, now) : {}),
      });
      return { title: campaignTexts[language].checkTitle, crumbs: crumbs(language), body };
    },
  });

  pages.page({
    path: '/campaigns/drafts/:draft/launch',
    roles: planners,
    params: draftParams,
    show: async ({ csrfToken, language, params, principal }, now) => {
      const draft = await plannedDraft(db, params.draft, principal);
      const { plan } = await planOf(draft, now);
      if (plan === undefined) throw new AppError('NOT_FOUND');
      const names = await listDepartmentNames(db);
      const problems = problemsOf(draft, now);
      const page = { csrfToken, draft, courses, names, own: true, problems, plan };
      const text = campaignTexts[language];
      return {
        title: text.launchTitle,
        crumbs: [...crumbs(language), { href: draftPath(draft), text: text.checkTitle }],
        body: launchBody(language, page),
        width: 'reading',
      };
    },
  });
  pages.action({
    path: '/campaigns/drafts/:draft/launch',
    roles: planners,
    params: draftParams,
    form: z.object({}),
    exampleForm: {},
    act: async ({ db: trx, language, params, principal: planner }, now): Promise<ActionResult> => {
      const { id } = await ownDraft(trx, params.draft, planner);
      const launching = { db: trx, courses, content };
      const { campaign, created } = await launchDraft(launching, now, { id, planner });
      const to = `/campaigns/${campaign}`;
      if (created === undefined) return { to, audit: [] };
      const { enrolled } = created;
      const { launchedFlash, launchedNext } = campaignTexts[language];
      const day = created.firstMail?.slice(0, 10);
      const text =
        day === undefined
          ? launchedFlash
          : `${launchedFlash} ${launchedNext.replace('{day}', dayText(language, day))}`;
      return {
        to,
        flash: { kind: 'good', text },
        audit: [{ action: 'campaign.create', subject: String(campaign), details: { enrolled } }],
      };
    },
  });

  pages.page({
    path: '/campaigns/:id/plan',
    roles: lookers,
    params: campaignParams,
    show: async ({ language, params: { id }, principal }, now) => {
      const campaign = await visibleCampaign(db, id, principal.visible);
      const text = campaignTexts[language];
      const title = courseTitle(language, courses, campaign.courseSlug);
      const { audience, status, until } = campaign;
      const isOver = status === 'ended' || (until !== null && until < localDay(zone, now));
      const isTheirs = await isWithin(db, audience, principal.visible);
      const lead = isOver ? text.planOver : isTheirs ? text.planLead : text.planHidden;
      const plan =
        isOver || !isTheirs
          ? ''
          : planBody(language, await planExistingCampaign(deps, now, id, usualResponse), courses);
      return {
        title: text.planTitle,
        crumbs: [...crumbs(language), { href: `/campaigns/${id}`, text: title }],
        body: html`<h1>${text.planTitle}</h1><p class="lead">${lead}</p>!${plan}`,
      };
    },
  });
}
