import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { calendarCommand } from '../../src/campaign/calendar.command.ts';
import { withClosed } from '../../src/campaign/calendar-change.ts';
import {
  loadCaps,
  loadFreeDays,
  loadReminderRule,
} from '../../src/campaign/campaign-settings.repository.ts';
import { changeFreeDays } from '../../src/campaign/campaign-settings.service.ts';
import { capsCommand } from '../../src/campaign/caps.command.ts';
import { departmentWindowCommand } from '../../src/campaign/department-window.command.ts';
import { holdCommand } from '../../src/campaign/hold.command.ts';
import { remindersCommand } from '../../src/campaign/reminders.command.ts';
import {
  loadDepartmentWindows,
  loadSendingRules,
} from '../../src/campaign/sending-rules.repository.ts';
import { takeTokens } from '../../src/delivery/relay-bucket.repository.ts';
import { relayPresets } from '../../src/delivery/relay-limit.ts';
import { sendingLimitCommand } from '../../src/delivery/sending-limit.command.ts';
import { createDatabase, createPool, type Database } from '../../src/platform/database.ts';
import { defaultCaps } from '../../src/spacing/caps.ts';
import { defaultFreeDays } from '../../src/spacing/free-days.ts';
import { defaultReminderRule } from '../../src/spacing/reminder.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { addDepartments, addEmployees } from '../support/roster-fixture.ts';

const now = new Date('2026-09-10T08:00:00Z');
let clone: TestDatabase;
let db: Database;
let departments: Map<string, number>;
let people: Map<string, number>;

beforeAll(async () => {
  clone = await cloneDatabase();
  db = createDatabase(createPool(clone.connectionString, 6, () => undefined));
  departments = await addDepartments(db, [
    ['A', null],
    ['A1', 'A'],
    ['A11', 'A1'],
    ['B', null],
  ]);
  people = await addEmployees(db, departments, [
    { number: '1', in: 'A' },
    { number: '2', in: 'B' },
    { number: '3', in: 'B', left_at: new Date('2026-06-01T00:00:00Z') },
  ]);
});
beforeEach(async () => {
  await sql`delete from settings`.execute(db);
  await sql`delete from holds`.execute(db);
  await sql`delete from department_windows`.execute(db);
  await sql`truncate relay_buckets`.execute(db);
  await sql`select graphile_worker.remove_job('reconcile')`.execute(db);
});
afterAll(async () => {
  await db.destroy();
  await clone.drop();
});

const deps = () => ({ db, now });

async function isReconciled(): Promise<boolean> {
  const { rows } = await sql`select from graphile_worker.jobs where key = 'reconcile'`.execute(db);
  return rows.length === 1;
}

describe('calendar', () => {
  test('free days of a year, a closed period more and less, an eve worked', async () => {
    expect(await loadFreeDays(db)).toEqual(defaultFreeDays);
    const shown = await calendarCommand(deps(), []);
    expect(shown.text).toContain('2026-12-24 tors Julafton / Christmas Eve');
    expect(shown.audit).toBeUndefined();

    const closed = await calendarCommand(deps(), [
      'close',
      '2027-02-15',
      '2027-02-19',
      'Sportlov',
      'v. 7',
    ]);
    expect(closed.text).toContain('2027-02-17 ons  Sportlov v. 7');
    expect(closed.audit).toEqual([{ action: 'calendar.change', subject: 'close' }]);
    expect(await isReconciled()).toBe(true);
    expect((await loadFreeDays(db)).closed).toEqual([
      { from: '2027-02-15', until: '2027-02-19', name: 'Sportlov v. 7' },
    ]);

    const eve = await calendarCommand(deps(), ['eve', 'Julafton', 'off']);
    expect(eve.text).not.toContain('2026-12-24');
    expect((await loadFreeDays(db)).eves).toMatchObject({ christmasEve: false, newYearsEve: true });
    await calendarCommand(deps(), ['open', 'sportlov', 'v. 7']);
    expect((await loadFreeDays(db)).closed).toEqual([]);
  });

  test.each([
    [['close', '2027-02-30', '2027-03-01', 'Fel'], 'BAD_REQUEST'],
    [['close', '2027-03-02', '2027-03-01', 'Fel'], 'BAD_REQUEST'],
    [['close', '2027-01-01', '2027-12-31', 'Alltid'], 'BAD_REQUEST'],
    [['close', '2027-02-15', '2027-02-19'], 'BAD_REQUEST'],
    [['open', 'Sommar'], 'NOT_FOUND'],
    [['eve', 'skärtorsdag', 'on'], 'BAD_REQUEST'],
    [['eve', 'julafton', 'kanske'], 'BAD_REQUEST'],
    [['show', '1999'], 'BAD_REQUEST'],
  ])('refuses %j, and nothing is changed', async (argv, code) => {
    await expect(calendarCommand(deps(), argv)).rejects.toMatchObject({ code });
    expect(await loadFreeDays(db)).toEqual(defaultFreeDays);
    expect(await isReconciled()).toBe(false);
  });

  test('two who close at the same moment both get their days', async () => {
    await Promise.all(
      [1, 2, 3, 4, 5].map((month) =>
        changeFreeDays({ db }, (freeDays) =>
          withClosed(freeDays, {
            from: `2027-0${month}-10`,
            until: `2027-0${month}-11`,
            name: `M${month}`,
          }),
        ),
      ),
    );
    expect((await loadFreeDays(db)).closed.map(({ name }) => name)).toEqual([
      'M1',
      'M2',
      'M3',
      'M4',
      'M5',
    ]);
  });
});

test('caps: what is not given stays, and what cannot be is refused', async () => {
  expect(await loadCaps(db)).toEqual(defaultCaps);
  const { audit, json } = await capsCommand({ db }, ['set', '--per-week', '3']);
  expect(json).toEqual({ ...defaultCaps, perWeek: 3 });
  expect(audit).toMatchObject([{ action: 'caps.change', details: { perWeek: 3 } }]);
  await capsCommand({ db }, ['set', '--per-campaign', '2', '--span', '7']);
  const caps = { perDay: 1, perWeekPerCampaign: 2, perWeek: 3, spanDays: 7 };
  expect(await loadCaps(db)).toEqual(caps);
  expect((await capsCommand({ db }, [])).text).toContain('2 i veckan från ett utskick och 3');
  for (const wrong of [
    ['set', '--per-week', '1'],
    ['set', '--span', '8'],
    ['set'],
    ['set', '--span', '1e0'],
  ])
    await expect(capsCommand({ db }, wrong)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  expect(await loadCaps(db)).toEqual(caps);
});

test('reminders: other days, or none', async () => {
  expect(await loadReminderRule(db)).toEqual(defaultReminderRule);
  const { audit } = await remindersCommand({ db }, ['set', '4,', '9']);
  expect(audit).toMatchObject([{ action: 'reminders.change', details: { day1: 4, day2: 9 } }]);
  expect((await loadReminderRule(db)).afterDays).toEqual([4, 9]);
  await remindersCommand({ db }, ['set', 'none']);
  expect((await loadReminderRule(db)).afterDays).toEqual([]);
  for (const wrong of ['9,4', '1,2,3', '0', '5.5', 'fem', ''])
    await expect(remindersCommand({ db }, ['set', wrong])).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
  expect((await loadReminderRule(db)).afterDays).toEqual([]);
});

test('a setting that cannot be read stops planning rather than sending by other rules', async () => {
  for (const key of ['calendar', 'caps', 'reminders'])
    await sql`insert into settings (key, value) values (${key}, '{"afterDays": 5, "x": 1}')`.execute(
      db,
    );
  await expect(loadFreeDays(db)).rejects.toThrow('Setting calendar');
  await expect(loadCaps(db)).rejects.toThrow();
  await expect(loadReminderRule(db)).rejects.toThrow();
  await expect(loadSendingRules(db)).rejects.toThrow('Setting calendar');
});

test('hours of a department hold for all below it that have none of their own', async () => {
  const id = (code: string) => departments.get(code) ?? 0;
  const night = { from: '22:00', until: '05:00', weekdays: [1, 2, 3, 4, 5, 6] };
  const { audit } = await departmentWindowCommand({ db }, [
    'A',
    '22:00-5:00',
    '--weekdays',
    '1-5,6',
  ]);
  expect(audit).toEqual([{ action: 'department.window', subject: 'A' }]);
  await departmentWindowCommand({ db }, ['A11', '14:00-20:00']);
  const windows = await loadDepartmentWindows(db);
  expect(windows.get(id('A1'))).toEqual(night);
  expect(windows.get(id('A1'))).toBe(windows.get(id('A')));
  expect(windows.get(id('A11'))).toEqual({
    from: '14:00',
    until: '20:00',
    weekdays: [1, 2, 3, 4, 5],
  });
  expect(windows.has(id('B'))).toBe(false);
  expect((await departmentWindowCommand({ db }, [])).json).toEqual({
    windows: [
      { code: 'A', name: 'Enhet A', ...night },
      { code: 'A11', name: 'Enhet A11', from: '14:00', until: '20:00', weekdays: [1, 2, 3, 4, 5] },
    ],
  });
  await departmentWindowCommand({ db }, ['A', '--none']);
  expect([...(await loadDepartmentWindows(db)).keys()]).toEqual([id('A11')]);
  expect(await isReconciled()).toBe(true);
  for (const [argv, code] of [
    [['X', '22:00-05:00'], 'DEPARTMENT_UNKNOWN'],
    [['X', '--none'], 'DEPARTMENT_UNKNOWN'],
    [['B', '08:00-08:10'], 'BAD_REQUEST'],
    [['B', '8-16'], 'BAD_REQUEST'],
    [['B', '08:00-16:00', '--weekdays', '5-1'], 'BAD_REQUEST'],
    [['B', '08:00-16:00', '--none'], 'BAD_REQUEST'],
    [['B'], 'BAD_REQUEST'],
    [['--none'], 'BAD_REQUEST'],
  ] as const)
    await expect(departmentWindowCommand({ db }, [...argv])).rejects.toMatchObject({ code });
});

describe('hold', () => {
  const stored = async () =>
    (
      await sql`select from_on as "from", until_on as until, reason, source from holds order by id`.execute(
        db,
      )
    ).rows;
  const run = (...argv: string[]) => holdCommand(deps(), argv);
  const id = async (...argv: string[]) => ((await run(...argv)).json as { id: number }).id;

  test('rule 7: added by a person, so that no import clears it, with a job in the same breath', async () => {
    const { audit } = await run(
      'add',
      '1',
      '2026-10-01',
      '2027-03-31',
      '--reason',
      ' Föräldraledig ',
    );
    expect(audit).toMatchObject([{ action: 'hold.add', subject: String(people.get('1')) }]);
    expect(await stored()).toEqual([
      { from: '2026-10-01', until: '2027-03-31', reason: 'Föräldraledig', source: null },
    ]);
    expect(await isReconciled()).toBe(true);
    const list = await run('list', '1');
    expect(list.text).toContain('2026-10-01 – 2027-03-31  Föräldraledig');
    expect(list.audit).toEqual([{ action: 'person.show', subject: String(people.get('1')) }]);
    expect((await run('list', '2')).json).toEqual({ holds: [] });
  });

  test('ends today, on a day, or never begins', async () => {
    await run('add', '1', '2026-08-01');
    await run('end', '1');
    expect(await stored()).toMatchObject([{ until: '2026-09-09' }]);
    const second = await id('add', '2', '2026-09-01');
    await run('end', String(second), '2026-12-31', '--id');
    expect(await stored()).toMatchObject([{}, { until: '2026-12-31' }]);
    const { text } = await run('end', '2', '2026-08-15');
    expect(text).toContain('är borttaget');
    expect(text).toContain('is taken away');
    expect(await stored()).toHaveLength(1);
  });

  test('what is not clear, or not ours, is refused', async () => {
    const first = await id('add', '1', '2026-10-01', '2026-10-31');
    await run('add', '1', '2026-12-01');
    await expect(run('end', '1')).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: expect.stringContaining(String(first)),
    });
    await sql`insert into holds (employee_id, from_on, reason, source)
      values (${people.get('2')}, '2026-09-01', 'tjänstledig', 'test')`.execute(db);
    await expect(run('end', '2', '--source', 'test')).rejects.toMatchObject({ code: 'REFUSED' });
    for (const [argv, code] of [
      [['add', '9', '2026-10-01'], 'NOT_FOUND'],
      [['add', '3', '2026-10-01'], 'NOT_FOUND'],
      [['add', '1', '2026-10-02', '2026-10-01'], 'BAD_REQUEST'],
      [['add', '1', '2026-02-30'], 'BAD_REQUEST'],
      [['add', '1', '2026-10-01', '--reason', '19850709-1234 är sjuk'], 'BAD_REQUEST'],
      [['add', '1', '2026-10-01', '--reason', 'x'.repeat(201)], 'BAD_REQUEST'],
      [['add', '1'], 'BAD_REQUEST'],
      [['end', '77777'], 'NOT_FOUND'],
      [['begin', '1'], 'BAD_REQUEST'],
    ] as const)
      await expect(run(...argv)).rejects.toMatchObject({ code });
    expect(await stored()).toHaveLength(3);
  });
});

describe('sending limit', () => {
  const config = { SMTP_URL: 'smtp://relay.example.se:25' };
  const run = (...argv: string[]) => sendingLimitCommand({ db, config }, argv);

  test('is shown with what is used of it, and set', async () => {
    expect((await run()).json).toEqual({
      preset: null,
      chosen: false,
      perMinute: null,
      perDay: null,
      connections: 5,
      relay: 'relay.example.se',
      used: { lastDay: null, pausedSeconds: 0 },
    });
    const { audit } = await run('exchange-online', '--per-day', '8000');
    expect(audit).toEqual([
      {
        action: 'sending.limit',
        subject: 'exchange-online',
        details: { perMinute: 30, perDay: 8_000, connections: 3 },
      },
    ]);
    const limit = { ...relayPresets['exchange-online'], perDay: 8_000 };
    await takeTokens(db, 'relay.example.se:25/', limit, 1);
    const shown = await run();
    expect(shown.json).toMatchObject({ chosen: true, perDay: 8_000, used: { lastDay: 1 } });
    expect(shown.text).toContain('8000, varav använda / used 1');
    expect(shown.audit).toBeUndefined();
  });

  test('Exchange is known by its name; the mailbox has no limits; SMTP_URL says the connections', async () => {
    const exchange = { SMTP_URL: 'smtp://smtp.office365.com:587?maxConnections=2' };
    const { json } = await sendingLimitCommand({ db, config: exchange }, []);
    expect(json).toMatchObject({ preset: 'exchange-online', chosen: false, connections: 2 });
    const { text } = await sendingLimitCommand({ db, config: { SMTP_URL: undefined } }, []);
    expect(text).toContain('inbyggda brevlådan');
  });

  test.each([
    [['sendmail']],
    [['custom']],
    [['--per-day', '50']],
    [['custom', '--per-minute', '0']],
    [['custom', '--per-minute', 'många']],
    [['postfix', '--connections', '101']],
    [['postfix', 'custom']],
  ])('refuses %j', async (argv) => {
    await expect(run(...argv)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    expect((await run()).json).toMatchObject({ chosen: false });
  });
});
