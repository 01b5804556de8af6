import type { Database, Trx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { addJob } from '../platform/jobs.ts';
import { restoreHeld } from './held.repository.ts';
import { readRetention } from './retention.repository.ts';
import { lockRoster } from './roster.repository.ts';
import {
  deletePeople,
  findCreated,
  findLaterChanges,
  findMailed,
  type InTheWay,
  restoreDepartments,
  restorePeople,
  retirePeople,
} from './roster-image.repository.ts';
import { lockImport, markUndone } from './roster-import.repository.ts';
import { inBothLanguages } from './row-problem.ts';

export type Undone = {
  import: number;
  /** People put back as they were, taken away again, and kept as leavers since they were mailed. */
  restored: number;
  removed: number;
  kept: number;
  /** Codes of departments that could not go, since figures hang on them; they are closed. */
  departmentsKept: string[];
};

const dayMilliseconds = 86_400_000;
const named = 10;

/**
 * Restores what an import changed, in one transaction that also lets the campaigns know. Who
 * was erased for protection stays erased (DESIGN rule 9). Whom the import added goes, unless
 * mails have reached them: then they are leavers.
 * @throws AppError NOT_FOUND, CONFLICT (not applied, or undone already), REFUSED (too old, or
 *   later changes stand in the way; `extra` is `InTheWay`).
 */
export async function undoImport(
  deps: { db: Database },
  now: Date,
  input: { import: number },
): Promise<Undone> {
  const id = input.import;
  return deps.db.transaction().execute(async (trx) => {
    await lockRoster(trx);
    await checkUndo(trx, now, id);
    const created = await findCreated(trx, id);
    const mailed = new Set(await findMailed(trx, created));
    const removed = created.filter((one) => !mailed.has(one));
    await deletePeople(trx, removed);
    await retirePeople(trx, [...mailed], now);
    const restored = await restorePeople(trx, id);
    await restoreHeld(trx, id);
    const departmentsKept = await restoreDepartments(trx, id, now);
    await markUndone(trx, id, now);
    await addJob(trx, 'reconcile', {}, 'reconcile');
    return { import: id, restored, removed: removed.length, kept: mailed.size, departmentsKept };
  });
}

/** What undoing an import would do, or why it cannot be done. */
export type UndoPreview =
  | { kind: 'possible'; removed: number; kept: number }
  | { kind: 'refused'; error: AppError };

/** Changes nothing. @throws AppError NOT_FOUND */
export async function previewUndo(
  deps: { db: Database },
  now: Date,
  input: { import: number },
): Promise<UndoPreview> {
  return deps.db.transaction().execute(async (trx) => {
    try {
      await checkUndo(trx, now, input.import);
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'NOT_FOUND') throw error;
      return { kind: 'refused', error };
    }
    const created = await findCreated(trx, input.import);
    const kept = (await findMailed(trx, created)).length;
    return { kind: 'possible', removed: created.length - kept, kept };
  });
}

/** @throws AppError as `undoImport` does. */
async function checkUndo(trx: Trx, now: Date, id: number): Promise<void> {
  const past = await lockImport(trx, id);
  if (past === undefined) throw new AppError('NOT_FOUND');
  if (past.status !== 'applied' || past.appliedAt === null)
    throw new AppError(
      'CONFLICT',
      inBothLanguages(
        'Inläsningen är inte genomförd, eller redan ångrad. Se roster history.',
        'The import has not been applied, or is undone already. See roster history.',
      ),
    );
  const { undoDays } = await readRetention(trx);
  if (now.getTime() - past.appliedAt.getTime() > undoDays * dayMilliseconds)
    throw new AppError(
      'REFUSED',
      inBothLanguages(
        `Inläsningen är äldre än ${undoDays} dagar; hur det var innan är inte längre sparat. Läs in en ny fil.`,
        `The import is older than ${undoDays} days; how it was before is no longer kept. Import a new file.`,
      ),
    );
  const inTheWay = await findLaterChanges(trx, id);
  if (inTheWay.people.length + inTheWay.departments.length > 0) throw refuse(inTheWay);
}

function refuse(inTheWay: InTheWay): AppError {
  const list = [
    inTheWay.people.length > 0 ? `anställningsnummer / numbers ${short(inTheWay.people)}` : '',
    inTheWay.departments.length > 0 ? `enheter / departments ${short(inTheWay.departments)}` : '',
  ];
  return new AppError(
    'REFUSED',
    `${inBothLanguages(
      'Senare ändringar står i vägen. Ångra dem först, eller rätta för hand.',
      'Later changes stand in the way. Undo them first, or correct by hand.',
    )} ${list.filter(Boolean).join('; ')}`,
    { ...inTheWay },
  );
}

function short(all: readonly string[]): string {
  const more = all.length - named;
  return `${all.slice(0, named).join(', ')}${more > 0 ? ` … +${more}` : ''}`;
}
