import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import { localDay } from '../spacing/sending-window.ts';
import { changeInWords } from './department-change.ts';
import type { DepartmentPlan } from './department-plan.repository.ts';
import { listPlans, withdrawPlan } from './department-plan.service.ts';

const timeZone = 'Europe/Stockholm';
const width = 80;
const indent = ' '.repeat(18);
const usage = 'department planned [--all] [--withdraw NUMBER]';

/**
 * `department planned [--all] [--withdraw NUMBER]`: changes that wait for their day, and those
 * that could not be carried out. @throws UsageError; AppError NOT_FOUND
 */
export async function departmentPlannedCommand(
  deps: { db: Database; now: Date },
  argv: string[],
): Promise<CommandResult> {
  const { values, positionals } = readOptions(
    argv,
    { all: { type: 'boolean' }, withdraw: { type: 'string' } },
    usage,
  );
  if (positionals.length > 0)
    throw new UsageError(`"${positionals.join(' ')}" is not expected here.`, usage);
  if (values.withdraw !== undefined) return withdraw(deps, values.withdraw);
  const plans = await listPlans(deps, { all: values.all === true });
  return {
    json: {
      planned: plans.map(({ id, change, from, state, problem, plannedAt }) => ({
        id,
        ...change,
        from: localDay(timeZone, from),
        state,
        problem,
        plannedAt: plannedAt.toISOString(),
      })),
    },
    text:
      plans.length > 0
        ? plans.flatMap(asLines).join('\n')
        : 'Inga ändringar är planerade. / No changes are planned.',
    exitCode: 0,
  };
}

async function withdraw(deps: { db: Database; now: Date }, text: string): Promise<CommandResult> {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new UsageError(`--withdraw ${text} is no number of a planned change.`, usage);
  const id = Number(text);
  await withdrawPlan(deps, deps.now, { id });
  return {
    json: { withdrawn: id },
    text: `Ändring ${id} är struken.\nChange ${id} is withdrawn.`,
    exitCode: 0,
    audit: [{ action: 'department.withdraw', subject: String(id) }],
  };
}

const states = {
  planned: null,
  failed: 'GICK INTE / COULD NOT BE DONE',
  done: 'genomförd / done',
  withdrawn: 'struken / withdrawn',
};

function asLines({ id, change, from, state, problem }: DepartmentPlan): string[] {
  const head = `${String(id).padStart(4)}  ${localDay(timeZone, from)}  `;
  const told = [states[state], problem].filter((text) => text !== null).join(': ');
  const lines = wrapped(changeInWords(change)).concat(told === '' ? [] : wrapped(told));
  return lines.map((line, at) => (at === 0 ? head : indent) + line);
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  // Control characters in a name would let a plan write anything to the terminal.
  for (const word of text.replace(/\p{C}+/gu, ' ').split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width - indent.length) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].flatMap(
    (one) => one.match(new RegExp(`.{1,${width - indent.length}}`, 'gu')) ?? [],
  );
}
