import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import { localDay } from '../spacing/sending-window.ts';
import { listDepartments, showDepartment } from './department-list.service.ts';

const width = 80;
const timeZone = 'Europe/Stockholm';

/** `department list [--closed]`: the tree, with the number of people in each. */
export async function departmentListCommand(
  deps: { db: Database },
  argv: string[],
): Promise<CommandResult> {
  const usage = 'department list [--closed]';
  const { values, positionals } = readOptions(argv, { closed: { type: 'boolean' } }, usage);
  if (positionals.length > 0)
    throw new UsageError(`"${positionals.join(' ')}" is not expected here.`, usage);
  const departments = await listDepartments(deps, { closed: values.closed === true });
  const lines = departments.map(({ code, name, level, people, closed, mergedInto }) => {
    const state = !closed ? '' : mergedInto ? `  (-> ${mergedInto})` : '  (stängd / closed)';
    return line(`${'  '.repeat(Math.min(level, 8))}${code}  ${name}${state}`, String(people));
  });
  return {
    json: {
      departments: departments.map(({ code, name, parent, people, closedAt, mergedInto }) => ({
        code,
        name,
        parent,
        people,
        closed: closedAt?.toISOString() ?? null,
        mergedInto,
      })),
    },
    text:
      lines.length > 0
        ? [line('Enhet / department', 'Personer / people'), ...lines].join('\n')
        : 'Inga enheter än. Läs in en personallista. / No departments yet. Import a roster.',
    exitCode: 0,
  };
}

/** `department show CODE`: one department with its names and places through time. */
export async function departmentShowCommand(
  deps: { db: Database },
  argv: string[],
): Promise<CommandResult> {
  const usage = 'department show CODE';
  const { positionals } = readOptions(argv, {}, usage);
  const [code, ...more] = positionals;
  if (code === undefined || more.length > 0) throw new UsageError('One code is needed.', usage);
  const { department, children, aliases, history } = await showDepartment(deps, { code });
  const { name, parent, people, closedAt, mergedInto } = department;
  const facts: [string, string | null][] = [
    ['Under', parent ?? (closedAt === null ? 'överst / top' : null)],
    ['Personer / people', String(people)],
    ['Härunder / below', children.join(', ')],
    ['Äldre koder / older codes', aliases.join(', ')],
    ['Stängd / closed', closedAt && localDay(timeZone, closedAt)],
    ['Uppgick i / became part of', mergedInto],
  ];
  return {
    json: {
      code,
      name,
      parent,
      people,
      closed: closedAt?.toISOString() ?? null,
      mergedInto,
      children,
      aliases,
      history: history.map(({ from, to, ...rest }) => ({
        validFrom: from.toISOString(),
        validTo: to?.toISOString() ?? null,
        ...rest,
      })),
    },
    text: [
      `${code}  ${plain(name)}`,
      ...facts.flatMap(([label, value]) => (value ? [`  ${label}: ${value}`] : [])),
      '',
      'Historik / history:',
      ...history.map(
        (one) =>
          `  ${localDay(timeZone, one.from)} – ${one.to ? localDay(timeZone, one.to) : '          '}  ${one.parent ?? 'överst / top'}  ${plain(one.name)}`,
      ),
    ].join('\n'),
    exitCode: 0,
  };
}

function line(text: string, count: string): string {
  const letters = Array.from(plain(text));
  const room = width - count.length - 1;
  const cut = letters.length <= room ? letters.join('') : `${letters.slice(0, room - 1).join('')}…`;
  return cut.padEnd(room + 1) + count;
}

/** Control characters in a name would let a roster write anything to the terminal. */
function plain(text: string): string {
  return text.replace(/\p{C}+/gu, ' ');
}
