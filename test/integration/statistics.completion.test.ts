import Fastify from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createToken } from '../../src/access/create-token.service.ts';
import { createDatabase, createPool, type Database } from '../../src/platform/database.ts';
import { AppError } from '../../src/platform/errors.ts';
import { registerCompletionRoutes } from '../../src/statistics/completion.routes.ts';
import { completionOf } from '../../src/statistics/completion.service.ts';
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
  await enrol(null, 5, answered);
});

afterAll(async () => {
  await db.destroy();
  await clone.drop();
});

async function addCampaign(): Promise<number> {
  const version = await db
    .insertInto('course_versions')
    .values({ slug: 'x', hash: 'h', content: '{}' })
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
  invited: 11,
  delivered: 10,
  failed: 1,
  started: 9,
  completed: 7,
  suppressed: false,
};

describe('completionOf', () => {
  test('counts as DESIGN section 1 says, up the tree, without leavers and empty departments', async () => {
    const completion = await completionOf({ db }, { campaignId, visible: 'all' });
    expect(completion).toEqual({
      campaign: campaignId,
      as: 'now',
      departments: [
        {
          code: 'A',
          name: 'Barn och utbildning',
          parent: null,
          invited: 23,
          delivered: 10,
          failed: 1,
          started: 9,
          completed: 7,
          suppressed: false,
        },
        { ...a1, parent: 'A' },
        {
          code: 'A2',
          name: 'Grundskola',
          parent: 'A',
          invited: 12,
          delivered: 0,
          failed: 0,
          started: 0,
          completed: 0,
          suppressed: false,
        },
        // Three people; the five without a department keep them from being told by subtraction.
        { code: 'B', name: 'Omsorg', parent: null, ...hidden },
      ],
      total: {
        invited: 31,
        delivered: 18,
        failed: 1,
        started: 17,
        completed: 7,
        suppressed: false,
      },
    });
  });

  test('rule 10: what is not visible is in no row and in no sum', async () => {
    const visible = new Set([departments.get('A1') ?? 0]);
    expect(await completionOf({ db }, { campaignId, visible })).toEqual({
      campaign: campaignId,
      as: 'now',
      departments: [{ ...a1, parent: null }],
      total: { invited: 11, delivered: 10, failed: 1, started: 9, completed: 7, suppressed: false },
    });
  });

  test('rule 10: without anything visible there is nothing to see', async () => {
    expect(await completionOf({ db }, { campaignId, visible: new Set() })).toEqual({
      campaign: campaignId,
      as: 'now',
      departments: [],
      total: hidden,
    });
  });

  test('an unknown campaign is told', async () => {
    await expect(completionOf({ db }, { campaignId: 999, visible: 'all' })).rejects.toMatchObject({
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
    registerCompletionRoutes(app, { db });
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
    expect(response.json()).toEqual(await completionOf({ db }, { campaignId, visible: 'all' }));
  });

  test('as=then counts leavers too; another word is refused', async () => {
    const token = await tokenFor('admin');
    const then = (await get(token, `${campaignId}`, '?as=then')).json();
    expect(then).toEqual(await completionOf({ db }, { campaignId, visible: 'all', as: 'then' }));
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
