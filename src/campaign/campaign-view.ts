import { html } from 'ghtml';
import type { Course, Language } from '../course/course.ts';
import { type LaunchProblem, type LaunchProblems, problemWords } from '../course/launch.ts';
import { inLanguage } from '../platform/in-language.ts';
import type { BothLanguages } from '../spacing/local-day.ts';
import { form } from '../web/components/form.ts';
import { notice } from '../web/components/notice.ts';
import { type SummaryRow, summaryList } from '../web/components/summary-list.ts';
import { audienceOf, audienceParts } from './audience.ts';
import type { Campaign, CampaignChange } from './campaign.ts';
import { courseTitle } from './campaign-list-view.ts';
import { campaignTexts } from './campaign-texts.ts';
import {
  announceText,
  armText,
  audienceText,
  cadenceText,
  type DepartmentNames,
  hoursText,
  periodText,
  statusTag,
} from './campaign-words-view.ts';

type Facts = Pick<
  Campaign,
  'courseSlug' | 'audience' | 'start' | 'until' | 'cadence' | 'arm' | 'window' | 'announceDays'
>;
type Change = SummaryRow['change'];

/** The rows that say what a campaign is; `change` gives the link of a part that can be changed. */
export function campaignRows(
  language: Language,
  { courseSlug, audience, announceDays, arm, cadence, window, ...period }: Facts,
  {
    courses,
    names,
    form: formText,
  }: { courses: readonly Course[]; names: DepartmentNames; form: string },
  change: (step: string, what: string) => Change = () => undefined,
): SummaryRow[] {
  const text = campaignTexts[language];
  const row = (name: string, value: string, step: string): SummaryRow => {
    const link = change(step, name.toLowerCase());
    return { name, value: html`${value}`, ...(link === undefined ? {} : { change: link }) };
  };
  const { notDepartments, notTitles, ...chosen } = audienceParts(audience);
  const left = [...notDepartments.map((code) => names.get(code) ?? code), ...notTitles];
  const included = audienceOf({ ...chosen, notDepartments: [], notTitles: [] });
  return [
    row(text.course, courseTitle(language, courses, courseSlug), 'course'),
    row(text.audience, audienceText(language, included, names), 'who'),
    row(text.exceptions, left.length === 0 ? text.noExceptions : left.join(', '), 'exceptions'),
    row(text.period, periodText(language, period), 'when'),
    row(text.cadence, cadenceText(language, cadence), 'when'),
    row(text.arm, armText(language, arm), 'when'),
    row(text.hours, hoursText(language, window), 'when'),
    row(text.announce, announceText(language, announceDays ?? null), 'when'),
    row(text.form, formText, 'when'),
  ];
}

export type CampaignPage = {
  campaign: Campaign;
  courses: readonly Course[];
  names: DepartmentNames;
  today: string;
  /** True where all of its audience is theirs, and they may change it. */
  own: boolean;
  /** True for planners that see only a part of the audience. */
  partly: boolean;
  /** Whether workplace meetings have sheets to talk about for the course. */
  hasKit: boolean;
};

/** A campaign that has been launched: what it is, where to look, and what may be done with it. */
export function campaignBody(language: Language, page: CampaignPage): string {
  const text = campaignTexts[language];
  const { campaign, courses, hasKit, names, today, own, partly } = page;
  const formText = campaign.baseline ? text.formYes : text.formNo;
  const path = `/campaigns/${campaign.id}`;
  const title = courseTitle(language, courses, campaign.courseSlug);
  const links = [
    [`${path}/overview`, text.linkOverview],
    ...(campaign.status === 'ended' ? [] : [[`${path}/plan`, text.linkPlan] as const]),
    [`${path}/mails`, text.linkMails],
    [`${path}/questions`, text.linkQuestions],
    [`${path}/report`, text.linkReport],
    ...(hasKit ? [[`/kit?lang=${language}#${campaign.courseSlug}`, text.linkKit] as const] : []),
  ] as const;
  return html`<div class="title-row"><h1>${title}</h1>!${statusTag(language, campaign, today)}</div>
!${partly ? notice({ body: html`<p>${text.partly}</p>` }) : ''}
!${summaryList(campaignRows(language, campaign, { courses, names, form: formText }))}
<h2>${text.see}</h2>
<ul>!${links.map(([href, label]) => html`<li><a href="${href}">${label}</a></li>`)}</ul>
!${own && campaign.status !== 'ended' ? html`<h2>${text.changeTitle}</h2>!${changeLinks(language, campaign)}` : ''}`;
}

function changeLinks(language: Language, { id, status, until }: Campaign): string {
  const text = campaignTexts[language];
  const first: CampaignChange = status === 'paused' ? 'resume' : 'pause';
  const lastDay =
    until === null
      ? ''
      : html`<li><a class="cancel" href="/campaigns/${id}/last-day">${text.lastDay.link}</a></li>`;
  const link = (change: CampaignChange, look: string) =>
    html`<li><a class="button ${look}" href="/campaigns/${id}/${change}">${text.actionLinks[change]}</a></li>`;
  return html`<ul class="button-row">!${link(first, 'quiet')}!${link('end', 'danger')}!${lastDay}<li><a class="cancel" href="/campaigns/${id}/course">${text.updateLink}</a></li></ul>`;
}

type Sent = { csrfToken: string; id: number };

/** What a change means, and its button. */
export function changeBody(language: Language, change: CampaignChange, sent: Sent): string {
  const text = campaignTexts[language];
  const { title, means } = text.changes[change];
  return html`<h1>${title}</h1>
<ul>!${means.map((one) => html`<li>${one}</li>`)}</ul>
!${form(sent, {
    action: `/campaigns/${sent.id}/${change}`,
    submit: text.actionLinks[change],
    ...(change === 'end' ? { look: 'danger' as const } : {}),
    cancel: { href: `/campaigns/${sent.id}`, text: text.cancel },
  })}`;
}

/** A change that cannot be made: why, in the reader's half of it, and the way back. */
export function refusedBody(
  language: Language,
  title: string,
  refusal: string,
  id: number,
): string {
  return html`<h1>${title}</h1>
<p class="lead">${inLanguage(refusal, language)}</p>
<p><a href="/campaigns/${id}">${campaignTexts[language].back}</a></p>`;
}

/** What has changed in the course since the launch, and the button that moves to it. */
export function updateBody(
  language: Language,
  { changes, problems }: { changes: readonly BothLanguages[]; problems: LaunchProblems },
  sent: Sent,
): string {
  const text = campaignTexts[language];
  const { update } = text;
  const back = { href: `/campaigns/${sent.id}`, text: text.cancel };
  const way = html`<p><a href="${back.href}">${text.back}</a></p>`;
  if (changes.length === 0)
    return html`<h1>${update.title}</h1><p class="lead">${update.none}</p>!${way}`;
  const button = form(sent, {
    action: `/campaigns/${sent.id}/course`,
    submit: update.submit,
    cancel: back,
  });
  return html`<h1>${update.title}</h1>
!${problemNotices(language, problems, { title: update.blockedTitle, help: text.blockedHelp })}
<p>${update.lead}</p>
<ul>!${changes.map((one) => html`<li>${one[language]}</li>`)}</ul>
<p>${update.means}</p>
!${problems.errors.length === 0 ? button : way}`;
}

/** What the content has against a course's being sent, and what it soon will have. */
export function problemNotices(
  language: Language,
  { errors, warnings }: LaunchProblems,
  blocked: { title: string; help: string },
): string {
  const { expiringTitle } = campaignTexts[language];
  return `${problemList(language, { kind: 'bad', ...blocked }, errors)}${problemList(language, { kind: 'warn', title: expiringTitle }, warnings)}`;
}

function problemList(
  language: Language,
  { kind, title, help = '' }: { kind: 'bad' | 'warn'; title: string; help?: string },
  problems: readonly LaunchProblem[],
): string {
  if (problems.length === 0) return '';
  const items = problems.map((problem) => {
    const { what, remedy } = problemWords(problem, language);
    return html`<li>${what} (${problem.file}): ${remedy}</li>`;
  });
  return notice({
    kind,
    title,
    body: html`!${help === '' ? '' : html`<p>${help}</p>`}<ul>!${items}</ul>`,
  });
}
