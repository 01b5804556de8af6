import { z } from 'zod';
import type { SignedInPages, Visit } from '../access/signed-in-page.ts';
import { lookers } from '../campaign/campaign-roles.ts';
import { localDay } from '../spacing/sending-window.ts';
import { cardsBody } from './campaign-cards-view.ts';
import { hasPeople } from './overview.repository.ts';
import { overviewsOf } from './overview.service.ts';
import { readSort } from './overview.ts';
import { overviewTexts } from './overview-texts.ts';
import { overviewBody, overviewCrumbs } from './overview-view.ts';
import { figuresParams, figuresQuery } from './page-choice.ts';
import { type PageDeps, readPage } from './read-page.service.ts';

const timeZone = 'Europe/Stockholm';

/** Where one lands: the campaigns in view; and each campaign by department and over time. */
export function registerOverviewPages(pages: SignedInPages, deps: PageDeps): void {
  const { sv, en } = overviewTexts;
  pages.nav({
    path: '/overview',
    label: { sv: sv.overview, en: en.overview },
    roles: lookers,
    order: 10,
  });

  pages.page({
    path: '/overview',
    roles: lookers,
    show: async (visit, now) => {
      const { language, principal } = visit;
      const { open, ended } = await overviewsOf(deps, now, principal.visible);
      const body = cardsBody({
        language,
        open,
        ended,
        today: localDay(timeZone, now),
        whole: principal.visible === 'all',
        next: nextStep(visit, await hasPeople(deps.db)),
      });
      return { title: overviewTexts[language].overview, body };
    },
  });

  pages.page({
    path: '/campaigns/:id/overview',
    roles: lookers,
    params: figuresParams,
    query: figuresQuery.extend({ sort: z.string().max(20).catch('') }),
    show: async ({ language, principal, params, query }, now) => {
      const { visible } = principal;
      const { department, ...read } = await readPage(deps, now, {
        campaignId: params.id,
        visible,
        language,
        as: query.as,
        department: query.department,
        needs: ['weeks', 'questions', 'forms'],
      });
      const page = {
        language,
        ...read,
        choice: { as: query.as, department, sort: readSort(query.sort) },
        today: localDay(timeZone, now),
      };
      const { overview, focus } = read;
      const course = overview.campaign.course[language];
      return {
        title: focus.row === undefined ? course : focus.row.name,
        crumbs: overviewCrumbs(page),
        body: overviewBody(page),
        scripts: ['sort.js'],
      };
    },
  });
}

/** What a reader without a campaign could do about it. */
function nextStep({ may }: Visit, people: boolean) {
  if (!people) return may(['admin', 'hr']) ? ('import' as const) : ('await-import' as const);
  return may(['admin', 'leader']) ? ('plan' as const) : ('await-campaign' as const);
}
