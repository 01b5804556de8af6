import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { departmentSubtree } from '../../src/access/department-subtree.repository.ts';
import { changeCampaign } from '../../src/campaign/change-campaign.service.ts';
import { reconcileEnrolments } from '../../src/campaign/reconcile.service.ts';
import { loadDepartments } from '../../src/roster/department.repository.ts';
import {
  mergeDepartments,
  moveDepartment,
  renameDepartment,
} from '../../src/roster/department-change.service.ts';
import { undoImport } from '../../src/roster/undo-import.service.ts';
import { campaignStatusCommand } from '../../src/statistics/campaign-status.command.ts';
import { completionOf } from '../../src/statistics/completion.service.ts';
import type { View } from '../../src/statistics/completion.ts';
import { insightFor } from '../../src/statistics/insight.service.ts';
import { makeDays } from '../../src/statistics/make-days.service.ts';
import { makeCampaign } from '../support/fixture.ts';
import { openRosterWorld, type RosterWorld } from '../support/roster-world.ts';

const at = (day: string) => new Date(`2026-${day}T08:00:00Z`);
let world: RosterWorld;
let today: Date;
let past: number;
let running: number;

beforeAll(async () => {
  world = await openRosterWorld();
});
afterAll(() => world?.close());
afterEach(() => world.empty());

const units = ['1001', '1002', '2001'];
/** Six people in each unit: 1-6, 7-12, 13-18. */
const lines = units.flatMap((unit, index) =>
  Array.from({ length: 6 }, (_, n) => ({ number: String(index * 6 + n + 1), unit })),
);

/** Two campaigns in which everyone got a mail and every second one answered; one ended in March. */
beforeEach(async () => {
  today = at('05-01');
  await world.take(at('01-10'), await world.list(lines));
  past = (await makeCampaign(world.db, at('02-01'), 0)).campaignId;
  running = (await makeCampaign(world.db, at('02-01'), 0)).campaignId;
  await reconcileEnrolments(world, at('02-01'));
  await sql`
    update enrolments e set first_sent_at = ${at('02-02')},
      first_answered_at = case when p.employment_number::int % 2 = 0
        then ${at('02-03')}::timestamptz end
    from employees p where p.id = e.employee_id`.execute(world.db);
  await changeCampaign(world, at('03-31'), { id: past, change: 'end' });
});

async function view(campaignId: number, as: View, leaderOf?: string) {
  const id = (await loadDepartments(world.db)).get(leaderOf ?? '')?.id ?? 0;
  const visible = leaderOf === undefined ? 'all' : await departmentSubtree(world.db, id);
  // Each look is on a day of its own, since departments change once a day.
  today = new Date(today.getTime() + 86_400_000);
  const { departments, total } = await completionOf(world, today, { campaignId, visible, as });
  const rows = departments.map((row) => [row.code, row.name, row.parent, row.invited]);
  return { rows, total: [total.invited, total.delivered, total.started] };
}
/** The heads of the departments whose code these tests look at. */
const heads = async (campaignId: number, as: View, leaderOf?: string) =>
  Object.fromEntries((await view(campaignId, as, leaderOf)).rows.map(([code, , , n]) => [code, n]));

test('a reorganisation changes what is shown now and not what last month was', async () => {
  const before = await view(past, 'then');
  expect(before.total).toEqual([18, 18, 9]);
  expect(before).toEqual(await view(past, 'now'));

  await renameDepartment(world, at('04-10'), { code: '10', name: 'Lärande' });
  await moveDepartment(world, at('04-11'), { code: '1001', under: '20' });
  await mergeDepartments(world, at('04-12'), { codes: ['1002'], into: '2001' });
  await world.take(at('04-13'), await world.list(lines.slice(0, 12)));
  await reconcileEnrolments(world, at('04-13'));

  expect(await view(past, 'then')).toEqual(before);
  expect(await heads(past, 'now')).toEqual({ 1001: 6, 20: 12, 2001: 6 });
  expect(await heads(running, 'now')).toEqual(await heads(past, 'now'));
});

test('leavers are counted then and not now, and erasing their address changes neither', async () => {
  await world.take(at('04-01'), await world.list(lines.slice(6)));
  await reconcileEnrolments(world, at('04-01'));
  const [now, then] = [await view(running, 'now'), await view(running, 'then')];
  expect([now.total, then.total]).toEqual([
    [12, 12, 6],
    [18, 18, 9],
  ]);
  await sql`update employees set email = null, anonymised_at = now() where left_at is not null`.execute(
    world.db,
  );
  expect(await reconcileEnrolments(world, at('09-01'))).toMatchObject({ refreshed: 0 });
  expect([await view(running, 'now'), await view(running, 'then')]).toEqual([now, then]);
});

test('rule 11: a few who left each department are out of the total, and stay in the rows', async () => {
  const before = await heads(running, 'now');
  const gone = new Set(['1', '2', '7', '8', '13', '14']);
  const leave = (numbers: ReadonlySet<string>) =>
    world.list(lines.filter(({ number }) => !numbers.has(number)));
  await world.take(at('04-01'), await leave(new Set(['1', '2'])));
  await reconcileEnrolments(world, at('04-01'));
  expect((await view(running, 'now')).total).toEqual([18, 18, 9]);
  await world.take(at('04-02'), await leave(gone));
  await reconcileEnrolments(world, at('04-02'));
  for (let day = 0; day < 2; day++) {
    expect(await heads(running, 'now')).toEqual(before);
    expect((await view(running, 'now')).total).toEqual([12, 12, 6]);
    expect((await view(running, 'then')).total).toEqual([18, 18, 9]);
    // A leaver who answers an old mail afterwards is in no figure, or the two views would tell it.
    await sql`update enrolments set first_answered_at = ${at('05-01')}
      where left_at is not null and first_answered_at is null`.execute(world.db);
  }
});

/** Everybody but these, taken as the staff list of a day. */
async function leave(day: string, numbers: readonly number[]) {
  const gone = new Set(numbers.map(String));
  const list = await world.list(lines.filter(({ number }) => !gone.has(number)));
  const taken = await world.take(at(day), list);
  await reconcileEnrolments(world, at(day));
  return taken.import;
}
const answer = (numbers: readonly number[]) =>
  sql`
  update enrolments e set first_answered_at = ${at('05-01')} from employees p
  where p.id = e.employee_id and p.employment_number::int = any(${[...numbers]}::int[])
    and e.first_answered_at is null`.execute(world.db);
const totals = async () => [
  (await view(running, 'now')).total,
  (await view(running, 'then')).total,
];

test('rule 11: a wrong list that is undone gives everybody back, as they stood and then as they stand', async () => {
  const before = await heads(running, 'now');
  // A whole department, and a few of each of the others.
  const wrong = await leave('04-01', [1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 14, 15]);
  expect(await totals()).toEqual([
    [6, 6, 4],
    [18, 18, 9],
  ]);
  expect(await heads(running, 'now')).toEqual({ 10: 6, 1002: 6, 20: 6, 2001: 6 });
  // One of three has done something meanwhile: they and the three who left with them count as they
  // stood, since either three would be too few by themselves; the whole department does not wait.
  await answer([7]);
  await undoImport(world, at('04-03'), { import: wrong });
  await reconcileEnrolments(world, at('04-03'));
  expect(await totals()).toEqual([
    [18, 18, 9],
    [18, 18, 9],
  ]);
  expect(await heads(running, 'now')).toEqual(before);
  await answer([1, 9, 13]);
  expect(await totals()).toEqual([
    [18, 18, 10],
    [18, 18, 10],
  ]);
});

test('rule 11: of those who left together some come back, if both are enough', async () => {
  const before = await heads(running, 'now');
  await leave('04-01', [1, 2, 3, 4, 7, 8, 9, 10, 13, 14, 15, 16]);
  expect((await view(running, 'now')).total).toEqual([6, 6, 3]);
  await leave('04-02', [2, 3, 4, 8, 9, 10, 14, 15, 16]);
  expect((await view(running, 'now')).total).toEqual([6, 6, 3]);
  await leave('04-03', [3, 4, 9, 10, 15, 16]);
  expect(await totals()).toEqual([
    [12, 12, 6],
    [18, 18, 9],
  ]);
  expect(await heads(running, 'now')).toEqual(before);
  // Those who came back count as they stand, and who is still away does not.
  await answer([1, 3]);
  expect((await view(running, 'now')).total).toEqual([12, 12, 7]);
});

test('who had left before anybody looked comes back as they stood when counted out', async () => {
  await leave('04-01', [1]);
  expect((await view(running, 'now')).total).toEqual([18, 18, 9]);
  // Still counted, since one alone is not counted out.
  await answer([1]);
  await leave('04-02', [1, 2, 3, 4, 7, 8, 9, 10, 13, 14, 15, 16]);
  expect(await totals()).toEqual([
    [6, 6, 3],
    [18, 18, 10],
  ]);
  await leave('04-03', [3, 4, 9, 10, 15, 16]);
  expect(await totals()).toEqual([
    [12, 12, 7],
    [18, 18, 10],
  ]);
});

test('who left a department counts in its successor while the campaign runs', async () => {
  await world.take(at('04-01'), await world.list(lines.slice(6)));
  await reconcileEnrolments(world, at('04-01'));
  await mergeDepartments(world, at('04-02'), { codes: ['1001', '1002'], into: '2001' });
  // Before the reconcile job as well as after it.
  const merged = { 20: 18, 2001: 18 };
  expect(await heads(running, 'then')).toEqual(merged);
  expect(await heads(running, 'now')).toEqual({ 20: 12, 2001: 12 });
  await reconcileEnrolments(world, at('04-02'));
  expect(await heads(running, 'then')).toEqual(merged);
  expect(await heads(past, 'then')).toEqual({ 10: 12, 1001: 6, 1002: 6, 20: 6, 2001: 6 });
});

test('a change dated back to before the end does change the view as it was then', async () => {
  await renameDepartment(world, at('04-10'), { code: '10', name: 'Nytt', from: at('03-01') });
  await mergeDepartments(world, at('04-10'), { codes: ['1002'], into: '1001', from: at('03-01') });
  const { rows, total } = await view(past, 'then');
  expect(rows).toContainEqual(['10', 'Nytt', null, 12]);
  expect(rows).toContainEqual(['1001', 'Enhet 1001', '10', 12]);
  expect(total).toEqual([18, 18, 9]);
});

test('the old file after a merge lands in the right place', async () => {
  await mergeDepartments(world, at('04-10'), { codes: ['1002'], into: '2001' });
  const { diff } = await world.take(at('04-11'), await world.list(lines));
  expect(diff.departments.aliases).toEqual([{ code: '1002', into: '2001', rows: 6 }]);
  expect([diff.movers, diff.leavers, diff.joiners]).toEqual([[], [], []]);
  expect(await heads(past, 'now')).toEqual({ 10: 6, 1001: 6, 20: 12, 2001: 12 });
});

test('a department that no longer occurs is closed, and opens again when it does', async () => {
  const moved = lines.map((line) => (line.unit === '1002' ? { ...line, unit: '1001' } : line));
  const { diff } = await world.take(at('04-01'), await world.list(moved));
  expect(diff.departments).toMatchObject({
    closed: ['1002'],
    merged: [{ codes: ['1002'], into: '1001', people: 6 }],
  });
  const closed = (await loadDepartments(world.db)).get('1002');
  expect(closed).toMatchObject({ closedAt: at('04-01'), mergedInto: '1001' });
  await world.take(at('05-01'), await world.list(lines));
  expect((await loadDepartments(world.db)).get('1002')).toMatchObject({ closed: false, people: 6 });
});

describe('rule 10', () => {
  test('what a leader sees now follows moves', async () => {
    await moveDepartment(world, at('04-10'), { code: '1001', under: '20' });
    expect(await heads(running, 'now', '20')).toEqual({ 20: 12, 1001: 6, 2001: 6 });
    expect(await heads(running, 'now', '10')).toEqual({ 10: 6, 1002: 6 });
  });

  test('the view as it was then shows no more than the subtree of today', async () => {
    await moveDepartment(world, at('04-10'), { code: '1001', under: '20' });
    // Then below 10, which this leader does not see; so it stands at the top.
    expect((await view(past, 'then', '20')).rows.map(([code, , parent]) => [code, parent])).toEqual(
      [
        ['1001', null],
        ['20', null],
        ['2001', '20'],
      ],
    );
    // What stood there then and is out of view is not in its sum, and so there is none.
    expect(await heads(past, 'then', '10')).toEqual({ 10: null, 1002: 6 });
    expect((await view(past, 'then', '10')).total).toEqual([null, null, null]);
  });

  test('the leader of a successor sees what it took, and nobody else does', async () => {
    await mergeDepartments(world, at('04-10'), { codes: ['1002'], into: '2001' });
    expect(await heads(past, 'then', '20')).toEqual({ 1002: 6, 20: 6, 2001: 6 });
    expect(await heads(past, 'then', '10')).toEqual({ 10: null, 1001: 6 });
    expect(await heads(running, 'then', '1002')).toEqual({});
  });
});

test('figures never exceed those they are part of', async () => {
  await sql`
    update enrolments set
      reachable = id % 7 > 0, first_sent_at = case when id % 2 > 0 then ${at('02-02')}::timestamptz end,
      first_answered_at = case when id % 3 > 0 then ${at('02-02')}::timestamptz end,
      failed_at = case when id % 5 > 0 then ${at('02-02')}::timestamptz end,
      completed_at = case when id % 4 > 0 then ${at('02-02')}::timestamptz end`.execute(world.db);
  for (const campaignId of [past, running])
    for (const as of ['then', 'now'] as const) {
      const { total } = await completionOf(world, at('05-01'), {
        campaignId,
        visible: 'all',
        as,
      });
      const { invited, delivered, failed, started, completed } = total;
      if (invited === null || delivered === null || failed === null) throw new Error('suppressed');
      expect(delivered + failed).toBeLessThanOrEqual(invited);
      expect(started).toBeLessThanOrEqual(delivered);
      expect(completed).toBeLessThanOrEqual(started ?? 0);
      expect(completed).toBeGreaterThan(0);
    }
});

test('campaign status --as then says so; another word is wrong usage', async () => {
  const status = (...argv: string[]) =>
    campaignStatusCommand({ ...world, now: at('05-01') }, [String(past), ...argv]);
  expect((await status('--as', 'then')).json).toMatchObject({ as: 'then', campaign: past });
  expect((await status('--as', 'then')).text).toContain('as it was when the campaign ended');
  expect((await status()).json).toMatchObject({ as: 'now' });
  await expect(status('--as', 'soon')).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

test('question insight reads first answers by where people are shown, once a day, with the tick', async () => {
  const { campaignId } = await makeCampaign(world.db, at('02-01'), 60);
  await sql`
    with asked as (
      insert into askings (enrolment_id, course_version_id, lesson, question, asked_at)
      select e.id, c.course_version_id, 1, 'fraga-1', ${at('02-02')} from enrolments e
      join campaigns c on c.id = e.campaign_id where e.campaign_id = ${campaignId}
      returning id, enrolment_id
    ) insert into answers (asking_id, enrolment_id, options, correct, evidence, answered_at)
    select id, enrolment_id, case when enrolment_id % 3 = 0 then '{b}' else '{c}' end::text[],
      enrolment_id % 3 = 0, 'link', ${at('02-02')} from asked`.execute(world.db);
  const look = () => insightFor(world, at('05-01'), { campaignId, visible: 'all' });
  await makeDays(world, at('05-01'));
  const { rows } = await sql`
    select day from insight_days where campaign_id = ${campaignId}`.execute(world.db);
  expect(rows).toEqual([{ day: '2026-05-01' }]);
  const insight = await look();
  expect(insight.organisation?.[0]).toEqual({
    question: 'fraga-1',
    lesson: 1,
    rightPercent: 33,
    wrongOption: 'c',
    wrongPercent: 67,
  });
  expect(insight.departments.length).toBeGreaterThan(1);
  await sql`update answers set correct = true`.execute(world.db);
  expect(await look()).toEqual(insight);
  const visible = new Set<number>();
  expect(await insightFor(world, at('05-01'), { campaignId, visible })).toMatchObject({
    organisation: null,
    departments: [],
  });
});
