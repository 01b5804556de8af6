import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import type { ReminderRule } from '../spacing/reminder.ts';
import { loadReminderRule } from './campaign-settings.repository.ts';
import { changeReminders } from './campaign-settings.service.ts';

const usage = 'reminders show | set DAYS,DAYS|none (5,10)';

/** `reminders show|set`: after how many days an unanswered lesson is reminded of. */
export async function remindersCommand(
  deps: { db: Database },
  argv: string[],
): Promise<CommandResult> {
  const { positionals } = readOptions(argv, {}, usage);
  const [verb = 'show', ...rest] = positionals;
  if (verb === 'show' && rest.length === 0) return shown(await loadReminderRule(deps.db));
  const text = rest.join(',').replace(/,+/g, ',');
  if (verb !== 'set' || !/^(none|\d{1,3}(,\d{1,3})*)$/.test(text))
    throw new UsageError(
      'Ange show, eller set med dagar som 5,10 eller none. / Give show, or set with days such as 5,10 or none.',
      usage,
    );
  const rule = await changeReminders(deps, text === 'none' ? [] : text.split(',').map(Number));
  const details = Object.fromEntries(
    rule.afterDays.map((days, index) => [`day${index + 1}`, days] as const),
  );
  return { ...shown(rule), audit: [{ action: 'reminders.change', subject: 'all', details }] };
}

function shown(rule: ReminderRule): CommandResult {
  const days = rule.afterDays.join(', ');
  return {
    json: rule,
    text:
      rule.afterDays.length === 0
        ? 'Inga påminnelser skickas. / No reminders are sent.'
        : `Påminnelse om en obesvarad lektion efter (dagar): ${days}\nA reminder of an unanswered lesson after (days): ${days}`,
    exitCode: 0,
  };
}
