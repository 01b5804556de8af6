import type { Database } from '../platform/database.ts';
import { readSetting } from '../platform/settings.ts';
import { type Caps, capsSchema } from '../spacing/caps.ts';
import { type FreeDays, parseFreeDays } from '../spacing/free-days.ts';
import type { ReminderRule } from '../spacing/reminder.ts';
import { reminderSchema } from './reminder-setting.ts';

/** The keys of the settings that hold for all campaigns. */
export const settingKeys = {
  calendar: 'calendar',
  caps: 'caps',
  reminders: 'reminders',
} as const;

/**
 * The organisation's free days; as by default where none are stored. Settings are checked when
 * they are set: one that cannot be read stops the tick, since sending by other rules than the
 * organisation's cannot be taken back. @throws Error naming what is wrong
 */
export async function loadFreeDays(db: Database): Promise<FreeDays> {
  const parsed = parseFreeDays((await readSetting(db, settingKeys.calendar)) ?? {});
  if ('freeDays' in parsed) return parsed.freeDays;
  throw new Error(`Setting calendar: ${parsed.problems.map(({ en }) => en).join(' ')}`);
}

/** How many mails a person gets. */
export async function loadCaps(db: Database): Promise<Caps> {
  return capsSchema.parse((await readSetting(db, settingKeys.caps)) ?? {});
}

/** When unanswered lessons are reminded of. */
export async function loadReminderRule(db: Database): Promise<ReminderRule> {
  return reminderSchema.parse((await readSetting(db, settingKeys.reminders)) ?? {});
}
