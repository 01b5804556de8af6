import { html } from 'ghtml';
import type { Draft } from '../campaign/campaign-draft.ts';
import { missingStep } from '../campaign/campaign-draft.ts';
import { courseTitle } from '../campaign/campaign-list-view.ts';
import { campaignTexts } from '../campaign/campaign-texts.ts';
import { campaignRows, problemNotices } from '../campaign/campaign-view.ts';
import type { DepartmentNames } from '../campaign/campaign-words-view.ts';
import { audienceText } from '../campaign/campaign-words-view.ts';
import { draftPath } from '../campaign/draft-page-view.ts';
import type { Course, Language } from '../course/course.ts';
import type { LaunchProblems } from '../course/launch.ts';
import { form } from '../web/components/form.ts';
import { dayText, numberText } from '../web/components/format.ts';
import { notice } from '../web/components/notice.ts';
import { type SummaryRow, summaryList } from '../web/components/summary-list.ts';
import type { CampaignPlan } from './campaign-plan.ts';
import { planBody } from './campaign-plan-view.ts';

export type CheckPage = {
  draft: Draft;
  courses: readonly Course[];
  names: DepartmentNames;
  /** False where they may only look. */
  own: boolean;
  problems: LaunchProblems;
  /** Undefined while something is missing, and for those who may only look. */
  plan?: CampaignPlan;
  /** The page on which something stands that cannot be any more. */
  outdated?: 'when' | 'who';
};

/** Everything that was chosen, what comes of it, and the way on to the launch. */
export function checkBody(language: Language, page: CheckPage): string {
  const text = campaignTexts[language];
  const { draft, own, outdated, plan, problems, courses } = page;
  if (draft.campaignId !== null)
    return html`<h1>${text.checkTitle}</h1><p class="lead">${text.launched} <a href="/campaigns/${draft.campaignId}">${text.launchedLink}</a></p>`;
  const missing = missingStep(draft.content);
  const path = draftPath(draft);
  const buttons = [
    ...(missing === undefined
      ? [
          ...(problems.errors.length === 0 && outdated === undefined
            ? [html`<li><a class="button" href="${path}/launch">${text.toLaunch}</a></li>`]
            : []),
          html`<li><a class="button quiet" href="${path}/mails">${text.previewMails}</a></li>`,
        ]
      : [html`<li><a class="button" href="${path}/${missing}">${text.continue}</a></li>`]),
    html`<li><a class="cancel" href="${path}/remove">${text.remove}</a></li>`,
  ];
  const row = html`<ul class="button-row">!${buttons}</ul>`;
  return html`<h1>${text.checkTitle}</h1>
<p class="lead">${text.checkLead}</p>
!${own ? '' : notice({ body: html`<p>${text.seenOnly}</p>` })}
!${launchNotices(language, problems)}
!${outdated === undefined ? '' : notice({ kind: 'bad', body: html`<p>${text.outdated[outdated]} <a href="${path}/${outdated}">${text.change}</a></p>` })}
<h2>${text.settings}</h2>
!${summaryList(draftRows(language, page))}
!${own ? row : ''}
!${plan === undefined ? '' : html`<h2>${text.planTitle}</h2>!${planBody(language, plan, courses)}!${own ? row : ''}`}`;
}

function launchNotices(language: Language, problems: LaunchProblems): string {
  const { blockedHelp: help, blockedTitle: title } = campaignTexts[language];
  return problemNotices(language, problems, { title, help });
}

function draftRows(language: Language, { draft, courses, names, own }: CheckPage): SummaryRow[] {
  const text = campaignTexts[language];
  const { course, audience, when } = draft.content;
  const change = (step: string, what: string) =>
    own ? { href: `${draftPath(draft)}/${step}`, text: text.change, what } : undefined;
  const found = courses.find(({ slug }) => slug === course);
  const formText =
    found?.baseline === undefined ? text.formNone : when?.baseline ? text.formYes : text.formNo;
  if (course !== undefined && audience !== undefined && when !== undefined) {
    const until = when.cadence.kind === 'rolling' ? null : when.cadence.until;
    const facts = { courseSlug: course, audience, ...when, until };
    return campaignRows(language, facts, { courses, names, form: formText }, change);
  }
  const row = (name: string, value: string | undefined, step: string): SummaryRow => {
    const link = change(step, name.toLowerCase());
    const shown = value ?? text.notChosen;
    return { name, value: html`${shown}`, ...(link === undefined ? {} : { change: link }) };
  };
  return [
    row(text.course, course && courseTitle(language, courses, course), 'course'),
    row(text.audience, audience && audienceText(language, audience, names), 'who'),
    row(text.period, when && dayText(language, when.start), 'when'),
  ];
}

/** The last page before anything is sent: what happens, to how many, from when. */
export function launchBody(
  language: Language,
  page: CheckPage & { plan: CampaignPlan; csrfToken: string },
): string {
  const text = campaignTexts[language];
  const { csrfToken, draft, plan, problems, courses } = page;
  const first = plan.days[0]?.day;
  const lead = text.launchLead
    .replace('{course}', courseTitle(language, courses, plan.course))
    .replace('{people}', numberText(language, plan.audience.withAddress));
  const when =
    first === undefined
      ? text.launchNobody
      : text.launchFirst.replace('{day}', dayText(language, first));
  const path = draftPath(draft);
  const warnings = plan.warnings.map((one) => html`<li>${one[language]}</li>`);
  const button = form(
    { csrfToken },
    { action: `${path}/launch`, submit: text.launch, cancel: { href: path, text: text.cancel } },
  );
  return html`<h1>${text.launchTitle}</h1>
<p class="lead">${lead} ${when}</p>
!${launchNotices(language, problems)}
!${warnings.length === 0 ? '' : notice({ kind: 'warn', body: html`<ul>!${warnings}</ul>` })}
!${summaryList(draftRows(language, { ...page, own: false }))}
<ul>!${text.launchMeans.map((one) => html`<li>${one}</li>`)}</ul>
!${problems.errors.length === 0 ? button : html`<p><a href="${path}">${text.cancel}</a></p>`}`;
}
