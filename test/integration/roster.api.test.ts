import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { createPool } from '../../src/platform/database.ts';
import { startJobRunner } from '../../src/platform/job-runner.ts';
import { rosterApplyTask, rosterImportTask } from '../../src/roster/import.task.ts';
import { sweepUploads } from '../../src/roster/import-upload.repository.ts';
import type { ImportDocument } from '../../src/roster/import-upload-document.ts';
import { openRosterApi, type RosterApi } from '../support/roster-api.ts';
import { rosterFile, truth } from '../support/roster-cases.ts';
import { until } from '../support/until.ts';

const start = new Date('2026-09-14T08:00:00Z');
let api: RosterApi;
let token: string;
let september: Buffer;
let october: Buffer;

beforeAll(async () => {
  api = await openRosterApi(start);
  september = await readFile(rosterFile('personal-2026-09.csv'));
  october = await readFile(rosterFile('personal-2026-10.csv'));
  // A real server too, for what only a connection can do.
  await api.app.listen({ port: 0, host: '127.0.0.1' });
});
beforeEach(async () => {
  await sql`truncate employees, departments, roster_imports, roster_uploads cascade`.execute(
    api.db,
  );
  await sql`delete from graphile_worker._private_jobs`.execute(api.db);
  token = await api.token('hr');
});
afterAll(() => api.close());

type Import = {
  id: string;
  status: string;
  import: number | null;
  rowsRead: number;
  error: { code: string; detail: string } | null;
  diff: ImportDocument | null;
  links: { self: string; confirm: string; undo: string };
};

type Answer = { status: number; json: Import & { code?: string; leavers?: number } };

/** A form as browsers and curl send it. */
function form(content: Buffer, fields: Record<string, string> = {}, fileName = 'lista.csv') {
  const boundary = 'xx-grans-xx';
  const parts = Object.entries(fields).map(
    ([name, value]) =>
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${fileName}"\r\ncontent-type: text/csv\r\n\r\n`;
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat([
      Buffer.from(parts.join('') + head),
      content,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  };
}

async function upload(
  content: Buffer,
  options: { fields?: Record<string, string>; key?: string; fileName?: string } = {},
): Promise<Answer> {
  const { headers, payload } = form(content, options.fields, options.fileName);
  const answer = await api.app.inject({
    method: 'POST',
    url: '/api/v1/roster/imports',
    headers: {
      ...headers,
      authorization: `Bearer ${token}`,
      ...(options.key === undefined ? {} : { 'idempotency-key': options.key }),
    },
    payload,
  });
  return { status: answer.statusCode, json: answer.json() };
}

async function call(method: 'GET' | 'POST', url: string, body?: object): Promise<Answer> {
  const answer = await api.app.inject({
    method,
    url: new URL(url, 'http://nanokurs.test').pathname,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { payload: body }),
  });
  return { status: answer.statusCode, json: answer.json() };
}

/** What a worker does with the jobs there are. */
async function work(): Promise<void> {
  const { rows } = await sql<{ upload: string }>`
    delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
    where t.id = j.task_id and t.identifier = 'roster-import'
    returning j.payload->>'upload' as upload`.execute(api.db);
  for (const payload of rows) await rosterImportTask(api)(payload);
}

async function stage(content: Buffer, fields: Record<string, string> = {}): Promise<Import> {
  const { status, json } = await upload(content, { fields });
  expect(status, JSON.stringify(json)).toBe(202);
  await work();
  return (await call('GET', json.links.self)).json;
}

const confirm = (one: Import, body: object = {}) => call('POST', one.links.confirm, body);

async function count(
  table: 'employees' | 'roster_uploads' | 'roster_upload_chunks' | 'roster_upload_lists',
) {
  const row = await api.db
    .selectFrom(table)
    .select(sql<number>`count(*)::int`.as('n'))
    .executeTakeFirstOrThrow();
  return row.n;
}

const working = async () =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('nanokurs-upload-'));

describe('unattended imports', () => {
  test('September, then October, confirmed and undone', async () => {
    const first = await stage(september);
    expect(first).toMatchObject({ status: 'staged', error: null });
    expect(first.rowsRead).toBeGreaterThan(1000);
    expect(first.diff).toMatchObject({ leavers: 0, rowsInError: 0 });
    expect(await count('employees')).toBe(0);
    expect(await count('roster_upload_chunks')).toBe(0);
    expect(await working()).toEqual([]);

    const applied = await confirm(first);
    expect(applied, JSON.stringify(applied.json)).toMatchObject({
      status: 200,
      json: { status: 'applied' },
    });
    const people = await count('employees');
    expect(people).toBe(first.diff?.joiners);
    expect((await confirm(first)).json).toEqual(applied.json);

    const second = await stage(october);
    const { join: joiners, leave: leavers, move: movers } = truth.change;
    expect(second.diff).toMatchObject({ joiners, leavers, movers });
    expect(second.diff?.lists.leavers).toHaveLength(leavers ?? 0);
    expect(second.diff?.confirm).toEqual({ leavers: null, noProtection: false });
    expect((await confirm(second)).status).toBe(200);

    const undone = await call('POST', second.links.undo);
    expect(undone, JSON.stringify(undone.json)).toMatchObject({
      status: 200,
      json: { status: 'undone' },
    });
    expect((await call('POST', second.links.undo)).json).toEqual(undone.json);
  });

  test('rule 8: too many leavers need their number', async () => {
    await confirm(await stage(september));
    const lines = september.toString('latin1').split('\r\n');
    const few = Buffer.from(lines.slice(0, -400).join('\r\n'), 'latin1');
    const fewer = await stage(few, { scope: 'all' });
    const leavers = fewer.diff?.leavers ?? 0;
    expect(leavers).toBeGreaterThan(100);
    expect(fewer.diff?.confirm.leavers).toBe(leavers);
    for (const body of [{}, { confirmLeavers: leavers - 1 }])
      expect(await confirm(fewer, body)).toMatchObject({
        status: 409,
        json: { code: 'REFUSED', leavers },
      });
    expect((await confirm(fewer, { confirmLeavers: leavers })).json.status).toBe('applied');
  });

  test('the job queue runs it', async () => {
    const pool = await poolOf(api);
    const runner = await startJobRunner({
      pgPool: pool,
      log: pino({ level: 'silent' }),
      concurrency: 1,
      handlers: {
        send: async () => undefined,
        reconcile: async () => undefined,
        'roster-import': rosterImportTask(api),
        'roster-apply': rosterApplyTask(api),
      },
    });
    try {
      const { json } = await upload(september, { fields: { source: 'kalle' } });
      await until(async () => (await call('GET', json.links.self)).json.status === 'staged');
      expect((await call('GET', json.links.self)).json).toMatchObject({ source: 'kalle' });
    } finally {
      await runner.stop();
      await pool.end();
    }
  });

  test('a file without a protection column needs its confirmation', async () => {
    const text = 'Anställningsnummer;Förnamn;Efternamn;E-post;Enhet\n1;Bo;Ek;bo@x.se;Skolan\n';
    const staged = await stage(Buffer.from(text));
    expect(staged.diff).toMatchObject({ confirm: { leavers: null, noProtection: true } });
    expect(await confirm(staged)).toMatchObject({ status: 409, json: { code: 'REFUSED' } });
    expect((await confirm(staged, { confirmNoProtection: true })).status).toBe(200);
  });

  test('rule 14: a file that cannot be read has failed, and says why', async () => {
    const failed = await stage(Buffer.from('%PDF-1.7 not a list'), { source: 'hr' });
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'FILE_INVALID' }, diff: null });
    expect(await count('roster_upload_chunks')).toBe(0);
    expect(await confirm(failed)).toMatchObject({ status: 409, json: { code: 'REFUSED' } });
  });

  test('a file that a worker does not survive is given up after three starts', async () => {
    const { json } = await upload(september);
    await sql`update roster_uploads set starts = 3, status = 'reading'`.execute(api.db);
    await work();
    expect((await call('GET', json.links.self)).json).toMatchObject({
      status: 'failed',
      error: { code: 'INTERNAL' },
    });
  });
});

describe('Idempotency-Key', () => {
  test('the same key and content give the same import, once', async () => {
    const first = await upload(september, { key: 'natt-1' });
    await work();
    const again = await upload(september, { key: 'natt-1' });
    expect(again.status).toBe(202);
    expect(again.json).toMatchObject({ id: first.json.id, status: 'staged' });
    expect(await count('roster_uploads')).toBe(1);
    expect((await upload(september, { key: 'natt-2' })).json.id).not.toBe(first.json.id);
  });

  test('the same key with another file or field is a conflict, and leaves nothing', async () => {
    await upload(september, { key: 'natt-1' });
    for (const answer of [
      await upload(october, { key: 'natt-1' }),
      await upload(september, { key: 'natt-1', fields: { source: 'annan' } }),
    ])
      expect(answer).toMatchObject({ status: 409, json: { code: 'CONFLICT' } });
    expect(await count('roster_uploads')).toBe(1);
  });

  test('two at once become one', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => upload(september, { key: 'samtidigt' })));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1);
    expect(await count('roster_uploads')).toBe(1);
  });
});

describe('what is refused', () => {
  test('rule 10: only hr and admin tokens for the whole organisation', async () => {
    await sql`insert into departments (code, name) values ('10', 'Skolan')`.execute(api.db);
    for (const [role, department] of [['leader'], ['hr', '10']] as const) {
      token = await api.token(role, department);
      expect(await upload(september)).toMatchObject({ status: 403, json: { code: 'FORBIDDEN' } });
    }
    token = 'nk_wrong';
    expect(await upload(september)).toMatchObject({ status: 401, json: { code: 'UNAUTHORISED' } });
    expect(await count('roster_uploads')).toBe(0);
  });

  test.each([
    [{ source: 'Å' }],
    [{ source: 'scim' }],
    [{ scope: 'somewhere' }],
    [{ scope: 'department:' }],
    [{ surprise: 'x' }],
    [{ profile: 'x'.repeat(5_000) }],
  ])('rule 14: %j', async (fields: Record<string, string>) => {
    expect(await upload(september, { fields })).toMatchObject({
      status: 422,
      json: { code: 'BAD_REQUEST' },
    });
    expect(await count('roster_uploads')).toBe(0);
    expect(await count('roster_upload_chunks')).toBe(0);
  });

  test('rule 14: no file, an empty file, no form, a broken key', async () => {
    expect((await upload(Buffer.alloc(0))).json.code).toBe('FILE_INVALID');
    expect(await upload(september, { key: 'ett två' })).toMatchObject({ status: 422 });
    const post = (headers: Record<string, string>, payload: string) =>
      api.app.inject({
        method: 'POST',
        url: '/api/v1/roster/imports',
        headers: { authorization: `Bearer ${token}`, ...headers },
        payload,
      });
    const json = await post({ 'content-type': 'application/json' }, '{}');
    expect(json).toMatchObject({ statusCode: 422 });
    expect(json.headers['content-type']).toContain('application/problem+json');
    const empty = await post({ 'content-type': 'multipart/form-data; boundary=b' }, '--b--\r\n');
    expect(empty.statusCode).toBe(422);
    expect(await count('roster_uploads')).toBe(0);
  });

  test('a connection that breaks off half-way leaves nothing', async () => {
    const { headers, payload } = form(Buffer.alloc(3_000_000, 'a;b;c\n'));
    const { port } = api.app.server.address() as AddressInfo;
    const sending = request({
      port,
      host: '127.0.0.1',
      method: 'POST',
      path: '/api/v1/roster/imports',
      headers: {
        ...headers,
        authorization: `Bearer ${token}`,
        'content-length': payload.length,
      },
    });
    sending.on('error', () => undefined);
    sending.write(payload.subarray(0, 2_500_000));
    await until(async () => (await count('roster_upload_chunks')) > 0);
    sending.destroy();
    await until(async () => (await count('roster_uploads')) === 0);
    expect(await count('roster_upload_chunks')).toBe(0);
  });

  test('more than 100 MB', async () => {
    const answer = await upload(Buffer.alloc(100_000_001, 'a'));
    expect(answer).toMatchObject({ status: 422, json: { code: 'FILE_INVALID' } });
    expect(await count('roster_upload_chunks')).toBe(0);
  });

  test('unknown imports are not found; undo needs one that was applied', async () => {
    const nobody = '/api/v1/roster/imports/00000000-0000-4000-8000-000000000000';
    for (const [method, url] of [
      ['GET', nobody],
      ['POST', `${nobody}/confirm`],
      ['POST', `${nobody}/undo`],
    ] as const)
      expect((await call(method, url)).status).toBe(404);
    const staged = await stage(september);
    expect((await call('POST', staged.links.undo)).status).toBe(409);
    expect((await call('POST', staged.links.confirm, { surprise: 1 })).status).toBe(422);
  });
});

test('rule 15: after 24 hours files and names are gone, after 30 days the row', async () => {
  const staged = await stage(september);
  await upload(october);
  const names = () =>
    sql<{ n: number }>`
      select coalesce(sum(jsonb_array_length(document->'lists'->'joiners')), 0)::int as n
      from roster_uploads`
      .execute(api.db)
      .then(({ rows }) => rows[0]?.n);
  await sweepUploads(api.db);
  expect(await names()).toBeGreaterThan(0);
  expect(await count('roster_upload_chunks')).toBeGreaterThan(0);
  expect(await count('roster_upload_lists')).toBeGreaterThan(0);
  await sql`update roster_uploads set created_at = now() - interval '25 hours'`.execute(api.db);
  await sweepUploads(api.db);
  expect(await names()).toBe(0);
  expect(await count('roster_upload_chunks')).toBe(0);
  expect(await count('roster_upload_lists')).toBe(0);
  expect((await call('GET', staged.links.self)).json.diff).toMatchObject({
    joiners: staged.diff?.joiners,
  });
  await sql`update roster_uploads set created_at = now() - interval '31 days'`.execute(api.db);
  await sweepUploads(api.db);
  expect(await count('roster_uploads')).toBe(0);
});

test('rule 9: whoever is erased is not named in an earlier diff either', async () => {
  const first = await stage(september);
  await confirm(first);
  const lines = september.toString('latin1').split('\r\n');
  const [header = '', someone = ''] = lines;
  const protectedAt = header.split(';').findIndex((label) => /skyddad/i.test(label));
  expect(protectedAt).toBeGreaterThan(0);
  const cells = someone.split(';').map((cell, at) => (at === protectedAt ? 'J' : cell));
  lines[1] = cells.join(';');
  const second = await stage(Buffer.from(lines.join('\r\n'), 'latin1'));
  expect(second.diff).toMatchObject({ leavers: 0, protected: 4 });
  expect((await call('GET', first.links.self)).json.diff?.lists.joiners).not.toEqual([]);
  expect((await confirm(second)).status).toBe(200);
  expect((await call('GET', first.links.self)).json.diff?.lists.joiners).toEqual([]);
});

test('rule 9: a name of a file that holds an identity number is covered', async () => {
  const { json } = await upload(september, { fileName: '../../19121212-1212 lista.csv' });
  expect(json).toMatchObject({ fileName: '[personnummer] lista.csv' });
  expect(existsSync('/19121212-1212 lista.csv')).toBe(false);
});

test('the interface is described in OpenAPI 3.1', () => {
  const { paths } = JSON.parse(JSON.stringify(api.app.swagger()));
  const { post } = paths['/api/v1/roster/imports'];
  const { properties } = post.requestBody.content['multipart/form-data'].schema;
  expect(Object.keys(properties)).toEqual(['file', 'source', 'scope', 'profile']);
  expect(post.security).toEqual([{ apiToken: [] }]);
  expect(post.parameters).toMatchObject([{ name: 'idempotency-key', in: 'header' }]);
  for (const path of ['/{id}', '/{id}/confirm', '/{id}/undo'])
    expect(paths).toHaveProperty([`/api/v1/roster/imports${path}`]);
  expect(paths).toHaveProperty(['/scim/v2/Users/{id}', 'patch']);
});

async function poolOf({ db }: RosterApi) {
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(db);
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${rows[0]?.name}`;
  return createPool(url.href, 3, () => undefined);
}
