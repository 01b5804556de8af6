import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, createPool, type Database } from '../../src/platform/database.ts';
import { applyRoster } from '../../src/roster/apply-roster.service.ts';
import { stageRoster } from '../../src/roster/import-roster.service.ts';
import { lockRoster } from '../../src/roster/roster.repository.ts';
import { rosterImportCommand } from '../../src/roster/roster-import.command.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { identitiesIn } from '../support/identities.ts';
import { rosterFile, truth } from '../support/roster-cases.ts';

const september = rosterFile('personal-2026-09.csv');
const october = rosterFile('personal-2026-10.csv');
const sample = new URL('../../content/sample/personal.csv', import.meta.url).pathname;
const now = new Date('2026-09-01T08:00:00Z');
let test: TestDatabase;
let db: Database;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nanokurs-roster-'));
  test = await cloneDatabase();
  db = createDatabase(createPool(test.connectionString, 4, () => undefined));
});
afterEach(async () => {
  await sql`truncate employees, departments, roster_imports cascade`.execute(db);
  await sql`delete from graphile_worker._private_jobs`.execute(db);
});
afterAll(async () => {
  await db?.destroy();
  await test?.drop();
  await rm(folder, { recursive: true });
});

const run = (...argv: string[]) => rosterImportCommand({ db, now }, argv);
const count = async (table: 'employees' | 'employments' | 'departments' | 'roster_rows') =>
  (await db.selectFrom(table).select(sql<number>`count(*)`.as('n')).executeTakeFirstOrThrow()).n;
const jobs = async () =>
  (
    await sql<{
      n: number;
    }>`select count(*) n from graphile_worker.jobs where task_identifier = 'reconcile'`.execute(db)
  ).rows[0]?.n;
const file = async (change: (lines: string[]) => string[]) => {
  const path = join(folder, 'lista.csv');
  const lines = (await readFile(september, 'latin1')).split('\r\n');
  await writeFile(path, change(lines).join('\r\n'), 'latin1');
  return path;
};
/** Everything the database holds, as text. */
const dump = async () => {
  const tables = ['employees', 'employments', 'departments', 'roster_imports', 'roster_rows'];
  const all = await Promise.all(
    tables.map((table) => sql`select to_jsonb(t) from ${sql.table(table)} t`.execute(db)),
  );
  return JSON.stringify(all.map(({ rows }) => rows));
};

describe('roster import against truth.json', () => {
  it('September, then October', async () => {
    const first = await run(september, '--yes');
    expect(first.exitCode).toBe(0);
    expect(first.json).toMatchObject({
      joiners: truth.september.people,
      leavers: 0,
      errors: [],
      protected: truth.september.protected_skipped,
      withoutEmail: truth.september.without_email,
      people: truth.september.people,
      departments: truth.september.units,
      applied: true,
    });
    expect(await count('employees')).toBe(truth.september.people);
    const { rows, second_employments, protected_skipped } = truth.september as Record<
      string,
      number
    >;
    expect(await count('employments')).toBe((rows ?? 0) - (protected_skipped ?? 0));
    expect(await count('employments')).toBe((await count('employees')) + (second_employments ?? 0));

    const second = await run(october, '--yes');
    expect(second.json).toEqual({
      import: expect.any(Number),
      joiners: truth.change.join,
      leavers: truth.change.leave,
      movers: truth.change.move,
      changed: truth.change.changed_email,
      held: 0,
      errors: [],
      protected: truth.october.protected_skipped,
      withoutEmail: truth.october.without_email,
      people: truth.october.people,
      departments: truth.october.units,
      applied: true,
    });
    const left = await db
      .selectFrom('employees')
      .select('left_at')
      .where('left_at', 'is not', null)
      // Joiners of October are stored and still to begin.
      .where('begins_on', 'is', null)
      .execute();
    expect(left).toHaveLength(truth.change.leave ?? -1);
    expect(left[0]?.left_at).toEqual(now);

    const again = await run(october);
    expect(again.json).toMatchObject({
      joiners: 0,
      leavers: 0,
      movers: 0,
      changed: 0,
      applied: false,
    });
  });

  it('in any order of rows', async () => {
    const reversed = await file(([head, ...lines]) => [head ?? '', ...lines.reverse()]);
    expect((await run(reversed, '--yes')).json).toMatchObject({
      joiners: truth.september.people,
      errors: [],
    });
    expect((await run(september)).json).toMatchObject({
      joiners: 0,
      leavers: 0,
      movers: 0,
      changed: 0,
    });
  });

  it('rule 8: a file of one department makes no leavers elsewhere', async () => {
    await run(september, '--yes');
    const result = await run(rosterFile('personal-2026-10-only-20.csv'), '--yes');
    expect(result.json).toMatchObject({
      joiners: truth.only20.joiners,
      leavers: truth.only20.left_or_moved,
      applied: true,
    });
    const left = await sql<{ code: string }>`
      select distinct substr(d.code, 1, 2) code from employees e join departments d on d.id = e.department_id
      where e.left_at is not null`.execute(db);
    expect(left.rows).toEqual([{ code: '20' }]);
  });

  it('six errors at the right rows; good rows are taken', async () => {
    const result = await run(rosterFile('personal-errors.csv'), '--yes');
    const { errors } = result.json as { errors: { row: number; column: string }[] };
    expect(errors.map(({ row, column }) => [row, column])).toEqual([
      [4, 'E-post'],
      [6, 'Anställningsnummer'],
      [8, 'Förvaltningskod'],
      [10, 'Anställd fr.o.m.'],
      [11, 'Anställningsnummer'],
      [13, 'E-post'],
    ]);
    expect(result.json).toMatchObject({ joiners: 6, applied: true });
  });

  it('rule 8: rows in error keep the old state; an unreadable number makes leavers ask', async () => {
    await run(september, '--yes');
    const faulty = ['004346', '008140', '000097', '002505', '000447'];
    const state = () =>
      db
        .selectFrom('employees')
        .selectAll()
        .where('employment_number', 'in', faulty)
        .orderBy('id')
        .execute();
    const before = await state();
    expect(before).toHaveLength(5);
    const asked = await run(rosterFile('personal-errors.csv'), '--yes');
    expect(asked).toMatchObject({ exitCode: 1, json: { applied: false, joiners: 0 } });
    const { leavers } = asked.json as { leavers: number };
    const done = await run(
      rosterFile('personal-errors.csv'),
      '--yes',
      '--confirm-leavers',
      `${leavers}`,
    );
    expect(done.json).toMatchObject({ applied: true, leavers });
    expect(await state()).toEqual(before);
  });
});

describe('staging and applying', () => {
  it('changes nothing without --yes, and prints within 80 columns', async () => {
    const result = await run(september);
    expect(result).toMatchObject({ exitCode: 0, json: { applied: false } });
    expect(result.text).toMatch(/--yes/);
    expect(await count('employees')).toBe(0);
    expect(await jobs()).toBe(0);
    const errors = await run(rosterFile('personal-errors.csv'));
    for (const line of `${result.text}\n${errors.text}`.split('\n'))
      expect(line.length).toBeLessThanOrEqual(80);
  });

  it('adds one reconcile job with the change and empties the staging rows', async () => {
    await run(september);
    expect(await count('roster_rows')).toBe(1431);
    await run(september, '--yes');
    expect(await jobs()).toBe(1);
    expect(await count('roster_rows')).toBe(0);
    const states = await db.selectFrom('roster_imports').select('status').orderBy('id').execute();
    expect(states.map(({ status }) => status)).toEqual(['discarded', 'applied']);
  });

  it('rule 8: refuses when the base has changed since, or it was applied already', async () => {
    const staged = await stageRoster({ db }, now, { file: september, source: 'hr' });
    const other = await stageRoster({ db }, now, { file: sample, source: 'bolag' });
    await applyRoster({ db }, now, { import: other.import });
    await expect(applyRoster({ db }, now, { import: staged.import })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await expect(applyRoster({ db }, now, { import: other.import })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await expect(applyRoster({ db }, now, { import: 0 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('keeps nobody waiting while it reads a file that is only to be looked at', async () => {
    let staged: Promise<unknown> | undefined;
    await db.transaction().execute(async (trx) => {
      await lockRoster(trx);
      await new Promise<void>((resolve) => {
        const onProgress = (rows: number) => rows > 1_000 && resolve();
        staged = stageRoster({ db }, now, { file: september, source: 'hr', onProgress });
      });
      expect(await trx.selectFrom('roster_imports').selectAll().execute()).toEqual([]);
    });
    expect(await staged).toMatchObject({ mustConfirmNoProtection: false });
  });

  it('rule 8: of two imports at once, one is applied and the other refused', async () => {
    const one = await stageRoster({ db }, now, { file: september, source: 'hr' });
    const two = await stageRoster({ db }, now, { file: sample, source: 'bolag' });
    const ends = await Promise.allSettled(
      [one, two].map((staged) => applyRoster({ db }, now, { import: staged.import })),
    );
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await jobs()).toBe(1);
  });

  it('rule 8: many leavers need their number confirmed, the right one', async () => {
    await run(september, '--yes');
    const half = await file((lines) => lines.filter((_line, index) => index % 2 === 0));
    const asked = await run(half, '--yes');
    const { leavers } = asked.json as { leavers: number };
    expect(asked).toMatchObject({ exitCode: 1, json: { applied: false } });
    expect(asked.text).toContain(`--confirm-leavers ${leavers}`);
    expect((await run(half, '--yes', '--confirm-leavers', String(leavers - 1))).exitCode).toBe(1);
    expect((await run(half, '--yes', '--confirm-leavers', String(leavers))).json).toMatchObject({
      applied: true,
    });
  });

  it('rule 7: an import leaves holds alone, also for who leaves and returns', async () => {
    await run(september, '--yes');
    const { id } = await db
      .selectFrom('employees')
      .select('id')
      .where('employment_number', '=', '004346')
      .executeTakeFirstOrThrow();
    await db
      .insertInto('holds')
      .values({ employee_id: id, from_on: '2026-09-01', until_on: null, reason: 'leave' })
      .execute();
    await run(await file((lines) => lines.filter((line) => !line.startsWith('004346'))), '--yes');
    const gone = await db
      .selectFrom('employees')
      .select('left_at')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    expect(gone.left_at).toEqual(now);
    await run(september, '--yes');
    const back = await db
      .selectFrom('employees')
      .select('left_at')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    expect(back.left_at).toBeNull();
    expect(await db.selectFrom('holds').select('employee_id').execute()).toEqual([
      { employee_id: id },
    ]);
  });

  it('rule 9: who becomes protected is erased at apply, and named nowhere before', async () => {
    await run(september, '--yes');
    const path = await file((lines) =>
      lines.map((line) => (line.startsWith('004346') ? line.replace(';N;', ';J;') : line)),
    );
    const staged = await run(path);
    expect(staged.json).toMatchObject({ leavers: 0, protected: 4, people: 1408 });
    expect(staged.text).not.toMatch(/004346|Elsa/);
    const waiting = await db
      .selectFrom('roster_rows')
      .select(sql<string>`content::text`.as('text'))
      .execute();
    expect(waiting.filter(({ text }) => /004346|elsa\.holm@/.test(text))).toEqual([]);
    expect((await run(path, '--yes')).json).toMatchObject({
      leavers: 0,
      protected: 4,
      applied: true,
    });
    expect(await dump()).not.toMatch(/004346|elsa\.holm@/);
  });

  it('rule 9: a file that cannot tell who is protected is confirmed once a source', async () => {
    const path = await file((lines) =>
      lines.map((line) => line.replace('Skyddad identitet', 'Övrigt')),
    );
    expect(await run(path, '--yes')).toMatchObject({ exitCode: 1, json: { applied: false } });
    expect((await run(path, '--yes', '--confirm-no-protection')).json).toMatchObject({
      applied: true,
    });
    expect((await run(path, '--yes')).json).toMatchObject({ applied: true });
  });

  it('rule 9: no identity number of any file reaches database or output', async () => {
    const files = [september, october, rosterFile('personal-errors.csv')];
    const identities = new Set<string>();
    let seen = '';
    for (const path of files) {
      for (const identity of (await readFile(path, 'latin1')).match(/\d{8}-\d{4}/g) ?? [])
        identities.add(identity);
      const { text, json } = await run(path, '--yes');
      seen += text + JSON.stringify(json) + (await dump());
    }
    const misplaced = await file((lines) =>
      lines.map((line) => line.replace(/^(\d+);([\d-]+);/, '$2;$1;')),
    );
    const { text, json } = await run(misplaced);
    seen += text + JSON.stringify(json) + (await dump());
    expect(identities.size).toBeGreaterThan(1400);
    expect(identitiesIn(seen, identities)).toEqual([]);
  });

  it('takes the sample roster without a complaint', async () => {
    const result = await run(sample, '--yes');
    expect(result.json).toMatchObject({ errors: [], held: 0, protected: 3, applied: true });
    expect(await count('employees')).toBeGreaterThan(1_350);
  });

  it.each([
    [[]],
    [['a', 'b']],
    [['a', '--scope', 'x']],
    [['a', '--confirm-leavers', 'ten']],
    [['a', '--what']],
  ])('refuses wrong usage %j', async (argv) => {
    await expect(run(...argv)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});
