import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAudit } from '../../src/access/audit.repository.ts';
import { insertCampaign } from '../../src/campaign/campaign.repository.ts';
import { freezeCourse } from '../../src/course/course-hash.ts';
import { storeCourseVersion } from '../../src/course/course-version.repository.ts';
import { makeDay } from '../../src/statistics/make-day.service.ts';
import { alwaysOpen, tinyCourse } from '../support/fixture.ts';
import { openWebWorld, type WebWorld } from '../support/web-world.ts';

let world: WebWorld;
let campaign: number;
let elsewhere: number;
const weekInMilliseconds = 7 * 86_400_000;

beforeAll(async () => {
  world = await openWebWorld();
});
afterAll(() => world.close());

/** Omsorg has 40 people, Skola 43, of whom three in a unit too small to be shown. */
async function fill(): Promise<void> {
  const { db } = world;
  await sql`
    insert into departments (code, name) values ('10', 'Omsorg'), ('20', 'Skola'), ('30', 'Kansli')`.execute(
    db,
  );
  await sql`
    insert into departments (code, name, parent_id)
    select n.code, n.name, d.id from (values ('11', 'Hemtjänst', '10'), ('12', 'Boende', '10'),
      ('21', 'Förskola', '20'), ('22', 'Grundskola', '20'), ('23', 'Modersmål', '20')) n (code, name, above)
    join departments d on d.code = n.above`.execute(db);
  await sql`
    insert into employees (source, employment_number, first_name, last_name, email, department_id)
    select 'test', d.code || '-' || n, 'Åsa', 'Öberg', d.code || '-' || n || '@exempelkommun.test', d.id
    from (values ('11', 20), ('12', 20), ('21', 20), ('22', 20), ('23', 3), ('30', 9)) s (code, size)
    join departments d on d.code = s.code cross join generate_series(1, s.size) n`.execute(db);
  campaign = await addCampaign("and d.code <> '30'");
  elsewhere = await addCampaign("and d.code = '30'");
}

async function addCampaign(where: string): Promise<number> {
  const { db } = world;
  const now = await world.resources.clock.now();
  const course = tinyCourse();
  const until = '2099-01-01';
  return db.transaction().execute(async (trx) => {
    const id = await insertCampaign(trx, now, {
      courseSlug: course.slug,
      courseVersionId: await storeCourseVersion(trx, freezeCourse(course)),
      lessons: course.lessons.length,
      audience: { kind: 'all' },
      start: '2026-01-01',
      until,
      cadence: { kind: 'every', days: 14, until },
      baseline: false,
      arm: 'none',
      window: alwaysOpen,
    });
    await sql`
      insert into enrolments (campaign_id, employee_id, department_id, anchor_on, reachable)
      select ${id}, e.id, d.id, '2026-01-01', true from employees e
      join departments d on d.id = e.department_id where true ${sql.raw(where)}`.execute(trx);
    return id;
  });
}

/** So many of each department begin. */
async function start(people: number, now: Date): Promise<void> {
  await sql`
    update enrolments set first_sent_at = ${now}, first_answered_at = ${now}
    where id in (select id from (select id, row_number() over (partition by department_id order by id) n
      from enrolments where campaign_id = ${campaign} and first_answered_at is null) e
      where n <= ${people})`.execute(world.db);
}

const words = (markup: string) => markup.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
const page = () => `/campaigns/${campaign}/overview`;

test('a fresh installation leads each role to its next step', async () => {
  const next = async (grant: 'admin' | 'leader' | 'reader') => {
    const { headers } = await (await world.signIn(`${grant}@x.test`, grant)).get('/start');
    expect(headers.location).toBe('/overview');
    const { body } = await (await world.signIn(`${grant}@x.test`)).get('/overview');
    return /<a class="button" href="([^"]*)"/.exec(body)?.[1];
  };
  expect(await next('admin')).toBe('/people/import');
  expect(await next('leader')).toBeUndefined();
  await fill();
  await sql`update campaigns set status = 'ended', ended_at = now()`.execute(world.db);
  expect(await next('leader')).toBe('/campaigns/new');
  expect(await next('reader')).toBeUndefined();
  await sql`update campaigns set status = 'running', ended_at = null`.execute(world.db);
});

test('cards and the overview have the figures, and what changed since a week ago', async () => {
  const now = await world.resources.clock.now();
  const before = new Date(now.getTime() - weekInMilliseconds);
  await start(2, before);
  await makeDay(world.resources, before, campaign);
  await start(6, now);
  const admin = await world.signIn('admin@x.test');
  const cards = words((await admin.get('/overview')).body);
  expect(cards).toMatch(/Inbjudna 83 .*Har börjat 35 42 % av de inbjudna \+25 sedan/);
  const { body } = await admin.get(`${page()}?sort=-started`);
  const text = words(body);
  expect(text).toMatch(/Enhet Inbjudna .* Skola 43 .* Omsorg 40 .* Alla i utskicket 83/);
  expect(text).toContain('+13 börjat');
  expect(body).toContain('<svg class="chart"');
  expect(body).not.toMatch(/ style=|<style|<script(?! type="module" src=)/);
});

test('the way down leads to units, and the small ones are hidden (rule 11)', async () => {
  const admin = await world.signIn('admin@x.test');
  const { body } = await admin.get(`${page()}?department=20`);
  const text = words(body);
  expect(body).toContain('<h1>Skola</h1>');
  expect(text).toMatch(/Modersmål \(dold\)/);
  expect(text).toMatch(/Hela Skola 43/);
  expect((await admin.get(`${page()}?department=nowhere`)).statusCode).toBe(404);
});

test('rule 10: a leader sees what lies below its grants, and their sum', async () => {
  const one = await world.signIn('one@x.test', 'leader:11');
  const { body } = await one.get(page());
  expect(body).toContain('<h1>Hemtjänst</h1>');
  expect(body).not.toMatch(/Boende|Omsorg|Skola/);
  const two = await world.signIn('two@x.test', 'leader:11', 'reader:21');
  const text = words((await two.get(page())).body);
  expect(text).toMatch(/Hemtjänst 20 .*Dina enheter tillsammans/);
  expect(text).not.toMatch(/Boende|Omsorg|Skola |Grundskola/);
  for (const path of ['overview', 'report', 'departments.csv', 'days.csv', 'questions.csv'])
    expect((await two.get(`/campaigns/${elsewhere}/${path}`)).statusCode).toBe(404);
  expect((await two.get(`${page()}?department=12`)).statusCode).toBe(404);
  expect((await two.get('/overview')).body).not.toContain(`/campaigns/${elsewhere}/`);
  const hr = await world.signIn('hr@x.test', 'hr');
  expect((await hr.get(page())).statusCode).toBe(403);
});

test('a file of every table, as Excel opens it, each on record', async () => {
  const leader = await world.signIn('three@x.test', 'leader:20');
  const file = await leader.get(`/campaigns/${campaign}/departments.csv`);
  expect(file.headers['content-type']).toContain('text/csv');
  expect(file.headers['content-disposition']).toMatch(/enheter-\d{4}-\d\d-\d\d\.csv/);
  const lines = file.body.split('\r\n');
  expect(lines[0]).toMatch(/^\uFEFFKod;Enhet;Ovanför;Nivå;Inbjudna/);
  expect(lines[1]).toMatch(/^20;Skola;;1;43;/);
  expect(lines.find((line) => line.startsWith('23;'))).toMatch(/^23;Modersmål;20;2;;;;;;.*Dold/);
  expect(file.body).not.toContain('Omsorg');
  const [newest] = await listAudit(world.db, { limit: 1 });
  expect(newest).toMatchObject({
    actor: { kind: 'user', id: leader.userId, role: 'leader' },
    action: 'statistics.export',
    subject: `${campaign}/departments`,
    details: { rows: 4 },
  });
  const days = await leader.get(`/campaigns/${campaign}/days.csv?department=20`);
  expect(days.body.split('\r\n')).toHaveLength(4);
  for (const name of ['questions', 'forms'])
    expect((await leader.get(`/campaigns/${campaign}/${name}.csv`)).statusCode).toBe(200);
});

test('the report is in the language of the reader, and says how figures are made', async () => {
  const admin = await world.signIn('admin@x.test');
  const report = await admin.get(`/campaigns/${campaign}/report`);
  expect(words(report.body)).toContain('83 personer är inbjudna. 35 (42 %)');
  expect(report.body).toContain('Grupper på färre än 5 personer visas inte');
  await admin.post('/account/language', { language: 'en', back: '/start' });
  expect((await admin.get(`/campaigns/${campaign}/report?as=then`)).body).toContain(
    'Progress report: The test course',
  );
});
