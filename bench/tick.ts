import { sql } from 'kysely';
import { createCourseVersions } from '../src/course/course-version.reader.ts';
import { planDeliveries } from '../src/delivery/plan-deliveries.service.ts';
import { createDatabase, createPool, type Database } from '../src/platform/database.ts';
import { migrateToLatest } from '../src/platform/migrate.ts';
import { makeCampaign, messageDomain } from '../test/support/fixture.ts';
import { type Bench, median, rounded } from './support/bench.ts';
import { withBenchDatabase } from './support/database.ts';

const due = 1_000;
const sizes = { few: 10_000, million: 1_000_000 };
const ticksPerRound = 5;
const now = new Date('2026-09-01T08:00:00Z');

/** What one due enrolment costs the tick among a million enrolments, against among 10,000. */
export const bench: Bench = ({ rounds, log }) =>
  withBenchDatabase(async ({ connectionString, db }) => {
    const url = new URL(connectionString);
    await sql`create database million`.execute(db);
    url.pathname = '/million';
    await migrateToLatest(url.href);
    const large = createDatabase(createPool(url.href, 4, () => undefined));
    const microseconds: Record<'few' | 'million', number[]> = { few: [], million: [] };
    try {
      await fill(db, sizes.few);
      log('10,000 enrolments are in place.');
      await fill(large, sizes.million);
      log('1,000,000 enrolments are in place.');
      for (let tick = -1; tick < rounds * ticksPerRound; tick++)
        for (const [name, database] of [
          ['few', db],
          ['million', large],
        ] as const) {
          const took = await timeTick(database, sizes[name], tick + 1);
          // The first tick only warms both up.
          if (tick >= 0) microseconds[name].push(took);
        }
    } finally {
      await large.destroy();
    }
    const few = median(microseconds.few);
    const million = median(microseconds.million);
    return {
      name: 'tick',
      figures: {
        ratioAtMillion: rounded(million / few),
        microsecondsAtTenThousand: rounded(few, 1),
        microsecondsAtMillion: rounded(million, 1),
      },
      basis: { due, ticks: microseconds.few.length },
    };
  });

async function fill(db: Database, enrolments: number): Promise<void> {
  await makeCampaign(db, now, enrolments);
  await sql`
    update enrolments set next_due_at = ${now}::timestamptz + interval '1 day' + id * interval '1 second'`.execute(
    db,
  );
  await sql`vacuum full enrolments`.execute(db);
  await sql`vacuum analyze`.execute(db);
}

/** Microseconds of one tick for each enrolment due; those lie evenly over the whole table. */
async function timeTick(db: Database, enrolments: number, tick: number): Promise<number> {
  const step = enrolments / due;
  await sql`truncate deliveries, askings cascade`.execute(db);
  await sql`
    update enrolments set next_lesson = 1, lesson_on = ${now}::timestamptz::date, anchor_lesson = 1,
      next_due_at = ${now}::timestamptz - interval '1 minute'
    where id in (select n * ${step}::int + 1 + ${tick}::int % ${step}::int
      from generate_series(0, ${due - 1}::int) n)`.execute(db);
  await sql`vacuum enrolments, graphile_worker._private_jobs`.execute(db);
  const deps = { db, courseVersions: createCourseVersions(db), messageDomain, pilot: undefined };
  const started = performance.now();
  const { planned } = await planDeliveries(deps, now);
  const took = performance.now() - started;
  if (planned !== due) throw new Error(`${planned} of ${due} deliveries were planned.`);
  return (took / due) * 1000;
}
