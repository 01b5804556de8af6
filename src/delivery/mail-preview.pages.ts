import { z } from 'zod';
import type { ActionResult, SignedInPages, Visit } from '../access/signed-in-page.ts';
import { getCampaign } from '../campaign/campaign.repository.ts';
import type { Campaign } from '../campaign/campaign.ts';
import { campaignOf } from '../campaign/campaign-draft.ts';
import { campaignParams } from '../campaign/campaign-params.ts';
import { lookers, planners } from '../campaign/campaign-roles.ts';
import { plannedDraft, visibleCampaign } from '../campaign/campaign-sight.service.ts';
import { courseNamed } from '../campaign/create-campaign.service.ts';
import { draftParams, draftPath } from '../campaign/draft-page-view.ts';
import type { Course, CourseVersion } from '../course/course.ts';
import { freezeCourse } from '../course/course-hash.ts';
import type { CourseVersions } from '../course/course-version.reader.ts';
import { storeCourseVersion } from '../course/course-version.repository.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { previewedVersion } from './answer-token.ts';
import { explainOutcome } from './explain-outcome.ts';
import { previewBody } from './mail-preview-view.ts';
import { asCampaign } from './plan-campaign.service.ts';
import { previewMail } from './preview-mail.service.ts';
import { previewTexts } from './preview-texts.ts';
import { courseVariants, previewedMails, readPreview } from './previewed-mail.ts';
import { type SendTestDeps, sendTestMails } from './send-test.service.ts';

type Deps = Omit<SendTestDeps, 'now'> & {
  db: Database;
  courses: readonly Course[];
  courseVersions: CourseVersions;
};

const previewQuery = z.object({
  mail: z.string().max(40).catch(''),
  variant: z.string().max(210).catch(''),
  language: z.enum(['sv', 'en']).optional().catch(undefined),
});
const testForm = z.object({
  lesson: z.string().max(4).default(''),
  told: z.string().max(210).default(''),
});

/** A mail shows its own styles and images that it brings along, and does nothing. */
const mailPolicy =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/** What a preview is of: a campaign that exists, or one that is planned. */
type Previewed = { path: string; campaign: Campaign; version: CourseVersion };

/** The pages that show every mail of a campaign, planned or launched, and send tests to oneself. */
export function registerMailPreviewPages(pages: SignedInPages, deps: Deps): void {
  const { courses, db } = deps;
  type OfDraft = Visit & { params: { draft: number } };
  type OfCampaign = Visit & { params: { id: number } };

  const ofDraft = async ({ params, principal }: OfDraft): Promise<Previewed> => {
    const draft = await plannedDraft(db, params.draft, principal);
    const planned = campaignOf(draft.content);
    // Mails cannot be shown before it is known what they say.
    if (planned === undefined) throw new AppError('NOT_FOUND');
    const course = courseNamed(courses, planned.course);
    const campaign = asCampaign(planned, course);
    return { path: draftPath(draft), campaign, version: freezeCourse(course) };
  };
  const ofCampaign = async ({ params, principal }: OfCampaign): Promise<Previewed> => {
    const campaign = await visibleCampaign(db, params.id, principal.visible);
    const version = await deps.courseVersions.get(campaign.courseVersionId);
    return { path: `/campaigns/${campaign.id}`, campaign, version };
  };

  type Query = z.infer<typeof previewQuery>;
  const chosen = ({ campaign, version: { course } }: Previewed, visit: Visit, query: Query) => {
    const sends = { announcement: campaign.announceDays != null, baseline: campaign.baseline };
    const mails = previewedMails(course, sends);
    const language = query.language ?? visit.language;
    const choice = readPreview(course, mails, { ...query, language });
    if (choice === undefined) throw new AppError('NOT_FOUND');
    return { mails, choice };
  };
  const show = async (
    of: Previewed,
    visit: Visit & { query: Query },
    now: Date,
    mayTest: boolean,
  ) => {
    const { mails, choice } = chosen(of, visit, visit.query);
    const { path, version, campaign } = of;
    const shown = await previewMail(deps, now, { version, start: campaign.start }, choice);
    const { address, csrfToken, language } = visit;
    const test = mayTest ? { address, csrfToken } : undefined;
    const { course } = version;
    return {
      title: previewTexts[language].title,
      crumbs: [
        { href: '/campaigns', text: { sv: 'Utskick', en: 'Campaigns' }[language] },
        { href: path, text: course.title[language] },
      ],
      body: previewBody(language, { path, course, mails, choice, shown, test }),
    };
  };
  const frame = async (of: Previewed, visit: Visit & { query: Query }, now: Date) => {
    const { choice } = chosen(of, visit, visit.query);
    const { version, campaign } = of;
    const { html } = await previewMail(deps, now, { version, start: campaign.start }, choice);
    return { content: html, policy: mailPolicy };
  };
  const send = async (
    of: Previewed & { previewId: number; subject: string },
    visit: Visit & { form: z.infer<typeof testForm> },
    now: Date,
  ): Promise<ActionResult> => {
    const { address, form, language } = visit;
    const text = previewTexts[language];
    const { course } = of.version;
    const campaign = { ...of.campaign, id: of.previewId };
    const { sent, refused } = await sendTestMails({ ...deps, now }, campaign, of.version, {
      address,
      variant: courseVariants(course).find((one) => one === form.told),
      only: course.lessons.find(({ number }) => String(number) === form.lesson)?.number,
    });
    const done = text.sent.replace('{n}', String(sent)).replace('{address}', address);
    return {
      to: `${of.path}/mails`,
      flash:
        refused === undefined
          ? { kind: 'good', text: done }
          : { kind: 'bad', text: text.refused.replace('{why}', explainOutcome(refused)) },
      audit: [{ action: 'campaign.test', subject: of.subject, details: { sent } }],
    };
  };

  pages.page({
    path: '/campaigns/drafts/:draft/mails',
    roles: planners,
    params: draftParams,
    query: previewQuery,
    show: async (visit, now) => show(await ofDraft(visit), visit, now, true),
  });
  pages.frame({
    path: '/campaigns/drafts/:draft/mails/frame',
    roles: planners,
    params: draftParams,
    query: previewQuery,
    frame: async (visit, now) => frame(await ofDraft(visit), visit, now),
  });
  pages.action({
    path: '/campaigns/drafts/:draft/test',
    roles: planners,
    params: draftParams,
    form: testForm,
    exampleForm: { lesson: '1' },
    transaction: false,
    act: async (visit, now) => {
      const of = await ofDraft(visit);
      const version = await db.transaction().execute((trx) => storeCourseVersion(trx, of.version));
      const subject = `draft ${visit.params.draft}`;
      return send({ ...of, previewId: previewedVersion(version), subject }, visit, now);
    },
  });
  pages.page({
    path: '/campaigns/:id/mails',
    roles: lookers,
    params: campaignParams,
    query: previewQuery,
    show: async (visit, now) => {
      const of = await ofCampaign(visit);
      return show(of, visit, now, (await visit.visibleAs(planners)) !== undefined);
    },
  });
  pages.frame({
    path: '/campaigns/:id/mails/frame',
    roles: lookers,
    params: campaignParams,
    query: previewQuery,
    frame: async (visit, now) => frame(await ofCampaign(visit), visit, now),
  });
  pages.action({
    path: '/campaigns/:id/test',
    roles: planners,
    params: campaignParams,
    form: testForm,
    exampleForm: { lesson: '1' },
    transaction: false,
    act: async (visit, now) => {
      const of = await ofCampaign(visit);
      const { id } = await getCampaign(db, of.campaign.id);
      return send({ ...of, previewId: id, subject: String(id) }, visit, now);
    },
  });
}
