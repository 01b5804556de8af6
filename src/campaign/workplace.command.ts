import { type Workplace, workplaces } from '../course/course.ts';
import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import {
  type ListedWorkplace,
  listWorkplaces,
  loadPlacedDepartments,
  loadUsualWorkplace,
} from './workplace.repository.ts';
import { changeUsualWorkplace, changeWorkplace, unknownDepartment } from './workplace.service.ts';
import { placesOf } from './workplace.ts';

const usage = `department workplace [CODE [WORKPLACE|none] | --default WORKPLACE|none]  (${workplaces.join(', ')})`;

const names: Record<Workplace, string> = {
  school: 'skola och förskola / school and preschool',
  care: 'vård och omsorg / care',
  office: 'kontor och reception / office and reception',
  technical: 'teknik och fält / technical and field work',
};

/**
 * `department workplace`: where people work, which decides the scenario of courses that have
 * several. Holds for the department and all below it that say nothing else.
 */
export async function workplaceCommand(
  deps: { db: Database },
  argv: string[],
): Promise<CommandResult> {
  const { values, positionals } = readOptions(argv, { default: { type: 'string' } }, usage);
  const [code, given, ...more] = positionals;
  if (more.length > 0 || (values.default !== undefined && code !== undefined))
    throw new UsageError(
      'Ange en kod och en arbetsplats, eller --default. / Give a code and a workplace, or --default.',
      usage,
    );
  if (values.default !== undefined) {
    await changeUsualWorkplace(deps, readWorkplace(values.default));
    return audited(await listed(deps.db), 'default', values.default);
  }
  if (code === undefined) return listed(deps.db);
  if (given === undefined) return shown(deps.db, code);
  await changeWorkplace(deps, { code, workplace: readWorkplace(given) });
  return audited(await listed(deps.db), code, given);
}

function audited(result: CommandResult, subject: string, workplace: string): CommandResult {
  return {
    ...result,
    audit: [{ action: 'department.place', subject: `${subject} ${workplace}` }],
  };
}

function readWorkplace(text: string): Workplace | undefined {
  if (text === 'none') return undefined;
  const workplace = workplaces.find((one) => one === text);
  if (workplace !== undefined) return workplace;
  const known = [...workplaces, 'none'].join(', ');
  throw new UsageError(
    `Arbetsplatsen "${text}" finns inte. Välj bland ${known}. / There is no workplace "${text}". Choose from ${known}.`,
    usage,
  );
}

/** One department: what holds for it, and whether that is its own or comes from above. */
async function shown(db: Database, code: string): Promise<CommandResult> {
  const departments = await loadPlacedDepartments(db);
  const department = departments.find((one) => one.code === code);
  if (department === undefined) throw unknownDepartment(code);
  const places = placesOf(departments, await loadUsualWorkplace(db));
  const workplace = places.byDepartment.get(department.id)?.workplace ?? null;
  const own = department.workplace;
  const text =
    workplace === null
      ? `${code}: ingen arbetsplats är angiven; lektionerna berättas med sin egen text. / no workplace is set; lessons are told by their own text.`
      : `${code}: ${workplace}, ${names[workplace]}${own === null ? ' (ärvd / inherited)' : ''}`;
  return { json: { code, own, workplace }, text, exitCode: 0 };
}

async function listed(db: Database): Promise<CommandResult> {
  const departments = await listWorkplaces(db);
  const usual = (await loadUsualWorkplace(db)) ?? null;
  return { json: { default: usual, departments }, text: text(departments, usual), exitCode: 0 };
}

function text(departments: readonly ListedWorkplace[], usual: Workplace | null): string {
  const rest = usual === null ? 'ingen / none' : `${usual}, ${names[usual]}`;
  return [
    ...(departments.length === 0
      ? ['Ingen enhet har en egen arbetsplats. / No department has a workplace of its own.']
      : [
          'Arbetsplatser, även för allt härunder / workplaces, also for all below:',
          ...departments.map(
            ({ code, name, workplace }) =>
              `  ${code}  ${name.replace(/\p{C}+/gu, ' ')}: ${workplace}`,
          ),
        ]),
    `Övriga / all others: ${rest}`,
  ].join('\n');
}
