import { sql } from 'kysely';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getCampaign, listCampaigns } from '../../src/campaign/campaign.repository.ts';
import { changeCampaign } from '../../src/campaign/change-campaign.service.ts';
import { reconcileEnrolments } from '../../src/campaign/reconcile.service.ts';
import { loadSendingRules } from '../../src/campaign/sending-rules.repository.ts';
import { createCourseVersions } from '../../src/course/course-version.reader.ts';
import { createKeyring } from '../../src/delivery/answer-token.ts';
import { claimDeliveries, markSending } from '../../src/delivery/claim.repository.ts';
import { composeLesson } from '../../src/delivery/compose-lesson.service.ts';
import { createLessonMails } from '../../src/delivery/lesson-mail.loader.ts';
import { openHours } from '../../src/delivery/open-hours.ts';
import { planCampaign } from '../../src/delivery/plan-campaign.service.ts';
import { recordOutcomes, settleUnsendable } from '../../src/delivery/settle.repository.ts';
import { courses, openTickWorld, type TickWorld, ticksOf } from '../support/tick-world.ts';
import { officeHours } from '../support/windows.ts';

const pool = 'announcement-test';
const early = new Date('2026-08-20T06:00:00Z');
/** Wednesday, five days before the first Monday. */
const announced = '2026-08-26';
const start = '2026-08-31';

let world: TickWorld;
let id: number;

beforeAll(async () => {
  world = await openTickWorld(6, 2);
  ({ id } = await world.campaign(early, { course: 'one', announceDays: 5 }));
});
afterAll(() => world.close());

async function tickThrough(day: string): Promise<void> {
  for (const at of ticksOf(day)) await world.tick(at);
}

const kinds = async () =>
  (await world.planned()).map(({ day, kind, lesson }) => `${day} ${kind} ${lesson}`);

test('the plan says the day before anything is created', async () => {
  const plan = await planCampaign(
    { db: world.db, courses, courseVersions: createCourseVersions(world.db), relay: undefined },
    early,
    {
      course: 'two',
      start,
      cadence: { kind: 'every', days: 14, until: '2026-12-31' },
      arm: 'none',
      audience: { kind: 'all' },
      window: officeHours,
      announceDays: 5,
    },
    0.6,
  );
  expect(plan.announcement).toBe(announced);
  expect(plan.perPerson.announcements).toBe(1);
  expect(plan.days[0]).toMatchObject({ mails: 6 });
});

test('a paused campaign announces nothing, and what was queued waits for its turn again', async () => {
  await tickThrough('2026-08-25');
  expect(await kinds()).toEqual([]);
  const at = new Date(`${announced}T13:50:00Z`);
  for (const one of ticksOf(announced).filter((tick) => tick <= at)) await world.tick(one);
  expect(await kinds()).toEqual(Array.from({ length: 6 }, () => `${announced} announcement 0`));
  // Paused before they leave: cancelled, and due anew once it goes on.
  await changeCampaign(world, at, { id, change: 'pause' });
  const claimed = await claimDeliveries(world.db, pool, 10);
  const hours = openHours(await listCampaigns(world.db), await loadSendingRules(world.db), at);
  expect(await markSending(world.db, pool, claimed, hours, undefined)).toEqual([]);
  await settleUnsendable(world.db, pool, at, claimed);
  expect(await kinds()).toEqual([]);
  await changeCampaign(world, at, { id, change: 'resume' });
  await tickThrough('2026-08-27');
  expect(await kinds()).toEqual(Array.from({ length: 6 }, () => '2026-08-27 announcement 0'));
});

test('it is composed and sent as every mail, and counts nobody as reached', async () => {
  const at = new Date('2026-08-27T13:50:00Z');
  const campaign = await getCampaign(world.db, id);
  const claimed = await claimDeliveries(world.db, pool, 10);
  const hours = openHours([campaign], await loadSendingRules(world.db), at);
  const items = await markSending(world.db, pool, claimed, hours, undefined);
  expect(items).toHaveLength(6);
  const publicUrl = 'https://kurs.kommunen.test';
  const compose = composeLesson({
    courseVersions: createCourseVersions(world.db),
    mails: createLessonMails({
      organisation: 'Exempelkommun',
      helpContact: 'hjalp@kommunen.test',
      privacyContact: 'dso@kommunen.test',
      mailFrom: 'Nanokurs <nanokurs@kommunen.test>',
      replyTo: 'hjalp@kommunen.test',
      publicUrl,
      trial: false,
    }),
    keyring: createKeyring(['a secret for tests that is long enough']),
    publicUrl,
    simulated: false,
  });
  const [item] = items;
  if (item === undefined) throw new Error('Nothing may leave.');
  const { raw, envelope } = await compose(item, campaign, at);
  expect(envelope.to).toBe(item.email);
  const { text = '', messageId } = await simpleParser(raw);
  expect(messageId).toBe(item.messageId);
  expect(text).toContain('31 augusti 2026');
  expect(text).not.toContain('/a/');
  await recordOutcomes(
    world.db,
    pool,
    at,
    items.map((one) => ({ id: one.id, state: 'sent', code: 250, reply: 'ok', delaySeconds: 0 })),
  );
  const { rows } = await sql<{ sent: number; stamped: number }>`
    select count(*) filter (where d.state = 'sent')::int as sent, count(e.first_sent_at)::int as stamped
    from deliveries d join enrolments e on e.id = d.enrolment_id where d.live`.execute(world.db);
  expect(rows).toEqual([{ sent: 6, stamped: 0 }]);
});

test('the first lesson keeps its day, and who begins after the start gets no announcement', async () => {
  await sql`
    insert into employees (source, employment_number, first_name, last_name, email, department_id)
    select 'test', 'late', 'Kim', 'Ny', 'ny@exempelkommun.test', min(id) from departments`.execute(
    world.db,
  );
  await reconcileEnrolments(world, new Date('2026-09-01T06:00:00Z'));
  await tickThrough(start);
  await tickThrough('2026-09-01');
  const all = await kinds();
  expect(all.filter((one) => one === `${start} lesson 1`)).toHaveLength(6);
  expect(all.filter((one) => one.includes('announcement'))).toHaveLength(6);
  expect(all.filter((one) => one === '2026-09-01 lesson 1')).toHaveLength(1);
});
