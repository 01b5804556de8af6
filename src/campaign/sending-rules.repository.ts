import { sql } from 'kysely';
import type { Database } from '../platform/database.ts';
import { type FreeDays, type FreeDayTest, freeDayTest } from '../spacing/free-days.ts';
import type {} from './campaign.table.ts';
import { loadCaps, loadFreeDays, loadReminderRule } from './campaign-settings.repository.ts';
import type { DepartmentWindow, SendingRules } from './sending-rules.ts';

/** One test of free days for as long as the setting is the same: it remembers whole years. */
let lastTest: { setting: string; isFree: FreeDayTest } | undefined;

/** The settings that every campaign keeps to; what is not set is as by default. */
export async function loadSendingRules(db: Database): Promise<SendingRules> {
  return {
    isFree: testOf(await loadFreeDays(db)),
    caps: await loadCaps(db),
    reminders: await loadReminderRule(db),
    windows: await loadDepartmentWindows(db),
  };
}

function testOf(freeDays: FreeDays): FreeDayTest {
  const setting = JSON.stringify(freeDays);
  if (lastTest?.setting !== setting) lastTest = { setting, isFree: freeDayTest(freeDays) };
  return lastTest.isFree;
}

/** Hours by department id, those that a department inherits from above included. */
export async function loadDepartmentWindows(db: Database): Promise<Map<number, DepartmentWindow>> {
  const { rows } = await sql<{ id: number; owner: number } & DepartmentWindow>`
    with recursive hours as (
      select department_id as id, department_id as owner from department_windows
      union all
      select d.id, h.owner from departments d join hours h on d.parent_id = h.id
      where not exists (select from department_windows w where w.department_id = d.id)
    )
    select h.id, h.owner, w.window_from as "from", w.window_until as until, w.weekdays
    from hours h join department_windows w on w.department_id = h.owner
    order by h.id`.execute(db);
  // The same object for the same hours: calendars and plans are kept beside it.
  const owners = new Map<number, DepartmentWindow>();
  for (const { owner, from, until, weekdays } of rows)
    if (!owners.has(owner)) owners.set(owner, { from, until, weekdays });
  return new Map(
    rows.flatMap(({ id, owner }) => {
      const window = owners.get(owner);
      return window === undefined ? [] : [[id, window] as const];
    }),
  );
}
