import type { SignedInPages } from '../access/signed-in-page.ts';
import type { Course } from '../course/course.ts';
import type { Database } from '../platform/database.ts';
import { listDepartmentNames } from '../roster/department-names.repository.ts';
import { localDay } from '../spacing/sending-window.ts';
import { campaignListBody, campaignListTitle } from './campaign-list-view.ts';
import { lookers, planners } from './campaign-roles.ts';
import { listVisibleCampaigns, listVisibleDrafts } from './campaign-sight.service.ts';

/** The list of campaigns: running, paused, planned and ended. */
export function registerCampaignListPages(
  pages: SignedInPages,
  { db, courses }: { db: Database; courses: readonly Course[] },
): void {
  pages.nav({
    path: '/campaigns',
    label: { sv: 'Utskick', en: 'Campaigns' },
    roles: lookers,
    order: 20,
  });
  pages.page({
    path: '/campaigns',
    roles: lookers,
    show: async ({ language, principal, visibleAs }, now) => {
      const planning = await visibleAs(planners);
      const list = {
        campaigns: await listVisibleCampaigns(db, principal.visible),
        drafts:
          planning === undefined
            ? []
            : await listVisibleDrafts(db, { userId: principal.userId, visible: planning }),
        names: await listDepartmentNames(db),
        courses,
        today: localDay('Europe/Stockholm', now),
        mayPlan: planning !== undefined,
      };
      return { title: campaignListTitle(language), body: campaignListBody(language, list) };
    },
  });
}
