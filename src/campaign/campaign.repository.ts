import type { Database, Trx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { Cadence } from '../spacing/lesson-days.ts';
import { audienceSchema } from './audience.ts';
import type {} from './campaign.table.ts';
import type { Campaign, CampaignStatus } from './campaign.ts';

const columns = [
  'id',
  'course_slug',
  'course_version_id',
  'lessons',
  'audience',
  'start_on',
  'until_on',
  'cadence',
  'arm',
  'baseline',
  'announce_days',
  'window_from',
  'window_until',
  'weekdays',
  'time_zone',
  'status',
] as const;

export async function insertCampaign(
  trx: Trx,
  now: Date,
  campaign: Omit<Campaign, 'id' | 'status'>,
): Promise<number> {
  const row = await trx
    .insertInto('campaigns')
    .values({
      course_slug: campaign.courseSlug,
      course_version_id: campaign.courseVersionId,
      lessons: campaign.lessons,
      audience: JSON.stringify(campaign.audience),
      start_on: campaign.start,
      until_on: campaign.until,
      cadence: JSON.stringify(campaign.cadence),
      arm: campaign.arm,
      baseline: campaign.baseline,
      announce_days: campaign.announceDays ?? null,
      window_from: campaign.window.from,
      window_until: campaign.window.until,
      weekdays: [...campaign.window.weekdays],
      time_zone: campaign.window.timeZone,
      status: 'running',
      created_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

export async function listCampaigns(
  db: Database,
  statuses: readonly CampaignStatus[] = ['running', 'paused', 'ended'],
): Promise<Campaign[]> {
  const rows = await db
    .selectFrom('campaigns')
    .select(columns)
    .where('status', 'in', [...statuses])
    .orderBy('id')
    .execute();
  return rows.map(toCampaign);
}

/** @throws AppError CAMPAIGN_UNKNOWN */
export async function getCampaign(db: Database, id: number): Promise<Campaign> {
  const row = await db
    .selectFrom('campaigns')
    .select(columns)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw unknown(id);
  return toCampaign(row);
}

/** Locks the campaign against other changes until the transaction ends. @throws AppError CAMPAIGN_UNKNOWN */
export async function lockCampaign(trx: Trx, id: number): Promise<Campaign> {
  const row = await trx
    .selectFrom('campaigns')
    .select(columns)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw unknown(id);
  return toCampaign(row);
}

export async function setCampaignStatus(
  trx: Trx,
  now: Date,
  id: number,
  status: CampaignStatus,
): Promise<void> {
  await trx
    .updateTable('campaigns')
    .set({ status, ended_at: status === 'ended' ? now : null })
    .where('id', '=', id)
    .execute();
}

export async function setCourseVersion(
  trx: Trx,
  id: number,
  courseVersionId: number,
  lessons: number,
): Promise<void> {
  await trx
    .updateTable('campaigns')
    .set({ course_version_id: courseVersionId, lessons })
    .where('id', '=', id)
    .execute();
}

/** The cadence holds the last day, too. */
export async function setLastDay(
  trx: Trx,
  id: number,
  cadence: Exclude<Cadence, { kind: 'rolling' }>,
): Promise<void> {
  await trx
    .updateTable('campaigns')
    .set({ until_on: cadence.until, cadence: JSON.stringify(cadence) })
    .where('id', '=', id)
    .execute();
}

function unknown(id: number): AppError {
  return new AppError(
    'CAMPAIGN_UNKNOWN',
    `There is no campaign ${id}. List them with: campaign list`,
  );
}

type Row = {
  id: number;
  course_slug: string;
  course_version_id: number;
  lessons: number;
  audience: unknown;
  start_on: string;
  until_on: string | null;
  cadence: Cadence;
  arm: string;
  baseline: boolean;
  announce_days: number | null;
  window_from: string;
  window_until: string;
  weekdays: number[];
  time_zone: string;
  status: CampaignStatus;
};

function toCampaign(row: Row): Campaign {
  return {
    id: row.id,
    courseSlug: row.course_slug,
    courseVersionId: row.course_version_id,
    lessons: row.lessons,
    audience: audienceSchema.parse(row.audience),
    start: row.start_on,
    until: row.until_on,
    cadence: row.cadence,
    arm: row.arm,
    baseline: row.baseline,
    announceDays: row.announce_days,
    window: {
      timeZone: row.time_zone,
      weekdays: row.weekdays,
      from: row.window_from,
      until: row.window_until,
    },
    status: row.status,
  };
}

/**
 * True while the campaign runs on this version, and keeps it so until the transaction ends:
 * pausing waits for the batch at hand and then holds for everything after it.
 */
export async function lockRunning(trx: Trx, id: number, courseVersionId: number): Promise<boolean> {
  const row = await trx
    .selectFrom('campaigns')
    .select('id')
    .where('id', '=', id)
    .where('status', '=', 'running')
    .where('course_version_id', '=', courseVersionId)
    .forShare()
    .executeTakeFirst();
  return row !== undefined;
}
