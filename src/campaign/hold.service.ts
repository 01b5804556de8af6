import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { addJob } from '../platform/jobs.ts';
import { holdsIdentityNumber } from '../roster/identity-number.ts';
import { addDays } from '../spacing/sending-window.ts';
import {
  endHold,
  findHoldable,
  insertHold,
  type ListedHold,
  listHolds,
} from './hold.repository.ts';

type Deps = { db: Database };

const longestReason = 200;

export type NewHold = {
  number: string;
  source: string | undefined;
  from: string;
  until: string | undefined;
  reason: string;
};

/**
 * Nothing is sent to a person from `from` to `until`, both included, or until further notice.
 * The reason is for HR alone. @throws AppError NOT_FOUND, CONFLICT, BAD_REQUEST
 */
export async function addHold(
  deps: Deps,
  input: NewHold,
): Promise<{ id: number; employeeId: number }> {
  const { number, from, until } = input;
  if (until !== undefined && until < from)
    throw new AppError(
      'BAD_REQUEST',
      `Uppehållet slutar (${until}) innan det börjar (${from}). / The hold ends (${until}) before it begins (${from}).`,
    );
  const reason = readReason(input.reason);
  return deps.db.transaction().execute(async (trx) => {
    const [person, ...others] = await findHoldable(trx, number, input.source);
    if (person === undefined) throw nobody(number);
    if (others.length > 0)
      throw new AppError(
        'CONFLICT',
        `Flera källor har numret. / Several sources have the number. --source ${[person, ...others].map(({ source }) => source).join('|')}`,
      );
    const hold = { employeeId: person.id, from, until: until ?? null, reason };
    const id = await insertHold(trx, hold);
    await addJob(trx, 'reconcile', {}, 'reconcile');
    return { id, employeeId: person.id };
  });
}

export type HoldToEnd = {
  /** The hold's own number, or the employment number of a person with one hold. */
  wanted: string;
  source: string | undefined;
  /** True: `wanted` is the hold's number. */
  byId: boolean;
  /** The last day of the hold; undefined: it ends now, so that mails may come today. */
  lastDay: string | undefined;
  today: string;
};

/**
 * Ends a hold that a person made. What an import made follows the staff list.
 * @throws AppError NOT_FOUND; CONFLICT where several are meant; REFUSED for an import's
 */
export async function finishHold(deps: Deps, input: HoldToEnd): Promise<ListedHold> {
  const { wanted, source, today } = input;
  return deps.db.transaction().execute(async (trx) => {
    const isId = /^\d{1,15}$/.test(wanted) && source === undefined;
    const byId = isId ? await listHolds(trx, today, { id: Number(wanted) }) : [];
    const byNumber = input.byId ? [] : await listHolds(trx, today, { number: wanted, source });
    const found = new Map([...byId, ...byNumber].map((hold) => [hold.id, hold]));
    const [hold, ...others] = found.values();
    if (hold === undefined)
      throw new AppError(
        'NOT_FOUND',
        `Inget uppehåll pågår eller kommer för ${wanted.slice(0, 40)}. / There is no hold now or to come for ${wanted.slice(0, 40)}.`,
      );
    if (others.length > 0)
      throw new AppError(
        'CONFLICT',
        `Flera uppehåll kan vara menade. Ange ett nummer och --id. / Several holds may be meant. Give one number and --id: ${[hold, ...others].map(({ id }) => id).join(', ')}`,
      );
    if (hold.importedFrom !== null)
      throw new AppError(
        'REFUSED',
        'Uppehållet kommer ur personallistan och ändras där; nästa inläsning skulle lägga tillbaka det.\nThe hold comes from the staff list and is changed there; the next import would put it back.',
      );
    const lastDay = input.lastDay ?? addDays(today, -1);
    await endHold(trx, hold.id, lastDay);
    await addJob(trx, 'reconcile', {}, 'reconcile');
    return { ...hold, until: lastDay };
  });
}

/** Rule 9: no identity numbers, however the text came. */
function readReason(text: string): string {
  const reason = text.replace(/\p{C}+/gu, ' ').trim();
  if (holdsIdentityNumber(reason))
    throw new AppError(
      'BAD_REQUEST',
      'Orsaken innehåller ett personnummer. Ta bort det. / The reason holds an identity number. Leave it out.',
    );
  if (reason.length > longestReason)
    throw new AppError(
      'BAD_REQUEST',
      `Orsaken får ha högst ${longestReason} tecken. / The reason has at most ${longestReason} characters.`,
    );
  return reason;
}

function nobody(number: string): AppError {
  const shown = number.slice(0, 40);
  return new AppError(
    'NOT_FOUND',
    `Ingen som är anställd har numret ${shown}. / Nobody employed has the number ${shown}.`,
  );
}
