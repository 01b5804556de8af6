import { z } from 'zod';
import type { SignedInPages } from '../access/signed-in-page.ts';
import { courseTitle } from '../campaign/campaign-list-view.ts';
import { campaignParams } from '../campaign/campaign-params.ts';
import { lookers } from '../campaign/campaign-roles.ts';
import { visibleCampaign } from '../campaign/campaign-sight.service.ts';
import type { Course } from '../course/course.ts';
import type { CourseVersions } from '../course/course-version.reader.ts';
import type { Database } from '../platform/database.ts';
import { insightFor } from './insight.service.ts';
import { insightBody, insightTexts } from './question-insight-view.ts';

type Deps = { db: Database; courses: readonly Course[]; courseVersions: CourseVersions };

/** What was hard: the questions of a campaign, as far as they may be shown (rule 11). */
export function registerQuestionInsightPages(pages: SignedInPages, deps: Deps): void {
  pages.page({
    path: '/campaigns/:id/questions',
    roles: lookers,
    params: campaignParams,
    query: z.object({ department: z.string().max(200).catch('') }),
    show: async ({ language, params: { id }, principal: { visible }, query }, now) => {
      const campaign = await visibleCampaign(deps.db, id, visible);
      const { course } = await deps.courseVersions.get(campaign.courseVersionId);
      const insight = await insightFor(deps, now, { campaignId: id, visible });
      const whole =
        insight.organisation === null
          ? []
          : [{ code: '', name: '', questions: insight.organisation }];
      const groups = [...whole, ...insight.departments];
      const chosen = groups.find(({ code }) => code === query.department) ?? groups[0];
      const text = insightTexts[language];
      const title = courseTitle(language, deps.courses, campaign.courseSlug);
      return {
        title: text.title,
        crumbs: [
          { href: '/campaigns', text: text.campaigns },
          { href: `/campaigns/${id}`, text: title },
        ],
        body: insightBody(language, {
          path: `/campaigns/${id}/questions`,
          course,
          asOf: insight.asOf,
          groups,
          chosen: chosen?.code ?? '',
          questions: chosen?.questions ?? [],
        }),
      };
    },
  });
}
