import { z } from 'zod';
import type { ActionResult, SignedInPages, Visit } from '../access/signed-in-page.ts';
import type { Course, Language } from '../course/course.ts';
import type { Database } from '../platform/database.ts';
import { listDepartmentNames } from '../roster/department-names.repository.ts';
import { localDay } from '../spacing/sending-window.ts';
import type { CampaignChange } from './campaign.ts';
import { courseTitle } from './campaign-list-view.ts';
import { campaignParams } from './campaign-params.ts';
import { lookers, planners } from './campaign-roles.ts';
import { isWithin, ownCampaign, visibleCampaign } from './campaign-sight.service.ts';
import { campaignTexts } from './campaign-texts.ts';
import { campaignBody, changeBody, refusedBody, updateBody } from './campaign-view.ts';
import {
  changeCampaign,
  changeRefusal,
  keepsCourse,
  updateCampaignCourse,
} from './change-campaign.service.ts';
import type { LaunchContent } from './launch-check.ts';

type Deps = { db: Database; courses: readonly Course[]; content: LaunchContent };

const changes: readonly CampaignChange[] = ['pause', 'resume', 'end'];
/** A campaign that was launched, and what may be done with it: pause, resume, end, a new version. */
export function registerCampaignPages(pages: SignedInPages, deps: Deps): void {
  const { courses, db } = deps;
  const crumbs = (language: Language, campaign: { id: number; courseSlug: string }) => [
    { href: '/campaigns', text: campaignTexts[language].campaigns },
    {
      href: `/campaigns/${campaign.id}`,
      text: courseTitle(language, courses, campaign.courseSlug),
    },
  ];
  const own = ({ params: { id }, principal }: Visit & { params: { id: number } }) =>
    ownCampaign(db, id, principal.visible);

  pages.page({
    path: '/campaigns/:id',
    roles: lookers,
    params: campaignParams,
    show: async ({ language, params: { id }, principal, visibleAs }, now) => {
      const campaign = await visibleCampaign(db, id, principal.visible);
      const planning = await visibleAs(planners);
      const mine = planning !== undefined && (await isWithin(db, campaign.audience, planning));
      const body = campaignBody(language, {
        campaign,
        courses,
        names: await listDepartmentNames(db),
        today: localDay(campaign.window.timeZone, now),
        own: mine,
        partly: planning !== undefined && !mine,
        hasKit: deps.content.kits?.some((kit) => kit.course === campaign.courseSlug) ?? false,
      });
      return {
        title: courseTitle(language, courses, campaign.courseSlug),
        crumbs: crumbs(language, campaign).slice(0, 1),
        body,
      };
    },
  });

  for (const change of changes) {
    pages.page({
      path: `/campaigns/:id/${change}`,
      roles: planners,
      params: campaignParams,
      show: async (visit) => {
        const { csrfToken, language } = visit;
        const campaign = await own(visit);
        const { title } = campaignTexts[language].changes[change];
        const sent = { csrfToken, id: campaign.id };
        const refusal = changeRefusal(campaign.status, change);
        const body =
          refusal === undefined
            ? changeBody(language, change, sent)
            : refusedBody(language, title, refusal, sent.id);
        return { title, crumbs: crumbs(language, campaign), body, width: 'reading' };
      },
    });
    pages.action({
      path: `/campaigns/:id/${change}`,
      roles: planners,
      params: campaignParams,
      form: z.object({}),
      exampleForm: {},
      act: async (visit, now): Promise<ActionResult> => {
        const { id } = await own(visit);
        await changeCampaign({ db: visit.db }, now, { id, change });
        const text = campaignTexts[visit.language].changes[change].done;
        return {
          to: `/campaigns/${id}`,
          flash: { kind: 'good', text },
          audit: [{ action: `campaign.${change}`, subject: String(id) }],
        };
      },
    });
  }

  pages.page({
    path: '/campaigns/:id/course',
    roles: planners,
    params: campaignParams,
    show: async (visit, now) => {
      const { csrfToken, language } = visit;
      const campaign = await own(visit);
      const { title } = campaignTexts[language].update;
      const { id, status } = campaign;
      const body =
        status === 'ended'
          ? refusedBody(language, title, keepsCourse, id)
          : updateBody(language, await updateCampaignCourse(deps, now, { id, confirmed: false }), {
              csrfToken,
              id,
            });
      return { title, crumbs: crumbs(language, campaign), body, width: 'reading' };
    },
  });
  pages.action({
    path: '/campaigns/:id/course',
    roles: planners,
    params: campaignParams,
    form: z.object({}),
    exampleForm: {},
    act: async (visit, now): Promise<ActionResult> => {
      const { id } = await own(visit);
      const confirmed = { id, confirmed: true };
      const update = await updateCampaignCourse({ ...deps, db: visit.db }, now, confirmed);
      const text = campaignTexts[visit.language].update;
      return {
        to: `/campaigns/${id}`,
        flash: { kind: 'good', text: update.applied ? text.done : text.none },
        audit: update.applied
          ? [
              {
                action: 'campaign.update',
                subject: String(id),
                details: { changes: update.changes.length },
              },
            ]
          : [],
      };
    },
  });
}
