import type { Trx } from '../platform/database.ts';
import { addJob } from '../platform/jobs.ts';
import { fillAddresses } from './address.repository.ts';
import type { AddressDiff } from './address-diff.ts';
import { closeEmptyDepartments, retireDepartments } from './department.repository.ts';
import { setDepartmentsValidFrom } from './department-history.repository.ts';
import { rememberStatements } from './department-statement.repository.ts';
import type { RosterDiff } from './diff.ts';
import { replaceHeld } from './held.repository.ts';
import {
  keepDepartments,
  keepPeople,
  keepPeopleById,
  storeDepartmentImages,
} from './roster-image.repository.ts';
import { finishImport, type ImportSummary } from './roster-import.repository.ts';
import {
  erasePeople,
  insertPeople,
  markLeft,
  saveDepartments,
  savePeople,
} from './roster-save.repository.ts';

/**
 * Writes what a diff says, with images of what was there before, in the caller's transaction,
 * which also lets the campaigns know. Images are kept only of people who stay: who becomes
 * protected leaves nothing behind (DESIGN rule 9).
 */
export async function applyDiff(
  trx: Trx,
  now: Date,
  input: {
    import: number;
    source: string;
    diff: RosterDiff;
    summary: ImportSummary;
  },
): Promise<void> {
  const { source, diff } = input;
  const { departments, add, save, leave, erase } = diff.apply;
  const author = { import: input.import };
  const codes = [...departments.map(({ code }) => code), ...diff.departments.closed];
  await setDepartmentsValidFrom(trx, now);
  await erasePeople(trx, source, erase);
  await keepPeople(trx, input.import, source, [...save.map(({ number }) => number), ...leave]);
  const before = await keepDepartments(trx, codes);
  await saveDepartments(trx, departments);
  await savePeople(trx, source, save, now, author);
  await insertPeople(trx, source, add, now, author);
  await markLeft(trx, source, leave, now, author);
  await closeEmptyDepartments(trx, diff.departments.closed, now);
  await retireDepartments(trx, diff.memory?.retired ?? [], now);
  await storeDepartmentImages(trx, input.import, codes, before);
  await rememberStatements(trx, { import: input.import, source }, diff.memory?.said ?? []);
  const held = diff.held.map(({ person }) => person);
  await replaceHeld(trx, source, input.import, held, now);
  await finishImport(trx, input.import, { ...input.summary, counts: countsOf(diff) }, now);
  await addJob(trx, 'reconcile', {}, 'reconcile');
}

/** The same for a directory of addresses. */
export async function applyAddresses(
  trx: Trx,
  now: Date,
  input: { import: number; source: string; diff: AddressDiff; summary: ImportSummary },
): Promise<void> {
  const { source, diff } = input;
  const ids = diff.fills.map(({ id }) => id);
  await keepPeopleById(trx, input.import, ids);
  await fillAddresses(trx, input.import, source, diff.fills);
  await finishImport(trx, input.import, { ...input.summary, counts: countsOf(diff) }, now);
  await addJob(trx, 'reconcile', {}, 'reconcile');
}

/** How many an import touches, by kind: what is kept of it for ever. */
export function countsOf(diff: RosterDiff): Record<string, number> {
  const { joiners, leavers, movers, changed, held, errors } = diff;
  const lists = { joiners, leavers, movers, changed, held, errors };
  const lengths = Object.entries(lists).map(([name, list]) => [name, list.length]);
  return { ...Object.fromEntries(lengths), people: diff.people, departments: diff.units };
}
