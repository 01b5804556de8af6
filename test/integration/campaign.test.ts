import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseAudience } from '../../src/campaign/audience.ts';
import { campaignListCommand } from '../../src/campaign/campaign.command.ts';
import { getCampaign } from '../../src/campaign/campaign.repository.ts';
import type { NewCampaign } from '../../src/campaign/campaign.ts';
import {
  changeCampaign,
  updateCampaignCourse,
} from '../../src/campaign/change-campaign.service.ts';
import { createCampaign } from '../../src/campaign/create-campaign.service.ts';
import { moveLastDay } from '../../src/campaign/move-last-day.service.ts';
import { reconcileEnrolments } from '../../src/campaign/reconcile.service.ts';
import { createCourseVersions } from '../../src/course/course-version.reader.ts';
import { noRegisters, readContacts } from '../../src/course/register.ts';
import { planDeliveries } from '../../src/delivery/plan-deliveries.service.ts';
import { createDatabase, createPool, type Database } from '../../src/platform/database.ts';
import { isOpen, localDay } from '../../src/spacing/sending-window.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { tinyCourse } from '../support/fixture.ts';
import { addDepartments, addEmployees } from '../support/roster-fixture.ts';
import { officeHours } from '../support/windows.ts';

/** Monday 31 August, half past six in Stockholm: before the window opens. */
const now = new Date('2026-08-31T04:30:00Z');
const courses = [tinyCourse('it'), tinyCourse('other')];
const fortnightly = (until: string) => ({ kind: 'every' as const, days: 14, until });
const plain: NewCampaign = {
  course: 'it',
  start: '2026-08-31',
  cadence: fortnightly('2026-12-31'),
  audience: { kind: 'all' },
  window: officeHours,
};

let clone: TestDatabase;
let db: Database;
let departments: Map<string, number>;
let people: Map<string, number>;

beforeEach(async () => {
  clone = await cloneDatabase();
  db = createDatabase(createPool(clone.connectionString, 3, () => undefined));
  departments = await addDepartments(db, [
    ['A', null],
    ['A1', 'A'],
    ['A11', 'A1'],
    ['A2', 'A'],
    ['B', null],
  ]);
  people = await addEmployees(db, departments, [
    { number: '1', in: 'A' },
    { number: '2', in: 'A11' },
    { number: '3', in: 'A2' },
    { number: '4', in: 'B' },
    { number: '5', in: 'A1', email: null },
    { number: '6', in: 'A1', left_at: new Date('2026-06-01T00:00:00Z') },
  ]);
});

afterEach(async () => {
  await db.destroy();
  await clone.drop();
});

const create = (given: Partial<NewCampaign> = {}, at = now) =>
  createCampaign({ db, courses }, at, { ...plain, ...given });
const reconcile = (at: Date) => reconcileEnrolments({ db }, at);
const at = (day: string) => new Date(`${day}T04:30:00Z`);

function enrolments(campaign: number) {
  return db
    .selectFrom('enrolments as e')
    .innerJoin('employees as p', 'p.id', 'e.employee_id')
    .leftJoin('departments as d', 'd.id', 'e.department_id')
    .select([
      'p.employment_number as number',
      'd.code',
      'e.anchor_on',
      'e.next_lesson',
      'e.lesson_on',
      'e.next_due_at',
      'e.parked',
      'e.reachable',
      'e.left_at',
    ])
    .where('campaign_id', '=', campaign)
    .orderBy('p.employment_number')
    .execute();
}

async function enrolment(campaign: number, number: string) {
  const found = (await enrolments(campaign)).find((row) => row.number === number);
  if (found === undefined) throw new Error(`${number} is not enrolled.`);
  return found;
}

const dueDay = (row: { next_due_at: Date | null }) =>
  row.next_due_at === null ? null : localDay(officeHours.timeZone, row.next_due_at);

function change(number: string, set: { email?: string; left_at?: Date | null; in?: string }) {
  const { in: code, ...rest } = set;
  return db
    .updateTable('employees')
    .set({
      ...rest,
      ...(code === undefined ? {} : { department_id: departments.get(code) ?? null }),
    })
    .where('employment_number', '=', number)
    .execute();
}

describe('createCampaign', () => {
  test('returns the shape of DESIGN section 6 and enrols the subtree of a department', async () => {
    const created = await create({ audience: parseAudience('department:A1') });
    const rows = await enrolments(created.id);
    expect(rows).toMatchObject([
      { number: '2', code: 'A11', anchor_on: '2026-08-31', next_lesson: 1, parked: null },
      { number: '5', code: 'A1', next_due_at: null, parked: 'no-address', reachable: false },
    ]);
    expect(created).toEqual({
      id: expect.any(Number),
      course: 'it',
      enrolled: 2,
      firstMail: expect.stringMatching(/^2026-08-31T\d\d:\d\d:\d\d\+02:00$/),
      lastMail: '2026-09-28T15:45:00+02:00',
      baseline: false,
      expiring: [],
      lessonsWithoutRoom: 0,
      warnings: [],
    });
    expect(new Date(created.firstMail ?? '')).toEqual(
      new Date(Math.floor((rows[0]?.next_due_at?.getTime() ?? 0) / 1000) * 1000),
    );
  });

  test('all: everyone who has not left, at their slots of the first day', async () => {
    const { id } = await create();
    const rows = await enrolments(id);
    expect(rows.map((row) => row.number)).toEqual(['1', '2', '3', '4', '5']);
    const due = rows.flatMap((row) => (row.next_due_at === null ? [] : [row.next_due_at]));
    expect(due).toHaveLength(4);
    for (const one of due) {
      expect(isOpen(officeHours, one)).toBe(true);
      expect(localDay(officeHours.timeZone, one)).toBe('2026-08-31');
    }
    expect(new Set(due.map(Number)).size).toBe(4);
  });

  test('several departments that overlap enrol nobody twice', async () => {
    const created = await create({ audience: parseAudience('department:A,A1,B') });
    expect(created.enrolled).toBe(5);
  });

  test('adds the reconcile job in the same transaction', async () => {
    await create();
    expect(await waitingJobs()).toEqual(['reconcile']);
  });

  test('too many lessons for the period is said, not refused', async () => {
    const created = await create({ cadence: fortnightly('2026-09-13') });
    expect(created).toMatchObject({
      enrolled: 5,
      lessonsWithoutRoom: 1,
      lastMail: '2026-09-11T15:45:00+02:00',
    });
  });

  test('a start that has passed counts from today', async () => {
    const created = await create({ cadence: fortnightly('2026-11-29') }, at('2026-11-16'));
    expect(created).toMatchObject({
      firstMail: expect.stringMatching(/^2026-11-16T/),
      lastMail: '2026-11-27T15:45:00+01:00',
      lessonsWithoutRoom: 1,
    });
  });

  test('a period without a sending day mails nobody', async () => {
    const created = await create({ start: '2026-09-05', cadence: fortnightly('2026-09-06') });
    expect(created).toMatchObject({ firstMail: null, lastMail: null, lessonsWithoutRoom: 3 });
    expect(await enrolment(created.id, '1')).toMatchObject({ next_due_at: null, parked: 'end' });
  });

  test.each([
    [{ course: 'nope' }, 'COURSE_UNKNOWN', 'The courses are: it, other.'],
    [{ audience: parseAudience('department:A,X,Y') }, 'DEPARTMENT_UNKNOWN', 'code X, Y.'],
    [{ cadence: fortnightly('2026-08-30') }, 'BAD_REQUEST', 'before it starts'],
    [
      { start: '2026-08-01', cadence: fortnightly('2026-08-30') },
      'BAD_REQUEST',
      'today is 2026-08-31',
    ],
    [{ cadence: fortnightly('2036-08-31') }, 'BAD_REQUEST', 'three years'],
    [{ window: { ...officeHours, from: '16:00' } }, 'BAD_REQUEST', 'too short'],
  ])('refuses %j and leaves nothing behind', async (wrong, code, words) => {
    await expect(create(wrong)).rejects.toMatchObject({
      code,
      detail: expect.stringContaining(words),
    });
    expect(await db.selectFrom('campaigns').select('id').execute()).toEqual([]);
    expect(await db.selectFrom('course_versions').select('id').execute()).toEqual([]);
  });
});

describe('reconcileEnrolments', () => {
  test('joiners and movers into the audience are enrolled from the day they come', async () => {
    const { id } = await create({ audience: parseAudience('department:A') });
    await addEmployees(db, departments, [{ number: '7', in: 'A11' }]);
    await change('4', { in: 'A2' });
    expect(await reconcile(at('2026-09-16'))).toEqual({ enrolled: 2, refreshed: 0, revived: 0 });
    for (const number of ['7', '4']) {
      const row = await enrolment(id, number);
      expect(row).toMatchObject({ anchor_on: '2026-09-16', next_lesson: 1, parked: null });
      expect(dueDay(row)).toBe('2026-09-16');
    }
  });

  test('who moves within or out of the audience stays enrolled, with the new department', async () => {
    const { id } = await create({ audience: parseAudience('department:A') });
    await change('2', { in: 'A2' });
    await change('3', { in: 'B' });
    const before = await enrolments(id);
    expect(await reconcile(at('2026-09-01'))).toEqual({ enrolled: 0, refreshed: 2, revived: 0 });
    const after = await enrolments(id);
    expect(after.map((row) => [row.number, row.code])).toEqual([
      ['1', 'A'],
      ['2', 'A2'],
      ['3', 'B'],
      ['5', 'A1'],
    ]);
    expect(after.map((row) => row.next_due_at)).toEqual(before.map((row) => row.next_due_at));
  });

  test('leavers stop being due at once, and who is back goes on where they were', async () => {
    const { id } = await create();
    await tickThrough('2026-08-31');
    expect(await enrolment(id, '1')).toMatchObject({ next_lesson: 2, parked: null });
    const left = new Date('2026-09-03T10:00:00Z');
    await change('1', { left_at: left });
    expect(await reconcile(left)).toMatchObject({ refreshed: 1 });
    expect(await enrolment(id, '1')).toMatchObject({
      next_due_at: null,
      parked: 'left',
      left_at: left,
    });
    await change('1', { left_at: null });
    expect(await reconcile(at('2026-10-05'))).toEqual({ enrolled: 0, refreshed: 1, revived: 1 });
    const back = await enrolment(id, '1');
    expect(back).toMatchObject({ next_lesson: 2, parked: null, left_at: null });
    expect(dueDay(back)).toBe('2026-10-05');
  });

  test('rule 6: who is back the next day gets no two lessons in a row', async () => {
    const { id } = await create();
    await tickThrough('2026-08-31');
    await change('1', { left_at: new Date('2026-09-01T10:00:00Z') });
    await reconcile(at('2026-09-01'));
    await change('1', { left_at: null });
    await reconcile(at('2026-09-02'));
    expect((await enrolment(id, '1')).lesson_on).toBe('2026-09-14');
    const { rows } = await sql`select id from deliveries`.execute(db);
    for (const day of ['2026-09-02', '2026-09-03', '2026-09-04']) await tickThrough(day);
    expect((await sql`select id from deliveries`.execute(db)).rows).toHaveLength(rows.length);
  });

  test('who is newly given an address begins, and who loses it is parked', async () => {
    const { id } = await create();
    await change('5', { email: 'kim5@exempelkommun.test' });
    await db
      .updateTable('employees')
      .set({ email: null })
      .where('employment_number', '=', '4')
      .execute();
    expect(await reconcile(at('2026-09-16'))).toEqual({ enrolled: 0, refreshed: 2, revived: 1 });
    const given = await enrolment(id, '5');
    expect(given).toMatchObject({ reachable: true, parked: null, next_lesson: 1 });
    expect(dueDay(given)).toBe('2026-09-16');
    expect(await enrolment(id, '4')).toMatchObject({
      reachable: false,
      next_due_at: null,
      parked: 'no-address',
    });
  });

  test('rule 7: an open hold keeps an enrolment parked until it has an end', async () => {
    const { id } = await create();
    await hold('1', '2026-08-31', null);
    await tickThrough('2026-08-31');
    expect(await enrolment(id, '1')).toMatchObject({ parked: 'hold', next_lesson: 1 });
    expect(await reconcile(at('2026-09-07'))).toMatchObject({ revived: 0 });
    await db.updateTable('holds').set({ until_on: '2026-09-20' }).execute();
    expect(await reconcile(at('2026-09-07'))).toMatchObject({ revived: 1 });
    await tickThrough('2026-09-07');
    expect(dueDay(await enrolment(id, '1'))).toBe('2026-09-21');
  });

  test('run twice, or twice at once, it changes nothing more', async () => {
    const { id } = await create({ audience: parseAudience('department:A') });
    await addEmployees(db, departments, [{ number: '7', in: 'A11' }]);
    await change('1', { left_at: now });
    await change('5', { email: 'kim5@exempelkommun.test' });
    const both = await Promise.all([reconcile(at('2026-09-01')), reconcile(at('2026-09-01'))]);
    expect(both.reduce((sum, one) => sum + one.enrolled, 0)).toBe(1);
    const before = await enrolments(id);
    expect(await reconcile(at('2026-09-02'))).toEqual({ enrolled: 0, refreshed: 0, revived: 0 });
    expect(await enrolments(id)).toEqual(before);
  });

  test('a campaign that has ended is left as it was', async () => {
    const { id } = await create();
    await changeCampaign({ db }, now, { id, change: 'end' });
    await addEmployees(db, departments, [{ number: '7', in: 'B' }]);
    expect(await reconcile(now)).toEqual({ enrolled: 0, refreshed: 0, revived: 0 });
  });
});

describe('changeCampaign', () => {
  const apply = (id: number, change: 'pause' | 'resume' | 'end') =>
    changeCampaign({ db }, now, { id, change });

  test('pauses, resumes and ends; the same again is no error', async () => {
    const { id } = await create();
    expect(await apply(id, 'pause')).toBe('paused');
    expect(await apply(id, 'pause')).toBe('paused');
    expect(await apply(id, 'resume')).toBe('running');
    expect(await apply(id, 'end')).toBe('ended');
    expect(await apply(id, 'end')).toBe('ended');
    expect(await db.selectFrom('campaigns').select('ended_at').execute()).toEqual([
      { ended_at: now },
    ]);
    const rows = await enrolments(id);
    expect(rows.map((row) => row.next_due_at)).toEqual([null, null, null, null, null]);
    expect(rows.map((row) => row.parked)).toEqual(['end', 'end', 'end', 'end', 'no-address']);
  });

  test('what has ended stays so, and an unknown campaign is told', async () => {
    const { id } = await create();
    await apply(id, 'end');
    await expect(apply(id, 'resume')).rejects.toMatchObject({ code: 'REFUSED' });
    await expect(apply(id, 'pause')).rejects.toMatchObject({ code: 'REFUSED' });
    await expect(apply(999, 'pause')).rejects.toMatchObject({ code: 'CAMPAIGN_UNKNOWN' });
  });

  test('joiners during a pause are enrolled when it is over', async () => {
    const { id } = await create();
    await apply(id, 'pause');
    await addEmployees(db, departments, [{ number: '7', in: 'B' }]);
    await apply(id, 'resume');
    expect(await waitingJobs()).toEqual(['reconcile']);
    await reconcile(now);
    expect(await enrolment(id, '7')).toMatchObject({ parked: null });
  });

  test('the tick ends past campaigns, running or paused', async () => {
    const one = await create();
    const other = await create({ course: 'other' });
    await apply(other.id, 'pause');
    const { until } = await getCampaign(db, one.id);
    const after = new Date(Date.parse(`${until}T00:00:00Z`) + 2 * 24 * 3_600_000);
    const courseVersions = createCourseVersions(db);
    await planDeliveries(
      { db, courseVersions, messageDomain: 'exempelkommun.test', pilot: undefined },
      after,
    );
    const rows = await db.selectFrom('campaigns').select('status').execute();
    expect(rows).toEqual([{ status: 'ended' }, { status: 'ended' }]);
  });
});

describe('updateCampaignCourse', () => {
  const changed = [{ ...tinyCourse('it'), title: { sv: 'Ny titel', en: 'New title' } }];
  const shorter = [{ ...tinyCourse('it'), lessons: tinyCourse('it').lessons.slice(0, 2) }];

  test('a running campaign keeps its version until the change is confirmed', async () => {
    const { id } = await create();
    const before = await getCampaign(db, id);
    const shown = await updateCampaignCourse({ db, courses: changed }, now, {
      id,
      confirmed: false,
    });
    expect(shown.applied).toBe(false);
    expect(shown.changes).toMatchObject([{ language: 'sv' }, { language: 'en' }]);
    expect(await getCampaign(db, id)).toEqual(before);

    const applied = await updateCampaignCourse({ db, courses: changed }, now, {
      id,
      confirmed: true,
    });
    expect(applied).toEqual({ ...shown, applied: true });
    const after = await getCampaign(db, id);
    expect(after.courseVersionId).not.toBe(before.courseVersionId);
    const { course } = await createCourseVersions(db).get(after.courseVersionId);
    expect(course).toEqual(changed[0]);
  });

  test('an unchanged course is no update, confirmed or not', async () => {
    const { id } = await create();
    const before = await getCampaign(db, id);
    expect(await updateCampaignCourse({ db, courses }, now, { id, confirmed: true })).toEqual({
      changes: [],
      applied: false,
      problems: { errors: [], warnings: [] },
    });
    expect(await getCampaign(db, id)).toEqual(before);
  });

  test('a version whose contact has expired is shown with what is wrong, and refused', async () => {
    const { id } = await create();
    const before = await getCampaign(db, id);
    const lessons = tinyCourse('it').lessons.map((one) => ({ ...one, contacts: ['line'] }));
    const leaning = [{ ...tinyCourse('it'), lessons }];
    const file = `line:
  name: { sv: Linjen, en: The line }
  value: 116 016
  source: källan
  checked: 2025-08-01
  expires: 2026-08-30`;
    const { entries: contacts } = readContacts('contacts.yaml', file);
    const content = { broken: new Map(), registers: { ...noRegisters, contacts } };
    const deps = { db, courses: leaning, content };
    const shown = await updateCampaignCourse(deps, now, { id, confirmed: false });
    expect(shown.problems.errors.map(({ what }) => what)).toEqual([
      'the contact "line" expired on 2026-08-30',
    ]);
    await expect(updateCampaignCourse(deps, now, { id, confirmed: true })).rejects.toMatchObject({
      code: 'REFUSED',
      detail: expect.stringContaining('the contact "line" expired'),
    });
    expect(await getCampaign(db, id)).toEqual(before);
  });

  test('who had come to the end goes on with lessons that are new, and completion follows', async () => {
    const [longer, short] = [tinyCourse('it'), shorter[0]];
    if (short === undefined) throw new Error('The fixture has no shorter course.');
    const { id } = await createCampaign({ db, courses: [short] }, now, {
      ...plain,
      course: 'it',
    });
    await db
      .updateTable('enrolments')
      .set({
        next_lesson: 3,
        lesson_on: null,
        next_due_at: null,
        parked: 'end',
        lessons_answered: 2,
        completed_at: now,
      })
      .execute();
    await updateCampaignCourse({ db, courses: [longer] }, now, { id, confirmed: true });
    const rows = await db.selectFrom('enrolments').selectAll().execute();
    const mailed = rows.filter((row) => row.reachable);
    expect(mailed.length).toBeGreaterThan(0);
    for (const row of mailed)
      expect(row).toMatchObject({ parked: null, completed_at: null, next_lesson: 3 });
    expect(mailed.every((row) => row.next_due_at !== null)).toBe(true);
  });

  test('the number of lessons follows', async () => {
    const { id } = await create();
    await updateCampaignCourse({ db, courses: shorter }, now, { id, confirmed: true });
    expect(await getCampaign(db, id)).toMatchObject({ lessons: 2 });
  });

  test('what cannot be updated is said', async () => {
    const { id } = await create();
    const update = (of: number, from = courses) =>
      updateCampaignCourse({ db, courses: from }, now, { id: of, confirmed: true });
    await expect(update(999)).rejects.toMatchObject({ code: 'CAMPAIGN_UNKNOWN' });
    await expect(update(id, [])).rejects.toMatchObject({ code: 'COURSE_UNKNOWN' });
    await changeCampaign({ db }, now, { id, change: 'end' });
    await expect(update(id)).rejects.toMatchObject({ code: 'REFUSED' });
  });
});

test('campaign list says how a campaign is announced', async () => {
  await create({ start: '2026-09-14', announceDays: 5 });
  await create({ course: 'other' });
  const { json } = await campaignListCommand({ db }, []);
  expect(json).toMatchObject({ campaigns: [{ announceDays: 5 }, { announceDays: null }] });
});

describe('moveLastDay', () => {
  const rows = () =>
    db.selectFrom('enrolments').selectAll().where('reachable', '=', true).execute();
  /** Everybody has had the first of three lessons, and no room was left for the second. */
  const atEnd = () =>
    db
      .updateTable('enrolments')
      .set({ next_lesson: 2, lesson_on: null, next_due_at: null, parked: 'end' })
      .where('reachable', '=', true)
      .execute();

  test('a later day lets those go on who had come to the end, a sooner one is kept to', async () => {
    const until = '2026-09-04';
    const { id } = await create({ cadence: fortnightly(until) });
    await atEnd();
    const later = new Date('2026-09-03T04:30:00Z');
    expect(await moveLastDay({ db }, later, { id, until: '2026-10-16' })).toBe(42);
    const campaign = await getCampaign(db, id);
    expect(campaign).toMatchObject({ until: '2026-10-16', cadence: fortnightly('2026-10-16') });
    for (const row of await rows()) {
      expect(row).toMatchObject({ parked: null, next_lesson: 2 });
      expect(row.next_due_at).not.toBeNull();
      expect(row.lesson_on).toBe('2026-09-14');
    }
    await moveLastDay({ db }, later, { id, until: '2026-09-07' });
    for (const row of await rows()) expect(row.lesson_on).toBe('2026-09-14');
    expect(await getCampaign(db, id)).toMatchObject({ until: '2026-09-07' });
  });

  test('an end that cannot be is said in both languages, and changes nothing', async () => {
    const { id } = await create();
    const before = await getCampaign(db, id);
    const move = (until: string) => moveLastDay({ db }, now, { id, until });
    await expect(move('2026-08-30')).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      detail: expect.stringMatching(/^Slutet har redan varit.* \/ The end has passed/),
    });
    await expect(move('2029-12-31')).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    expect(await getCampaign(db, id)).toEqual(before);
    await changeCampaign({ db }, now, { id, change: 'end' });
    await expect(move('2027-01-29')).rejects.toMatchObject({ code: 'REFUSED' });
  });
});

async function waitingJobs(): Promise<string[]> {
  const { rows } = await sql<{ task: string }>`
    select task_identifier as task from graphile_worker.jobs order by id`.execute(db);
  return rows.map((row) => row.task);
}

/** Ticks every quarter of an hour of one local day's window. */
async function tickThrough(day: string): Promise<void> {
  const deps = {
    db,
    courseVersions: createCourseVersions(db),
    messageDomain: 'nanokurs.test',
    pilot: undefined,
  };
  const first = Date.parse(`${day}T05:30:00Z`);
  for (let minutes = 0; minutes < 9 * 60; minutes += 15)
    await planDeliveries(deps, new Date(first + minutes * 60_000));
}

async function hold(number: string, from: string, until: string | null): Promise<void> {
  await db
    .insertInto('holds')
    .values({
      employee_id: people.get(number) ?? 0,
      from_on: from,
      until_on: until,
      reason: 'tjänstledig',
    })
    .execute();
}
