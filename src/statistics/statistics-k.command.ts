import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import { changeK } from './k.service.ts';
import { readK } from './k-setting.repository.ts';

const usage = 'statistics k [N]';

/** `statistics k [N]`: below how many people the figures of a group are hidden. */
export async function statisticsKCommand(
  deps: { db: Database },
  argv: string[],
): Promise<CommandResult> {
  const [given, ...more] = readOptions(argv, {}, usage).positionals;
  if (more.length > 0 || (given !== undefined && !/^\d{1,3}$/.test(given)))
    throw new UsageError('Ange ett antal. / Give one number.', usage);
  if (given === undefined) return shown(await readK(deps.db));
  const k = await changeK(deps, Number(given));
  return { ...shown(k), audit: [{ action: 'statistics.k', subject: 'all', details: { k } }] };
}

function shown(k: number): CommandResult {
  return {
    json: { k },
    text: [
      `Grupper med färre än ${k} personer visas inte. Ett högre antal gäller genast överallt, ett lägre bara för utskick som ännu inte visats.`,
      `Groups of fewer than ${k} people are not shown. A higher number holds at once, a lower one only for campaigns not shown yet.`,
    ].join('\n'),
    exitCode: 0,
  };
}
