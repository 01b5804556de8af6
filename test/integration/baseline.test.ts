import { Registry } from '@prometheus-io/client';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { simpleParser } from 'mailparser';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createToken } from '../../src/access/create-token.service.ts';
import { registerAnswerPages } from '../../src/answer/answer.pages.ts';
import { registerBaselinePages } from '../../src/answer/baseline.pages.ts';
import { giveAnswer } from '../../src/answer/give-answer.service.ts';
import { giveForm } from '../../src/answer/give-baseline.service.ts';
import { getCampaign } from '../../src/campaign/campaign.repository.ts';
import { changeCampaign } from '../../src/campaign/change-campaign.service.ts';
import { createCampaign } from '../../src/campaign/create-campaign.service.ts';
import { loadSendingRules } from '../../src/campaign/sending-rules.repository.ts';
import { workplaceCommand } from '../../src/campaign/workplace.command.ts';
import { createCourseVersions } from '../../src/course/course-version.reader.ts';
import { createKeyring, ownQuestion, signAnswerToken } from '../../src/delivery/answer-token.ts';
import { planText } from '../../src/delivery/campaign-plan-text.ts';
import { claimDeliveries, markSending } from '../../src/delivery/claim.repository.ts';
import { composeLesson } from '../../src/delivery/compose-lesson.service.ts';
import { createLessonMails } from '../../src/delivery/lesson-mail.loader.ts';
import { openHours } from '../../src/delivery/open-hours.ts';
import { planCampaign } from '../../src/delivery/plan-campaign.service.ts';
import { planDeliveries } from '../../src/delivery/plan-deliveries.service.ts';
import { recordOutcomes, settleUnsendable } from '../../src/delivery/settle.repository.ts';
import { createDatabase, createPool, type Database } from '../../src/platform/database.ts';
import { createHttp } from '../../src/platform/http.ts';
import { writeSetting } from '../../src/platform/settings.ts';
import { registerBaselineRoutes } from '../../src/statistics/baseline.routes.ts';
import { campaignBaselineCommand } from '../../src/statistics/campaign-baseline.command.ts';
import { errorPage } from '../../src/web/shell.ts';
import { baselineCourse } from '../support/baseline-course.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { addDepartments, addEmployees, crowd } from '../support/roster-fixture.ts';
import { officeHours } from '../support/windows.ts';

const course = baselineCourse();
const people = 16;
const first = new Date('2026-08-31T02:00:00Z');
const publicUrl = 'https://nanokurs.kommunen.test';
const keyring = createKeyring(['a secret for tests that is long enough']);

let clone: TestDatabase;
let db: Database;
let app: FastifyInstance;
let campaign: number;
let now = first;
const clock = { now: async () => now, isVirtual: async () => false };

const mails = createLessonMails({
  organisation: 'Exempelkommun',
  helpContact: 'hjalp@kommunen.test',
  privacyContact: 'dso@kommunen.test',
  mailFrom: 'Nanokurs <nanokurs@kommunen.test>',
  replyTo: 'hjalp@kommunen.test',
  publicUrl,
  trial: false,
});

beforeAll(async () => {
  clone = await cloneDatabase();
  const pool = createPool(clone.connectionString, 4, () => undefined);
  db = createDatabase(pool);
  const departments = await addDepartments(db, [
    ['A', null],
    ['A1', 'A'],
    ['B', null],
  ]);
  await addEmployees(db, departments, crowd(people, ['A1', 'B']));
  const created = await createCampaign({ db, courses: [course] }, first, {
    course: course.slug,
    start: '2026-08-31',
    cadence: { kind: 'every', days: 14, until: '2026-11-30' },
    arm: 'none',
    audience: { kind: 'all' },
    window: officeHours,
  });
  expect(created).toMatchObject({
    baseline: true,
    lastMail: expect.stringContaining('2026-10-12'),
  });
  campaign = created.id;
  const courseVersions = createCourseVersions(db);
  const deps = { db, pool, courseVersions, keyring, clock, publicUrl };
  app = await createHttp({
    log: pino({ level: 'silent' }),
    trustedProxies: undefined,
    publicUrl,
    registry: new Registry(),
    securitySchemes: {},
    isReady: async () => undefined,
    errorPage: (error) => errorPage('sv', { title: error.code, text: error.message }),
  });
  const site = { organisation: 'Exempelkommun', trial: false, simulated: false } as const;
  const config = { HELP_CONTACT: 'hjalp@kommunen.test' };
  registerAnswerPages(app, { ...deps, ...site, config });
  registerBaselinePages(app, { ...deps, ...site, config });
  registerBaselineRoutes(app, deps);
});

afterAll(async () => {
  await app.close();
  await db.destroy();
  await clone.drop();
});

const deps = () => ({ db, courseVersions: createCourseVersions(db), keyring });

type Mail = { id: number; employee: number; kind: string; lesson: number; day: string };

/** Ticks whenever something is due up to the end of a local day; the relay takes all of it. */
async function runUntil(day: string, { sends = true } = {}): Promise<void> {
  const end = new Date(`${day}T22:00:00Z`);
  const plan = { ...deps(), messageDomain: 'nanokurs.test', pilot: undefined };
  for (;;) {
    const { rows } = await sql<{ at: Date | null }>`
      select min(next_due_at) as at from enrolments`.execute(db);
    const at = rows[0]?.at ?? null;
    if (at === null || at > end) break;
    if (at > now) now = at;
    await planDeliveries(plan, now);
    if (sends)
      await sql`update deliveries set state = 'sent', sent_at = ${now} where state = 'due'`.execute(
        db,
      );
  }
}

async function mailsOf(kind: string, employee?: number): Promise<Mail[]> {
  const { rows } = await sql<Mail>`
    select id, employee_id as employee, kind, lesson, local_day as day from deliveries
    where kind = ${kind} and live ${employee === undefined ? sql`` : sql`and employee_id = ${employee}`}
    order by id`.execute(db);
  return rows;
}

const token = (delivery: number, expires = new Date('2027-02-01T00:00:00Z')) =>
  signAnswerToken(keyring, {
    purpose: 'baseline',
    delivery,
    question: 0,
    option: undefined,
    expires,
  });
const post = (values: Record<string, string>) =>
  app.inject({
    method: 'POST',
    url: '/b',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(values).toString(),
  });
const counters = async () =>
  (
    await sql<{ question: string; option: string; count: number; week: string }>`
    select question, option, sum(count)::int as count, week from baseline_counts
    group by question, option, week having sum(count) > 0 order by week, question, option`.execute(
      db,
    )
  ).rows;
const stamps = async () =>
  (
    await sql`select count(first_sent_at) as sent, count(failed_at) as failed,
    count(first_answered_at) as started, count(completed_at) as completed, sum(lessons_answered)::int as answered
    from enrolments where campaign_id = ${campaign}`.execute(db)
  ).rows[0];
const untouched = { sent: 0, failed: 0, started: 0, completed: 0, answered: 0 };
const made = async (id: number) => {
  await sql`update deliveries set state = 'due' where id = ${id}`.execute(db);
  await claimDeliveries(db, 'pool', 400);
  const hours = openHours([await getCampaign(db, campaign)], await loadSendingRules(db), now);
  const [item] = await markSending(db, 'pool', [id], hours, undefined);
  if (item === undefined) throw new Error('It may not be sent.');
  const compose = composeLesson({ ...deps(), mails, publicUrl, simulated: false });
  return { item, mail: await compose(item, await getCampaign(db, campaign), now) };
};

describe('the form before a course', () => {
  test('goes to everybody on the first day, and lesson 1 a week later, as the caps ask', async () => {
    await runUntil('2026-08-31');
    const forms = await mailsOf('baseline');
    expect(forms).toHaveLength(people);
    expect(new Set(forms.map(({ day, lesson }) => `${day} ${lesson}`))).toEqual(
      new Set(['2026-08-31 0']),
    );
    await runUntil('2026-09-06');
    expect(await mailsOf('lesson')).toEqual([]);
    const { rows } = await sql`
      select lesson_on as day, baseline, count(*)::int from enrolments group by 1, 2`.execute(db);
    expect(rows).toEqual([{ day: '2026-09-07', baseline: 'after', count: people }]);
  });

  test('its mail has one link, no question, and leaves no stamp, whether it arrives or not', async () => {
    const [form] = await mailsOf('baseline');
    now = new Date('2026-08-31T08:00:00Z');
    const { item, mail } = await made(form?.id ?? 0);
    const { subject, text = '', html } = await simpleParser(mail.raw);
    expect(subject).toBe('Nanokurs: 3 frågor innan du börjar');
    const links = new Set(`${html} ${text}`.match(/https:\S+?\/b\/[\w-]{44}/g));
    expect(links.size).toBe(1);
    expect(`${html}`).not.toMatch(/\/a\//);
    expect(Buffer.byteLength(mail.raw)).toBeLessThan(90_000);
    const outcome = { id: item.id, code: 550, reply: '', delaySeconds: 0 };
    await recordOutcomes(db, 'pool', now, [{ ...outcome, state: 'failed' }]);
    expect(await stamps()).toEqual(untouched);
    await recordOutcomes(db, 'pool', now, [{ ...outcome, state: 'sent', code: 250 }]);
    expect(await stamps()).toEqual(untouched);
  });

  test('one that may no longer be sent comes again', async () => {
    const form = (await mailsOf('baseline')).at(-1);
    now = new Date('2026-08-31T22:30:00Z');
    await sql`update deliveries set state = 'claimed', claimed_by = 'pool' where id = ${form?.id}`.execute(
      db,
    );
    await settleUnsendable(db, 'pool', now, [form?.id ?? 0]);
    await runUntil('2026-09-01');
    const [again] = await mailsOf('baseline', form?.employee);
    expect(again).toMatchObject({ day: '2026-09-01' });
    const { rows } = await sql<{ day: string }>`
      select lesson_on as day from enrolments where employee_id = ${form?.employee}`.execute(db);
    expect(rows).toEqual([{ day: '2026-09-08' }]);
  });
});

describe('campaign plan', () => {
  const plan = (until: string) =>
    planCampaign(
      { ...deps(), relay: undefined, courses: [course] },
      first,
      {
        course: course.slug,
        start: '2027-01-11',
        cadence: { kind: 'every', days: 14, until },
        audience: { kind: 'all' },
        window: officeHours,
      },
      1,
    );

  test('shows the days of the form, and lesson 1 a week after it', async () => {
    const roomy = await plan('2027-03-31');
    expect(roomy.forms).toEqual({ before: '2027-01-11', after: '2027-02-22' });
    expect(roomy.lessons.map(({ day }) => day)).toEqual(['2027-01-18', '2027-02-01', '2027-02-15']);
    expect(roomy.perPerson).toMatchObject({ forms: 2, lessons: 3 });
    const text = planText(roomy);
    expect(text).toContain('före / before  2027-01-11');
    expect(text).toContain('formulär / form efter / after');
  });

  test('warns where it has no room without losing a lesson', async () => {
    const tight = await plan('2027-01-29');
    expect(tight.forms).toEqual({ before: null, after: null });
    expect(tight.perPerson).toMatchObject({ forms: 0, lessons: 3 });
    expect(tight.warnings.map(({ en }) => en).join()).toContain('has no room without losing');
  });
});

describe('the page of the form', () => {
  test('rule 1: GET and HEAD show it and write nothing; no name stands on it', async () => {
    const [form] = await mailsOf('baseline');
    const url = `/b/${token(form?.id ?? 0)}`;
    for (const method of ['GET', 'HEAD', 'GET'] as const)
      expect((await app.inject({ method, url })).statusCode).toBe(200);
    const { body, headers } = await app.inject({ url });
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['set-cookie']).toBeUndefined();
    expect(body).toContain('lang="sv"');
    expect(body).not.toMatch(/Kim|Berg/);
    expect((await app.inject({ url: `${url}?lang=en` })).body).toContain('Voluntary and anonymous');
    expect(await counters()).toEqual([]);
    const { rows } = await sql`select count(form_used) from deliveries`.execute(db);
    expect(rows).toEqual([{ count: 0 }]);
  });

  test('a form with nothing in it, or with what is no option, stores nothing and can be sent again', async () => {
    const [form] = await mailsOf('baseline');
    const link = token(form?.id ?? 0);
    const empty = await post({ token: link });
    expect([empty.statusCode, empty.body]).toEqual([
      422,
      expect.stringContaining('Inget är ifyllt'),
    ]);
    expect((await post({ token: link, 'q-say-no': '9' })).statusCode).toBe(422);
    expect((await post({ 'q-say-no': '3' })).statusCode).toBe(422);
    expect((await post({ token: 'x'.repeat(44), 'q-say-no': '3' })).statusCode).toBe(401);
    expect((await post({ token: token(form?.id ?? 0, first), 'q-say-no': '3' })).statusCode).toBe(
      410,
    );
    expect((await app.inject({ url: `/b/${token(form?.id ?? 0, first)}` })).statusCode).toBe(410);
    // The link of a lesson is none to a form, nor the other way round.
    const lesson = { purpose: 'answer', delivery: form?.id ?? 0, question: ownQuestion } as const;
    const expires = new Date('2027-01-01');
    const other = signAnswerToken(keyring, { ...lesson, option: 0, expires });
    expect((await app.inject({ url: `/b/${other}` })).statusCode).toBe(401);
    expect((await app.inject({ url: `/a/${link}` })).statusCode).toBe(401);
    expect(await counters()).toEqual([]);
  });

  test('counts once, with department and week alone, and is no stamp of anybody', async () => {
    const [form] = await mailsOf('baseline');
    const answers = { token: token(form?.id ?? 0), 'q-say-no': '4', 'q-who-to-tell': 'b' };
    const both = await Promise.all([post(answers), post({ ...answers, 'q-say-no': '1' })]);
    expect(both.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    expect(both.filter(({ body }) => body.includes('redan inskickat'))).toHaveLength(1);
    const stored = await counters();
    expect(stored.map(({ question, count, week }) => [question, count, week])).toEqual([
      ['', 1, '2026-08-31'],
      ['say-no', 1, '2026-08-31'],
      ['who-to-tell', 1, '2026-08-31'],
    ]);
    expect((await app.inject({ url: `/b/${answers.token}` })).body).toContain('redan inskickat');
    expect(await stamps()).toEqual(untouched);
    const { rows } = await sql<Record<string, unknown>>`
      select to_jsonb(d) as row from deliveries d where id = ${form?.id}`.execute(db);
    expect(JSON.stringify(rows)).not.toMatch(/say-no|who-to-tell/);
  });

  test('rule 11: all counters of a department and week have the same transaction, whatever was chosen', async () => {
    const forms = (await mailsOf('baseline')).slice(1, 7);
    for (const [index, { id }] of forms.entries()) {
      const values = { 'q-act-when-worried': String(1 + (index % 3)), 'q-who-to-tell': 'a' };
      await giveForm(deps(), now, { token: token(id), values });
    }
    const { rows } = await sql`
      select department_id, count(*)::int as counters, count(distinct xmin::text)::int as writers
      from baseline_counts group by 1 order by 1`.execute(db);
    expect(rows).toEqual([2, 3].map(() => expect.objectContaining({ counters: 14, writers: 1 })));
  });
});

describe('scenarios', () => {
  test('the workplace of a department holds for all below it, and is in the audit trail', async () => {
    const run = (...argv: string[]) => workplaceCommand({ db }, argv);
    expect((await run('A', 'care')).audit).toEqual([
      { action: 'department.place', subject: 'A care' },
    ]);
    await run('--default', 'school');
    expect((await run('A1')).json).toEqual({ code: 'A1', own: null, workplace: 'care' });
    expect((await run()).json).toMatchObject({
      default: 'school',
      departments: [{ code: 'A', workplace: 'care' }],
    });
    await expect(run('X', 'care')).rejects.toMatchObject({ code: 'DEPARTMENT_UNKNOWN' });
    await expect(run('A', 'kitchen')).rejects.toThrow('kitchen');
  });

  test('mail, reminder and page tell the scenario that held when it was asked', async () => {
    await runUntil('2026-09-08');
    const { rows } = await sql`
      select d.code, a.variant, count(*)::int from askings a
      join enrolments e on e.id = a.enrolment_id join departments d on d.id = e.department_id
      group by 1, 2 order by 1`.execute(db);
    expect(rows).toEqual([
      { code: 'A1', variant: 'care', count: people / 2 },
      { code: 'B', variant: 'department:B', count: people / 2 },
    ]);
    await workplaceCommand({ db }, ['A', 'none']);
    await runUntil('2026-09-14');
    const [reminder] = await mailsOf('reminder');
    const asked = (await mailsOf('lesson', reminder?.employee))[0];
    now = new Date(`${reminder?.day}T08:00:00Z`);
    const { item, mail } = await made(reminder?.id ?? 0);
    const scenario = item.variant === 'care' ? 'Lektion 1, vård' : 'Lektion 1, enhet B';
    const parsed = await simpleParser(mail.raw);
    const title = course.lessons[0]?.text.sv.title ?? '';
    expect(parsed.text).toContain(scenario.replace('Lektion 1', title));
    await sql`update deliveries set state = 'sent' where id = ${item.id}`.execute(db);
    const answer = { purpose: 'answer', question: ownQuestion, option: 1 } as const;
    const expires = new Date('2027-01-01');
    const link = signAnswerToken(keyring, { ...answer, delivery: asked?.id ?? 0, expires });
    expect((await app.inject({ url: `/a/${link}` })).body).toContain(
      scenario.replace('Lektion 1', title),
    );
  });
});

describe('the form after a course', () => {
  test('comes once the last lesson is answered, to others after two weeks', async () => {
    // Without reminders nothing else makes the tick look in between.
    await writeSetting(db, 'reminders', { afterDays: [], lapsesAfterDays: 7 });
    await runUntil('2026-10-06');
    const last = (await mailsOf('lesson')).filter(({ lesson }) => lesson === 3);
    expect(last).toHaveLength(people);
    expect(await mailsOf('baseline')).toHaveLength(people);
    const [quick] = last;
    now = new Date('2026-10-07T08:00:00Z');
    const pool = createPool(clone.connectionString, 1, () => undefined);
    const answering = { ...deps(), pool };
    const sign = { purpose: 'answer', delivery: quick?.id ?? 0, question: ownQuestion } as const;
    const expires = new Date('2027-01-01');
    await giveAnswer(answering, now, {
      token: signAnswerToken(keyring, { ...sign, option: 1, expires }),
      options: undefined,
      evidence: 'link',
    });
    await pool.end();
    await runUntil('2026-11-13');
    const after = (await mailsOf('baseline')).filter(({ lesson }) => lesson === 3);
    expect(after).toHaveLength(people);
    expect(after.find(({ employee }) => employee === quick?.employee)?.day).toBe('2026-10-12');
    for (const { day, employee } of after)
      if (employee !== quick?.employee) expect(day >= '2026-10-19').toBe(true);
  });

  test('rules 10 and 11: by department once the campaign has ended, a leader its own alone', async () => {
    const forms = await mailsOf('baseline');
    for (const [index, { id }] of forms.entries()) {
      const values = { 'q-act-when-worried': String(2 + (index % 3)), 'q-say-no': '5' };
      await giveForm(deps(), now, { token: token(id), values });
    }
    const ask = async (role: 'admin' | 'leader' | 'hr', department?: string) => {
      const { token: bearer } = await createToken({ db }, now, {
        role,
        ...(department === undefined ? {} : { department }),
      });
      const headers = { authorization: `Bearer ${bearer}` };
      return app.inject({ url: `/api/v1/campaigns/${campaign}/baseline`, headers });
    };
    now = new Date('2026-11-23T08:00:00Z');
    const before = (await ask('admin')).json();
    expect(before).toMatchObject({
      final: false,
      departments: [],
      total: { forms: { before: 16, after: 16 } },
    });
    // A part beside the total would tell of the rest.
    expect((await ask('leader', 'A')).json()).toMatchObject({
      departments: [],
      total: { suppressed: true, forms: { before: null, after: null } },
    });
    await changeCampaign({ db }, now, { id: campaign, change: 'end' });
    const all = (await ask('admin')).json();
    expect(all.final).toBe(true);
    expect(all.departments.map(({ code }: { code: string }) => code)).toEqual(['A', 'A1', 'B']);
    expect(all.departments[2]).toMatchObject({ forms: { before: 8, after: 8 }, suppressed: false });
    const own = (await ask('leader', 'A')).json();
    expect(own.departments.map(({ code }: { code: string }) => code)).toEqual(['A', 'A1']);
    expect(own.total.forms).toEqual({ before: 8, after: 8 });
    expect((await ask('hr')).statusCode).toBe(403);
    const shown = await campaignBaselineCommand({ ...deps(), now }, [String(campaign)]);
    expect(shown.json).toEqual(all);
    // Neither a later form nor a reorganisation is told from two looks.
    await db.transaction().execute(async (trx) => {
      await sql`select set_config('nanokurs.valid_from', '2026-12-01T00:00:00Z', true)`.execute(
        trx,
      );
      await sql`insert into departments (code, name) values ('C', 'Ny')`.execute(trx);
      await sql`update departments set parent_id = (select id from departments where code = 'C')
        where code = 'A1'`.execute(trx);
    });
    await sql`
      insert into baseline_counts (campaign_id, baseline, department_id, week, question, option, count)
      select distinct campaign_id, baseline, department_id, '2026-12-07'::date, question, option,
        (option in ('', '2') and question <> 'say-no')::int
      from baseline_counts where baseline = 'after'`.execute(db);
    now = new Date('2027-03-01T08:00:00Z');
    expect((await ask('admin')).json()).toEqual(all);
    expect((await ask('leader', 'C')).json().departments).toMatchObject([{ code: 'A1' }]);
    // Everybody after the course said 5 to this one.
    expect(all.total.questions[1].after).toEqual({ answered: null, mean: null, right: null });
    expect(all.total.questions[0].before.answered).toBeGreaterThan(10);
  });
});
