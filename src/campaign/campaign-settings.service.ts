import type { Database, Trx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { addJob } from '../platform/jobs.ts';
import { lockSetting, writeSetting } from '../platform/settings.ts';
import { type Caps, capsSchema } from '../spacing/caps.ts';
import { type FreeDays, parseFreeDays } from '../spacing/free-days.ts';
import type { ReminderRule } from '../spacing/reminder.ts';
import { loadCaps, loadFreeDays, settingKeys } from './campaign-settings.repository.ts';
import { reminderSchema } from './reminder-setting.ts';

type Deps = { db: Database };

/**
 * Changes the organisation's free days. @throws AppError BAD_REQUEST in both languages where the
 * result is no calendar that a sending day can be found in, and what `change` throws
 */
export async function changeFreeDays(
  deps: Deps,
  change: (freeDays: FreeDays) => FreeDays,
): Promise<FreeDays> {
  return changeSetting(deps, settingKeys.calendar, async (trx) => {
    const parsed = parseFreeDays(change(await loadFreeDays(trx)));
    if ('problems' in parsed)
      throw new AppError(
        'BAD_REQUEST',
        parsed.problems.flatMap(({ sv, en }) => [sv, en]).join('\n'),
      );
    return parsed.freeDays;
  });
}

/** Changes how many mails a person gets. @throws AppError BAD_REQUEST */
export async function changeCaps(deps: Deps, given: Partial<Caps>): Promise<Caps> {
  return changeSetting(deps, settingKeys.caps, async (trx) => {
    const parsed = capsSchema.safeParse({ ...(await loadCaps(trx)), ...given });
    if (parsed.success) return parsed.data;
    throw new AppError(
      'BAD_REQUEST',
      'Varje tal ska vara ett heltal från 1 till 7, och ett utskick kan inte ha fler mejl i veckan än alla tillsammans.\nEach must be a whole number from 1 to 7, and one campaign cannot have more mails a week than there are in all.',
    );
  });
}

/** Sets the days after which lessons are reminded of; none for no reminders. @throws AppError BAD_REQUEST */
export async function changeReminders(
  deps: Deps,
  afterDays: readonly number[],
): Promise<ReminderRule> {
  return changeSetting(deps, settingKeys.reminders, async () => {
    const parsed = reminderSchema.safeParse({ afterDays });
    if (parsed.success) return parsed.data;
    throw new AppError(
      'BAD_REQUEST',
      'Påminnelser ges som högst två växande antal dagar efter lektionen, 1–60, till exempel 5,10, eller none för inga.\nReminders are given as at most two growing numbers of days after the lesson, 1-60, such as 5,10, or none.',
    );
  });
}

/** What is already planned by the old setting is looked at anew. */
async function changeSetting<Value>(
  deps: Deps,
  key: string,
  change: (trx: Trx) => Promise<Value>,
): Promise<Value> {
  return deps.db.transaction().execute(async (trx) => {
    await lockSetting(trx, key);
    const value = await change(trx);
    await writeSetting(trx, key, value);
    await addJob(trx, 'reconcile', {}, 'reconcile');
    return value;
  });
}
