import { sql } from 'kysely';
import type { NewCampaign } from '../../src/campaign/campaign.ts';
import { createCampaign } from '../../src/campaign/create-campaign.service.ts';
import { createCourseVersions } from '../../src/course/course-version.reader.ts';
import type { PilotLists } from '../../src/delivery/pilot.ts';
import { type PlannedTick, planDeliveries } from '../../src/delivery/plan-deliveries.service.ts';
import { createDatabase, createPool, type Database } from '../../src/platform/database.ts';
import { cloneDatabase } from './database.ts';
import { tinyCourse } from './fixture.ts';
import { addDepartments, addEmployees, crowd } from './roster-fixture.ts';
import { officeHours } from './windows.ts';

export const courses = ['one', 'two', 'three'].map((slug) => tinyCourse(slug));

export type PlannedRow = {
  employee: number;
  enrolment: number;
  campaign: number;
  lesson: number;
  kind: 'lesson' | 'reminder' | 'repetition';
  day: string;
  at: Date;
};

/** A town with so many employees, and several tickers, each on a pool of its own as in a process of its own. */
export async function openTickWorld(employees: number, tickerCount: number) {
  const clone = await cloneDatabase();
  const connect = () => createDatabase(createPool(clone.connectionString, 2, () => undefined));
  const db = connect();
  const pools = [db, ...Array.from({ length: tickerCount - 1 }, connect)];
  const departments = await addDepartments(db, [
    ['A', null],
    ['B', null],
  ]);
  const people = await addEmployees(db, departments, crowd(employees, ['A', 'B']));
  const ticker = (pool: Database) => ({
    db: pool,
    courseVersions: createCourseVersions(pool),
    messageDomain: 'nanokurs.test',
  });
  const tickers = pools.map(ticker);
  const tick = (now: Date, pilot: PilotLists = undefined): Promise<PlannedTick[]> =>
    Promise.all(tickers.map((one) => planDeliveries({ ...one, pilot }, now)));

  return {
    db,
    connectionString: clone.connectionString,
    people,
    departments,
    /** Every 14 days from 31 August to the end of the year, unless told otherwise. */
    campaign: (
      now: Date,
      given: Partial<NewCampaign> & { course: string; everyDays?: number; until?: string },
    ) => {
      const { everyDays = 14, until = '2026-12-31', ...campaign } = given;
      return createCampaign({ db, courses }, now, {
        start: '2026-08-31',
        cadence: { kind: 'every', days: everyDays, until },
        arm: 'none',
        audience: { kind: 'all' },
        window: officeHours,
        ...campaign,
      });
    },
    /** All tickers at once. @throws what the first that failed threw. */
    tick,
    /** All tickers at the first of these instants, and at each other one at which something is due. */
    async tickThrough(instants: readonly Date[], pilot: PilotLists = undefined): Promise<void> {
      for (const [index, now] of instants.entries())
        if (index === 0 || (await isAnythingDue(db, now))) await tick(now, pilot);
    },
    /** One ticker alone, with a limit. */
    planOnce: (now: Date, limit: number): Promise<PlannedTick> =>
      planDeliveries({ ...ticker(db), pilot: undefined }, now, limit),
    /** The relay takes all that is queued. */
    async send(): Promise<void> {
      await sql`
        update deliveries set state = 'sent', sent_at = scheduled_at where state = 'due'`.execute(
        db,
      );
    },
    /** What is planned and not cancelled, in the order it was planned. */
    async planned(): Promise<PlannedRow[]> {
      const { rows } = await sql<PlannedRow>`
        select employee_id as employee, enrolment_id as enrolment, campaign_id as campaign, lesson, kind,
          local_day as day, scheduled_at as at
        from deliveries where state <> 'cancelled' order by scheduled_at, id`.execute(db);
      return rows;
    },
    async close() {
      for (const pool of pools) await pool.destroy();
      await clone.drop();
    },
  };
}

export type TickWorld = Awaited<ReturnType<typeof openTickWorld>>;

export async function isAnythingDue(db: Database, now: Date): Promise<boolean> {
  const { rows } = await sql`
    select id from enrolments where next_due_at <= ${now} limit 1`.execute(db);
  return rows.length > 0;
}

/** Instants of one local day: every half hour from 07:00 to 16:30, and the dead of night. */
export function ticksOf(day: string): Date[] {
  const at = (minutes: number) =>
    new Date(
      Temporal.PlainDate.from(day)
        .toZonedDateTime({ timeZone: officeHours.timeZone, plainTime: '00:00' })
        .add({ minutes }).epochMilliseconds,
    );
  const halves = Array.from({ length: 20 }, (_, index) => at(7 * 60 + index * 30));
  return [at(3 * 60), ...halves, at(22 * 60)];
}

/** Local days from the first to the last, both included. */
export function days(first: string, last: string): string[] {
  const all: string[] = [];
  for (let day = Temporal.PlainDate.from(first); day.toString() <= last; day = day.add({ days: 1 }))
    all.push(day.toString());
  return all;
}
