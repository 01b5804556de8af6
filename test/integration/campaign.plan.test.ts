import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAudience } from '../../src/campaign/audience.ts';
import { withClosed } from '../../src/campaign/calendar-change.ts';
import type { NewCampaign } from '../../src/campaign/campaign.ts';
import { changeFreeDays } from '../../src/campaign/campaign-settings.service.ts';
import { changeCampaign } from '../../src/campaign/change-campaign.service.ts';
import type { AnswerModel } from '../../src/campaign/forecast.ts';
import { createCourseVersions } from '../../src/course/course-version.reader.ts';
import { campaignPlanCommand } from '../../src/delivery/campaign-plan.command.ts';
import { sampleEmployees } from '../../src/delivery/campaign-plan.repository.ts';
import type { CampaignPlan } from '../../src/delivery/campaign-plan.ts';
import { unstored } from '../../src/delivery/draw-plan.service.ts';
import { guessedAnswers } from '../../src/delivery/guessed-answers.ts';
import { planCampaign, planExistingCampaign } from '../../src/delivery/plan-campaign.service.ts';
import type { Relay, RelaySetting } from '../../src/delivery/relay-limit.ts';
import { saveRelaySetting } from '../../src/delivery/relay-setting.repository.ts';
import { runDays, stockholm } from '../support/plan-season.ts';
import { courses, openTickWorld, type TickWorld } from '../support/tick-world.ts';
import { officeHours } from '../support/windows.ts';

/** Sunday 30 August 2026: everything begins on the Monday. */
const now = stockholm('2026-08-30', '12:00');
const plain: NewCampaign = {
  course: 'one',
  start: '2026-08-31',
  cadence: { kind: 'every', days: 14, until: '2026-11-27' },
  arm: 'even:2',
  audience: { kind: 'all' },
  window: officeHours,
};

const depsOf = ({ db }: TickWorld, relay?: Relay) => ({
  db,
  courses,
  courseVersions: createCourseVersions(db),
  relay,
});
const withCode = (code: string) => (plan: CampaignPlan) =>
  plan.warnings.filter(({ en }) => en.includes(code)).map(({ en }) => en);

/** What the tick really planned, by local day: of one campaign, and of all. */
async function realDays(world: TickWorld, campaign: number, from = '2026-01-01') {
  const { rows } = await sql<{ day: string; mails: number; allMails: number }>`
    select local_day as day, count(*) filter (where campaign_id = ${campaign})::int as mails,
      count(*)::int as "allMails"
    from deliveries where live and local_day >= ${from}::date
    group by local_day having count(*) filter (where campaign_id = ${campaign}) > 0
    order by local_day`.execute(world.db);
  return rows;
}
const planned = ({ days }: CampaignPlan) =>
  days.map(({ day, mails, allMails }) => ({ day, mails, allMails }));

describe('48 people, another campaign, everybody answers', () => {
  let world: TickWorld;
  beforeAll(async () => {
    world = await openTickWorld(48, 1);
    await world.campaign(now, {
      course: 'two',
      arm: '12-24',
      cadence: { kind: 'every', days: 7, until: '2026-11-06' },
      audience: parseAudience('department:A'),
    });
    await sql`
      insert into holds (employee_id, from_on, until_on, reason)
      values (${world.people.get('3')}, '2026-09-08', '2026-10-20', 'ledig')`.execute(world.db);
  });
  afterAll(() => world.close());

  test('the plan is what the tick then plans, day for day, until the end', async () => {
    const plan = await planCampaign(depsOf(world), now, plain, 1);
    const { id } = await world.campaign(now, plain);
    const answersOf = (employee: number): AnswerModel => {
      const answers = guessedAnswers(employee, 1);
      return (asked) =>
        answers({ ...asked, campaign: asked.campaign === id ? unstored : asked.campaign });
    };
    await runDays(world, '2026-08-31', '2026-11-30', answersOf);
    const real = await realDays(world, id);
    expect(real.length).toBeGreaterThan(30);
    expect(planned(plan)).toEqual(real);
    const mails = real.reduce((sum, day) => sum + day.mails, 0);
    expect(plan.perPerson.mails).toBeCloseTo(mails / 48, 2);
    expect(plan.others).toEqual([{ id: 1, course: 'two', until: '2026-11-06', shared: 24 }]);
    expect(plan.delayedShare).toBeGreaterThan(0.1);
    const { rows: people } = await sql`
      select e.id from enrolments e where e.campaign_id = ${id} and (
        select count(*) from deliveries d
        where d.enrolment_id = e.id and d.kind = 'lesson' and d.live) < 3`.execute(world.db);
    expect(plan.withoutAllLessons).toBe(people.length);
  }, 240_000);
});

describe('48 people, closed weeks, nobody answers', () => {
  let world: TickWorld;
  let id: number;
  beforeAll(async () => {
    world = await openTickWorld(48, 1);
    await changeFreeDays(world, (free) =>
      withClosed(free, { from: '2026-09-14', until: '2026-09-15', name: 'Planering' }),
    );
  });
  afterAll(() => world.close());

  test('the plan is what the tick then plans, and names the lessons that free days move', async () => {
    const plan = await planCampaign(depsOf(world), now, plain, 0);
    expect(plan.freeDays.map(({ day }) => day)).toEqual(['2026-09-14', '2026-09-15']);
    const name = { sv: 'Planering', en: 'Planering' };
    expect(plan.moved).toEqual([{ lesson: 2, from: '2026-09-14', to: '2026-09-16', name }]);
    expect(plan.delayedShare).toBe(0);
    expect(plan.withoutAllLessons).toBe(0);
    expect(plan.campaign).toBeNull();
    id = (await world.campaign(now, plain)).id;
    await runDays(world, '2026-08-31', '2026-09-18', () => () => undefined);
    const middle = stockholm('2026-09-19', '12:00');
    const rest = await planExistingCampaign(depsOf(world), middle, id, 0);
    await runDays(world, '2026-09-19', '2026-11-30', () => () => undefined);
    expect(planned(plan)).toEqual(await realDays(world, id));
    expect(plan.perPerson).toMatchObject({ lessons: 3, reminders: 4, most: 7 });
    expect(planned(rest)).toEqual(await realDays(world, id, '2026-09-19'));
    expect(planned(rest).length).toBeGreaterThan(2);
    expect(rest).toMatchObject({ campaign: id, lessons: [{ lesson: 3, day: '2026-09-28' }] });
    expect(rest.warnings.filter(({ en }) => en.includes('period began'))).toEqual([]);
  }, 120_000);

  test('rule 11: no plan, of it or of another campaign, depends on who has answered', async () => {
    const spring = { start: '2027-01-11', audience: parseAudience('department:A') } as const;
    const cadence = { kind: 'every', days: 14, until: '2027-04-30' } as const;
    const { id: begun } = await world.campaign(now, { ...plain, ...spring, cadence });
    await runDays(world, '2027-01-11', '2027-01-27', () => () => undefined);
    const later = stockholm('2027-01-28', '12:00');
    const other = { ...plain, course: 'two', start: '2027-02-01', cadence };
    const plans = async () => ({
      own: await planExistingCampaign(depsOf(world), later, begun, 0.6),
      other: await planCampaign(depsOf(world), later, other, 0.6),
    });
    const before = await plans();
    await sql`
      with chosen as (
        select k.id, k.enrolment_id, k.question, k.lesson from askings k
        join enrolments e on e.id = k.enrolment_id where e.campaign_id = ${begun}
      ), given as (
        insert into answers (asking_id, enrolment_id, options, correct, evidence, answered_at)
        select id, enrolment_id, '{a}', false, 'link', ${later} from chosen
      ), again as (
        insert into reviews (enrolment_id, question, lesson, since_on, right_in_row, wrong, last,
          last_on, due_on)
        select enrolment_id, question, lesson, '2027-01-28', 0, 1, 'wrong', '2027-01-28', '2027-02-02'
        from chosen
      ), reminded as (
        update deliveries set state = 'cancelled' where campaign_id = ${begun} and kind = 'reminder'
      )
      update enrolments set next_due_at = null where campaign_id = ${begun}`.execute(world.db);
    expect(before.own.days.length + before.other.days.length).toBeGreaterThan(20);
    expect(await plans()).toEqual(before);
    await changeCampaign(world, later, { id: begun, change: 'end' });
  }, 120_000);

  test('a campaign that is over cannot be planned', async () => {
    await changeCampaign(world, now, { id, change: 'end' });
    await expect(planExistingCampaign(depsOf(world), now, id, 0.6)).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
    await expect(planExistingCampaign(depsOf(world), now, 99, 0.6)).rejects.toMatchObject({
      code: 'CAMPAIGN_UNKNOWN',
    });
  });
});

describe('warnings', () => {
  let world: TickWorld;
  const relay: Relay = { key: 'relay.test:25/', host: 'relay.test' };
  const plan = (given: Partial<NewCampaign> = {}, at = now) =>
    planCampaign(depsOf(world, relay), at, { ...plain, ...given }, 0.6);
  const limit = (setting: RelaySetting) => saveRelaySetting(world.db, setting);
  beforeAll(async () => {
    world = await openTickWorld(700, 1);
  });
  afterAll(() => world.close());

  test('a sample stands for everybody, evenly over the departments', async () => {
    const { audience, days, sample } = await plan();
    expect(audience).toEqual({ people: 700, withAddress: 700 });
    expect(days[0]).toEqual({
      day: '2026-08-31',
      mails: 700,
      allMails: 700,
      hours: null,
      fits: true,
      tight: null,
    });
    expect(sample[0]?.at).toMatch(/^2026-08-31T\d\d:\d\d:\d\d\+02:00$/);
    expect(await plan()).toEqual(await plan());
  });

  test.each([1, 300, 699, 700, 800])(
    '%i people are taken evenly from first to last',
    async (size) => {
      const condition = sql<boolean>`p.email is not null`;
      const { people, total } = await sampleEmployees(world.db, condition, size);
      expect(total).toBe(700);
      expect(people).toHaveLength(Math.min(size, 700));
      const ids = people.map(({ id }) => id);
      const gaps = ids.slice(1).map((id, index) => id - (ids[index] ?? 0));
      const [least, most] = [Math.min(...gaps), Math.max(...gaps)];
      expect(ids.at(-1)).toBe(Math.max(...world.people.values()));
      if (size > 1) expect(most - least).toBeLessThanOrEqual(1);
    },
  );

  test('hours at the relay’s limit, and a day that does not fit its window', async () => {
    await limit({ preset: 'custom', perMinute: 2 });
    const tooNarrow = await plan({ window: { ...officeHours, from: '08:00', until: '13:00' } });
    expect(tooNarrow.days[0]).toMatchObject({
      hours: 5.8,
      fits: false,
      tight: { from: '08:00', until: '13:00', mails: 700, hours: 5.9, open: 5 },
    });
    expect(withCode('2026-08-31')(tooNarrow)).toEqual([
      '2026-08-31: 700 mails have to leave 08:00-13:00 and take 5.9 hours, but there are 5. The rest moves to the next day.',
    ]);
    const wide = await plan();
    expect(wide.days[0]).toMatchObject({ hours: 5.8, fits: true });
    expect(withCode('have to leave')(wide)).toEqual([]);
  });

  test('a department whose own hours are too short', async () => {
    const night = { from: '05:00', until: '06:00', weekdays: [1, 2, 3, 4, 5] };
    await sql`
      insert into department_windows (department_id, window_from, window_until, weekdays)
      values (${world.departments.get('B')}, ${night.from}, ${night.until}, ${night.weekdays})`.execute(
      world.db,
    );
    const found = await plan();
    expect(found.days[0]).toMatchObject({
      fits: false,
      tight: { from: '05:00', until: '06:00', mails: 350, open: 1 },
    });
    expect(withCode("departments' own hours")(found).length).toBeGreaterThan(0);
    await sql`delete from department_windows`.execute(world.db);
  });

  test('a department whose weekdays leave no room for all lessons', async () => {
    await sql`
      insert into department_windows (department_id, window_from, window_until, weekdays)
      values (${world.departments.get('B')}, '08:00', '16:00', '{7}')`.execute(world.db);
    const cadence = { kind: 'every', days: 7, until: '2026-09-18' } as const;
    const found = await plan({ cadence });
    expect(found.lessonsWithoutRoom).toBe(0);
    expect(found.withoutAllLessons).toBeGreaterThan(330);
    expect(withCode('do not get all lessons')(found)).toHaveLength(1);
    await sql`delete from department_windows`.execute(world.db);
  });

  test('all campaigns together exceed the relay’s day, people outside the audience included', async () => {
    await limit({ preset: 'custom', perDay: 600 });
    const audience = parseAudience('department:A');
    expect((await plan({ audience })).days.every(({ fits }) => fits)).toBe(true);
    const { id } = await world.campaign(now, {
      course: 'two',
      audience: parseAudience('department:B'),
    });
    const found = await plan({ audience });
    expect(found.days[0]).toMatchObject({ mails: 350, allMails: 700, fits: false });
    expect(found.others).toEqual([]);
    expect(withCode('2026-08-31')(found)).toEqual([
      '2026-08-31: 700 mails (350 of this campaign) are more than the 600 the relay takes a day. The rest moves to later days.',
    ]);
    await changeCampaign(world, now, { id, change: 'end' });
    await limit({ preset: 'postfix' });
  });

  test('lessons without room, reminders without room, a period that has begun', async () => {
    const short = await plan({ cadence: { kind: 'every', days: 7, until: '2026-09-08' } });
    expect(short.lessonsWithoutRoom).toBe(1);
    expect(withCode('1 lesson does not fit before 2026-09-08')(short)).toHaveLength(1);
    const weekly = await plan({ cadence: { kind: 'every', days: 7, until: '2026-11-27' } });
    expect(withCode('Reminders fit only after the last lesson')(weekly)).toHaveLength(1);
    const monthly = await plan({ cadence: { kind: 'every', days: 28, until: '2026-12-18' } });
    expect(withCode('eminder')(monthly)).toEqual([]);
    const late = await plan({}, stockholm('2026-09-30', '05:00'));
    expect(withCode('The period began already on 2026-08-31')(late)).toHaveLength(1);
    expect(late.lessons[0]).toEqual({ lesson: 1, day: '2026-09-30' });
  });

  test('an audience of nobody, and one that cannot be mailed', async () => {
    const nobody = await plan({ audience: parseAudience('title:Trollkarl') });
    expect(nobody.days).toEqual([]);
    expect(withCode('nobody in the audience')(nobody)).toHaveLength(1);
    await sql`update employees set email = null where department_id = ${world.departments.get('B')}`.execute(
      world.db,
    );
    const mute = await plan({ audience: parseAudience('department:B') });
    expect(mute.audience).toEqual({ people: 350, withAddress: 0 });
    expect(withCode('None of the 350')(mute)).toHaveLength(1);
  });

  test('rolling: no end, planned until half a year after its last lesson', async () => {
    const rolling = await plan({ cadence: { kind: 'rolling', days: 7 } });
    expect(rolling.lessons.map(({ day }) => day)).toEqual([
      '2026-08-31',
      '2026-09-07',
      '2026-09-14',
    ]);
    expect(rolling.perPerson.lessons).toBe(3);
    expect(rolling.perPerson.repetitionQuestions).toBeGreaterThan(1);
    const last = rolling.days.at(-1)?.day ?? '';
    expect(last > '2026-12-01' && last <= '2027-03-13').toBe(true);
  });

  test('the command: presets by the relay’s name, and nothing is written', async () => {
    await sql`delete from settings where key = 'relay'`.execute(world.db);
    const config = { SMTP_URL: 'smtp://smtp.office365.com:587' };
    const deps = { ...depsOf(world), now, config };
    const argv = '--course one --start 2026-08-31 --until 2026-11-27 --every 2w'.split(' ');
    const { json, text, exitCode } = await campaignPlanCommand(deps, argv);
    expect(exitCode).toBe(0);
    expect(json).toMatchObject({
      relay: { perMinute: 30, perDay: 10_000 },
      response: 0.6,
    });
    expect((json as CampaignPlan).days[0]).toMatchObject({ mails: 350, hours: 0.2, fits: true });
    expect(text).toContain('2026-08-31');
    const { rows } = await sql`
      select id from campaigns where course_slug = 'one' union all select id from deliveries`.execute(
      world.db,
    );
    expect(rows).toEqual([]);
    for (const response of ['0', '1.1', 'x', '1e-1'])
      await expect(campaignPlanCommand(deps, [...argv, '--response', response])).rejects.toThrow(
        /--response/,
      );
  });
});
