import type { VisibleDepartments } from '../access/visible-departments.ts';
import { getCampaign } from '../campaign/campaign.repository.ts';
import type { Course, Language } from '../course/course.ts';
import { AppError } from '../platform/errors.ts';
import { baselineReport } from './baseline-report.service.ts';
import type { View } from './completion.ts';
import { type CompletionDay, completionSeries } from './completion-series.service.ts';
import type { FormsReport } from './forms-table-view.ts';
import { insightFor } from './insight.service.ts';
import { type OverviewDeps, overviewOf } from './overview.service.ts';
import { type Focus, focusOn, type Overview } from './overview.ts';
import { insightAt, type QuestionRow, questionRows } from './question-rows.ts';

export type PageDeps = OverviewDeps;

export type PageChoice = {
  campaignId: number;
  visible: VisibleDepartments;
  language: Language;
  as: View;
  department: string | undefined;
  /** Days in full, one a week where the campaign is long, or none. */
  days: 'all' | 'weekly' | 'none';
};

export type ReadPage = {
  overview: Overview;
  focus: Focus;
  days: CompletionDay[];
  questions: QuestionRow[] | undefined;
  forms: FormsReport | undefined;
  /** Of the focus: the one in the address, else the only one that the reader sees. */
  department: string | undefined;
};

/** A campaign older than this is drawn by the week. */
const daysDrawn = 42;

/**
 * All that pages and files say of a campaign, of all in view or of one department.
 * @throws AppError NOT_FOUND for what is not in view (DESIGN rule 10)
 */
export async function readPage(deps: PageDeps, now: Date, choice: PageChoice): Promise<ReadPage> {
  const { campaignId, visible, language, as } = choice;
  const overview = await overviewOf(deps, now, { campaignId, visible, as });
  const department = choice.department ?? overview.top;
  const focus = focusOn(overview.completion, overview.earlier, department);
  if (focus === undefined) throw new AppError('NOT_FOUND');
  const { course } = await courseOf(deps, campaignId);
  const reader = { campaignId, visible };
  const weekly = choice.days === 'weekly' && isOld(overview);
  const [days, insight, forms] = await Promise.all([
    // What is hidden today has been hidden on every day.
    focus.figures.invited === null || choice.days === 'none'
      ? []
      : completionSeries(deps, now, { ...reader, as, department, step: weekly ? 7 : 1 }),
    hasRightAnswers(course) ? insightFor(deps, now, reader) : undefined,
    course.baseline === undefined ? undefined : baselineReport(deps, now, reader),
  ]);
  return {
    overview,
    focus,
    days,
    questions:
      insight === undefined
        ? undefined
        : questionRows(course, insightAt(insight, department), language),
    forms,
    department,
  };
}

function isOld({ campaign, completion }: Overview): boolean {
  const first = Temporal.PlainDate.from(campaign.start);
  return first.until(completion.asOf, { largestUnit: 'days' }).days > daysDrawn;
}

async function courseOf({ db, courseVersions }: PageDeps, campaignId: number) {
  const { courseVersionId } = await getCampaign(db, campaignId);
  return courseVersions.get(courseVersionId);
}

function hasRightAnswers({ lessons }: Course): boolean {
  return lessons.some(({ text }) => text.sv.question.type !== 'stance');
}
