import type { AuditEntry } from '../platform/audit-entry.ts';
import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import { localDay } from '../spacing/sending-window.ts';
import { mergeDepartments, moveDepartment, renameDepartment } from './department-change.service.ts';

type Deps = { db: Database; now: Date };

const timeZone = 'Europe/Stockholm';

/** `department rename CODE NAME [--from DATE]` @throws UsageError and what the service throws. */
export async function departmentRenameCommand(deps: Deps, argv: string[]): Promise<CommandResult> {
  const usage = 'department rename CODE NAME [--from DATE]';
  const { values, positionals } = readOptions(argv, { from: { type: 'string' } }, usage);
  const [code, name, ...more] = positionals;
  if (code === undefined || name === undefined || more.length > 0)
    throw new UsageError('A code and a name are needed; put quotes around the name.', usage);
  const done = await renameDepartment(deps, deps.now, { code, name, ...since(values, usage) });
  const day = localDay(timeZone, done.validFrom);
  const told: AuditEntry = { action: 'department.rename', subject: code };
  if (done.planned !== null)
    return result(
      asJson(done),
      [
        `${code} kommer att heta ${done.to} från ${day} (nu ${done.from}).`,
        `${code} will be called ${done.to} from ${day} (${done.from} now).`,
        ...plannedLines(done.planned),
      ],
      told,
    );
  return result(
    asJson(done),
    [
      `${code} heter ${done.to} från ${day} (förut ${done.from}).`,
      `${code} is called ${done.to} from ${day} (${done.from} before).`,
    ],
    told,
  );
}

/** `department move CODE --under CODE|top [--from DATE]` @throws UsageError and what the service throws. */
export async function departmentMoveCommand(deps: Deps, argv: string[]): Promise<CommandResult> {
  const usage = 'department move CODE --under CODE|top [--from DATE]';
  const { values, positionals } = readOptions(
    argv,
    { under: { type: 'string' }, from: { type: 'string' } },
    usage,
  );
  const [code, ...more] = positionals;
  if (code === undefined || more.length > 0) throw new UsageError('One code is needed.', usage);
  const under = values.under?.trim();
  if (under === undefined || under === '') throw new UsageError('--under is missing.', usage);
  const done = await moveDepartment(deps, deps.now, {
    code,
    under: under === 'top' ? null : under,
    ...since(values, usage),
  });
  const day = localDay(timeZone, done.validFrom);
  const told: AuditEntry = { action: 'department.move', subject: code };
  if (done.planned !== null)
    return result(
      asJson(done),
      [
        `${code} flyttas ${done.to === null ? 'överst' : `till ${done.to}`} den ${day} (nu ${done.from === null ? 'överst' : `under ${done.from}`}).`,
        `${code} moves ${done.to === null ? 'to the top' : `under ${done.to}`} on ${day} (now ${done.from === null ? 'at the top' : `under ${done.from}`}).`,
        ...plannedLines(done.planned),
      ],
      told,
    );
  return result(
    asJson(done),
    [
      `${code} ligger ${done.to === null ? 'överst' : `under ${done.to}`} från ${day} (förut ${done.from ?? 'överst'}).`,
      `${code} stands ${done.to === null ? 'at the top' : `under ${done.to}`} from ${day} (${done.from ?? 'at the top'} before).`,
    ],
    told,
  );
}

/** `department merge CODE[,CODE…] --into CODE [--from DATE]` @throws UsageError and what the service throws. */
export async function departmentMergeCommand(deps: Deps, argv: string[]): Promise<CommandResult> {
  const usage = 'department merge CODE[,CODE…] --into CODE [--from DATE]';
  const { values, positionals } = readOptions(
    argv,
    { into: { type: 'string' }, from: { type: 'string' } },
    usage,
  );
  const codes = positionals.flatMap((text) => text.split(',')).map((code) => code.trim());
  if (codes.length === 0 || codes.includes(''))
    throw new UsageError('The codes to merge are missing.', usage);
  const into = values.into?.trim();
  if (into === undefined || into === '') throw new UsageError('--into is missing.', usage);
  const done = await mergeDepartments(deps, deps.now, { codes, into, ...since(values, usage) });
  const day = localDay(timeZone, done.validFrom);
  const list = done.codes.join(', ');
  const told: AuditEntry = {
    action: 'department.merge',
    subject: `${list} > ${into}`,
    details: { people: done.people },
  };
  if (done.planned !== null)
    return result(
      asJson(done),
      [
        `${list} går upp i ${into} den ${day}; med dagens lista flyttas ${done.people} personer.`,
        `${list} become part of ${into} on ${day}; by today's list ${done.people} people move.`,
        ...plannedLines(done.planned),
      ],
      told,
    );
  return result(
    asJson(done),
    [
      `${list} har gått upp i ${into} från ${day}; ${done.people} personer flyttades.`,
      `Står koderna kvar i nästa personallista hamnar raderna i ${into}.`,
      `Utskick till ${list} når nu också dem i ${into}. Ledare för ${list} ser inte`,
      `${into} förrän de fått behörighet, eller en nyckel, för den.`,
      `${list} became part of ${into} from ${day}; ${done.people} people moved.`,
      `Where the next roster still has these codes, its rows land in ${into}.`,
      `Campaigns for ${list} now reach those in ${into} too. Leaders of ${list} do`,
      `not see ${into} until they have a role, or a token, for it.`,
    ],
    told,
  );
}

/** A day means its beginning in Sweden. */
function since(values: { from?: string | undefined }, usage: string): { from?: Date } {
  if (values.from === undefined) return {};
  try {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(values.from)) throw new RangeError();
    const day = Temporal.PlainDate.from(values.from, { overflow: 'reject' });
    return { from: new Date(day.toZonedDateTime(timeZone).epochMilliseconds) };
  } catch {
    throw new UsageError(`--from ${values.from} is no date. Write it as 2026-10-01.`, usage);
  }
}

function asJson<T extends { validFrom: Date }>(done: T): object {
  return { ...done, validFrom: done.validFrom.toISOString() };
}

function plannedLines(id: number): string[] {
  return [
    `Planerad ändring ${id}: se department planned; --withdraw ${id} stryker den.`,
    `Planned change ${id}: see department planned; --withdraw ${id} takes it back.`,
  ];
}

function result(json: object, lines: string[], done: AuditEntry): CommandResult {
  return { json, text: lines.join('\n'), exitCode: 0, audit: [done] };
}
