import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { createDatabase, createPool, type Database } from '../src/platform/database.ts';
import { migrateToLatest } from '../src/platform/migrate.ts';
import { type Bench, median, rounded } from './support/bench.ts';
import { startChild } from './support/child.ts';
import { withBenchDatabase } from './support/database.ts';
import { writeCsv } from './support/roster-files.ts';

const people = 100_000;
/** A third of the 2 % that change have left. */
const leavers = Math.floor(people / 150);
const versions = [1, 2] as const;

type Took = Record<'first' | 'second', number[]>;

/**
 * 100,000 employees from file to committed, first and then with 2 % changed, against COPY of
 * the parsed rows and one merge; each import in a process of its own.
 */
export const bench: Bench = ({ rounds, log }) =>
  withBenchDatabase(async ({ connectionString, db }) => {
    const bareUrl = new URL(connectionString);
    await sql`create database bare`.execute(db);
    bareUrl.pathname = '/bare';
    await migrateToLatest(bareUrl.href);
    const bareDb = createDatabase(createPool(bareUrl.href, 1, () => undefined));
    const folder = await mkdtemp(join(tmpdir(), 'nanokurs-bench-roster-'));
    const took = { csv: empty(), bare: empty() };
    let peak = 0;
    try {
      const files = versions.map((version) => join(folder, `${version}.csv`));
      for (const [at, path] of files.entries()) await writeCsv(path, people, at === 0 ? 1 : 2);
      // The first round only warms the server up.
      for (let round = -1; round < rounds; round++) {
        await clear(bareDb);
        await clear(db);
        for (const [at, name] of (['first', 'second'] as const).entries()) {
          const bare = await run('roster-bare', [bareUrl.href, String(people), String(at + 1)]);
          const expected = String(at === 0 ? 0 : leavers);
          const csv = await run('roster-import', [connectionString, files[at] ?? '', expected]);
          await check(db, at === 0 ? 0 : leavers);
          log(`${name}: import ${csv.took} ms, bare ${bare.took} ms, ${csv.above} MB above idle`);
          if (round < 0) continue;
          took.bare[name].push(bare.took);
          took.csv[name].push(csv.took);
          peak = Math.max(peak, csv.above);
        }
      }
    } finally {
      await bareDb.destroy();
      await rm(folder, { recursive: true, force: true });
    }
    const both = ({ first, second }: Took) => median(first) + median(second);
    return {
      name: 'roster',
      figures: {
        ratioToCopyCsv: rounded(both(took.csv) / both(took.bare)),
        ratioToCopyXlsx: null,
        peakMb: rounded(peak, 0),
        ratioFirst: rounded(median(took.csv.first) / median(took.bare.first)),
        ratioSecond: rounded(median(took.csv.second) / median(took.bare.second)),
        firstMilliseconds: rounded(median(took.csv.first), 0),
        secondMilliseconds: rounded(median(took.csv.second), 0),
      },
      basis: { people, changed: '2 %', rounds, took },
    };
  });

function empty(): Took {
  return { first: [], second: [] };
}

async function run(name: string, args: string[]): Promise<{ took: number; above: number }> {
  const child = await startChild(new URL(`./support/${name}.ts`, import.meta.url), args);
  try {
    const { from, until, peakMb } = await child.go();
    return { took: until - from, above: Math.round(peakMb - Number(child.greeting)) };
  } finally {
    await child.close();
  }
}

async function clear(db: Database): Promise<void> {
  await sql`truncate employees, departments, roster_imports cascade`.execute(db);
  await sql`vacuum analyze`.execute(db);
  await sql`checkpoint`.execute(db);
}

async function check(db: Database, left: number): Promise<void> {
  const { rows } = await sql<{ here: number; away: number }>`
    select count(*) filter (where left_at is null)::int as here,
      count(left_at)::int as away from employees`.execute(db);
  if (rows[0]?.here !== people || rows[0].away !== left)
    throw new Error(`The roster is not as it should be: ${JSON.stringify(rows[0])}.`);
}
