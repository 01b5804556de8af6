import type { Database, Trx } from '../platform/database.ts';
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
import { loadPeriods, setDepartmentsValidFrom } from './department-history.repository.ts';
import { circleSince } from './department-history.ts';
import { planMerge, standsBelow } from './department-merge.ts';
import { lockRoster } from './roster.repository.ts';
import { inBothLanguages } from './row-problem.ts';
import { standingOn } from './standing.ts';

type Deps = { db: Database };
type Departments = ReadonlyMap<string, DepartmentRow>;

const timeZone = 'Europe/Stockholm';
const longestName = 250;

/**
 * Gives a department a new name from a time on; its code stays.
 * @param input.from absent: now. Earlier: views of the time since then have the new name too.
 * @throws AppError DEPARTMENT_UNKNOWN, REFUSED (closed, or a time to come), BAD_REQUEST (the name).
 */
export async function renameDepartment(
  deps: Deps,
  now: Date,
  input: { code: string; name: string; from?: Date },
): Promise<{ code: string; from: string; to: string; validFrom: Date }> {
  const name = input.name.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (name === '' || name.length > longestName || /\p{C}/u.test(name))
    throw new AppError(
      'BAD_REQUEST',
      inBothLanguages(
        `Namnet måste ha 1 till ${longestName} synliga tecken.`,
        `The name must have 1 to ${longestName} visible characters.`,
      ),
    );
  return change(deps, now, input.from, async (trx, departments, validFrom) => {
    const old = openDepartment(departments, input.code);
    await renameDepartmentRow(trx, old.code, name);
    return { code: old.code, from: old.name, to: name, validFrom };
  });
}

/**
 * Hangs a department, with everything below it, under another one or at the top (null). Its
 * people stay in it; what leaders see follows, and audiences that now include it are filled up.
 * @throws AppError DEPARTMENT_UNKNOWN, REFUSED (closed, a circle, or a time to come).
 */
export async function moveDepartment(
  deps: Deps,
  now: Date,
  input: { code: string; under: string | null; from?: Date },
): Promise<{ code: string; from: string | null; to: string | null; validFrom: Date }> {
  return change(deps, now, input.from, async (trx, departments, validFrom) => {
    const old = openDepartment(departments, input.code);
    const parent = input.under === null ? null : openDepartment(departments, input.under).code;
    if (standsBelow(departments, old.code, parent))
      throw refused(
        `${parent} ligger under ${old.code}, så ${old.code} kan inte flyttas dit. Flytta först ${parent}.`,
        `${parent} stands below ${old.code}, so ${old.code} cannot move there. Move ${parent} first.`,
      );
    await setParents(trx, new Map([[old.code, parent]]));
    await refusePastCircle(trx, departments, validFrom);
    await addJob(trx, 'reconcile', {}, 'reconcile');
    return { code: old.code, from: old.parent, to: parent, validFrom };
  });
}

/**
 * Several departments become one: their people and what stands below them move to it in the same
 * transaction, they are closed, and their codes stay as aliases of it. Enrolments and answers of
 * campaigns that have ended keep the department they were made in. Codes that an import has closed
 * may be named too, so that they become aliases.
 * @returns `people`: current employees whose main department was one of them.
 * @throws AppError DEPARTMENT_UNKNOWN, REFUSED (already merged, a closed target, itself, or a time to come).
 */
export async function mergeDepartments(
  deps: Deps,
  now: Date,
  input: { codes: readonly string[]; into: string; from?: Date },
): Promise<{ codes: string[]; into: string; people: number; validFrom: Date }> {
  return change(deps, now, input.from, async (trx, departments, validFrom) => {
    const into = openDepartment(departments, input.into).code;
    const codes = [...new Set(input.codes)].map(
      (code) => unmergedDepartment(departments, code).code,
    );
    if (codes.includes(into))
      throw refused(
        `${into} kan inte slås ihop med sig själv. Ta bort den ur listan.`,
        `${into} cannot be merged into itself. Remove it from the list.`,
      );
    const { parents } = planMerge(departments, new Set(codes), into);
    // Closed before they are hung elsewhere, so that their last place in history is their own.
    await closeMerged(trx, codes, into, validFrom);
    await setParents(trx, parents);
    await refusePastCircle(trx, departments, validFrom);
    const people = await movePeople(trx, codes, into);
    await chooseMainAgain(trx, into, localDay(timeZone, now));
    await addJob(trx, 'reconcile', {}, 'reconcile');
    return { codes, into, people, validFrom };
  });
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

async function change<T>(
  deps: Deps,
  now: Date,
  from: Date | undefined,
  work: (trx: Trx, departments: Departments, validFrom: Date) => Promise<T>,
): Promise<T> {
  if (from !== undefined && from > now)
    throw refused(
      'Datumet har inte kommit än. Kör kommandot den dagen, eller utan --from i dag.',
      'That date has not come yet. Run the command on that day, or without --from today.',
    );
  const validFrom = from ?? now;
  return deps.db.transaction().execute(async (trx) => {
    await lockRoster(trx);
    await setDepartmentsValidFrom(trx, validFrom);
    return work(trx, await loadDepartments(trx), validFrom);
  });
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

function refused(sv: string, en: string): AppError {
  return new AppError('REFUSED', inBothLanguages(sv, en));
}
