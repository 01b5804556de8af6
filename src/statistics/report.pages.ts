import type { SignedInPages } from '../access/signed-in-page.ts';
import { lookers } from '../campaign/campaign-roles.ts';
import type { Config } from '../platform/config.ts';
import { localDay } from '../spacing/sending-window.ts';
import { overviewTexts } from './overview-texts.ts';
import { pathOf } from './overview-view.ts';
import { figuresParams, figuresQuery } from './page-choice.ts';
import { type PageDeps, readPage } from './read-page.service.ts';
import { reportTexts } from './report-texts.ts';
import { reportBody } from './report-view.ts';

/** A campaign on two sheets of paper, for those who decide about it. */
export function registerReportPages(
  pages: SignedInPages,
  deps: PageDeps & { config: Pick<Config, 'ORGANISATION' | 'trial'> },
): void {
  pages.page({
    path: '/campaigns/:id/report',
    roles: lookers,
    params: figuresParams,
    query: figuresQuery.omit({ department: true }),
    show: async ({ language, principal, params, query }, now) => {
      const read = await readPage(deps, now, {
        campaignId: params.id,
        visible: principal.visible,
        language,
        as: query.as,
        department: undefined,
        needs: ['weeks', 'questions', 'forms'],
      });
      const { campaign } = read.overview;
      const course = campaign.course[language];
      return {
        title: reportTexts[language].title(course),
        crumbs: [
          { href: '/overview', text: overviewTexts[language].overview },
          { href: pathOf(campaign), text: course },
        ],
        body: reportBody({
          ...read,
          language,
          as: query.as,
          organisation: deps.config.ORGANISATION,
          trial: deps.config.trial,
          today: localDay('Europe/Stockholm', now),
        }),
      };
    },
  });
}
