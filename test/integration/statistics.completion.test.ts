import Fastify from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createToken } from '../../src/access/create-token.service.ts';
import { fixedClock } from '../../src/platform/clock.ts';
import { createDatabase, createPool, type Database } from '../../src/platform/database.ts';
import { AppError } from '../../src/platform/errors.ts';
import { registerCompletionRoutes } from '../../src/statistics/completion.routes.ts';
import { completionOf } from '../../src/statistics/completion.service.ts';
import type { Completion } from '../../src/statistics/completion.ts';
import { completionSeries } from '../../src/statistics/completion-series.service.ts';
import { makeDays } from '../../src/statistics/make-days.service.ts';
import { statisticsKCommand } from '../../src/statistics/statistics-k.command.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';

const now = new Date('2026-09-01T08:00:00Z');

let clone: TestDatabase;
let db: Database;
let campaignId: number;
const departments = new Map<string, number>();

beforeAll(async () => {
  clone = await cloneDatabase();
  db = createDatabase(createPool(clone.connectionString, 3, () => undefined));
  campaignId = await addCampaign();
  // Somebody looks before anybody is enrolled: that must not stand for the rest of the day.
  const early = await completionOf({ db }, now, { campaignId, visible: 'all' });
  expect(early.departments).toEqual([]);
  await addDepartment('A', 'Barn och utbildning', null);
  await addDepartment('A1', 'Förskola', 'A');
  await addDepartment('A2', 'Grundskola', 'A');
  await addDepartment('B', 'Omsorg', null);
  await addDepartment('C', 'Tom', null);
  const first_sent_at = now;
  const answered = { first_sent_at, first_answered_at: now };
  await enrol('A1', 7, { ...answered, completed_at: now });
  await enrol('A1', 2, answered);
  await enrol('A1', 1, { first_sent_at, failed_at: now });
  await enrol('A1', 1, { failed_at: now });
  await enrol('A1', 3, { ...answered, left_at: now });
  await enrol('A1', 4, { reachable: false });
  await enrol('A2', 12, {});
  await enrol('B', 3, answered);
  await enrol(null, 2, { ...answered, completed_at: now });
  await enrol(null, 1, answered);
  await enrol(null, 2, { first_sent_at });
});

afterAll(async () => {
  await db.destroy();
  await clone.drop();
});

async function addCampaign(): Promise<number> {
  const version = await db
    .insertInto('course_versions')
    .values({ slug: 'x', hash: 'h', content: '{"lessons":[]}' })
    .returning('id')
    .executeTakeFirstOrThrow();
  const campaign = await db
    .insertInto('campaigns')
    .values({
      course_slug: 'x',
      course_version_id: version.id,
      lessons: 3,
      audience: JSON.stringify({ kind: 'all' }),
      start_on: '2026-08-31',
      until_on: '2026-12-31',
      cadence: JSON.stringify({ kind: 'every', days: 14, until: '2026-12-31' }),
      window_from: '07:30',
      window_until: '16:00',
      weekdays: [1, 2, 3, 4, 5],
      time_zone: 'Europe/Stockholm',
      status: 'running',
      created_at: now,
      ended_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return campaign.id;
}

async function addDepartment(code: string, name: string, parent: string | null): Promise<void> {
  const row = await db
    .insertInto('departments')
    .values({
      code,
      name,
      parent_id: parent === null ? null : (departments.get(parent) ?? null),
      closed_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  departments.set(code, row.id);
}

type Stamps = {
  reachable?: boolean;
  first_sent_at?: Date;
  failed_at?: Date;
  first_answered_at?: Date;
  completed_at?: Date;
  left_at?: Date;
};

let employees = 0;

async function enrol(code: string | null, count: number, stamps: Stamps): Promise<void> {
  const department_id = code === null ? null : (departments.get(code) ?? null);
  for (let i = 0; i < count; i += 1) {
    employees += 1;
    const employee = await db
      .insertInto('employees')
      .values({
        source: 'test',
        employment_number: `${employees}`,
        first_name: 'Test',
        last_name: 'Person',
        email: null,
        title: null,
        // Somewhere else by now: the enrolment's own department is what counts.
        department_id: departments.get('C') ?? null,
        left_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await db
      .insertInto('enrolments')
      .values({
        campaign_id: campaignId,
        employee_id: employee.id,
        department_id,
        anchor_on: '2026-08-31',
        next_due_at: null,
        reachable: true,
        left_at: null,
        first_sent_at: null,
        failed_at: null,
        first_answered_at: null,
        completed_at: null,
        ...stamps,
      })
      .execute();
  }
}

const hidden = {
  invited: null,
  delivered: null,
  failed: null,
  started: null,
  completed: null,
  suppressed: true,
};
const a1 = {
  code: 'A1',
  name: 'Förskola',
  // The three who have left are too few to be missed unnoticed, so they still count.
  invited: 14,
  // Mails are told only where nothing beside it is hidden.
  delivered: null,
  failed: null,
  started: 12,
  completed: 7,
  suppressed: false,
};
const day = { asOf: '2026-09-01', k: 5, hiddenPercent: 9 };

describe('completionOf', () => {
  test('counts as DESIGN section 1 says, up the tree, without empty departments', async () => {
    const completion = await completionOf({ db }, now, { campaignId, visible: 'all' });
    expect(completion).toEqual({
      campaign: campaignId,
      as: 'now',
      ...day,
      departments: [
        {
          code: 'A',
          name: 'Barn och utbildning',
          parent: null,
          invited: 26,
          delivered: null,
          failed: null,
          started: 12,
          completed: 7,
          suppressed: false,
        },
        { ...a1, parent: 'A' },
        {
          code: 'A2',
          name: 'Grundskola',
          parent: 'A',
          invited: 12,
          delivered: null,
          failed: null,
          started: 0,
          completed: 0,
          suppressed: false,
        },
        // Three people; the five without a department keep them from being told by subtraction.
        { code: 'B', name: 'Omsorg', parent: null, ...hidden },
      ],
      total: {
        invited: 34,
        delivered: 21,
        failed: 1,
        started: 18,
        completed: 9,
        suppressed: false,
      },
    });
  });

  test('rule 10: what is not visible is in no row and in no sum', async () => {
    const visible = new Set([departments.get('A1') ?? 0]);
    expect(await completionOf({ db }, now, { campaignId, visible })).toEqual({
      campaign: campaignId,
      as: 'now',
      ...day,
      departments: [{ ...a1, parent: null }],
      total: {
        invited: 14,
        delivered: null,
        failed: null,
        started: 12,
        completed: 7,
        suppressed: false,
      },
    });
  });

  test('rule 10: without anything visible there is nothing to see', async () => {
    expect(await completionOf({ db }, now, { campaignId, visible: new Set() })).toEqual({
      campaign: campaignId,
      as: 'now',
      ...day,
      departments: [],
      total: hidden,
    });
  });

  test('an unknown campaign is told', async () => {
    await expect(
      completionOf({ db }, now, { campaignId: 999, visible: 'all' }),
    ).rejects.toMatchObject({
      code: 'CAMPAIGN_UNKNOWN',
    });
  });
});

describe('GET /api/v1/campaigns/:id/completion', () => {
  async function get(token: string | undefined, id: number | string = campaignId, query = '') {
    const app = Fastify();
    app.setValidatorCompiler(validatorCompiler);
    app.setSerializerCompiler(serializerCompiler);
    app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
      error instanceof AppError
        ? reply.code(error.status).send({ code: error.code })
        : reply.code(error.statusCode ?? 500).send({ code: error.message }),
    );
    registerCompletionRoutes(app, { db, clock: fixedClock(now) });
    const response = await app.inject({
      url: `/api/v1/campaigns/${id}/completion${query}`,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
    await app.close();
    return response;
  }

  async function tokenFor(role: 'admin' | 'hr' | 'leader', department?: string): Promise<string> {
    return (await createToken({ db }, now, { role, department })).token;
  }

  test('an admin reads everything', async () => {
    const response = await get(await tokenFor('admin'));
    expect(response.statusCode).toBe(200);
    expect(response.headers['cache-control']).toBe('no-store');
    expect(response.json()).toEqual(
      await completionOf({ db }, now, { campaignId, visible: 'all' }),
    );
  });

  test('as=then counts leavers too; another word is refused', async () => {
    const token = await tokenFor('admin');
    const then = (await get(token, `${campaignId}`, '?as=then')).json();
    expect(then).toEqual(
      await completionOf({ db }, now, { campaignId, visible: 'all', as: 'then' }),
    );
    expect(then).toMatchObject({ as: 'then', total: { invited: 34 } });
    expect((await get(token, `${campaignId}`, '?as=soon')).statusCode).toBe(400);
  });

  test('rule 10: a leader reads its subtree only', async () => {
    const read = async (department: string) =>
      (await get(await tokenFor('leader', department)))
        .json()
        .departments.map((row: { code: string }) => row.code);
    expect(await read('A')).toEqual(['A', 'A1', 'A2']);
    expect(await read('A2')).toEqual(['A2']);
    expect(await read('C')).toEqual([]);
  });

  test('rule 11: a leader of a small department reads no figures', async () => {
    const response = await get(await tokenFor('leader', 'B'));
    expect(response.json()).toMatchObject({
      departments: [{ code: 'B', ...hidden }],
      total: hidden,
    });
  });

  test('rule 11: HR does not read who answers where', async () => {
    const response = await get(await tokenFor('hr'));
    expect(response.statusCode).toBe(403);
    expect(response.json()).toEqual({ code: 'FORBIDDEN' });
  });

  test('without a token, or for a campaign that is not there, it says so', async () => {
    expect((await get(undefined)).statusCode).toBe(401);
    expect((await get(await tokenFor('admin'), 999)).json()).toEqual({ code: 'CAMPAIGN_UNKNOWN' });
  });

  test.each(['0', '-1', 'x', '2147483648'])('rule 14: the id %s is refused', async (id) => {
    expect((await get(await tokenFor('admin'), id)).statusCode).toBe(400);
  });
});

describe('rule 11: once a day', () => {
  const tomorrow = new Date('2026-09-02T08:00:00Z');
  const look = (at: Date) => completionOf({ db }, at, { campaignId, visible: 'all' });
  const rowOf = ({ departments }: Completion, code: string) =>
    departments.find((row) => row.code === code);

  test('departments wait for the next day, the total does not', async () => {
    await sql`
      update enrolments set first_sent_at = ${now}, first_answered_at = ${now}
      where id in (select id from enrolments where department_id = ${departments.get('A2') ?? 0}
        order by id limit 4)`.execute(db);
    const later = await look(new Date('2026-09-01T20:00:00Z'));
    expect(rowOf(later, 'A2')).toMatchObject({ started: 0 });
    expect(later.total).toMatchObject({ started: 22 });
    expect(rowOf(await look(tomorrow), 'A2')).toMatchObject({ started: 4 });
  });

  test('two who look at the same time make the day once', async () => {
    const day = new Date('2026-09-03T08:00:00Z');
    const looks = await Promise.all([look(day), look(day), makeDays({ db }, day)]);
    expect(looks[0]).toEqual(looks[1]);
    expect(await makeDays({ db }, day)).toBe(0);
    const { rows } = await sql<{ days: number }>`
      select count(*)::int as days from completion_days where day = '2026-09-03'`.execute(db);
    expect(rows).toEqual([{ days: 1 }]);
  });

  test('the days are a series, of the organisation, a department or what a leader sees', async () => {
    const input = { campaignId, visible: 'all' as const };
    const at = new Date('2026-09-03T08:00:00Z');
    const all = await completionSeries({ db }, at, input);
    expect(all.map(({ day, started }) => [day, started])).toEqual([
      ['2026-09-01', 18],
      ['2026-09-02', 22],
      ['2026-09-03', 22],
    ]);
    const one = await completionSeries({ db }, at, { ...input, department: 'A2' });
    expect(one.map(({ started, delivered }) => [started, delivered])).toEqual([
      [0, null],
      [4, null],
      [4, null],
    ]);
    const hiddenOne = await completionSeries({ db }, at, { ...input, department: 'B' });
    expect(hiddenOne.map(({ started }) => started)).toEqual([null, null, null]);
    const visible = new Set([departments.get('A1') ?? 0, departments.get('A2') ?? 0]);
    const leader = await completionSeries({ db }, at, { campaignId, visible });
    expect(leader.map(({ invited, started }) => [invited, started])).toEqual([
      [26, 12],
      [26, 16],
      [26, 16],
    ]);
    expect(await completionSeries({ db }, at, { campaignId, visible, department: 'B' })).toEqual(
      [],
    );
  });

  test('rule 10: on a day on which a row counted people out of view, it has no figures', async () => {
    const at = new Date('2026-09-03T08:00:00Z');
    const [a1, b] = [departments.get('A1') ?? 0, departments.get('B') ?? 0];
    const { rows: kept } = await sql<{ view: { rows: (number | null)[][]; total: unknown } }>`
      select present as view from completion_days
      where campaign_id = ${campaignId} and day = '2026-09-02'`.execute(db);
    const view = kept[0]?.view ?? { rows: [], total: null };
    const set = (rows: (number | null)[][]) =>
      sql`
      update completion_days set present = ${JSON.stringify({ ...view, rows })}
      where campaign_id = ${campaignId} and day = '2026-09-02'`.execute(db);
    // B stood below A1 then.
    await set(view.rows.map((row) => (row[0] === b ? [b, a1, ...row.slice(2)] : row)));
    const visible = new Set([a1, departments.get('A2') ?? 0]);
    const seen = async (department?: string) => {
      const days = await completionSeries({ db }, at, { campaignId, visible, department });
      return days.map(({ started }) => started);
    };
    expect(await seen()).toEqual([12, null, 16]);
    expect((await seen('A1')).map((started) => started === null)).toEqual([false, true, false]);
    expect(await seen('A2')).toEqual([0, 4, 4]);
    await set(view.rows);
  });

  test('who is erased is not missed, since that would tell what they had done', async () => {
    const day = new Date('2026-09-04T08:00:00Z');
    const before = await look(new Date('2026-09-03T08:00:00Z'));
    await sql`delete from employees where id in (select employee_id from enrolments
      where completed_at is not null order by id limit 1)`.execute(db);
    const { departments: rows, total } = await look(day);
    expect([rows, total]).toEqual([before.departments, before.total]);
  });

  test('larger groups hold at once, smaller ones never again', async () => {
    const day = new Date('2026-09-04T09:00:00Z');
    const command = (...argv: string[]) => statisticsKCommand({ db }, argv);
    expect(await command('13')).toMatchObject({ json: { k: 13 }, audit: [{ details: { k: 13 } }] });
    expect(rowOf(await look(day), 'A2')).toMatchObject({ suppressed: true });
    await command('3');
    expect(await look(day)).toMatchObject({ k: 13 });
    await expect(command('2')).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    expect((await command()).json).toEqual({ k: 3 });
  });
});
