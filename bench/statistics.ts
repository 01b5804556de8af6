import { join } from 'node:path';
import { sql } from 'kysely';
import { insertCampaign } from '../src/campaign/campaign.repository.ts';
import { loadContent } from '../src/course/course.loader.ts';
import { freezeCourse } from '../src/course/course-hash.ts';
import { storeCourseVersion } from '../src/course/course-version.repository.ts';
import { createDatabase, createPool, type Database } from '../src/platform/database.ts';
import { migrateToLatest } from '../src/platform/migrate.ts';
import { completionOf } from '../src/statistics/completion.service.ts';
import { makeDay } from '../src/statistics/make-day.service.ts';
import { alwaysOpen } from '../test/support/fixture.ts';
import { type Bench, median, rounded } from './support/bench.ts';
import { withBenchDatabase } from './support/database.ts';
import { timePages } from './support/statistics-pages.ts';

const sizes = { atMunicipality: 57_000, atMillion: 1_000_000 };
const departments = 2_000;
const daysPerRound = 3;
const looksPerDay = 2;
const pageLooksPerRound = 10;
const start = new Date('2026-09-01T08:00:00Z');
const dayMilliseconds = 86_400_000;

type Milliseconds = { groupBy: number[]; look: number[]; day: number[] };

/**
 * Completion of a whole organisation with suppression, against one bare `group by department` over
 * the same table. `ratioToGroupBy`: the call a reader makes, its rows and the live total, at the
 * worse of the two sizes. `dayToGroupBy`: the making of a day, once a day for all readers;
 * `firstDayToGroupBy`: of the first one, which writes down where each enrolment is shown.
 * `millisecondsOfPageAtMunicipality`: server time of the slowest page that tells of the campaign.
 */
export const bench: Bench = ({ rounds, log }) =>
  withBenchDatabase(async ({ connectionString, db }) => {
    const url = new URL(connectionString);
    await sql`create database million`.execute(db);
    url.pathname = '/million';
    await migrateToLatest(url.href);
    const large = createDatabase(createPool(url.href, 4, () => undefined));
    try {
      const small = await measure(db, sizes.atMunicipality, rounds, log);
      const pages = await timePages(connectionString, {
        campaign: small.campaignId,
        looks: pageLooksPerRound * rounds,
        at: start,
      });
      const million = await measure(large, sizes.atMillion, rounds, log);
      return {
        name: 'statistics',
        figures: {
          ratioToGroupBy: Math.max(small.lookRatio, million.lookRatio),
          dayToGroupBy: Math.max(small.dayRatio, million.dayRatio),
          firstDayToGroupBy: Math.max(small.firstDayRatio, million.firstDayRatio),
          lookRatioAtMunicipality: small.lookRatio,
          dayRatioAtMunicipality: small.dayRatio,
          firstDayRatioAtMunicipality: small.firstDayRatio,
          lookRatioAtMillion: million.lookRatio,
          dayRatioAtMillion: million.dayRatio,
          firstDayRatioAtMillion: million.firstDayRatio,
          millisecondsOfLookAtMunicipality: small.look,
          millisecondsOfPageAtMunicipality: rounded(Math.max(...pages.values()), 1),
          millisecondsOfDayAtMunicipality: small.day,
          millisecondsOfFirstDayAtMunicipality: small.firstDay,
          millisecondsOfGroupByAtMunicipality: small.groupBy,
          millisecondsOfLookAtMillion: million.look,
          millisecondsOfDayAtMillion: million.day,
          millisecondsOfFirstDayAtMillion: million.firstDay,
          millisecondsOfGroupByAtMillion: million.groupBy,
        },
        basis: {
          ...sizes,
          departments,
          rounds,
          days: daysPerRound * rounds,
          pages: Object.fromEntries([...pages].map(([page, took]) => [page, rounded(took, 1)])),
        },
      };
    } finally {
      await large.destroy();
    }
  });

async function measure(db: Database, people: number, rounds: number, log: (text: string) => void) {
  const campaignId = await fill(db, people);
  const first = performance.now();
  await makeDay({ db }, start, campaignId);
  const firstDay = rounded(performance.now() - first, 0);
  await sql`vacuum analyze enrolments`.execute(db);
  log(`${people} enrolments are in place; the first day took ${firstDay} ms.`);
  const took: Milliseconds = { groupBy: [], look: [], day: [] };
  for (let day = 1; day <= daysPerRound * (rounds + 1); day++) {
    const now = new Date(start.getTime() + day * dayMilliseconds);
    // The first round only warms up.
    const counts = day > daysPerRound;
    await answerSome(db, now, day);
    const made = await time(() => makeDay({ db }, now, campaignId));
    if (counts) took.day.push(made);
    for (let look = 0; look < looksPerDay; look++) {
      const bare = await time(() =>
        sql`select department_id, count(*) from enrolments group by department_id`.execute(db),
      );
      const one = await time(() => completionOf({ db }, now, { campaignId, visible: 'all' }));
      if (!counts) continue;
      took.groupBy.push(bare);
      took.look.push(one);
    }
  }
  const groupBy = median(took.groupBy);
  return {
    campaignId,
    firstDay,
    groupBy: rounded(groupBy, 1),
    look: rounded(median(took.look), 1),
    day: rounded(median(took.day), 1),
    lookRatio: rounded(median(took.look) / groupBy),
    dayRatio: rounded(median(took.day) / groupBy),
    firstDayRatio: rounded(firstDay / groupBy),
  };
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Ten branches of fourteen and more; a fifth of the departments are small. */
async function fill(db: Database, people: number): Promise<number> {
  await sql`
    insert into departments (code, name)
    select n::text, 'Enhet ' || n from generate_series(1, ${departments}::int) n`.execute(db);
  await sql`
    update departments set parent_id = case when id <= 10 then null when id <= 150 then id % 10 + 1
      else id % 140 + 11 end`.execute(db);
  await sql`
    insert into employees (source, employment_number, first_name, last_name, email, department_id)
    select 'bench', n::text, 'Åsa', 'Öberg', n || '@example.org', case
      when n <= ${departments}::int then n
      else 151 + (n::bigint * 7919) % ((${departments}::int - 150) * 4 / 5) end
    from generate_series(1, ${people}::int) n`.execute(db);
  const { courses } = await loadContent([join(import.meta.dirname, '../content')]);
  const [course] = courses;
  if (course === undefined) throw new Error('There is no course.');
  const id = await db.transaction().execute(async (trx) =>
    insertCampaign(trx, start, {
      courseSlug: course.slug,
      courseVersionId: await storeCourseVersion(trx, freezeCourse(course)),
      lessons: course.lessons.length,
      audience: { kind: 'all' },
      start: '2026-09-01',
      until: '2026-12-31',
      cadence: { kind: 'every', days: 14, until: '2026-12-31' },
      arm: 'none',
      baseline: false,
      window: alwaysOpen,
    }),
  );
  await sql`
    insert into enrolments (campaign_id, employee_id, department_id, anchor_on, reachable,
      first_sent_at, first_answered_at, completed_at)
    select ${id}, id, department_id, '2026-09-01', true, ${start},
      case when id % 5 < 3 then ${start}::timestamptz end,
      case when id % 5 < 1 then ${start}::timestamptz end
    from employees order by id`.execute(db);
  await sql`vacuum analyze`.execute(db);
  return id;
}

/** A day's answers: as many as a municipality gives in one, spread over the table. */
async function answerSome(db: Database, now: Date, day: number): Promise<void> {
  await sql`
    update enrolments set first_answered_at = ${now} where id in (
      select id from enrolments where first_answered_at is null and id % 17 = ${day}::int % 17
      limit 1000)`.execute(db);
  await sql`vacuum enrolments`.execute(db);
}
