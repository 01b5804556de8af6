import type { Database, Trx } from '../platform/database.ts';
import { loadMerges, loadPeriods } from '../roster/department-history.repository.ts';
import { successorAt, treeAt, withoutCircles } from '../roster/department-history.ts';
import { localDay } from '../spacing/sending-window.ts';
import { findCountedCampaign, loadParents } from './completion.repository.ts';
import type { Figures } from './figures.ts';
import { readK } from './k-setting.repository.ts';
import { nextDay } from './next-day.ts';
import {
  campaignsWithoutDay,
  countErased,
  countGroups,
  countReturned,
  followSteps,
  type GroupRow,
  loadShown,
  lockShown,
  type StrandMove,
  saveShown,
} from './shown.repository.ts';
import type { Place, RealGroup, Shown, Step, Truth } from './shown.ts';

/** Answers come in for 60 days after the end; later, a look makes the day. */
const daysMadeAfterEnd = 62;
const dayMilliseconds = 86_400_000;
const mostTries = 5;

/** Makes the day of every campaign that has none yet; part of the tick. */
export async function makeDays(deps: { db: Database }, now: Date): Promise<number> {
  const after = new Date(now.getTime() - daysMadeAfterEnd * dayMilliseconds);
  const campaigns = await campaignsWithoutDay(deps.db, now, after);
  for (const id of campaigns) await makeDay(deps, now, id);
  return campaigns.length;
}

/**
 * Makes what a campaign shows on the local day of `now`, once: from what it showed before and what
 * there is, by the rules of next-day.ts. Does nothing where the day has been made, unless the
 * setting asks for larger groups than it was made with.
 */
export async function makeDay(
  deps: { db: Database },
  now: Date,
  campaignId: number,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    // Somebody was moved between being counted and being written: all of it again.
    const made = await deps.db
      .transaction()
      .execute((trx) => makeOnce(trx, now, campaignId))
      .catch(again);
    if (made) return;
    if (tries === mostTries) throw new Error(`The day of campaign ${campaignId} keeps changing.`);
  }
}

class Moved extends Error {}

function again(error: unknown): false {
  if (error instanceof Moved) return false;
  throw error;
}

async function makeOnce(trx: Trx, now: Date, campaignId: number): Promise<true> {
  await lockShown(trx, campaignId);
  const campaign = await findCountedCampaign(trx, campaignId);
  if (campaign === undefined) return true;
  const day = localDay(campaign.timeZone, now);
  const [kept, k] = [await loadShown(trx, campaignId), await readK(trx)];
  // A day that shows nobody tells nothing: whoever is enrolled later that day is shown at once.
  const previous = kept?.strands.length === 0 ? undefined : kept;
  if (previous !== undefined && previous.day >= day && previous.k >= k) return true;
  const first = await showNext(trx, now, { ...campaign, day, k }, previous);
  // Who had moved or left before anybody looked follows at once, if enough go along.
  if (previous === undefined) await showNext(trx, now, { ...campaign, day, k }, first);
  return true;
}

async function showNext(
  trx: Trx,
  now: Date,
  campaign: { id: number; endedAt: Date | null; day: string; k: number },
  previous: Shown | undefined,
): Promise<Shown> {
  const { id, endedAt } = campaign;
  const { truth, rows } = await readTruth(trx, campaign, previous);
  const { shown, steps } = nextDay(previous, truth);
  const moves = movesOf(steps, rows, endedAt !== null);
  if (!(await followSteps(trx, id, endedAt !== null, moves))) throw new Moved();
  await saveShown(trx, now, id, shown);
  return shown;
}

type Counted = { row: GroupRow; real: RealGroup };

async function readTruth(
  trx: Trx,
  campaign: { id: number; endedAt: Date | null; day: string; k: number },
  previous: Shown | undefined,
): Promise<{ truth: Truth; rows: Counted[] }> {
  const { id, endedAt, day, k } = campaign;
  const ended = endedAt !== null;
  const merges = await loadMerges(trx);
  const placeAt = (place: Place, at: Date | null) =>
    place === null ? null : successorAt(place, merges, at);
  const rows = (await countGroups(trx, id, ended)).map((row): Counted => {
    const { strand, gone, past, present, ...figures } = row;
    const real = {
      strand,
      gone,
      figures,
      past: placeAt(past, endedAt),
      present: placeAt(present, null),
    };
    return { row, real };
  });
  const places = new Map(previous?.strands.map((strand) => [strand.id, strand]));
  const erased = (await countErased(trx, id)).map(({ strand, ...figures }): RealGroup => {
    const { past = null, present = null } = places.get(strand) ?? {};
    return { strand, past, present, gone: false, erased: true, figures };
  });
  const today = await loadParents(trx);
  const present = new Map(today.map((one) => [one.id, one.parentId]));
  const history = ended ? withoutCircles(treeAt(await loadPeriods(trx), endedAt)) : undefined;
  const past =
    history === undefined
      ? present
      : new Map(today.map((one) => [one.id, (history.get(one.id) ?? one).parentId]));
  const groups = [...rows.map(({ real }) => real), ...erased];
  const out = previous?.strands.some(({ last, back }) => last !== undefined && back === undefined);
  const then = out ? await countReturned(trx, id, ended) : new Map<number, Figures>();
  return { truth: { day, k, ended, groups, then, parents: { past, present } }, rows };
}

function movesOf(steps: readonly Step[], rows: readonly Counted[], ended: boolean): StrandMove[] {
  const byStrand = Map.groupBy(rows, ({ row }) => row.strand);
  return steps.flatMap((step) =>
    (byStrand.get(step.from) ?? [])
      .filter(({ real }) => goesAlong(real, step, ended))
      .map(({ row: { past, present, gone, invited } }) => ({
        from: step.from,
        to: step.to,
        past,
        present,
        gone,
        people: invited,
      })),
  );
}

function goesAlong(real: RealGroup, step: Step, ended: boolean): boolean {
  if (step.back) return !real.gone;
  if (step.from === null) return (real.gone || ended ? real.past : real.present) === step.present;
  return real.gone === step.gone && (step.gone || real.present === step.present);
}
