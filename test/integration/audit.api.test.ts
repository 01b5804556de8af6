import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listAudit } from '../../src/access/audit.repository.ts';
import { rosterImportTask } from '../../src/roster/import.task.ts';
import { enterpriseSchema, userSchema } from '../../src/roster/scim-user.ts';
import { openRosterApi, type RosterApi } from '../support/roster-api.ts';
import { addDepartments } from '../support/roster-fixture.ts';

const start = new Date('2026-09-14T08:00:00Z');
let api: RosterApi;
let token: string;
let tokenId: number;

beforeAll(async () => {
  api = await openRosterApi(start);
  await addDepartments(api.db, [['1001', null]]);
});
afterAll(() => api.close());
beforeEach(async () => {
  token = await api.token('hr');
  const newest = await sql<{ id: number }>`select max(id) as id from api_tokens`.execute(api.db);
  tokenId = newest.rows[0]?.id ?? 0;
});

/** Calls with a token of each test's own. */
async function call(
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  url: string,
  payload?: object | string,
  type = 'application/json',
) {
  const answer = await api.app.inject({
    method,
    url: new URL(url, 'http://nanokurs.test').pathname,
    headers: {
      authorization: `Bearer ${token}`,
      ...(payload === undefined ? {} : { 'content-type': type }),
    },
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: answer.statusCode, json: answer.body === '' ? {} : answer.json() };
}

const recorded = async () =>
  (await listAudit(api.db, { limit: 100 }))
    .filter(({ actor }) => actor.kind === 'token' && actor.id === tokenId)
    .reverse();

const file = [
  'Anställningsnummer;Förnamn;Efternamn;E-post;Enhetskod;Enhet;Skyddad identitet',
  '9001;Anna;Ek;anna.ek@exempelkommun.test;1001;Kansli;Nej',
].join('\r\n');

test('a confirmed import is recorded once, by its number and counts, and its undoing too', async () => {
  const body = `--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n${file}\r\n--x--\r\n`;
  const uploaded = await call(
    'POST',
    '/api/v1/roster/imports',
    body,
    'multipart/form-data; boundary=x',
  );
  expect(uploaded.status, JSON.stringify(uploaded.json)).toBe(202);
  await rosterImportTask(api)({ upload: uploaded.json.id });
  expect(await recorded()).toEqual([]);

  const { confirm, undo } = uploaded.json.links;
  const applied = await call('POST', confirm, {});
  expect(applied.json, JSON.stringify(applied.json)).toMatchObject({ status: 'applied' });
  expect((await call('POST', confirm, {})).status).toBe(200);
  expect((await call('POST', undo)).status).toBe(200);
  expect((await call('POST', undo)).status).toBe(200);
  const subject = String(applied.json.import);
  const actor = { kind: 'token', id: tokenId, role: 'hr' };
  expect(await recorded()).toMatchObject([
    { actor, action: 'roster.import', subject, details: { joiners: 1, leavers: 0 }, at: start },
    { actor, action: 'roster.undo', subject, details: {} },
  ]);
});

test('what the directory does is recorded by the id of the account', async () => {
  const someone = {
    schemas: [userSchema, enterpriseSchema],
    userName: 'bo.berg@exempelkommun.test',
    active: true,
    name: { familyName: 'Berg', givenName: 'Bo' },
    [enterpriseSchema]: { employeeNumber: '9002', department: '1001' },
  };
  const scim = 'application/scim+json';
  const created = await call('POST', '/scim/v2/Users', someone, scim);
  expect(created.status, JSON.stringify(created.json)).toBe(201);
  expect((await call('POST', '/scim/v2/Users', someone, scim)).status).toBe(409);
  const url = `/scim/v2/Users/${created.json.id}`;
  expect((await call('PUT', url, someone, scim)).status).toBe(200);
  const operations = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'Replace', path: 'active', value: 'False' }],
  };
  expect((await call('PATCH', url, operations, scim)).status).toBe(200);
  expect((await call('DELETE', url)).status).toBe(204);
  expect((await call('DELETE', url)).status).toBe(404);
  const rows = await recorded();
  expect(rows.map(({ action }) => action)).toEqual([
    'scim.create',
    'scim.replace',
    'scim.change',
    'scim.remove',
  ]);
  expect(new Set(rows.map(({ subject }) => subject))).toEqual(new Set([created.json.id]));
});
