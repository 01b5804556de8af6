import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { changeCampaign } from '../../src/campaign/change-campaign.service.ts';
import { pilotLists } from '../../src/delivery/pilot.ts';
import { settleUnsendable } from '../../src/delivery/settle.repository.ts';
import { addDays, isOpen, localDay } from '../../src/spacing/sending-window.ts';
import { days, openTickWorld, type TickWorld, ticksOf } from '../support/tick-world.ts';
import { officeHours } from '../support/windows.ts';

const start = new Date('2026-08-31T02:00:00Z');
const people = 24;

let world: TickWorld;
beforeEach(async () => {
  world = await openTickWorld(people, 2);
});
afterEach(() => world.close());

async function run(first: string, last: string, pilot?: string[]): Promise<void> {
  for (const day of days(first, last)) {
    await world.send();
    await world.tickThrough(ticksOf(day), pilotLists(pilot));
  }
}

const planned = () => world.planned();
const numbered = (number: string) => world.people.get(number) ?? 0;
const lessons = async () => (await planned()).filter((row) => row.kind === 'lesson');
const lessonsOf = async (number: string) =>
  (await lessons())
    .filter((row) => row.employee === numbered(number))
    .map((row) => [row.lesson, row.day]);
const mailsOf = async (number: string) =>
  (await planned())
    .filter((row) => row.employee === numbered(number))
    .map((row) => `${row.day} ${row.kind} ${row.lesson}`);

describe('planDeliveries', () => {
  test('writes the delivery as due, with its asking, and wakes one sender in the same transaction', async () => {
    await world.campaign(start, { course: 'one' });
    await run('2026-08-31', '2026-08-31');
    const { rows } = await sql`
      select d.kind, d.state, d.lesson, d.local_day, a.question, a.lesson as asked, a.round,
        a.course_version_id = d.course_version_id as "sameVersion",
        a.asked_at = d.scheduled_at as "askedThen", d.message_id ~ '^<[0-9]+[.][0-9a-f-]{36}@nanokurs.test>$' as id
      from deliveries d join askings a on a.id = d.asking_id group by 1,2,3,4,5,6,7,8,9,10`.execute(
      world.db,
    );
    expect(rows).toEqual([
      {
        kind: 'lesson',
        state: 'due',
        lesson: 1,
        local_day: '2026-08-31',
        question: 'fraga-1',
        asked: 1,
        round: 1,
        sameVersion: true,
        askedThen: true,
        id: true,
      },
    ]);
    const { rows: ids } = await sql<{ ids: number }>`
      select count(distinct message_id)::int as ids from deliveries`.execute(world.db);
    expect(ids).toEqual([{ ids: people }]);
    const { rows: jobs } = await sql`
      select task_identifier as task, count(*)::int from graphile_worker.jobs group by 1 order by 1`.execute(
      world.db,
    );
    expect(jobs).toEqual([
      { task: 'reconcile', count: 1 },
      { task: 'send', count: 1 },
    ]);
  });

  test('a tick on a day with nothing due does nothing', async () => {
    await world.campaign(start, { course: 'one' });
    const nothing = { planned: 0, postponed: 0, parked: 0 };
    expect(await world.tick(start)).toEqual([nothing, nothing]);
  });

  test('a tick plans no more than its limit, and the next goes on', async () => {
    await world.campaign(start, { course: 'one' });
    const now = new Date('2026-08-31T13:59:00Z');
    await sql`update enrolments set next_due_at = ${now}`.execute(world.db);
    expect((await world.planOnce(now, 10)).planned).toBe(10);
    expect((await world.planOnce(now, 10)).planned).toBe(10);
    expect((await world.planOnce(now, 10)).planned).toBe(4);
    expect(await planned()).toHaveLength(people);
  });

  test('rule 6: a server that was off for days pours nothing out', async () => {
    await world.campaign(start, { course: 'one' });
    await run('2026-08-31', '2026-09-11');
    await world.send();
    // Off from the weekend before lesson 2 until the Thursday noon after it.
    const noon = new Date('2026-09-17T10:00:00Z');
    const first = await world.tick(noon);
    expect(first.reduce((sum, one) => sum + one.planned, 0)).toBe(0);
    expect(first.reduce((sum, one) => sum + one.postponed, 0)).toBe(people);
    await world.tickThrough(ticksOf('2026-09-17').filter((now) => now > noon));
    await run('2026-09-18', '2026-10-05');

    const rows = await lessons();
    const second = rows.filter((row) => row.lesson === 2);
    expect(second).toHaveLength(people);
    expect(new Set(second.map((row) => row.day))).toEqual(new Set(['2026-09-17', '2026-09-18']));
    for (const row of rows) {
      expect(isOpen(officeHours, row.at)).toBe(true);
      const before = rows.find(
        (one) => one.enrolment === row.enrolment && one.lesson === row.lesson - 1,
      );
      if (before !== undefined) expect(row.day >= addDays(before.day, 7)).toBe(true);
    }
    // Lesson 3 is on the grid again.
    const third = rows.filter((row) => row.lesson === 3);
    expect(third).toHaveLength(people);
    expect(new Set(third.map((row) => row.day))).toEqual(new Set(['2026-09-28']));
  });

  test('rule 6: off for two months, the lessons that are left keep the whole gap between them', async () => {
    await world.campaign(start, { course: 'one' });
    await run('2026-08-31', '2026-08-31');
    await run('2026-11-02', '2026-11-19');
    expect(await lessonsOf('1')).toEqual([
      [1, '2026-08-31'],
      [2, expect.stringMatching(/^2026-11-0[23]$/)],
      [3, expect.stringMatching(/^2026-11-1[67]$/)],
    ]);
    // No reminder of what was sent two months ago either.
    expect((await mailsOf('1')).filter((mail) => mail.includes('reminder 1'))).toEqual([]);
  });

  test('rule 7: a hold postpones, and the lesson comes when it is over; the next one a whole gap later', async () => {
    await world.campaign(start, { course: 'one' });
    await hold('1', '2026-09-10', '2026-09-22');
    await hold('2', '2026-09-15', '2026-09-22');
    await run('2026-08-31', '2026-10-07');
    expect(await lessonsOf('1')).toEqual([
      [1, '2026-08-31'],
      [2, '2026-09-23'],
      [3, '2026-10-07'],
    ]);
    expect(await lessonsOf('2')).toEqual([
      [1, '2026-08-31'],
      [2, '2026-09-14'],
      [3, '2026-09-28'],
    ]);
  });

  test('rule 7: leavers and people without an address get nothing more, even before a reconcile', async () => {
    await world.campaign(start, { course: 'one' });
    await run('2026-08-31', '2026-08-31');
    await sql`update employees set left_at = '2026-09-05' where id = ${numbered('1')}`.execute(
      world.db,
    );
    await sql`update employees set email = null where id = ${numbered('2')}`.execute(world.db);
    await run('2026-09-14', '2026-09-14');
    const rows = await planned();
    expect(rows).toHaveLength(people * 2 - 2);
    expect(await lessonsOf('1')).toEqual([[1, '2026-08-31']]);
    expect(await lessonsOf('2')).toEqual([[1, '2026-08-31']]);
    const { rows: parked } = await sql`
      select parked from enrolments where parked is not null order by employee_id`.execute(
      world.db,
    );
    expect(parked).toEqual([{ parked: 'left' }, { parked: 'no-address' }]);
  });

  test('a paused campaign plans nothing; resumed days later, everybody goes on at the own slot', async () => {
    const { id } = await world.campaign(start, { course: 'one' });
    await changeCampaign(world, start, { id, change: 'pause' });
    await run('2026-08-31', '2026-09-02');
    expect(await planned()).toEqual([]);
    const noon = new Date('2026-09-03T10:00:00Z');
    await changeCampaign(world, noon, { id, change: 'resume' });
    await world.tickThrough(ticksOf('2026-09-03').filter((now) => now >= noon));
    await run('2026-09-04', '2026-09-04');
    const rows = await planned();
    expect(rows).toHaveLength(people);
    expect(new Set(rows.map((row) => row.at.getTime())).size).toBeGreaterThan(people / 3);
  });

  test('rule 7: a lesson nobody answers is reminded of after 5 and 10 days, with the same asking', async () => {
    await world.campaign(start, { course: 'one', everyDays: 28 });
    await run('2026-08-31', '2026-09-28');
    expect(await mailsOf('1')).toEqual([
      '2026-08-31 lesson 1',
      // Five days later is a Saturday.
      '2026-09-07 reminder 1',
      '2026-09-14 reminder 1',
      '2026-09-28 lesson 2',
    ]);
    const { rows } = await sql`
      select count(distinct asking_id)::int as askings, count(*)::int as mails
      from deliveries where lesson = 1`.execute(world.db);
    expect(rows).toEqual([{ askings: people, mails: 3 * people }]);
  });

  test('rule 7: who answers is not reminded, nor while on hold, nor after leaving', async () => {
    await world.campaign(start, { course: 'one', everyDays: 28 });
    await run('2026-08-31', '2026-09-04');
    await sql`
      insert into answers (asking_id, enrolment_id, delivery_id, options, correct, evidence, answered_at)
      select asking_id, enrolment_id, id, '{b}', true, 'link', ${start} from deliveries
      where employee_id = ${numbered('1')}`.execute(world.db);
    await hold('2', '2026-09-04', '2026-09-10');
    await sql`update employees set left_at = '2026-09-05' where id = ${numbered('3')}`.execute(
      world.db,
    );
    await run('2026-09-05', '2026-09-16');
    expect(await mailsOf('1')).toEqual(['2026-08-31 lesson 1']);
    expect(await mailsOf('2')).toEqual([
      '2026-08-31 lesson 1',
      '2026-09-11 reminder 1',
      '2026-09-16 reminder 1',
    ]);
    expect(await mailsOf('3')).toEqual(['2026-08-31 lesson 1']);
  });

  test('a weekly course has no room for reminders before its last lesson', async () => {
    await world.campaign(start, { course: 'one', everyDays: 7 });
    await run('2026-08-31', '2026-09-30');
    expect(await mailsOf('1')).toEqual([
      '2026-08-31 lesson 1',
      '2026-09-07 lesson 2',
      '2026-09-14 lesson 3',
      '2026-09-21 reminder 3',
      '2026-09-28 reminder 3',
    ]);
  });

  test('rule 6: what stood in the queue for weeks comes again in order, each lesson once', async () => {
    await world.campaign(start, { course: 'one', everyDays: 7 });
    // All sending is stopped on the first day and for three weeks.
    for (const day of days('2026-08-31', '2026-09-21')) await world.tickThrough(ticksOf(day));
    expect((await mailsOf('1')).filter((mail) => mail.includes('lesson'))).toEqual([
      '2026-08-31 lesson 1',
    ]);
    const noon = new Date('2026-09-22T10:00:00Z');
    const { rows: queued } = await sql<{ id: number }>`
      update deliveries set state = 'claimed', claimed_by = 'w', lease_until = now() + interval '1 hour'
      where state = 'due' returning id`.execute(world.db);
    const ids = queued.map((row) => row.id);
    await settleUnsendable(world.db, 'w', noon, ids);
    const ticks = await world.tick(noon);
    expect(ticks.reduce((sum, one) => sum + one.planned, 0)).toBe(0);
    await world.tickThrough(ticksOf('2026-09-22').filter((now) => now > noon));
    await run('2026-09-23', '2026-10-09');
    const mine = await lessonsOf('1');
    expect(mine.map(([lesson]) => lesson)).toEqual([1, 2, 3]);
    expect(mine[0]?.[1]).toMatch(/^2026-09-2[23]$/);
    expect((await lessons()).filter((row) => row.day === '2026-09-23').length).toBeGreaterThan(0);
  });

  test('an ended campaign plans nothing', async () => {
    const { id } = await world.campaign(start, { course: 'one' });
    await changeCampaign(world, start, { id, change: 'end' });
    await run('2026-08-31', '2026-09-01');
    expect(await planned()).toEqual([]);
  });

  test('nothing is planned after the last day; the rest is parked', async () => {
    await world.campaign(start, { course: 'one', until: '2026-09-13' });
    await run('2026-08-31', '2026-09-15');
    const rows = await planned();
    expect(rows).toHaveLength(people * 2);
    expect(rows.every((row) => row.day <= '2026-09-13')).toBe(true);
    const { rows: parked } = await sql`
      select parked, next_lesson, count(*)::int from enrolments group by 1, 2`.execute(world.db);
    expect(parked).toEqual([{ parked: 'end', next_lesson: 3, count: people }]);
  });

  test('MAIL_ONLY_TO: the others wait from day to day, and begin when the pilot is over', async () => {
    await world.campaign(start, { course: 'one' });
    await run('2026-08-31', '2026-09-02', ['Kim3@exempelkommun.test', '@pilot.test']);
    expect((await planned()).map((row) => row.employee)).toEqual([numbered('3')]);
    const { rows } = await sql<{ due: Date }>`
      select next_due_at as due from enrolments where employee_id <> ${numbered('3')}`.execute(
      world.db,
    );
    expect(new Set(rows.map((row) => localDay(officeHours.timeZone, row.due)))).toEqual(
      new Set(['2026-09-03']),
    );
    await run('2026-09-03', '2026-09-03');
    const all = await planned();
    expect(all).toHaveLength(people);
    expect(all.every((row) => row.lesson === 1)).toBe(true);
  });

  test('a campaign over the change to winter time keeps its local hours', async () => {
    await world.campaign(start, { course: 'one', start: '2026-10-20', everyDays: 7 });
    await run('2026-10-20', '2026-11-03');
    const rows = await planned();
    expect(rows).toHaveLength(people * 3);
    expect(rows.every((row) => isOpen(officeHours, row.at))).toBe(true);
    const mine = rows.filter((row) => row.employee === numbered('1'));
    const times = mine.map((row) =>
      row.at.toLocaleTimeString('sv', { timeZone: 'Europe/Stockholm' }),
    );
    expect(new Set(times).size).toBe(1);
    expect(new Set(mine.map((row) => row.at.getUTCHours())).size).toBe(2);
  });
});

async function hold(number: string, from_on: string, until_on: string | null): Promise<void> {
  await world.db
    .insertInto('holds')
    .values({ employee_id: numbered(number), from_on, until_on, reason: 'tjänstledig' })
    .execute();
}
