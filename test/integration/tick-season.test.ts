import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { giveAnswer } from '../../src/answer/give-answer.service.ts';
import { listCampaigns } from '../../src/campaign/campaign.repository.ts';
import { reconcileEnrolments } from '../../src/campaign/reconcile.service.ts';
import { loadSendingRules } from '../../src/campaign/sending-rules.repository.ts';
import { createCourseVersions } from '../../src/course/course-version.reader.ts';
import {
  createKeyring,
  ownQuestion,
  repeatedQuestion,
  signAnswerToken,
} from '../../src/delivery/answer-token.ts';
import { claimDeliveries, markSending } from '../../src/delivery/claim.repository.ts';
import { openHours } from '../../src/delivery/open-hours.ts';
import { recordOutcomes, settleUnsendable } from '../../src/delivery/settle.repository.ts';
import { createPool } from '../../src/platform/database.ts';
import { capProblem } from '../../src/spacing/caps.ts';
import { addDays, isOpen, isSendingDay, localDay } from '../../src/spacing/sending-window.ts';
import { openTickWorld, type TickWorld } from '../support/tick-world.ts';
import { officeCalendar, officeHours } from '../support/windows.ts';

const start = new Date('2026-08-31T02:00:00Z');
const zone = officeHours.timeZone;
const dayOf = (at: Date) => localDay(zone, at);
const quarter = 15 * 60_000;

describe('rules 6 and 7: a season of three campaigns, three tickers and reconcile at once', () => {
  const employees = 12;
  const until = '2026-12-04';
  const nights = { from: '22:00', until: '05:00', weekdays: [1, 2, 3, 4, 5, 6] };
  const outage = { from: '2026-10-05', until: '2026-10-14' };
  const hold = { from: '2026-09-08', until: '2026-10-20' };
  const gone = { from: '2026-09-10', until: '2026-09-22' };

  type Mail = {
    id: number;
    employee: number;
    campaign: number;
    night: boolean;
    kind: 'lesson' | 'reminder' | 'repetition';
    lesson: number;
    asking: number;
    round: number;
    rider: number | null;
    state: string;
    day: string;
    at: Date;
  };

  let world: TickWorld;
  let pool: ReturnType<typeof createPool>;
  let mails: Mail[];
  let all: Mail[];
  let answers: { asking: number; at: Date; correct: boolean }[];
  const held = () => world.people.get('3') ?? 0;
  const leaver = () => world.people.get('5') ?? 0;

  beforeAll(async () => {
    world = await openTickWorld(employees, 3);
    pool = createPool(world.connectionString, 2, () => undefined);
    await sql`
      insert into department_windows (department_id, window_from, window_until, weekdays)
      values (${world.departments.get('B')}, ${nights.from}, ${nights.until}, ${nights.weekdays})`.execute(
      world.db,
    );
    await world.db
      .insertInto('holds')
      .values({ employee_id: held(), from_on: hold.from, until_on: hold.until, reason: 'sjuk' })
      .execute();
    await world.campaign(start, { course: 'one', everyDays: 14, until, arm: 'even:1' });
    await world.campaign(start, { course: 'two', everyDays: 14, until, arm: '12-24' });
    const cadence = { kind: 'spread', until: '2026-11-20' } as const;
    await world.campaign(start, { course: 'three', cadence, arm: 'none' });
    await playSeason();
    all = await loadMails();
    mails = all.filter(({ state }) => state !== 'cancelled');
    const { rows } = await sql<(typeof answers)[number]>`
      select asking_id as asking, answered_at as at, correct from answers`.execute(world.db);
    answers = rows;
  }, 240_000);
  afterAll(async () => {
    await pool.end();
    await world.close();
  });

  /** Every quarter of an hour in which something is due; a reconcile at once with every fourth. */
  async function playSeason(): Promise<void> {
    const pending: { at: Date; delivery: number; question: number; correct: boolean }[] = [];
    let now = start;
    for (let step = 0; dayOf(now) <= addDays(until, 1); step += 1) {
      await away(now);
      for (const answer of pending.filter(({ at }) => at <= now)) {
        pending.splice(pending.indexOf(answer), 1);
        await answerTo(answer, now);
      }
      const reconciling = step % 4 === 0 ? reconcileEnrolments(world, now) : undefined;
      await Promise.all([world.tick(now), reconciling]);
      for (const sent of await sendAll(now))
        for (const [question, key] of [
          [ownQuestion, `${sent.lesson}.1`],
          [repeatedQuestion, `${sent.lesson}.2`],
        ] as const) {
          if (question === repeatedQuestion && sent.repetition === null) continue;
          const chance = (sent.id * 7 + key.length + question * 5) % 10;
          if (chance < 3) continue;
          const at = new Date(now.getTime() + (1 + (sent.id % 8) * 24) * 3_600_000);
          pending.push({ at, delivery: sent.id, question, correct: chance < 7 });
        }
      const { rows } = await sql<{ next: Date | null }>`
        select min(next_due_at) as next from enrolments`.execute(world.db);
      const next = [rows[0]?.next, ...pending.map(({ at }) => at)].flatMap((at) => at ?? []);
      const soonest = Math.min(...next.map(Number), now.getTime() + 24 * 3_600_000);
      now = new Date(Math.max(Math.ceil(soonest / quarter), now.getTime() / quarter + 1) * quarter);
      if (dayOf(now) >= outage.from && dayOf(now) <= outage.until)
        now = new Date(`${addDays(outage.until, 1)}T09:00:00Z`);
    }
  }

  async function away(now: Date): Promise<void> {
    const isAway = dayOf(now) >= gone.from && dayOf(now) <= gone.until;
    await sql`
      update employees set left_at = ${isAway ? now : null}
      where id = ${leaver()} and (left_at is not null) <> ${isAway}`.execute(world.db);
  }

  /** What a sender does, with a relay that takes everything; every seventh claim is given up once. */
  async function sendAll(now: Date) {
    const claimed = await claimDeliveries(world.db, 'w', 500);
    const unlucky = claimed.filter((id) => id % 7 === 0);
    const campaigns = await listCampaigns(world.db, ['running']);
    const hours = openHours(campaigns, await loadSendingRules(world.db), now);
    const ready = claimed.filter((id) => !unlucky.includes(id));
    const sending = await markSending(world.db, 'w', ready, hours, undefined);
    const sent = sending.map(({ id }) => ({
      id,
      state: 'sent' as const,
      code: 250,
      reply: 'ok',
      delaySeconds: 0,
    }));
    if (sent.length > 0) await recordOutcomes(world.db, 'w', now, sent);
    const rest = claimed.filter((id) => !sent.some((one) => one.id === id));
    if (rest.length > 0) await settleUnsendable(world.db, 'w', now, rest);
    return sending;
  }

  const keyring = createKeyring(['a secret for tests that is long enough']);
  async function answerTo(
    answer: { delivery: number; question: number; correct: boolean },
    now: Date,
  ): Promise<void> {
    const { delivery, question, correct } = answer;
    const expires = new Date('2027-12-31T00:00:00Z');
    const token = signAnswerToken(keyring, {
      purpose: 'answer',
      delivery,
      question,
      option: undefined,
      expires,
    });
    const deps = { db: world.db, pool, courseVersions: createCourseVersions(world.db), keyring };
    const options = [correct ? 'b' : 'c'];
    // A second mail of the same asking may have been answered already.
    await giveAnswer(deps, now, { token, options, evidence: 'link' }).catch((error: unknown) => {
      if ((error as { code?: string }).code !== 'ALREADY_ANSWERED') throw error;
    });
  }

  async function loadMails(): Promise<Mail[]> {
    const { rows } = await sql<Mail>`
      select d.id, d.employee_id as employee, d.campaign_id as campaign, d.kind, d.lesson, d.state,
        p.department_id = ${world.departments.get('B')} as night, d.asking_id as asking, a.round,
        d.repetition_asking_id as rider, d.local_day as day, d.scheduled_at as at
      from deliveries d join askings a on a.id = d.asking_id join employees p on p.id = d.employee_id
      order by d.scheduled_at, d.id`.execute(world.db);
    return rows;
  }

  test('all kinds of mails came, and all of them were cancelled now and then, or this proves nothing', () => {
    for (const kind of ['lesson', 'reminder', 'repetition'] as const) {
      expect(mails.filter((mail) => mail.kind === kind).length).toBeGreaterThan(10);
      expect(
        all.filter((one) => one.kind === kind && one.state === 'cancelled').length,
      ).toBeGreaterThan(1);
    }
    expect(mails.filter(({ rider }) => rider !== null).length).toBeGreaterThan(3);
    expect(mails.every(({ state }) => state === 'sent')).toBe(true);
    expect(answers.length).toBeGreaterThan(50);
  });

  test('rule 6: nobody gets two mails on one local day, or more than the caps of a week', () => {
    for (const own of Map.groupBy(mails, (mail) => mail.employee).values())
      own.forEach((mail, i) => {
        expect(capProblem(own.slice(0, i), mail.day, mail.campaign)).toBeUndefined();
      });
  });

  test('rule 6: nothing outside the hours of the department, on a free day or during the outage', () => {
    for (const mail of mails) {
      const calendar = mail.night ? { ...officeCalendar, ...nights } : officeCalendar;
      expect(isOpen(calendar, mail.at)).toBe(true);
      expect(isSendingDay(calendar, mail.day)).toBe(true);
      expect(dayOf(mail.at)).toBe(mail.day);
      expect(mail.day < outage.from || mail.day > outage.until).toBe(true);
    }
    const hours = new Set(mails.filter(({ night }) => night).map(({ at }) => at.getUTCHours()));
    expect(hours.size).toBeGreaterThan(3);
  });

  test('rule 6: after the outage not everybody is mailed at once', () => {
    const back = mails.filter((mail) => mail.day === addDays(outage.until, 1));
    expect(back.length).toBeGreaterThan(0);
    expect(new Set(back.map(({ at }) => at.getTime())).size).toBeGreaterThan(back.length / 3);
  });

  test('rule 7: nothing on hold or while gone; both go on afterwards', () => {
    const daysOf = (employee: number) =>
      mails.filter((mail) => mail.employee === employee).map(({ day }) => day);
    for (const [employee, days] of [
      [held(), hold],
      [leaver(), gone],
    ] as const) {
      const mine = daysOf(employee);
      expect(mine.some((day) => day >= days.from && day <= days.until)).toBe(false);
      expect(mine.some((day) => day > days.until)).toBe(true);
    }
  });

  test('everybody gets every lesson of every campaign once and in order', () => {
    const lessons = mails.filter(({ kind }) => kind === 'lesson');
    const groups = Map.groupBy(lessons, (mail) => `${mail.employee} ${mail.campaign}`);
    expect(groups.size).toBe(employees * 3);
    for (const own of groups.values()) expect(own.map(({ lesson }) => lesson)).toEqual([1, 2, 3]);
  });

  test('rule 7: at most two reminders of a lesson, none after its answer', () => {
    const reminders = mails.filter(({ kind }) => kind === 'reminder');
    for (const [asking, own] of Map.groupBy(reminders, (mail) => mail.asking)) {
      expect(own.length).toBeLessThanOrEqual(2);
      const answered = answers.find((answer) => answer.asking === asking);
      for (const { at } of own) if (answered) expect(at <= answered.at).toBe(true);
    }
  });

  test('only answered questions are repeated, each round is asked in one mail', () => {
    const lessons = new Map(
      mails
        .filter(({ kind }) => kind === 'lesson')
        .map((mail) => [`${mail.employee} ${mail.campaign} ${mail.lesson}`, mail]),
    );
    for (const mail of mails.filter(({ kind }) => kind === 'repetition')) {
      const lesson = lessons.get(`${mail.employee} ${mail.campaign} ${mail.lesson}`);
      const answered = answers.find(({ asking }) => asking === lesson?.asking);
      expect(answered && answered.at < mail.at).toBe(true);
      expect(mail.round).toBeGreaterThan(1);
    }
    const asked = mails.flatMap(({ kind, asking, rider }) => [
      ...(kind === 'reminder' ? [] : [asking]),
      ...(rider === null ? [] : [rider]),
    ]);
    expect(new Set(asked).size).toBe(asked.length);
  });

  test('what the reviews count is what was sent, cancelled mails left out', async () => {
    const { rows } = await sql<{ asked: number; sent: number; due: string | null }>`
      select r.asked, count(d.id)::int as sent from reviews r
      left join askings a on a.enrolment_id = r.enrolment_id and a.question = r.question and a.round > 1
      left join deliveries d on d.live and a.id in (d.asking_id, d.repetition_asking_id)
      group by r.enrolment_id, r.question, r.asked`.execute(world.db);
    expect(rows.length).toBeGreaterThan(30);
    for (const { asked, sent } of rows) expect(sent).toBe(asked);
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
    world = await openTickWorld(600, 6);
    for (const course of ['one', 'two', 'three']) await world.campaign(start, { course });
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
    expect(rows).toHaveLength(600);
    expect(new Set(rows.map(({ employee }) => employee)).size).toBe(600);
    expect(ticks.reduce((sum, one) => sum + one.planned, 0)).toBeLessThanOrEqual(600);
    const { rows: waiting } = await sql<{ day: string; count: number }>`
      select (next_due_at at time zone 'Europe/Stockholm')::date as day, count(*)::int as count
      from enrolments where next_lesson = 1 group by day`.execute(world.db);
    expect(waiting).toEqual([{ day: '2026-09-01', count: 1_200 }]);
  });

  test('everybody’s first mail has its place in the window, not one hour for all', async () => {
    const { rows } = await sql<{ due: Date }>`
      select next_due_at as due from enrolments where next_lesson = 1`.execute(world.db);
    const hours = Map.groupBy(rows, ({ due }) => due.getUTCHours());
    expect(hours.size).toBeGreaterThanOrEqual(8);
    for (const own of hours.values()) expect(own.length).toBeLessThan(rows.length / 3);
  });
});
