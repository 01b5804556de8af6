import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import { type ListedWindow, listDepartmentWindows } from './department-window.repository.ts';
import { changeDepartmentWindow } from './department-window.service.ts';
import type { DepartmentWindow } from './sending-rules.ts';

const usage = 'department window [CODE HH:MM-HH:MM [--weekdays 1-5] | CODE --none]';

/** `department window`: hours of departments that work evenings or nights, and of all below them. */
export async function departmentWindowCommand(
  deps: { db: Database },
  argv: string[],
): Promise<CommandResult> {
  const { values, positionals } = readOptions(
    argv,
    { weekdays: { type: 'string' }, none: { type: 'boolean', default: false } },
    usage,
  );
  const [code, hours, ...more] = positionals;
  const isList = code === undefined && !values.none && values.weekdays === undefined;
  if (isList) return shown(await listDepartmentWindows(deps.db));
  const isRemoval = values.none && hours === undefined && values.weekdays === undefined;
  if (code === undefined || more.length > 0 || (values.none ? !isRemoval : hours === undefined))
    throw new UsageError(
      'Ange en kod och tider, eller en kod och --none. / Give a code and hours, or a code and --none.',
      usage,
    );
  const window = hours === undefined ? undefined : readWindow(hours, values.weekdays ?? '1-5');
  await changeDepartmentWindow(deps, { code, window });
  return {
    ...shown(await listDepartmentWindows(deps.db)),
    audit: [{ action: 'department.window', subject: code }],
  };
}

function readWindow(hours: string, weekdays: string): DepartmentWindow {
  const [, from, until] = /^(\d{1,2}:\d{2})-(\d{1,2}:\d{2})$/.exec(hours) ?? [];
  if (from === undefined || until === undefined)
    throw new UsageError(
      `Tiderna "${hours}" ska skrivas som 22:00-05:00. / Write the hours as 22:00-05:00.`,
      usage,
    );
  return {
    from: from.padStart(5, '0'),
    until: until.padStart(5, '0'),
    weekdays: readDays(weekdays),
  };
}

/** `1-5`, `1,3,5` or both together; 1 is Monday. */
function readDays(text: string): number[] {
  const days = text.split(',').flatMap((part) => {
    const [, first, last] = /^([1-7])(?:-([1-7]))?$/.exec(part.trim()) ?? [];
    const [from, until] = [Number(first), Number(last ?? first)];
    if (first === undefined || until < from)
      throw new UsageError(
        `Veckodagarna "${text}" ska skrivas som 1-5 eller 1,3,5, där 1 är måndag. / Write the weekdays as 1-5 or 1,3,5; 1 is Monday.`,
        usage,
      );
    return Array.from({ length: until - from + 1 }, (_, index) => from + index);
  });
  return [...new Set(days)].sort();
}

function shown(windows: readonly ListedWindow[]): CommandResult {
  return {
    json: { windows },
    text:
      windows.length === 0
        ? 'Ingen enhet har egna tider; utskickets gäller. / No department has hours of its own; the campaign’s hold.'
        : [
            'Egna tider, även för allt härunder / hours of their own, also for all below:',
            ...windows.map(
              ({ code, name, from, until, weekdays }) =>
                `  ${code}  ${name.replace(/\p{C}+/gu, ' ')}: ${from}-${until}, dagar / days ${weekdays.join(',')}`,
            ),
          ].join('\n'),
    exitCode: 0,
  };
}
