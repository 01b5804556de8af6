import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import { isSendingStopped, setSending } from '../platform/sending-switch.ts';
import { countOpenDeliveries } from './settle.repository.ts';

const usage = 'sending stop|start|status';

/** `sending stop|start|status`: the switch for everything, obeyed by every process at once. */
export async function sendingCommand(
  deps: { db: Database },
  argv: string[],
): Promise<CommandResult> {
  const { positionals } = readOptions(argv, {}, usage);
  const [verb, ...more] = positionals;
  if (more.length > 0 || !['stop', 'start', 'status'].includes(verb ?? ''))
    throw new UsageError(`"${positionals.join(' ')}" is not understood.`, usage);
  if (verb === 'stop') await setSending(deps.db, 'stopped');
  if (verb === 'start') await setSending(deps.db, 'started');
  const stopped = await isSendingStopped(deps.db);
  const open = await countOpenDeliveries(deps.db);
  const text = stopped
    ? 'Alla utskick är stoppade. Inget mejl går ut förrän "sending start".\nAll sending is stopped. No mail leaves until "sending start".'
    : 'Utskick är igång. / Sending is on.';
  const waiting =
    open.waiting === 0
      ? ''
      : `\n${open.waiting} mejl väntar på ett beslut: två gånger är det oklart om de kom fram.\n${open.waiting} mails wait for a decision: twice it is unclear whether they arrived.`;
  return {
    json: { sending: stopped ? 'stopped' : 'started', open },
    text: text + waiting,
    exitCode: 0,
    ...(verb === 'status'
      ? {}
      : { audit: [{ action: stopped ? 'sending.stop' : 'sending.start', subject: 'all' }] }),
  };
}
