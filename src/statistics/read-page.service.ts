import type { VisibleDepartments } from '../access/visible-departments.ts';
import type { Campaign } from '../campaign/campaign.ts';
import { visibleCampaign } from '../campaign/campaign-sight.service.ts';
import type { Course, Language } from '../course/course.ts';
import { AppError } from '../platform/errors.ts';
import { localDay } from '../spacing/sending-window.ts';
import type { View } from './completion.ts';
import { type CompletionDay, completionSeries } from './completion-series.service.ts';
import type { FormsReport } from './forms-table-view.ts';
import { insightFor } from './insight.service.ts';
import { type KnownReports, knownBaseline } from './known-baseline.service.ts';
import { type OverviewDeps, overviewOf } from './overview.service.ts';
import { type Focus, focusOn, type Overview } from './overview.ts';
import { insightAt, type QuestionRow, questionRows } from './question-rows.ts';

export type PageDeps = OverviewDeps & { known: KnownReports };

export type PageChoice = {
  campaignId: number;
  visible: VisibleDepartments;
  language: Language;
  as: View;
  department: string | undefined;
  /** What is read beside the figures; `weeks` is a day a week where the campaign is long. */
  needs: readonly ('days' | 'weeks' | 'questions' | 'forms')[];
};

export type ReadPage = {
  overview: Overview;
  focus: Focus;
  days: CompletionDay[];
  questions: QuestionRow[] | undefined;
  forms: FormsReport | undefined;
  /** Of the focus: the one in the address, else the only one that the reader sees. */
  department: string | undefined;
  /** The same for the forms, whose total is the department where that is all the reader sees. */
  formsOf: string | undefined;
};

/** A campaign older than this is drawn by the week. */
const daysDrawn = 42;

/**
 * All that pages and files say of a campaign, of all in view or of one department.
 * @throws AppError NOT_FOUND for what is not in view (DESIGN rule 10)
 */
export async function readPage(deps: PageDeps, now: Date, choice: PageChoice): Promise<ReadPage> {
  const { campaignId, visible, language, as } = choice;
  const campaign = await visibleCampaign(deps.db, campaignId, visible);
  const { course } = await deps.courseVersions.get(campaign.courseVersionId);
  const reader = { campaignId, visible };
  const needs = (part: PageChoice['needs'][number]) => choice.needs.includes(part);
  const step = needs('weeks') && isOld(campaign, now) ? 7 : 1;
  const [overview, insight, forms, days] = await Promise.all([
    overviewOf(deps, now, campaign, { visible, as }),
    needs('questions') && hasRightAnswers(course) ? insightFor(deps, now, reader) : undefined,
    needs('forms') && course.baseline !== undefined
      ? knownBaseline(deps, now, campaign, visible)
      : undefined,
    needs('days') || needs('weeks')
      ? completionSeries(deps, now, { ...reader, as, department: choice.department, step })
      : [],
  ]);
  const department = choice.department ?? overview.top;
  const focus = focusOn(overview.completion, overview.earlier, department);
  if (focus === undefined) throw new AppError('NOT_FOUND');
  return {
    overview,
    focus,
    // What is hidden from this reader today is not told of the days before either.
    days: focus.figures.invited === null ? [] : days,
    questions:
      insight === undefined
        ? undefined
        : questionRows(course, insightAt(insight, department), language),
    forms,
    department,
    formsOf: department === overview.top ? undefined : department,
  };
}

function isOld({ start, window }: Campaign, now: Date): boolean {
  const today = localDay(window.timeZone, now);
  return Temporal.PlainDate.from(start).until(today, { largestUnit: 'days' }).days > daysDrawn;
}

function hasRightAnswers({ lessons }: Course): boolean {
  return lessons.some(({ text }) => text.sv.question.type !== 'stance');
}
