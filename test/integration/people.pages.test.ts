import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCampaign, queueFirstLesson } from '../support/fixture.ts';
import type { SignedIn } from '../support/signed-in.ts';
import { openWebWorld, type WebWorld } from '../support/web-world.ts';

let world: WebWorld;
let hr: SignedIn;
let part: SignedIn;
let ids: Map<string, number>;

beforeAll(async () => {
  world = await openWebWorld({}, { courses: 'none' });
  const now = new Date();
  const fixture = await makeCampaign(world.db, now, 4);
  await queueFirstLesson(world.db, now, fixture);
  await sql`
    insert into departments (code, name, parent_id)
    select '201', 'Äldreboendet', id from departments where code = '20'`.execute(world.db);
  const { rows } = await sql<{ id: number; number: string }>`
    select id, employment_number as number from employees`.execute(world.db);
  ids = new Map(rows.map(({ id, number }) => [number, id]));
  hr = await world.signIn('hr@exempelkommun.test', 'hr');
  // The fixture puts every other person in 10, and the rest in 20.
  part = await world.signIn('del@exempelkommun.test', 'hr:20');
});
afterAll(() => world.close());

const trail = async (user: SignedIn) =>
  (
    await sql<{ action: string; subject: string; details: object }>`
      select action, subject, details from audit_entries
      where actor = ${String(user.userId)} order by id`.execute(world.db)
  ).rows;

const inside = async () =>
  (
    await sql<{ id: number; number: string }>`
      select e.id, e.employment_number as number from employees e
      join departments d on d.id = e.department_id where d.code = '20' order by e.id`.execute(
      world.db,
    )
  ).rows;

test('people are found by name, number and address, each search on record without its words', async () => {
  for (const q of ['Östgård Förnamn2', '000002', 'person-000002@EXAMPLE', 'FÖRNÁMN2']) {
    const { body, statusCode } = await hr.get(`/people?q=${encodeURIComponent(q)}`);
    expect(statusCode).toBe(200);
    expect(body).toContain('Förnamn2 Östgård');
    expect(body).not.toContain('Förnamn3');
  }
  expect((await hr.get('/people?q=%25')).body).toContain('Skriv minst två bokstäver');
  expect((await hr.get('/people?q=a_d%25')).body).toContain('Ingen hittades');
  const identity = await hr.get('/people?q=19121212-1212');
  expect(identity.body).toContain('Sök inte på personnummer');
  expect(identity.body.split('<main')[1]).not.toContain('1212-1212');
  const rows = await trail(hr);
  expect(rows[0]).toEqual({
    action: 'person.search',
    subject: String(ids.get('000002')),
    details: { found: 1 },
  });
  expect(rows.at(-1)).toMatchObject({ subject: 'nobody', details: { found: 0 } });
  expect(JSON.stringify(rows)).not.toMatch(/rnamn|stg|1212/);
});

test('rule 10: HR of a part finds and opens nobody outside it', async () => {
  const own = (await inside()).map(({ id }) => id);
  const { body } = await part.get('/people?q=%C3%B6stg%C3%A5rd');
  expect([...body.matchAll(/href="\/people\/(\d+)"/g)].map((match) => Number(match[1]))).toEqual(
    own,
  );
  for (const id of ids.values()) {
    const expected = own.includes(id) ? 200 : 404;
    for (const page of [`/people/${id}`, `/people/${id}/erase`])
      expect((await part.get(page)).statusCode).toBe(expected);
    if (expected === 404) {
      expect((await part.post(`/people/${id}/erase`, { number: 'x' })).statusCode).toBe(404);
      expect((await part.post(`/people/${id}/holds`, { from: '2027-01-01' })).statusCode).toBe(404);
    }
  }
  const leader = await world.signIn('leder@exempelkommun.test', 'leader');
  expect((await leader.get('/people')).statusCode).toBe(403);
  expect((await leader.get('/departments')).statusCode).toBe(403);
});

test('rule 11: a person’s page has mails that go to everybody, and none that tell of answers', async () => {
  const id = ids.get('000003') ?? 0;
  await sql`update deliveries set state = 'failed', smtp_code = 550,
    smtp_reply = '550 5.1.1 person-000003@example.org user unknown' where employee_id = ${id}`.execute(
    world.db,
  );
  const before = await hr.get(`/people/${id}`);
  expect(before.body).toContain('Lektion 1');
  expect(before.body).toContain('misslyckat');
  expect(before.body).toContain('Adressen finns inte hos mottagaren');
  await sql`
    insert into deliveries (kind, employee_id, enrolment_id, campaign_id, course_version_id, lesson,
      asking_id, message_id, local_day, scheduled_at, state)
    select 'reminder', employee_id, enrolment_id, campaign_id, course_version_id, lesson, asking_id,
      'again-' || message_id, local_day + 3, scheduled_at, 'sent'
    from deliveries where employee_id = ${id}`.execute(world.db);
  // Whoever has answered the last lesson gets this one days before the others.
  await sql`
    insert into deliveries (kind, baseline, employee_id, enrolment_id, campaign_id, course_version_id,
      lesson, message_id, local_day, scheduled_at, state, sent_at)
    select 'baseline', 'after', employee_id, enrolment_id, campaign_id, course_version_id, lesson,
      'form-' || message_id, local_day + 7, scheduled_at, 'sent', now()
    from deliveries where employee_id = ${id} and kind = 'lesson'`.execute(world.db);
  const visible = (body: string) => body.replace(/name="csrf" value="[^"]*"/g, '');
  expect(visible((await hr.get(`/people/${id}`)).body)).toBe(visible(before.body));
  expect((await trail(hr)).at(-1)).toEqual({
    action: 'person.show',
    subject: String(id),
    details: {},
  });
});

test('holds are added and ended; what is wrong stands at its field', async () => {
  const [{ id } = { id: 0 }] = await inside();
  const wrong = await part.post(`/people/${id}/holds`, {
    from: '2027-02-30',
    reason: 'Tjänstledig',
  });
  expect(wrong.statusCode).toBe(422);
  expect(wrong.body).toContain('id="from-error"');
  expect(wrong.body).toContain('value="Tjänstledig"');
  // The person is shown again, which is a look like the first.
  expect((await trail(part)).at(-1)).toMatchObject({ action: 'person.show', subject: String(id) });
  const named = { from: '2027-02-01', until: '2027-03-01', reason: '19121212-1212' };
  expect((await part.post(`/people/${id}/holds`, named)).body).toContain('personnummer');
  await part.post(`/people/${id}/holds`, { ...named, reason: 'Tjänstledig' });
  const { body } = await part.get(`/people/${id}`);
  expect(body).toContain('1 februari 2027');
  const [, end] = /action="(\/people\/\d+\/holds\/\d+\/end)"/.exec(body) ?? [];
  const other = String(end).replace(`/people/${id}/`, `/people/${ids.get('000002')}/`);
  expect((await hr.post(other)).statusCode).toBe(404);
  expect((await part.post(String(end))).statusCode).toBe(303);
  expect((await part.get(`/people/${id}`)).body).toContain('Inga uppehåll nu eller framöver');
});

test('erasing needs the number, and leaves nobody', async () => {
  const id = ids.get('000004') ?? 0;
  const wrong = await hr.post(`/people/${id}/erase`, { number: '000003' });
  expect(wrong.statusCode).toBe(422);
  expect(wrong.body).toContain('Numret stämmer inte. Skriv 000004.');
  expect((await trail(hr)).at(-1)).toMatchObject({ action: 'person.show', subject: String(id) });
  expect((await hr.post(`/people/${id}/erase`, { number: '000004' })).statusCode).toBe(303);
  expect((await hr.get(`/people/${id}`)).statusCode).toBe(404);
  expect((await trail(hr)).map(({ action }) => action)).toContain('person.erase');
});

test('who has no address is listed, in one’s own part, and as a file', async () => {
  const [{ id, number } = { id: 0, number: '' }] = await inside();
  await sql`update employees set email = null where id in (${id}, ${ids.get('000002')})`.execute(
    world.db,
  );
  expect((await hr.get('/people/addresses')).body).toContain('2 personer.');
  expect((await part.get('/people/addresses')).body).toContain('1 person.');
  const csv = await part.get('/people/addresses.csv?list=without');
  expect(csv.body.startsWith('\uFEFFAnst.nr;')).toBe(true);
  expect(csv.body).toContain(number);
});

test('departments: the tree with headcounts, renamed, moved, planned, withdrawn and merged', async () => {
  const tree = await hr.get('/departments');
  expect(tree.body).toContain('Äldreboendet');
  expect((await part.get('/departments')).body).not.toContain('Barn och utbildning');
  expect((await part.get('/departments/10')).statusCode).toBe(404);
  expect((await part.get('/departments/201')).body).not.toContain('Slå ihop');
  expect((await part.post('/departments/201/rename', { name: 'Ny' })).statusCode).toBe(403);
  await hr.post('/departments/201/rename', { name: 'Solgården' });
  expect((await hr.get('/departments/201')).body).toContain('<h1>Solgården</h1>');
  const circle = await hr.post('/departments/20/move', { under: '201' });
  expect(circle.statusCode).toBe(422);
  expect(circle.body).toContain('201 ligger under 20');
  expect((await hr.post('/departments/201/move', { under: '999' })).body).toContain(
    'Det finns ingen enhet med koden 999.',
  );
  await hr.post('/departments/201/move', { under: '10', moveFrom: '2099-01-01' });
  expect((await hr.get('/departments/201')).body).toContain('201 flyttar till 10');
  const { body } = await hr.get('/departments/planned');
  const [, withdraw] = /action="(\/departments\/planned\/\d+\/withdraw)"/.exec(body) ?? [];
  await hr.post(String(withdraw));
  expect((await hr.get('/departments/planned')).body).toContain('Inga ändringar är planerade');
  const unsure = await hr.post('/departments/201/merge', { into: '20' });
  expect(unsure.statusCode).toBe(422);
  expect(unsure.body).toContain('Kryssa för att 201 ska gå upp i 20.');
  expect((await hr.get('/departments/201')).body).not.toContain('uppgick i');
  await hr.post('/departments/201/merge', { into: '20', mergeSure: 'yes' });
  expect((await hr.get('/departments/201')).body).toContain('uppgick i');
  expect((await trail(hr)).map(({ action }) => action)).toEqual(
    expect.arrayContaining([
      'department.rename',
      'department.move',
      'department.withdraw',
      'department.merge',
    ]),
  );
});

test('hours and workplace of a department hold for all below', async () => {
  await sql`
    insert into departments (code, name, parent_id)
    select '202', 'Natten', id from departments where code = '20'`.execute(world.db);
  const wrong = await part.post('/departments/20/window', {
    windowFrom: '22:00',
    windowUntil: '05:00',
  });
  expect(wrong.statusCode).toBe(422);
  const days = { windowFrom: '22:00', windowUntil: '05:00', weekdays: '3' };
  expect((await part.post('/departments/20/window', days)).statusCode).toBe(303);
  expect((await part.get('/departments/202')).body).toContain('Som Omsorg: 22:00–05:00, onsdag.');
  await part.post('/departments/20/workplace', { workplace: 'care' });
  expect((await part.get('/departments/202')).body).toContain('Gäller nu: vård och omsorg.');
  expect((await part.post('/departments/10/window', days)).statusCode).toBe(404);
  await part.post('/departments/20/window/remove');
  expect((await part.get('/departments/202')).body).toContain('Utskickets tid gäller.');
});
