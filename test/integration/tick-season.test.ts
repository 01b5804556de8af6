import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reconcileEnrolments } from '../../src/campaign/reconcile.service.ts';
import { settleUnsendable } from '../../src/delivery/settle.repository.ts';
import { addDays, isOpen, localDay } from '../../src/spacing/sending-window.ts';
import {
  days,
  openTickWorld,
  type PlannedRow,
  type TickWorld,
  ticksOf,
} from '../support/tick-world.ts';
import { officeHours } from '../support/windows.ts';

const employees = 80;
const campaigns = ['one', 'two', 'three'];
const start = new Date('2026-08-31T02:00:00Z');

/** A group of rows by something they share. */
function by<Key>(rows: readonly PlannedRow[], key: (row: PlannedRow) => Key) {
  const groups = new Map<Key, PlannedRow[]>();
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row]);
  return groups;
}

/** Rule 6, and that nobody is lost: all employees, all campaigns, three lessons in order. */
function expectSoundSeason(rows: readonly PlannedRow[]): void {
  expect(by(rows, (row) => `${row.employee} ${row.day}`).size).toBe(rows.length);
  const enrolments = by(rows, (row) => row.enrolment);
  expect(enrolments.size).toBe(employees * campaigns.length);
  for (const lessons of enrolments.values()) {
    expect(lessons.map((row) => row.lesson)).toEqual([1, 2, 3]);
    lessons.forEach((row, index) => {
      const before = lessons[index - 1];
      if (before !== undefined) expect(row.day >= addDays(before.day, 7)).toBe(true);
    });
  }
  for (const row of rows) {
    expect(isOpen(officeHours, row.at)).toBe(true);
    expect(localDay(officeHours.timeZone, row.at)).toBe(row.day);
  }
}

describe('rule 6: three campaigns from the same day, three tickers and reconcile at once, for a season', () => {
  let world: TickWorld;
  let cancelled = 0;

  beforeAll(async () => {
    world = await openTickWorld(employees, 3);
    for (const course of campaigns) await world.campaign(start, { course, everyDays: 7 });
    for (const day of days('2026-08-31', '2026-09-25')) {
      for (const now of ticksOf(day)) {
        await Promise.all([world.tick(now), reconcileEnrolments(world, now)]);
        cancelled += await cancelSome(now);
      }
    }
  }, 240_000);
  afterAll(() => world.close());

  /** A worker finds that some may not leave after all: every tenth, once. */
  async function cancelSome(now: Date): Promise<number> {
    const { rows } = await sql<{ id: number }>`
      update deliveries d set state = 'claimed', claimed_by = 'w', lease_until = now() + interval '1 hour'
      where state = 'due' and scheduled_at = ${now} and id % 10 = 0
        and not exists (select from deliveries o where o.enrolment_id = d.enrolment_id and o.state = 'cancelled')
      returning id`.execute(world.db);
    if (rows.length > 0)
      await settleUnsendable(
        world.db,
        'w',
        now,
        rows.map((row) => row.id),
      );
    return rows.length;
  }

  test('nobody gets two mails on one local day, and each gets every lesson once and in order', async () => {
    expectSoundSeason(await world.planned());
  });

  test('mails that were cancelled were planned anew', () => {
    expect(cancelled).toBeGreaterThan(10);
  });

  test('the campaigns stood in each other’s way, or this proves nothing', async () => {
    const first = (await world.planned()).filter((row) => row.lesson === 1);
    const firstDays = by(first, (row) => row.day);
    expect([...firstDays.keys()].slice(0, 3)).toEqual(['2026-08-31', '2026-09-01', '2026-09-02']);
    expect(firstDays.get('2026-08-31')?.length).toBeLessThanOrEqual(employees);
    expect(firstDays.get('2026-09-02')?.length).toBeGreaterThan(employees / 2);
  });

  test('everybody’s first mail has its place in the window, not one hour for all', async () => {
    const first = (await world.planned()).filter((row) => row.day === '2026-08-31');
    const hours = by(first, (row) => row.at.getUTCHours());
    expect(hours.size).toBeGreaterThanOrEqual(8);
    for (const rows of hours.values()) expect(rows.length).toBeLessThan(employees / 3);
  });

  test('nothing is left to plan', async () => {
    const { rows } = await sql`
      select id from enrolments where next_due_at is not null or parked is distinct from 'end'`.execute(
      world.db,
    );
    expect(rows).toEqual([]);
  });

  test('the database itself refuses a second mail that is not cancelled', async () => {
    const copy = (state: string) =>
      sql`
      insert into deliveries (kind, employee_id, enrolment_id, campaign_id, course_version_id,
        lesson, asking_id, message_id, local_day, scheduled_at, state)
      select kind, employee_id, enrolment_id, campaign_id, course_version_id,
        lesson, asking_id, message_id || ${state}, local_day, scheduled_at, ${state}
      from deliveries where state <> 'cancelled' order by id limit 1`.execute(world.db);
    for (const state of ['due', 'claimed', 'sending', 'sent', 'failed', 'unknown'])
      await expect(copy(state)).rejects.toMatchObject({ constraint: 'deliveries_one_a_day' });
    await copy('cancelled');
  });
});

describe('rule 6: everybody due in three campaigns at the same moment, six tickers', () => {
  let world: TickWorld;
  const now = new Date('2026-08-31T08:00:00Z');

  beforeAll(async () => {
    world = await openTickWorld(1_500, 6);
    for (const course of campaigns) await world.campaign(start, { course });
    // Each campaign in an order of its own, as after cancelled mails and different starts.
    await sql`
      update enrolments set next_due_at = ${now}::timestamptz - make_interval(secs => random() * 600)`.execute(
      world.db,
    );
  });
  afterAll(() => world.close());

  test('one mail each, all others on later days, and no ticker fails', async () => {
    const ticks = await world.tick(now);
    await world.tick(now);
    const rows = await world.planned();
    expect(rows).toHaveLength(1_500);
    expect(by(rows, (row) => row.employee).size).toBe(1_500);
    expect(ticks.reduce((sum, one) => sum + one.planned, 0)).toBeLessThanOrEqual(1_500);
    const { rows: waiting } = await sql<{ day: string; count: number }>`
      select (next_due_at at time zone 'Europe/Stockholm')::date as day, count(*)::int as count
      from enrolments where next_lesson = 1 group by day`.execute(world.db);
    expect(waiting).toEqual([{ day: '2026-09-01', count: 3_000 }]);
  });
});
