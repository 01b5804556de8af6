import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { createDatabase, createPool, type Database } from '../src/platform/database.ts';
import { migrateToLatest } from '../src/platform/migrate.ts';
import { type Bench, median, rounded } from './support/bench.ts';
import { nodeOptions, startChild } from './support/child.ts';
import { withBenchDatabase } from './support/database.ts';
import { rosterDepartments, writeCsv } from './support/roster-files.ts';
import { writeXlsx } from './support/roster-workbook.ts';

const formats = ['csv', 'xlsx'] as const;
const versions = [1, 2] as const;
const writers = { csv: writeCsv, xlsx: writeXlsx };

type Format = (typeof formats)[number];
/** Milliseconds, by round. */
type Took = Record<'first' | 'second', number[]>;
type Series = { import: Took; bare: Took; peak: number };

/**
 * Employees (100,000, or BENCH_PEOPLE) from file to committed, first and then with 2 % changed,
 * as CSV and as XLSX, each import in a process of its own that Node runs as `npm run nanokurs` has
 * it. Every import has a run of the baseline
 * just before it, in another database of the same server; a ratio is the median over the rounds
 * of what the two imports of a round took to what their two baselines took.
 *
 * The baseline is given the rows parsed and its departments in place, and does in one
 * transaction: COPY of nine columns into a bare temporary table, and one merge that inserts and
 * changes people (names, address, language, title), puts them in their department by its code
 * and stamps who has left. It leaves out: reading and checking the file, masking identity
 * numbers, protected identities, making departments and their history, employments and the choice
 * of the main one, conflicts and held rows, the diff that is shown, the brake, what undo needs,
 * and letting the campaigns know. Both must end with the same people in the same departments.
 */
export const bench: Bench = ({ rounds, log }) =>
  withBenchDatabase(async ({ connectionString, db }) => {
    const people = peopleWanted();
    const bareUrl = new URL(connectionString);
    await sql`create database bare`.execute(db);
    bareUrl.pathname = '/bare';
    await migrateToLatest(bareUrl.href);
    const bareDb = createDatabase(createPool(bareUrl.href, 1, () => undefined));
    const folder = await mkdtemp(join(tmpdir(), 'nanokurs-bench-roster-'));
    const fileOf = (format: Format, version: 1 | 2) => join(folder, `${version}.${format}`);
    const series = { csv: emptySeries(), xlsx: emptySeries() };
    try {
      for (const format of formats)
        for (const version of versions)
          await writers[format](fileOf(format, version), people, version);
      // The first round only warms the server up.
      for (let round = -1; round < rounds; round++)
        for (const format of formats) {
          await clear(bareDb, addDepartments);
          await clear(db);
          for (const version of versions) {
            const left = version === 1 ? 0 : leaversOf(people);
            const bare = await run('roster-bare', [bareUrl.href, String(people), String(version)]);
            const file = fileOf(format, version);
            const ours = await run('roster-import', [connectionString, file, String(left)]);
            await check([bareDb, db], people, left);
            const name = version === 1 ? 'first' : 'second';
            log(
              `${format} ${name}: import ${ours.took} ms, bare ${bare.took} ms, ${ours.above} MB above idle`,
            );
            if (round < 0) continue;
            const { import: imports, bare: bares, peak } = series[format];
            imports[name].push(ours.took);
            bares[name].push(bare.took);
            series[format].peak = Math.max(peak, ours.above);
          }
        }
    } finally {
      await bareDb.destroy();
      await rm(folder, { recursive: true, force: true });
    }
    const { csv, xlsx } = series;
    return {
      name: 'roster',
      figures: {
        ratioToCopyCsv: ratio(csv, ['first', 'second']),
        ratioToCopyXlsx: ratio(xlsx, ['first', 'second']),
        peakMb: rounded(Math.max(csv.peak, xlsx.peak), 0),
        peakCsvMb: rounded(csv.peak, 0),
        peakXlsxMb: rounded(xlsx.peak, 0),
        ratioCsvFirst: ratio(csv, ['first']),
        ratioCsvSecond: ratio(csv, ['second']),
        ratioXlsxFirst: ratio(xlsx, ['first']),
        ratioXlsxSecond: ratio(xlsx, ['second']),
        csvFirstMilliseconds: rounded(median(csv.import.first), 0),
        csvSecondMilliseconds: rounded(median(csv.import.second), 0),
        xlsxFirstMilliseconds: rounded(median(xlsx.import.first), 0),
        xlsxSecondMilliseconds: rounded(median(xlsx.import.second), 0),
      },
      basis: { people, changed: '2 %', rounds, took: series },
    };
  });

function peopleWanted(): number {
  const people = Number(process.env.BENCH_PEOPLE ?? 100_000);
  if (!Number.isInteger(people) || people < 150 || people > 190_000)
    throw new Error('BENCH_PEOPLE is a whole number from 150 to 190000.');
  return people;
}

/** A third of the 2 % that change have left. */
function leaversOf(people: number): number {
  return Math.floor(people / 150);
}

function emptySeries(): Series {
  const empty = () => ({ first: [], second: [] });
  return { import: empty(), bare: empty(), peak: 0 };
}

function ratio(series: Series, names: readonly (keyof Took)[]): number {
  const sum = (took: Took, round: number) =>
    names.reduce((total, name) => total + (took[name][round] ?? Number.NaN), 0);
  const ratios = series.bare.first.map(
    (_took, round) => sum(series.import, round) / sum(series.bare, round),
  );
  return rounded(median(ratios));
}

/** `above` is the most memory used, in MB above that of the process before its work. */
async function run(name: string, args: string[]): Promise<{ took: number; above: number }> {
  const script = new URL(`./support/${name}.ts`, import.meta.url);
  const child = await startChild(script, args, nodeOptions('nanokurs'));
  try {
    const { from, until, peakMb } = await child.go();
    return { took: until - from, above: Math.round(peakMb - Number(child.greeting)) };
  } finally {
    await child.close();
  }
}

async function clear(db: Database, fill?: (db: Database) => Promise<void>): Promise<void> {
  await sql`truncate employees, departments, roster_imports cascade`.execute(db);
  await fill?.(db);
  await sql`vacuum analyze`.execute(db);
  await sql`checkpoint`.execute(db);
}

async function addDepartments(db: Database): Promise<void> {
  for (const level of rosterDepartments())
    await sql`
      insert into departments (code, name, parent_id)
      select one.code, one.name, above.id
      from jsonb_to_recordset(${JSON.stringify(level)}::jsonb)
        as one (code text, name text, parent text)
      left join departments above on above.code = one.parent`.execute(db);
}

type Stored = { here: number; away: number; placed: number; digest: string };

async function check(databases: readonly Database[], people: number, left: number): Promise<void> {
  const stored = (await Promise.all(databases.map(read))).flat();
  const wrong = stored.some(
    ({ here, away, placed, digest }) =>
      here !== people || away !== left || placed !== people || digest !== stored[0]?.digest,
  );
  if (wrong || stored.length !== databases.length)
    throw new Error(`The roster is not as it should be: ${JSON.stringify(stored)}.`);
}

async function read(db: Database): Promise<Stored[]> {
  const { rows } = await sql<Stored>`
    select count(*) filter (where left_at is null)::int as here,
      count(left_at)::int as away,
      count(department_id) filter (where left_at is null)::int as placed,
      md5(string_agg(
        concat_ws('|', employment_number, first_name, last_name, email, language, title, d.code),
        ',' order by employment_number collate "C") filter (where left_at is null)) as digest
    from employees left join departments d on d.id = department_id`.execute(db);
  return rows;
}
