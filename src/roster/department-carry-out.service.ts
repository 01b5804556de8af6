import type { Trx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { addJob } from '../platform/jobs.ts';
import { localDay } from '../spacing/sending-window.ts';
import {
  closeMerged,
  type DepartmentRow,
  findSeveralEmployments,
  loadDepartments,
  movePeople,
  renameDepartmentRow,
  setMainEmployments,
  setParents,
} from './department.repository.ts';
import { currentCode } from './department-alias.ts';
import type { DepartmentChange } from './department-change.ts';
import { loadPeriods, setDepartmentsValidFrom } from './department-history.repository.ts';
import { circleSince } from './department-history.ts';
import { planMerge, standsBelow } from './department-merge.ts';
import { inBothLanguages } from './row-problem.ts';
import { standingOn } from './standing.ts';

type Departments = ReadonlyMap<string, DepartmentRow>;

/** From when a change holds, and the local day by which employments are judged. */
export type When = { validFrom: Date; today: string };

export type Renamed = { code: string; from: string; to: string };
export type Moved = { code: string; from: string | null; to: string | null };
export type Merged = { codes: string[]; into: string; people: number };

const timeZone = 'Europe/Stockholm';
const longestName = 250;

/**
 * Carries out a change in the caller's transaction, which holds the roster's lock.
 * @throws AppError as the three below.
 */
export async function carryOut(trx: Trx, when: When, change: DepartmentChange): Promise<void> {
  if (change.kind === 'rename') await carryOutRename(trx, when, change);
  else if (change.kind === 'move') await carryOutMove(trx, when, change);
  else await carryOutMerge(trx, when, change);
}

/** @throws AppError DEPARTMENT_UNKNOWN, REFUSED (closed), BAD_REQUEST (the name). */
export async function carryOutRename(
  trx: Trx,
  when: When,
  input: { code: string; name: string },
): Promise<Renamed> {
  const name = input.name.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (name === '' || name.length > longestName || /\p{C}/u.test(name))
    throw new AppError(
      'BAD_REQUEST',
      inBothLanguages(
        `Namnet måste ha 1 till ${longestName} synliga tecken.`,
        `The name must have 1 to ${longestName} visible characters.`,
      ),
    );
  const departments = await begin(trx, when);
  const old = openDepartment(departments, input.code);
  await renameDepartmentRow(trx, old.code, name);
  return { code: old.code, from: old.name, to: name };
}

/** @throws AppError DEPARTMENT_UNKNOWN, REFUSED (closed, or a circle). */
export async function carryOutMove(
  trx: Trx,
  when: When,
  input: { code: string; under: string | null },
): Promise<Moved> {
  const departments = await begin(trx, when);
  const old = openDepartment(departments, input.code);
  const parent = input.under === null ? null : openDepartment(departments, input.under).code;
  if (standsBelow(departments, old.code, parent))
    throw refused(
      `${parent} ligger under ${old.code}, så ${old.code} kan inte flyttas dit. Flytta först ${parent}.`,
      `${parent} stands below ${old.code}, so ${old.code} cannot move there. Move ${parent} first.`,
    );
  await setParents(trx, new Map([[old.code, parent]]));
  await refusePastCircle(trx, departments, when.validFrom);
  await addJob(trx, 'reconcile', {}, 'reconcile');
  return { code: old.code, from: old.parent, to: parent };
}

/** @throws AppError DEPARTMENT_UNKNOWN, REFUSED (already merged, a closed target, or itself). */
export async function carryOutMerge(
  trx: Trx,
  when: When,
  input: { codes: readonly string[]; into: string },
): Promise<Merged> {
  const departments = await begin(trx, when);
  const into = openDepartment(departments, input.into).code;
  const codes = [...new Set(input.codes)].map((code) => mergeable(departments, code).code);
  if (codes.includes(into))
    throw refused(
      `${into} kan inte slås ihop med sig själv. Ta bort den ur listan.`,
      `${into} cannot be merged into itself. Remove it from the list.`,
    );
  const { parents } = planMerge(departments, new Set(codes), into);
  // Closed before they are hung elsewhere, so that their last place in history is their own.
  await closeMerged(trx, codes, into, when.validFrom);
  await setParents(trx, parents);
  await refusePastCircle(trx, departments, when.validFrom);
  const people = await movePeople(trx, codes, into);
  await chooseMainAgain(trx, into, when.today);
  await addJob(trx, 'reconcile', {}, 'reconcile');
  return { codes, into, people };
}

async function begin(trx: Trx, when: When): Promise<Departments> {
  await setDepartmentsValidFrom(trx, when.validFrom);
  return loadDepartments(trx);
}

/** Between equals the lowest code decides the main department, and codes have just changed. */
async function chooseMainAgain(trx: Trx, code: string, today: string): Promise<void> {
  const people = await findSeveralEmployments(trx, code);
  await setMainEmployments(
    trx,
    people.flatMap(({ id, employments }) => {
      const { main } = standingOn(employments, today, true);
      return main === undefined ? [] : [{ id, department: main.department, title: main.title }];
    }),
  );
}

/** A change dated back meets what has happened since; together they may close a circle. */
async function refusePastCircle(trx: Trx, departments: Departments, since: Date): Promise<void> {
  const circle = circleSince(await loadPeriods(trx), since);
  if (circle === undefined) return;
  const code = [...departments.values()].find(({ id }) => id === circle.department)?.code ?? '?';
  const day = localDay(timeZone, circle.at);
  throw refused(
    `Då skulle ${code} ha legat under sig själv den ${day}. Välj ett senare datum med --from.`,
    `Then ${code} would have stood below itself on ${day}. Choose a later date with --from.`,
  );
}

function openDepartment(departments: Departments, code: string): DepartmentRow {
  const found = unmergedDepartment(departments, code);
  if (found.closed)
    throw refused(
      `${code} är stängd. Den öppnas igen när den står i en personallista.`,
      `${code} is closed. It opens again when a roster has it.`,
    );
  return found;
}

function unmergedDepartment(departments: Departments, code: string): DepartmentRow {
  const found = departments.get(code);
  if (found === undefined)
    throw new AppError(
      'DEPARTMENT_UNKNOWN',
      inBothLanguages(
        `Det finns ingen enhet med koden ${code}. Se department list.`,
        `There is no department with the code ${code}. See department list.`,
      ),
    );
  const now = currentCode(code, departments);
  if (now !== code)
    throw refused(
      `${code} har gått upp i ${now}. Använd den koden.`,
      `${code} has become part of ${now}. Use that code.`,
    );
  return found;
}

/** What an import took for a merge may be stated as one, or as another. */
function mergeable(departments: Departments, code: string): DepartmentRow {
  const found = departments.get(code);
  return found?.mergedHow ? found : unmergedDepartment(departments, code);
}

function refused(sv: string, en: string): AppError {
  return new AppError('REFUSED', inBothLanguages(sv, en));
}
