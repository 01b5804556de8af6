import { html } from 'ghtml';
import type { Course, Language } from '../course/course.ts';
import { timeElement } from '../web/components/format.ts';
import { emptyState } from '../web/components/notice.ts';
import { table } from '../web/components/table.ts';
import type { Campaign } from './campaign.ts';
import { type Draft, missingStep } from './campaign-draft.ts';
import {
  audienceText,
  type DepartmentNames,
  periodText,
  statusTag,
} from './campaign-words-view.ts';

export type CampaignList = {
  campaigns: readonly Campaign[];
  drafts: readonly { draft: Draft; own: boolean }[];
  names: DepartmentNames;
  courses: readonly Course[];
  today: string;
  mayPlan: boolean;
};

const texts = {
  sv: {
    title: 'Utskick',
    lead: 'En kurs till en målgrupp under en viss tid.',
    plan: 'Planera ett utskick',
    none: 'Inga utskick än',
    noneHelp: 'När ett utskick har planerats eller startat står det här.',
    drafts: 'Planerade',
    draftsHelp: 'Inget skickas förrän du startar dem.',
    open: 'Pågående och pausade',
    ended: 'Avslutade',
    course: 'Kurs',
    audience: 'Målgrupp',
    period: 'Tid',
    status: 'Läge',
    changed: 'Ändrat',
    noAudience: 'Inte vald än',
    noCourse: 'Kursen är inte vald än',
    ready: 'Ifyllt',
    unfinished: 'Inte klart',
    look: 'Bara titta',
  },
  en: {
    title: 'Campaigns',
    lead: 'One course, for one audience, over one period.',
    plan: 'Plan a campaign',
    none: 'No campaigns yet',
    noneHelp: 'Campaigns are listed here once they are planned or launched.',
    drafts: 'Planned',
    draftsHelp: 'Nothing is sent until you launch them.',
    open: 'Running and paused',
    ended: 'Ended',
    course: 'Course',
    audience: 'Audience',
    period: 'Period',
    status: 'Status',
    changed: 'Changed',
    noAudience: 'Not chosen yet',
    noCourse: 'The course is not chosen yet',
    ready: 'Filled in',
    unfinished: 'Not finished',
    look: 'View only',
  },
} as const;

export function campaignListTitle(language: Language): string {
  return texts[language].title;
}

/** The campaigns that somebody sees, by how they stand. */
export function campaignListBody(language: Language, list: CampaignList): string {
  const text = texts[language];
  const { campaigns, drafts, mayPlan } = list;
  const plan = { href: '/campaigns/new', text: text.plan };
  const open = campaigns.filter(({ status }) => status !== 'ended');
  const ended = campaigns.filter(({ status }) => status === 'ended');
  const nothing = emptyState({
    title: text.none,
    text: text.noneHelp,
    ...(mayPlan ? { action: plan } : {}),
  });
  const button = html`<a class="button" href="${plan.href}">${plan.text}</a>`;
  return html`<div class="title-row"><h1>${text.title}</h1>!${mayPlan ? button : ''}</div>
<p class="lead">${text.lead}</p>
!${campaigns.length + drafts.length === 0 ? nothing : ''}
!${open.length === 0 ? '' : html`<h2>${text.open}</h2>!${campaignTable(language, list, open, text.open)}`}
!${drafts.length === 0 ? '' : html`<h2>${text.drafts}</h2><p>${text.draftsHelp}</p>!${draftTable(language, list)}`}
!${ended.length === 0 ? '' : html`<h2>${text.ended}</h2>!${campaignTable(language, list, ended, text.ended)}`}`;
}

function campaignTable(
  language: Language,
  { names, courses, today }: CampaignList,
  campaigns: readonly Campaign[],
  caption: string,
): string {
  const text = texts[language];
  return table({
    stacked: true,
    caption,
    captionHidden: true,
    columns: [text.course, text.audience, text.period, text.status].map((head) => ({ head })),
    rows: campaigns.map((campaign) => [
      html`<a href="/campaigns/${campaign.id}">${courseTitle(language, courses, campaign.courseSlug)}</a>`,
      html`${audienceText(language, campaign.audience, names)}`,
      html`${periodText(language, campaign)}`,
      statusTag(language, campaign, today),
    ]),
  });
}

function draftTable(language: Language, { names, courses, drafts }: CampaignList): string {
  const text = texts[language];
  return table({
    stacked: true,
    caption: text.drafts,
    captionHidden: true,
    columns: [text.course, text.audience, text.status, text.changed].map((head) => ({ head })),
    rows: drafts.map(({ draft, own }) => {
      const { audience, course } = draft.content;
      const title = course === undefined ? text.noCourse : courseTitle(language, courses, course);
      const state = missingStep(draft.content) === undefined ? text.ready : text.unfinished;
      return [
        html`<a href="/campaigns/drafts/${draft.id}">${title}</a>`,
        html`${audience === undefined ? text.noAudience : audienceText(language, audience, names)}`,
        html`${own ? state : text.look}`,
        timeElement(language, draft.changedAt),
      ];
    }),
  });
}

/** The title of a course; its slug where the course is gone or broken. */
export function courseTitle(language: Language, courses: readonly Course[], slug: string): string {
  return courses.find((one) => one.slug === slug)?.title[language] ?? slug;
}
