import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import { dayText, numberText, percentText } from '../web/components/format.ts';
import { withQuery } from '../web/components/pagination.ts';
import type { View } from './completion.ts';
import { figureCards, hiddenNotice } from './figures-view.ts';
import type { FormsReport } from './forms-table-view.ts';
import { timeChart } from './over-time-view.ts';
import { changeOf, type FiguresDay, type Focus, type Overview } from './overview.ts';
import { overviewTexts } from './overview-texts.ts';
import { attentionList, pathOf, periodText, viewName, whyHidden } from './overview-view.ts';
import type { QuestionRow } from './question-rows.ts';
import { percentOf } from './question-table-view.ts';
import { reportRows } from './report.ts';
import { reportDepartments } from './report-departments-view.ts';
import { learnt } from './report-learnt-view.ts';
import { reportTexts } from './report-texts.ts';

export type ReportPage = {
  language: Language;
  organisation: string;
  trial: boolean;
  overview: Overview;
  focus: Focus;
  as: View;
  days: readonly FiguresDay[];
  questions: readonly QuestionRow[] | undefined;
  forms: FormsReport | undefined;
  /** The department whose forms are meant; undefined for all in view. */
  formsOf: string | undefined;
  today: string;
};

/** A report for the steering group, for two sheets of paper. */
export function reportBody(page: ReportPage): string {
  const { language, overview, organisation, trial, today, as } = page;
  const text = reportTexts[language];
  const { campaign, completion } = overview;
  const rows = reportRows(completion.departments);
  const back = withQuery(pathOf(campaign), { as: as === 'now' ? undefined : as });
  // A short list begins the second sheet, a long one needs what is left of the first.
  const sheet = rows.fitsSecondSheet ? 'new-sheet' : '';
  return html`<article class="report">
<header>
<p class="muted">${text.made(organisation, dayText(language, today))}</p>
<h1>${text.title(campaign.course[language])}</h1>
<p class="muted">${periodText(language, campaign)}. ${text.counted[campaign.status === 'ended' ? 'ended' : 'running']} ${viewText(page)}.</p>
!${trial ? html`<p><strong>${text.trial}</strong></p>` : ''}
<p class="screen-only">${text.print} <a href="${back}">${text.back}</a></p>
</header>
!${stand(page)}
!${overTime(page)}
<section class="${sheet}">
<h2>${text.byDepartment}</h2>
!${reportDepartments(language, rows, completion)}
</section>
!${learnt(page)}
!${method(page)}
</article>`;
}

function viewText({ language, overview, as }: ReportPage): string {
  const name = viewName(language, overview.campaign, as);
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function stand(page: ReportPage): string {
  const { language, overview, focus, today } = page;
  const text = reportTexts[language];
  const { campaign, completion, earlier } = overview;
  const { figures, before } = focus;
  if (figures.invited === null)
    return html`<section><h2>${text.stand}</h2>!${hiddenNotice(language, whyHidden(overview, focus), completion.k)}</section>`;
  return html`<section>
<h2>${text.stand}</h2>
<p class="lead">${standText(page)}</p>
!${figureCards(language, { figures, before, since: earlier?.day })}
!${attentionList(language, campaign, completion, focus, today, 3)}
</section>`;
}

/** Where the campaign stands, as sentences that can be read aloud. */
function standText({ language, overview, focus }: ReportPage): string {
  const text = reportTexts[language];
  const { invited, started, completed } = focus.figures;
  if (invited === null || started === null || completed === null) return '';
  const count = (value: number) => numberText(language, value);
  const share = (part: number) => percentText(language, part, invited);
  const who = overview.whole ? '' : text.inYours;
  const sentences = [
    text.invited(count(invited), who),
    `${text.started(count(started), share(started))} ${text.and} ${text.completed(count(completed), share(completed))}.`,
  ];
  const change = changeOf(focus.figures, focus.before);
  if (change.started !== null && change.completed !== null && overview.earlier !== undefined)
    sentences.push(
      change.started === 0 && change.completed === 0
        ? text.still(dayText(language, overview.earlier.day))
        : text.week(
            text.moreOrFewer(change.started, count(Math.abs(change.started))),
            text.moreOrFewer(change.completed, count(Math.abs(change.completed))),
            dayText(language, overview.earlier.day),
          ),
    );
  return sentences.join(' ');
}

function overTime({ language, days }: ReportPage): string {
  const chart = timeChart(language, days);
  if (chart === '') return '';
  return html`<section>
<h2>${overviewTexts[language].overTime}</h2>
!${chart}
</section>`;
}

function method({ language, overview, as }: ReportPage): string {
  const text = reportTexts[language];
  const { k, hiddenPercent, asOf } = overview.completion;
  const options = { k, percent: percentOf(language, hiddenPercent), leavers: as === 'then' };
  return html`<section class="method">
<h2>${text.method}</h2>
<p>${text.methodText(options)}</p>
<p>${text.hiddenText(options)}</p>
<p>${text.days(dayText(language, asOf), overview.whole)}</p>
</section>`;
}
