import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import { dayNumber } from '../spacing/local-day.ts';
import { localDay } from '../spacing/sending-window.ts';
import { type ListedHold, listHolds } from './hold.repository.ts';
import { addHold, finishHold } from './hold.service.ts';

type Deps = { db: Database; now: Date };

const usage =
  'hold add NUMBER FROM [UNTIL] [--reason TEXT] | list [NUMBER] | end ID|NUMBER [LAST-DAY] [--id]; [--source NAME]';

/** `hold add|list|end`: nothing is sent to a person for a while. Reasons are for HR alone. */
export async function holdCommand(deps: Deps, argv: string[]): Promise<CommandResult> {
  const { values, positionals } = readOptions(
    argv,
    {
      reason: { type: 'string' },
      source: { type: 'string' },
      id: { type: 'boolean', default: false },
    },
    usage,
  );
  const [verb = 'list', wanted, first, second, ...more] = positionals;
  const today = localDay('Europe/Stockholm', deps.now);
  const { source } = values;
  if (verb === 'list' && first === undefined)
    return list(await listHolds(deps.db, today, { number: wanted, source }));
  if (verb === 'add' && wanted !== undefined && first !== undefined && more.length === 0) {
    const [from, until] = [readDay(first), second === undefined ? undefined : readDay(second)];
    const input = { number: wanted, source, from, until, reason: values.reason ?? '' };
    const { id, employeeId } = await addHold(deps, input);
    return {
      json: { id, number: wanted, from, until: until ?? null },
      text: [
        `Uppehåll ${id}: inga mejl till ${wanted} från ${from} ${until === undefined ? 'tills vidare' : `till och med ${until}`}.`,
        `Hold ${id}: no mails to ${wanted} from ${from} ${until === undefined ? 'until further notice' : `up to and including ${until}`}.`,
      ].join('\n'),
      exitCode: 0,
      audit: [{ action: 'hold.add', subject: String(employeeId), details: { hold: id } }],
    };
  }
  if (verb === 'end' && wanted !== undefined && second === undefined) {
    const lastDay = first === undefined ? undefined : readDay(first);
    const hold = await finishHold(deps, { wanted, source, byId: values.id, lastDay, today });
    return {
      json: { id: hold.id, number: hold.number, until: hold.until },
      text:
        hold.until !== null && hold.until < hold.from
          ? `Uppehåll ${hold.id} för ${hold.number} är borttaget; det hade inte börjat.\nHold ${hold.id} of ${hold.number} is taken away; it had not begun.`
          : `Uppehåll ${hold.id} för ${hold.number} slutar ${hold.until}.\nHold ${hold.id} of ${hold.number} ends on ${hold.until}.`,
      exitCode: 0,
      audit: [{ action: 'hold.end', subject: String(hold.employeeId), details: { hold: hold.id } }],
    };
  }
  throw new UsageError(
    `"${positionals.join(' ').slice(0, 80)}" förstås inte. / is not understood.`,
    usage,
  );
}

function list(holds: readonly ListedHold[]): CommandResult {
  return {
    json: { holds: holds.map(({ employeeId: _id, ...hold }) => hold) },
    text:
      holds.length === 0
        ? 'Inga uppehåll nu eller framöver. / No holds now or to come.'
        : holds
            .map(
              ({ id, number, source, from, until, reason, importedFrom }) =>
                `${String(id).padStart(5)}  ${source} ${number}  ${from} – ${until ?? 'tills vidare / open'}  ${reason}${importedFrom === null ? '' : ` (personallistan / staff list ${importedFrom})`}`,
            )
            .join('\n'),
    exitCode: 0,
    audit: [...new Set(holds.map(({ employeeId }) => employeeId))].map((id) => ({
      action: 'person.show' as const,
      subject: String(id),
    })),
  };
}

function readDay(text: string): string {
  try {
    dayNumber(text);
    return text;
  } catch {
    throw new UsageError(
      `"${text.slice(0, 40)}" är ingen dag. Skriv den som 2027-01-31. / is no day, write it as 2027-01-31.`,
      usage,
    );
  }
}
