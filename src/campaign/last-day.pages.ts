import { html } from 'ghtml';
import { z } from 'zod';
import type { ActionResult, SignedInPages, Visit } from '../access/signed-in-page.ts';
import type { Course } from '../course/course.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { inLanguage } from '../platform/in-language.ts';
import { localDay } from '../spacing/sending-window.ts';
import { errorPrefix, errorSummary } from '../web/components/error-summary.ts';
import { inputField } from '../web/components/field.ts';
import { form } from '../web/components/form.ts';
import { dayText } from '../web/components/format.ts';
import type { Campaign } from './campaign.ts';
import { courseTitle } from './campaign-list-view.ts';
import { campaignParams } from './campaign-params.ts';
import { planners } from './campaign-roles.ts';
import { ownCampaign } from './campaign-sight.service.ts';
import { campaignTexts } from './campaign-texts.ts';
import { isDay } from './draft-forms.ts';
import { moveLastDay } from './move-last-day.service.ts';

type Deps = { db: Database; courses: readonly Course[] };
type Asked = { value: string; error?: string };

const path = '/campaigns/:id/last-day';

/** Another last day for a campaign that has been launched. */
export function registerLastDayPages(pages: SignedInPages, { courses, db }: Deps): void {
  const own = ({ params: { id }, principal }: Visit & { params: { id: number } }) =>
    ownCampaign(db, id, principal.visible);
  const lastDayPage = (
    { csrfToken, language }: Visit,
    { id, courseSlug, window }: Campaign,
    now: Date,
    { value, error }: Asked,
  ) => {
    const { lastDay: text, ...shared } = campaignTexts[language];
    const field = inputField({
      ...{ name: 'until', label: text.label, type: 'date', value, error },
      min: localDay(window.timeZone, now),
    });
    const body = html`!${errorSummary(language, error === undefined ? [] : [{ field: 'until', text: error }])}
<h1>${text.title}</h1>
<ul>!${text.means.map((one) => html`<li>${one}</li>`)}</ul>
!${form(
      { csrfToken },
      {
        action: `/campaigns/${id}/last-day`,
        body: field,
        submit: text.submit,
        cancel: { href: `/campaigns/${id}`, text: shared.cancel },
      },
    )}`;
    return {
      title: `${error === undefined ? '' : errorPrefix[language]}${text.title}`,
      crumbs: [
        { href: '/campaigns', text: shared.campaigns },
        { href: `/campaigns/${id}`, text: courseTitle(language, courses, courseSlug) },
      ],
      body,
      width: 'reading' as const,
    };
  };

  pages.page({
    path,
    roles: planners,
    params: campaignParams,
    show: async (visit, now) => {
      const campaign = await own(visit);
      return lastDayPage(visit, campaign, now, { value: campaign.until ?? '' });
    },
  });
  pages.action({
    path,
    roles: planners,
    params: campaignParams,
    form: z.object({ until: z.string().trim().max(40).default('') }),
    exampleForm: { until: '2098-12-01' },
    act: async (visit, now): Promise<ActionResult> => {
      const campaign = await own(visit);
      const { language } = visit;
      const { until } = visit.form;
      const text = campaignTexts[language].lastDay;
      const again = (error: string): ActionResult => ({
        status: 422,
        page: lastDayPage(visit, campaign, now, { value: until, error }),
      });
      if (!isDay(until)) return again(text.noDay);
      try {
        const days = await moveLastDay({ db: visit.db }, now, { id: campaign.id, until });
        return {
          to: `/campaigns/${campaign.id}`,
          flash: { kind: 'good', text: text.done.replace('{day}', dayText(language, until)) },
          audit: [{ action: 'campaign.last-day', subject: String(campaign.id), details: { days } }],
        };
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'BAD_REQUEST') throw error;
        return again(inLanguage(error.detail ?? '', language));
      }
    },
  });
}
