import type { VisibleDepartments } from '../access/visible-departments.ts';
import type { Campaign, CampaignStatus } from '../campaign/campaign.ts';
import { listVisibleCampaigns } from '../campaign/campaign-sight.service.ts';
import type { CourseVersions } from '../course/course-version.reader.ts';
import type { Database } from '../platform/database.ts';
import { localDay } from '../spacing/sending-window.ts';
import { loadTree } from './completion.repository.ts';
import { completionOf } from './completion.service.ts';
import { nothing, type View, visiblePart } from './completion.ts';
import { findEarlierDay } from './overview.repository.ts';
import { type Earlier, type Overview, type OverviewCampaign, onlyTop } from './overview.ts';
import { readRow } from './shown-state.ts';

export type OverviewDeps = { db: Database; courseVersions: CourseVersions };

/** A week, and as much again where days are missing. */
const daysBack = { least: 7, most: 14 };

/** The campaigns that somebody sees, with their figures; the newest first. */
export async function overviewsOf(
  deps: OverviewDeps,
  now: Date,
  visible: VisibleDepartments,
): Promise<{ open: Overview[]; ended: OverviewCampaign[] }> {
  const inView = await listVisibleCampaigns(deps.db, visible);
  const isEnded = ({ status }: { status: CampaignStatus }) => status === 'ended';
  const open: Overview[] = [];
  for (const campaign of inView.filter((one) => !isEnded(one)))
    open.push(await overviewOf(deps, now, campaign, { visible }));
  const ended = await Promise.all(inView.filter(isEnded).map((one) => named(deps, one)));
  return { open, ended };
}

/**
 * A campaign as somebody sees it today, and a week ago. A look makes the day, so ask first whether
 * the campaign is in view (DESIGN rule 10).
 */
export async function overviewOf(
  deps: OverviewDeps,
  now: Date,
  campaign: Campaign,
  reader: { visible: VisibleDepartments; as?: View },
): Promise<Overview> {
  const input = { ...reader, campaignId: campaign.id };
  const today = localDay(campaign.window.timeZone, now);
  const [completion, earlier] = await Promise.all([
    completionOf(deps, now, input),
    earlierOf(deps.db, today, input),
  ]);
  return {
    campaign: await named(deps, campaign),
    whole: reader.visible === 'all',
    completion,
    earlier,
    top: reader.visible === 'all' ? undefined : onlyTop(completion.departments),
  };
}

async function named(
  { courseVersions }: OverviewDeps,
  { id, status, start, until, courseVersionId }: Campaign,
): Promise<OverviewCampaign> {
  const { course } = await courseVersions.get(courseVersionId);
  return { id, status, start, until, course: course.title };
}

/** As it was shown a week before, to whoever sees these departments. */
async function earlierOf(
  db: Database,
  day: string,
  {
    campaignId,
    visible,
    as = 'now',
  }: { campaignId: number; visible: VisibleDepartments; as?: View },
): Promise<Earlier | undefined> {
  const today = Temporal.PlainDate.from(day);
  const found = await findEarlierDay(db, campaignId, as, {
    from: today.subtract({ days: daysBack.most }).toString(),
    until: today.subtract({ days: daysBack.least }).toString(),
  });
  if (found === undefined) return undefined;
  const names = new Map((await loadTree(db)).map((one) => [one.id, one]));
  const part = visiblePart(found.view.rows.map(readRow), visible, names);
  const departments = new Map(part.departments.map((row) => [row.code, row]));
  const total = visible === 'all' ? (found.view.total ?? nothing) : part.total;
  return { day: found.day, total, departments };
}
