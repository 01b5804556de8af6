import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { scimCommand } from '../../src/roster/scim.command.ts';
import { enterpriseSchema, protectionSchema, userSchema } from '../../src/roster/scim-user.ts';
import { forgetScimUsers, retryScimUsers } from '../../src/roster/scim-users.service.ts';
import { openRosterApi, publicUrl, type RosterApi } from '../support/roster-api.ts';
import { addDepartments } from '../support/roster-fixture.ts';

const start = new Date('2026-09-14T08:00:00Z');
let api: RosterApi;
let token: string;

beforeAll(async () => {
  api = await openRosterApi(start);
  token = await api.token('hr');
});
beforeEach(async () => {
  await sql`truncate employees, departments, scim_users, settings cascade`.execute(api.db);
  await sql`delete from graphile_worker._private_jobs`.execute(api.db);
  token = await api.token('hr');
  api.clock.set(start);
  await addDepartments(api.db, [
    ['10', null],
    ['1001', '10'],
  ]);
});
afterAll(() => api.close());

type Document = Record<string, unknown>;

async function call(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  url: string,
  body?: object,
) {
  const answer = await api.app.inject({
    method,
    url: `/scim/v2${url}`,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/scim+json; charset=utf-8' }),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  });
  const json: Document = answer.body === '' ? {} : JSON.parse(answer.body);
  return { status: answer.statusCode, json, headers: answer.headers };
}

const someone = (number: string, more: object = {}) => ({
  schemas: [userSchema, enterpriseSchema],
  externalId: `object-${number}`,
  userName: `Anna.${number}@exempelkommun.test`,
  active: true,
  name: { formatted: 'Anna Ek', familyName: 'Ek', givenName: 'Anna' },
  emails: [{ primary: true, type: 'work', value: `anna.${number}@exempelkommun.test` }],
  [enterpriseSchema]: { employeeNumber: number, department: '1001' },
  ...more,
});

async function create(number: string, more: object = {}): Promise<string> {
  const { status, json } = await call('POST', '/Users', someone(number, more));
  expect(status, JSON.stringify(json)).toBe(201);
  return String(json.id);
}

const patch = (id: string, ...operations: object[]) =>
  call('PATCH', `/Users/${id}`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: operations,
  });
const deactivate = (id: string) => patch(id, { op: 'Replace', path: 'active', value: 'False' });

async function employees() {
  const { rows } = await sql<{
    number: string;
    name: string;
    email: string | null;
    language: string;
    department: string | null;
    left: boolean;
  }>`
    select e.employment_number as number, e.first_name || ' ' || e.last_name as name, e.email,
      e.language, d.code as department, e.left_at is not null as left
    from employees e left join departments d on d.id = e.department_id
    order by e.employment_number`.execute(api.db);
  return rows;
}
const employee = async (number: string) => (await employees()).find((one) => one.number === number);

async function jobs(): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from graphile_worker.jobs
    where task_identifier = 'reconcile'`.execute(api.db);
  return rows[0]?.n ?? 0;
}

const command = (...argv: string[]) =>
  scimCommand({ db: api.db, now: start }, argv).then(({ json }) => json as Document);

async function reasons() {
  const { users } = (await command('pending')) as {
    users: { state: string; reason: string | null; count: number }[];
  };
  return users.map(({ state, reason, count }) => `${state} ${reason ?? '-'} ${count}`);
}

describe('a session of Entra ID', () => {
  test('tries the connection, finds nobody, adds, changes, switches off, and back on', async () => {
    const nobody = await call('GET', '/Users?filter=userName+eq+%22a1b2-c3%22');
    expect(nobody).toMatchObject({ status: 200, json: { totalResults: 0, Resources: [] } });
    expect(nobody.headers['content-type']).toBe('application/scim+json; charset=utf-8');
    const groups = '/Groups?excludedAttributes=members&filter=displayName+eq+%22x%22';
    expect((await call('GET', groups)).json).toMatchObject({ totalResults: 0 });

    const created = await call('POST', '/Users', someone('000101', { active: 'True' }));
    expect(created.status).toBe(201);
    const id = String(created.json.id);
    expect(created.headers.location).toBe(`${publicUrl}/scim/v2/Users/${id}`);
    expect(await employee('000101')).toEqual({
      number: '000101',
      name: 'Anna Ek',
      email: 'anna.000101@exempelkommun.test',
      language: 'sv',
      department: '1001',
      left: false,
    });
    expect(await jobs()).toBe(1);

    const byName = '/Users?filter=userName eq "ANNA.000101@EXEMPELKOMMUN.TEST"';
    expect((await call('GET', encodeURI(byName))).json).toMatchObject({
      totalResults: 1,
      Resources: [{ id, externalId: 'object-000101', active: true }],
    });

    const changed = await patch(
      id,
      { op: 'Add', path: 'preferredLanguage', value: 'en-US' },
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'ae@exempelkommun.test' },
      { op: 'Add', path: `${enterpriseSchema}:manager`, value: 'object-chef' },
      {
        op: 'Replace',
        value: { 'name.familyName': 'Ek Lind', [`${enterpriseSchema}:department`]: 'enhet 10' },
      },
    );
    expect(changed).toMatchObject({
      status: 200,
      json: { [enterpriseSchema]: { manager: { value: 'object-chef' } } },
    });
    expect(await employee('000101')).toMatchObject({
      name: 'Anna Ek Lind',
      email: 'ae@exempelkommun.test',
      language: 'en',
      department: '10',
    });

    expect((await deactivate(id)).json).toMatchObject({ active: false });
    expect(await employee('000101')).toMatchObject({ left: true });
    expect((await call('GET', `/Users/${id}`)).json).toMatchObject({ id, active: false });
    expect((await call('GET', encodeURI(byName))).json).toMatchObject({ totalResults: 1 });

    await patch(id, { op: 'Replace', value: { active: 'True' } });
    expect(await employee('000101')).toMatchObject({ left: false });
    expect((await call('DELETE', `/Users/${id}`)).status).toBe(204);
    expect((await call('GET', `/Users/${id}`)).status).toBe(404);
    expect(await employee('000101')).toMatchObject({ left: true });
  });

  test('emails[type eq "work"].value where none exists yet', async () => {
    const id = await create('1', { emails: undefined, userName: 'anna1' });
    expect(await employee('1')).toMatchObject({ email: null });
    await patch(id, { op: 'Add', path: 'emails[type eq "work"].value', value: 'a1@x.test' });
    expect(await employee('1')).toMatchObject({ email: 'a1@x.test' });
  });

  test('PUT replaces everything', async () => {
    const id = await create('1', { title: 'Lärare' });
    const { json } = await call('PUT', `/Users/${id}`, someone('1', { displayName: 'Anna' }));
    expect(json).toMatchObject({ id, displayName: 'Anna' });
    expect(json).not.toHaveProperty('title');
  });

  test('the same userName in other case, or the same externalId, is a conflict', async () => {
    await create('1');
    const other = someone('2', { userName: 'ANNA.1@exempelkommun.test' });
    expect(await call('POST', '/Users', other)).toMatchObject({
      status: 409,
      json: { scimType: 'uniqueness', status: '409' },
    });
    expect((await call('POST', '/Users', someone('2', { externalId: 'object-1' }))).status).toBe(
      409,
    );
    expect(await employees()).toHaveLength(1);
  });

  test('pages, counts and leaves attributes out', async () => {
    for (const number of ['1', '2', '3']) await create(number);
    const page = await call('GET', '/Users?startIndex=2&count=1&excludedAttributes=members,emails');
    expect(page.json).toMatchObject({ totalResults: 3, startIndex: 2, itemsPerPage: 1 });
    const [second] = page.json.Resources as Document[];
    expect(second).toMatchObject({ externalId: 'object-2' });
    expect(second).not.toHaveProperty('emails');
    expect((await call('GET', '/Users?startIndex=0&count=0')).json).toMatchObject({
      totalResults: 3,
      startIndex: 1,
      Resources: [],
    });
    const [only] = (await call('GET', '/Users?attributes=userName&count=1')).json
      .Resources as Document[];
    expect(Object.keys(only ?? {}).sort()).toEqual(['id', 'meta', 'schemas', 'userName']);
  });

  test('each filter finds the one it should', async () => {
    const id = await create('1');
    await create('2', { active: false });
    for (const filter of [
      `id eq "${id}"`,
      'externalId eq "object-1"',
      'emails.value eq "ANNA.1@exempelkommun.test"',
      'emails[type eq "work"].value eq "anna.1@exempelkommun.test"',
      'active eq true',
      `${enterpriseSchema}:employeeNumber eq "1"`,
    ]) {
      const { json } = await call('GET', `/Users?filter=${encodeURIComponent(filter)}`);
      expect(json, filter).toMatchObject({ totalResults: 1, Resources: [{ id }] });
    }
  });

  test('the documents describe what is kept', async () => {
    const { json } = await call('GET', '/Schemas');
    expect((json.Resources as Document[]).map(({ id }) => id)).toEqual([
      userSchema,
      enterpriseSchema,
      protectionSchema,
    ]);
    expect((await call('GET', `/Schemas/${userSchema}`)).json).toMatchObject({ name: 'User' });
    expect((await call('GET', '/ResourceTypes')).json).toMatchObject({ totalResults: 1 });
    expect((await call('GET', '/ServiceProviderConfig')).json).toMatchObject({
      patch: { supported: true },
      filter: { supported: true, maxResults: 200 },
      etag: { supported: false },
    });
  });
});

describe('refusals are SCIM documents', () => {
  test('rule 10: only hr and admin tokens for the whole organisation', async () => {
    token = await api.token('leader');
    expect((await call('GET', '/Users')).status).toBe(403);
    token = await api.token('hr', '10');
    expect((await call('POST', '/Users', someone('1'))).status).toBe(403);
    token = 'wrong';
    const { status, json, headers } = await call('GET', '/Users');
    expect({ status, json }).toMatchObject({
      status: 401,
      json: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '401' },
    });
    expect(headers['www-authenticate']).toBe('Bearer');
    expect(await employees()).toEqual([]);
  });

  test('rule 14: what cannot be read names the field, and nothing is half-done', async () => {
    const id = await create('1');
    const before = (await call('GET', `/Users/${id}`)).json;
    const refused = await patch(
      id,
      { op: 'replace', path: 'title', value: 'Rektor' },
      { op: 'replace', path: '__proto__.admin', value: true },
    );
    expect(refused).toMatchObject({ status: 400, json: { scimType: 'invalidPath' } });
    expect((await call('GET', `/Users/${id}`)).json).toEqual(before);
    expect(await call('GET', '/Users?filter=userName+co+%22a%22')).toMatchObject({
      status: 400,
      json: { scimType: 'invalidFilter' },
    });
    expect((await call('GET', '/Users?count=x')).status).toBe(400);
    expect((await call('PATCH', `/Users/${id}`, { Operations: [] })).status).toBe(400);
    expect((await call('POST', '/Users', { userName: ' ' })).status).toBe(400);
    expect((await call('GET', '/Users/1')).status).toBe(404);
    expect((await call('GET', '/Nothing')).json).toMatchObject({ status: '404' });
    const raw = await api.app.inject({
      method: 'POST',
      url: '/scim/v2/Users',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
      payload: '{"userName":"a","__proto__":{"x":1}}',
    });
    expect(raw.statusCode).toBe(400);
    expect(JSON.parse(raw.body)).toMatchObject({ scimType: 'invalidSyntax' });
  });

  test('rule 9: an identity number is refused and is nowhere in the database', async () => {
    const { status, json } = await call('POST', '/Users', someone('19121212-1212'));
    expect(status).toBe(400);
    expect(JSON.stringify(json)).not.toContain('1212-1212');
    const { rows } = await sql<{ all: string | null }>`
      select string_agg(u::text, '') as all from scim_users u`.execute(api.db);
    expect(rows[0]?.all ?? '').not.toContain('1212');
  });
});

describe('rule 9: protected identities', () => {
  const flag = `${protectionSchema}:protected`;
  const traces = async () => {
    const { rows } = await sql<{ text: string }>`
      select table_to_xml(c.oid, true, false, '')::text as text from pg_class c
      where relnamespace = 'public'::regnamespace and relkind = 'r'`.execute(api.db);
    return rows.map(({ text }) => text).join('');
  };

  test('who becomes protected is erased and counted, and who is from the start is not stored', async () => {
    await sql`truncate scim_protected`.execute(api.db);
    const id = await create('000501');
    const kept = await create('000502', { [protectionSchema]: { protected: 'False' } });
    const marked = await patch(
      id,
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'no address' },
      { op: 'Add', path: flag, value: 'True' },
    );
    expect(marked).toMatchObject({
      status: 200,
      json: { [protectionSchema]: { protected: true } },
    });
    const sent = someone('000503', {
      [protectionSchema]: { protected: true },
      title: '191212121212',
    });
    expect((await call('POST', '/Users', sent)).status).toBe(201);
    expect((await employees()).map(({ number }) => number)).toEqual(['000502']);
    const stored = await traces();
    for (const one of ['000501', '000503', 'object-000501', '191212121212'])
      expect(stored).not.toContain(one);
    expect((await call('GET', `/Users/${id}`)).status).toBe(404);
    expect((await command('pending')).protected).toBe(2);

    expect((await patch(kept, { op: 'Add', path: flag, value: 'Lärare' })).status).toBe(400);
    expect((await employees()).map(({ number }) => number)).toEqual(['000502']);
    expect(await create('000501', { [flag]: 'False' })).not.toBe(id);
  });

  test('another attribute that says so of everybody is stopped, since erasing cannot be undone', async () => {
    await sql`truncate scim_protected`.execute(api.db);
    const ids: string[] = [];
    for (let at = 0; at < 12; at += 1) ids.push(await create(String(100 + at)));
    const answers: number[] = [];
    for (const id of ids)
      answers.push((await patch(id, { op: 'Replace', value: { [flag]: 'True' } })).status);
    expect(answers).toEqual([...Array(10).fill(200), 400, 400]);
    expect(await employees()).toHaveLength(2);
  });
});

describe('what makes an employee', () => {
  test('without an employment number an account waits, counted, and becomes one with it', async () => {
    const id = await create('1', { [enterpriseSchema]: { department: '1001' } });
    expect(await employees()).toEqual([]);
    expect(await reasons()).toEqual(['pending no-number 1']);
    await patch(id, { op: 'Add', path: `${enterpriseSchema}:employeeNumber`, value: '0007' });
    expect(await employee('0007')).toMatchObject({ department: '1001', left: false });
    expect(await reasons()).toEqual(['employee - 1']);
  });

  test('a number that disappears makes nobody a leaver; a new one renames', async () => {
    const id = await create('1');
    const { status, json } = await patch(id, {
      op: 'Remove',
      path: `${enterpriseSchema}:employeeNumber`,
    });
    expect(status, JSON.stringify(json)).toBe(200);
    expect(await employee('1')).toMatchObject({ left: false });
    expect(await reasons()).toEqual(['employee no-number 1']);
    await patch(id, { op: 'Add', path: `${enterpriseSchema}:employeeNumber`, value: '2' });
    expect((await employees()).map(({ number }) => number)).toEqual(['2']);
  });

  test('an unknown department is reported and settled when HR has it', async () => {
    const id = await create('1', {
      [enterpriseSchema]: { employeeNumber: '1', department: 'Simhallen' },
    });
    expect(await employee('1')).toMatchObject({ department: null, left: false });
    expect(await reasons()).toEqual(['employee department-unknown 1']);
    await addDepartments(api.db, [['77', null]]);
    await sql`update departments set name = 'Simhallen' where code = '77'`.execute(api.db);
    expect(await retryScimUsers(api, start)).toBe(1);
    expect(await employee('1')).toMatchObject({ department: '77' });
    await patch(id, { op: 'Replace', path: `${enterpriseSchema}:department`, value: 'Bortom' });
    expect(await employee('1')).toMatchObject({ department: '77' });
  });

  test('number or address of somebody else: pending, and the other stays as it was', async () => {
    await create('1');
    await create('2', { [enterpriseSchema]: { employeeNumber: '1' } });
    await create('3', { emails: [{ type: 'work', value: 'anna.1@exempelkommun.test' }] });
    expect(await employees()).toHaveLength(1);
    expect(await employee('1')).toMatchObject({ email: 'anna.1@exempelkommun.test' });
    expect(await reasons()).toEqual([
      'employee - 1',
      'pending address-taken 1',
      'pending number-taken 1',
    ]);
  });

  test('a new account takes the number of one that is switched off: the same employee', async () => {
    const old = await create('1');
    const { rows: before } = await sql`select id from employees`.execute(api.db);
    await deactivate(old);
    await create('1', { externalId: 'new', userName: 'anna.ny@exempelkommun.test' });
    expect(await employee('1')).toMatchObject({ left: false });
    expect((await sql`select id from employees`.execute(api.db)).rows).toEqual(before);
    await call('DELETE', `/Users/${old}`);
    expect(await employee('1')).toMatchObject({ left: false });
  });

  test('rule 15: accounts switched off for 90 days are forgotten', async () => {
    const id = await create('1');
    await create('2');
    await deactivate(id);
    expect(await forgetScimUsers(api, new Date('2026-12-12T08:00:00Z'))).toBe(0);
    expect(await forgetScimUsers(api, new Date('2026-12-14T08:00:00Z'))).toBe(1);
    expect((await call('GET', '/Users')).json).toMatchObject({ totalResults: 1 });
  });
});

describe('rule 8: the brake', () => {
  async function crowd(count: number): Promise<string[]> {
    const ids: string[] = [];
    // Without departments, so that only the limit for the whole source is in question.
    for (let number = 1; number <= count; number += 1)
      ids.push(
        await create(String(number), { [enterpriseSchema]: { employeeNumber: String(number) } }),
      );
    return ids;
  }
  const leavers = async () => (await employees()).filter(({ left }) => left).length;

  test('ten within 24 hours pass, the rest wait for a person, by PATCH as by DELETE', async () => {
    const ids = await crowd(14);
    for (const id of ids.slice(0, 11)) expect((await deactivate(id)).status).toBe(200);
    expect((await call('DELETE', `/Users/${ids[11]}`)).status).toBe(204);
    expect(await leavers()).toBe(10);
    expect((await call('GET', `/Users/${ids[10]}`)).json).toMatchObject({ active: false });
    const { held } = (await command('pending')) as { held: Document[] };
    expect(held.map(({ number }) => number)).toEqual(['11', '12']);

    await expect(command('confirm', '3')).rejects.toMatchObject({
      code: 'REFUSED',
      extra: { leavers: 2 },
    });
    expect(await leavers()).toBe(10);
    expect(await command('confirm', '2')).toEqual({ confirmed: 2 });
    expect(await leavers()).toBe(12);
    await expect(command('confirm', '0')).rejects.toMatchObject({ code: 'REFUSED' });
  });

  test('who is switched on again, or added again, waits no longer', async () => {
    const ids = await crowd(13);
    for (const id of ids.slice(0, 12)) await deactivate(id);
    await patch(String(ids[10]), { op: 'Replace', path: 'active', value: 'True' });
    await call('DELETE', `/Users/${ids[11]}`);
    await create('12', { [enterpriseSchema]: { employeeNumber: '12' } });
    expect(await command('pending')).toMatchObject({ held: [] });
    expect(await leavers()).toBe(10);
  });

  test('a day later ten more pass', async () => {
    const ids = await crowd(21);
    for (const id of ids.slice(0, 10)) await deactivate(id);
    api.clock.set(new Date('2026-09-15T08:00:01Z'));
    for (const id of ids.slice(10, 20)) await deactivate(id);
    expect(await leavers()).toBe(20);
    expect(await command('pending')).toMatchObject({ held: [] });
  });

  test('20 % of a department of 25 pass, not more', async () => {
    const ids: string[] = [];
    for (let number = 1; number <= 25; number += 1) ids.push(await create(String(number)));
    for (const id of ids.slice(0, 6)) await deactivate(id);
    expect(await leavers()).toBe(5);
    expect(((await command('pending')) as { held: unknown[] }).held).toHaveLength(1);
  });
});

describe('beside a file of HR', () => {
  async function hire(number: string): Promise<void> {
    await sql`
      insert into employees (source, employment_number, first_name, last_name)
      values ('hr', ${number}, 'Bo', 'Lind')`.execute(api.db);
  }

  test('accounts give address and language, and make neither joiners nor leavers', async () => {
    await command('mode', 'addresses');
    await hire('1');
    const id = await create('1', { preferredLanguage: 'en' });
    await create('2');
    expect(await employees()).toMatchObject([
      { number: '1', name: 'Bo Lind', email: 'anna.1@exempelkommun.test', language: 'en' },
    ]);
    expect(await reasons()).toEqual(['employee - 1', 'pending no-such-employee 1']);
    await deactivate(id);
    await call('DELETE', `/Users/${id}`);
    expect(await employee('1')).toMatchObject({ left: false });

    await hire('2');
    expect(await retryScimUsers(api, start)).toBe(1);
    expect(await employee('2')).toMatchObject({ email: 'anna.2@exempelkommun.test' });
  });

  test('employees of the directory are not left to nobody', async () => {
    await create('1');
    await expect(command('mode', 'addresses')).rejects.toMatchObject({ code: 'REFUSED' });
    expect(await command('mode', 'employees')).toEqual({ fills: null });
  });

  test('the report fits 80 columns', async () => {
    await create('1', { [enterpriseSchema]: { employeeNumber: '1', department: 'Okänd' } });
    const { text } = await scimCommand({ db: api.db, now: start }, ['pending']);
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(text).toContain('okänd enhet');
  });
});
