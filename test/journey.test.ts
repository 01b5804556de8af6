import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createToken } from '../src/access/create-token.service.ts';
import { createCampaign } from '../src/campaign/create-campaign.service.ts';
import { countOpenDeliveries } from '../src/delivery/settle.repository.ts';
import { answerLinks } from '../src/demo/simulated-employee.ts';
import { advanceVirtualClock, startVirtualClock } from '../src/platform/clock.ts';
import { parseConfig } from '../src/platform/config.ts';
import { createLog } from '../src/platform/log.ts';
import { readMailboxIndex } from '../src/platform/mailbox-index.ts';
import { readMessage } from '../src/platform/mailbox-store.ts';
import { rosterImportCommand } from '../src/roster/roster-import.command.ts';
import { type Service, startService } from '../src/service.ts';
import { cloneDatabase, type TestDatabase } from './support/database.ts';
import { until } from './support/until.ts';

/** The main job from end to end: roster, mail, answer, completion, with a clock moved by hand. */

const roster = new URL('./support/rosters/journey.csv', import.meta.url).pathname;
let database: TestDatabase;
let dir: string;
let service: Service;

beforeAll(async () => {
  database = await cloneDatabase();
  dir = await mkdtemp(join(tmpdir(), 'nanokurs-journey-'));
  service = await startService(
    parseConfig({ DATABASE_URL: database.connectionString, NANOKURS_DIR: dir, PORT: '0' }),
    { log: createLog('silent') },
  );
  await startVirtualClock(service.resources.db, new Date('2026-08-31T00:00:00+02:00'), 1);
});

afterAll(async () => {
  await service?.stop();
  await database?.drop();
  await rm(dir, { recursive: true, force: true });
});

async function moveTo(iso: string): Promise<void> {
  const { db } = service.resources;
  const now = new Date(iso);
  await advanceVirtualClock(db, now);
  await service.worker?.tick(now);
  await until(async () => {
    const open = await countOpenDeliveries(db);
    return open.ready + open.underWay === 0;
  });
}

/** A whole working day in steps of half an hour. */
async function workDay(day: number): Promise<void> {
  const opening = Date.parse('2026-08-31T07:30:00+02:00') + day * 24 * 3_600_000;
  for (let step = 0; step <= 17; step++)
    await moveTo(new Date(opening + step * 30 * 60_000).toISOString());
}

const mails = async () => (await readMailboxIndex(dir)).entries;

test('a roster goes in, lessons go out, answers come back, departments show completion', async () => {
  const { db, courses } = service.resources;
  const now = new Date('2026-08-31T00:00:00+02:00');

  const imported = await rosterImportCommand({ db, now }, [roster, '--yes']);
  expect(imported.json).toMatchObject({ joiners: 7, errors: [], withoutEmail: 1, applied: true });

  const campaign = await createCampaign({ db, courses }, now, {
    course: 'it-security',
    baseline: false,
    start: '2026-08-31',
    cadence: { kind: 'every', days: 14, until: '2027-03-31' },
    audience: { kind: 'all' },
    window: {
      timeZone: 'Europe/Stockholm',
      weekdays: [1, 2, 3, 4, 5],
      from: '07:30',
      until: '16:00',
    },
  });
  expect(campaign).toMatchObject({ enrolled: 7, lessonsWithoutRoom: 0 });

  await moveTo('2026-08-31T07:00:00+02:00');
  expect(await mails(), 'rule 6: nothing before the window opens').toHaveLength(0);
  await workDay(0);
  const first = await mails();
  expect(first.map((mail) => mail.to[0]).sort()).toEqual([
    'alva.ek@exempelkommun.test',
    'bo.lind@exempelkommun.test',
    'cia.berg@exempelkommun.test',
    'dan.holm@exempelkommun.test',
    'eva.strand@exempelkommun.test',
    'finn.ask@exempelkommun.test',
  ]);

  const alva = first.find((mail) => mail.to[0] === 'alva.ek@exempelkommun.test');
  const raw = await readMessage(dir, alva?.id ?? '');
  const links = answerLinks(raw?.toString('latin1') ?? '');
  const lesson = courses.find((course) => course.slug === 'it-security')?.lessons[0];
  const options = lesson?.text.sv.question.options ?? [];
  expect(links).toHaveLength(options.length);
  const right = options.findIndex((option) => option.correct);
  const token = links[right]?.split('/a/')[1];

  const url = `${service.url}/api/v1/answers`;
  const post = (body: object) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const answered = await post({ token });
  expect(answered.status).toBe(201);
  expect(await answered.json()).toMatchObject({ correct: true });
  expect((await post({ token })).status, 'a repeat gets the first result').toBe(200);
  const other = links[right === 0 ? 1 : 0]?.split('/a/')[1];
  expect((await post({ token: other })).status).toBe(409);
  expect((await post({ token: 'x'.repeat(46) })).status).toBe(401);
  expect((await post({})).status).toBe(422);

  const { token: bearer } = await createToken({ db }, now, { role: 'admin' });
  const completion = await fetch(`${service.url}/api/v1/campaigns/${campaign.id}/completion`, {
    headers: { authorization: `Bearer ${bearer}` },
  });
  expect(completion.status).toBe(200);
  expect(await completion.json()).toMatchObject({
    campaign: campaign.id,
    total: { invited: 6, delivered: 6, failed: 0, started: 1, completed: 0 },
  });
  expect((await fetch(completion.url)).status, 'rule 10: nothing without a token').toBe(401);
});

test('the next lesson comes 14 days later, in the same thread, answered or not', async () => {
  for (let day = 1; day <= 14; day++) await workDay(day);
  const everything = await mails();
  const reminders = everything.filter((mail) => /^(Påminnelse|Reminder): /.test(mail.subject));
  expect(reminders, 'one each for the five who have not answered').toHaveLength(5);
  expect(
    reminders.map((mail) => mail.to[0]),
    'rule 7: who has answered',
  ).not.toContain('alva.ek@exempelkommun.test');
  const all = everything.filter((mail) => !reminders.includes(mail));
  expect(all).toHaveLength(12);
  const toAlva = all.filter((mail) => mail.to[0] === 'alva.ek@exempelkommun.test');
  const second = await readMessage(dir, toAlva[1]?.id ?? '');
  expect(second?.toString('latin1')).toContain(`References: ${toAlva[0]?.messageId}`);
});

test('rule 7: leavers and whoever is on hold get nothing more; joiners start at lesson 1', async () => {
  const { db } = service.resources;
  const bo = await db
    .selectFrom('employees')
    .select('id')
    .where('email', '=', 'bo.lind@exempelkommun.test')
    .executeTakeFirstOrThrow();
  await db
    .insertInto('holds')
    .values({ employee_id: bo.id, from_on: '2026-09-15', until_on: null, reason: 'föräldraledig' })
    .execute();
  const changed = new URL('./support/rosters/journey-october.csv', import.meta.url).pathname;
  const now = await service.resources.clock.now();
  const imported = await rosterImportCommand({ db, now }, [changed, '--yes']);
  expect(imported.json).toMatchObject({ joiners: 1, leavers: 1, applied: true });
  await until(async () => {
    const row = await db
      .selectFrom('enrolments')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirst();
    return Number(row?.count) === 8;
  });
  const before = (await mails()).length;
  for (let day = 15; day <= 29; day++) await workDay(day);
  const later = (await mails()).slice(before).map((mail) => mail.to[0]);
  expect(later).not.toContain('bo.lind@exempelkommun.test');
  expect(later).not.toContain('cia.berg@exempelkommun.test');
  expect(later).toContain('alva.ek@exempelkommun.test');
  expect(later.filter((to) => to === 'gun.dahl@exempelkommun.test').length).toBeGreaterThan(0);
});
