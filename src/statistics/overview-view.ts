import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import { dayText } from '../web/components/format.ts';
import { emptyState } from '../web/components/notice.ts';
import { withQuery } from '../web/components/pagination.ts';
import { tag } from '../web/components/tag.ts';
import { attentionText } from './attention-text.ts';
import { type View, views } from './completion.ts';
import { departmentTable } from './department-table-view.ts';
import { needsAttention } from './digest.ts';
import { figureCards, hiddenNotice } from './figures-view.ts';
import { type FormsReport, formsAt, formsTable } from './forms-table-view.ts';
import { methodList } from './method-view.ts';
import { overTime } from './over-time-view.ts';
import {
  type Choice,
  digestOf,
  type FiguresDay,
  type Focus,
  type Overview,
  type OverviewCampaign,
  queryOf,
} from './overview.ts';
import { overviewTexts } from './overview-texts.ts';
import type { QuestionRow } from './question-rows.ts';
import { questionTable } from './question-table-view.ts';

export type OverviewPage = {
  language: Language;
  overview: Overview;
  focus: Focus;
  choice: Choice;
  days: readonly FiguresDay[];
  /** Undefined where the course has no questions with a right answer. */
  questions: readonly QuestionRow[] | undefined;
  /** Undefined where the course asks nothing before and after. */
  forms: FormsReport | undefined;
  /** The department whose forms are meant; undefined for all in view. */
  formsOf: string | undefined;
  today: string;
};

/** How far a campaign has come: of all that a reader sees, or of one department. */
export function overviewBody(page: OverviewPage): string {
  const { language, overview, focus, choice, days } = page;
  const text = overviewTexts[language];
  const { campaign, completion, earlier } = overview;
  const download = (what: keyof typeof text.downloadAbout) => downloadLink(page, what);
  return html`!${heading(page)}
!${viewSwitch(page)}
!${figuresOf(page)}
!${attention(page)}
!${
    focus.figures.invited === null
      ? ''
      : html`<h2>${text.overTime}</h2>
!${overTime(language, days, download('days'))}`
  }
<h2 id="departments-title">${focus.row === undefined ? text.byDepartment : text.byDepartmentOf(focus.row.name)}</h2>
!${
    focus.below.length === 0
      ? noDepartments(page)
      : html`<p class="muted">${text.asOfToday(dayText(language, completion.asOf))}</p>
!${departmentTable(language, {
          path: pathOf(campaign),
          choice,
          rows: focus.below,
          earlier,
          caption: text.byDepartment,
          total: { name: totalName(page), figures: focus.figures, before: focus.before },
        })}
!${download('departments')}`
  }
!${
    page.forms === undefined
      ? ''
      : html`<h2>${text.baseline}</h2>
!${formsTable(language, page.forms, formsAt(page.forms, page.formsOf), download('forms'))}`
  }
!${
    page.questions === undefined
      ? ''
      : html`<h2>${text.questions}</h2>
!${questionTable(language, page.questions, download('questions'))}`
  }
<h2>${text.understand}</h2>
!${methodList(language, { ...completion, whole: overview.whole && focus.row === undefined, ended: campaign.status === 'ended' })}`;
}

export function pathOf({ id }: { id: number }): string {
  return `/campaigns/${id}/overview`;
}

function heading({ language, overview, focus, choice, today }: OverviewPage) {
  const text = overviewTexts[language];
  const { campaign } = overview;
  const course = campaign.course[language];
  const report = withQuery(`/campaigns/${campaign.id}/report`, { as: queryOf(choice).as });
  const links = [
    html`<li><a href="/campaigns/${campaign.id}">${text.plannedAs}</a></li>`,
    html`<li><a href="${report}">${text.report}</a></li>`,
  ];
  const period = periodText(language, campaign);
  return html`<div class="title-row"><h1>${focus.row?.name ?? course}</h1>!${statusTag(language, campaign, today)}</div>
<p class="muted">${focus.row === undefined ? period : `${course}, ${period}`}</p>
<ul class="button-row">!${links}</ul>`;
}

/** How a campaign stands, as a tag. */
export function statusTag(
  language: Language,
  { status, start }: OverviewCampaign,
  today: string,
): string {
  const text = overviewTexts[language];
  if (status === 'paused') return tag(text.paused, 'warn');
  if (status === 'ended') return tag(text.over);
  return start > today ? tag(text.soon, 'accent') : tag(text.runs, 'good');
}

export function periodText(language: Language, { start, until }: OverviewCampaign): string {
  const text = overviewTexts[language];
  const first = dayText(language, start);
  return until === null ? text.rolling(first) : text.from(first, dayText(language, until));
}

function viewSwitch({ language, overview, choice }: OverviewPage): string {
  const { campaign } = overview;
  const items = views.toReversed().map((as) => {
    const href = withQuery(pathOf(campaign), queryOf({ ...choice, as }));
    const current = as === choice.as ? 'aria-current="true"' : '';
    return html`<li><a href="${href}" !${current}>${viewName(language, campaign, as)}</a></li>`;
  });
  return html`<nav aria-label="${overviewTexts[language].viewLabel}"><ul class="views">!${items}</ul></nav>`;
}

/** Which people and which tree a view counts, in a few words. */
export function viewName(
  language: Language,
  { status }: Pick<OverviewCampaign, 'status'>,
  as: View,
): string {
  const text = overviewTexts[language];
  if (status === 'ended') return as === 'now' ? text.nowEnded : text.thenEnded;
  return as === 'now' ? text.nowRunning : text.thenRunning;
}

function figuresOf({ language, overview, focus }: OverviewPage): string {
  const { completion, earlier } = overview;
  const { figures, before } = focus;
  if (figures.invited !== null)
    return figureCards(language, { figures, before, since: earlier?.day });
  return hiddenNotice(language, whyHidden(overview, focus), completion.k);
}

/** Why the figures in view are hidden. */
export function whyHidden({ completion }: Overview, focus: Focus): 'small' | 'sum' | 'new' {
  if (completion.departments.length === 0 && focus.row === undefined) return 'new';
  const several = focus.row === undefined && focus.below.length > 1;
  return several && focus.below.some(({ suppressed }) => !suppressed) ? 'sum' : 'small';
}

function attention({ language, overview, focus, today }: OverviewPage): string {
  const { campaign, completion } = overview;
  if (focus.row !== undefined && focus.row.code !== overview.top) return '';
  return attentionList(language, campaign, completion, focus, today, 2);
}

/** What needs a look, as a box; nothing where all is well. */
export function attentionList(
  language: Language,
  campaign: OverviewCampaign,
  completion: Overview['completion'],
  focus: Focus,
  today: string,
  level: 2 | 3,
): string {
  if (campaign.status === 'ended' || campaign.start > today) return '';
  const facts = { ...campaign, paused: campaign.status === 'paused' };
  const found = needsAttention(digestOf(facts, completion, focus), today);
  if (found.length === 0) return '';
  const items = found.map((one) => html`<li>${attentionText(language, one)}</li>`);
  const { look } = overviewTexts[language];
  const title = level === 2 ? html`<h2>${look}</h2>` : html`<h3>${look}</h3>`;
  return html`<div class="notice warn">!${title}<ul>!${items}</ul></div>`;
}

function noDepartments({ language, focus }: OverviewPage): string {
  const text = overviewTexts[language];
  if (focus.row !== undefined) return html`<p class="muted">${text.noBelow}</p>`;
  return emptyState({ title: text.noDepartments, text: text.noDepartmentsText });
}

/** What the row at the bottom of the table counts. */
export function totalName({
  language,
  overview,
  focus,
}: Pick<OverviewPage, 'language' | 'overview' | 'focus'>): string {
  const text = overviewTexts[language];
  if (focus.row !== undefined) return text.own(focus.row.name);
  return overview.whole ? text.organisation : text.yours;
}

function downloadLink(
  { language, overview, choice }: OverviewPage,
  what: 'departments' | 'days' | 'questions' | 'forms',
): string {
  const text = overviewTexts[language];
  const { as, department } = queryOf(choice);
  const path = `/campaigns/${overview.campaign.id}/${what}.csv`;
  const query = what === 'departments' || what === 'days' ? { department, as } : { department };
  return html`<p><a href="${withQuery(path, query)}">${text.download}<span class="visually-hidden">: ${text.downloadAbout[what]}</span></a></p>`;
}

/** Where a department lies, for the way back up; links, from the top down. */
export function overviewCrumbs({
  language,
  overview,
  focus,
  choice,
}: OverviewPage): { href: string; text: string }[] {
  const text = overviewTexts[language];
  const { campaign, top } = overview;
  const href = (department: string | undefined) =>
    withQuery(pathOf(campaign), queryOf({ ...choice, department }));
  const first = { href: '/overview', text: text.overview };
  if (focus.row === undefined || focus.row.code === top) return [first];
  const above = focus.above
    .filter(({ code }) => code !== top)
    .map(({ code, name }) => ({ href: href(code), text: name }));
  return [first, { href: href(undefined), text: campaign.course[language] }, ...above];
}
