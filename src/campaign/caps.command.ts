import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import type { Caps } from '../spacing/caps.ts';
import { loadCaps } from './campaign-settings.repository.ts';
import { changeCaps } from './campaign-settings.service.ts';

const usage = 'caps show | set [--per-week N] [--per-campaign N] [--span DAYS]';

/** `caps show|set`: how many mails one person gets, reminders and repetitions included. */
export async function capsCommand(deps: { db: Database }, argv: string[]): Promise<CommandResult> {
  const { values, positionals } = readOptions(
    argv,
    {
      'per-week': { type: 'string' },
      'per-campaign': { type: 'string' },
      span: { type: 'string' },
    },
    usage,
  );
  const [verb = 'show', ...more] = positionals;
  const given = {
    ...number('perWeek', values['per-week']),
    ...number('perWeekPerCampaign', values['per-campaign']),
    ...number('spanDays', values.span),
  };
  const changes = Object.keys(given).length > 0;
  if (more.length > 0 || (verb === 'set') !== changes || !['show', 'set'].includes(verb))
    throw new UsageError(
      'Ange show, eller set med minst ett tal. / Give show, or set with at least one number.',
      usage,
    );
  if (!changes) return shown(await loadCaps(deps.db));
  const caps = await changeCaps(deps, given);
  const { perWeek, perWeekPerCampaign, spanDays } = caps;
  return {
    ...shown(caps),
    audit: [
      {
        action: 'caps.change',
        subject: 'all',
        details: { perWeek, perWeekPerCampaign, spanDays },
      },
    ],
  };
}

function number<Name extends string>(name: Name, text: string | undefined) {
  if (text === undefined) return {};
  // Not `Number` alone, which reads '' and '1e0' too.
  return { [name]: /^\d+$/.test(text) ? Number(text) : Number.NaN } as Record<Name, number>;
}

function shown(caps: Caps): CommandResult {
  const { perWeek, perWeekPerCampaign, spanDays } = caps;
  return {
    json: caps,
    text: [
      `En person får högst ett mejl om dagen, ${perWeekPerCampaign} i veckan från ett utskick och ${perWeek} i veckan sammanlagt.`,
      `Veckan är måndag till söndag, och antalet gäller även ${spanDays} dagar i följd.`,
      `A person gets at most one mail a day, ${perWeekPerCampaign} a week from one campaign and ${perWeek} a week in all.`,
      `A week is Monday to Sunday, and the number holds for any ${spanDays} consecutive days too.`,
    ].join('\n'),
    exitCode: 0,
  };
}
