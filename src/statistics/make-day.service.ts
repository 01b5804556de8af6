import { setImmediate } from 'node:timers/promises';
import type { Database, Trx } from '../platform/database.ts';
import { loadMerges, loadPeriods } from '../roster/department-history.repository.ts';
import { type Merge, successorAt, treeAt, withoutCircles } from '../roster/department-history.ts';
import { localDay } from '../spacing/sending-window.ts';
import { findCountedCampaign, loadParents } from './completion.repository.ts';
import type { Figures } from './figures.ts';
import { readK } from './k-setting.repository.ts';
import { nextDay } from './next-day.ts';
import {
  countErased,
  countGroups,
  countReturned,
  findKeptShown,
  followSteps,
  type GroupRow,
  type KeptShown,
  lockShown,
  readShown,
  type StrandMove,
  saveShown,
} from './shown.repository.ts';
import type { Place, RealGroup, Shown, Step, Truth } from './shown.ts';

const mostTries = 5;

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
  const ended = campaign.endedAt !== null;
  const day = localDay(campaign.timeZone, now);
  const [kept, k] = [await findKeptShown(trx, campaignId), await readK(trx)];
  const isMade = kept !== undefined && kept.day >= day && kept.k >= k;
  if (isMade && readShown(kept).strands.length > 0) return true;
  const real = await readReal(trx, campaign);
  const [rows, previous] = await Promise.all([
    countGroups(trx, campaignId, ended),
    // While the database counts.
    setImmediate().then(() => previousOf(kept)),
  ]);
  const then = hasReturned(rows, previous)
    ? await countReturned(trx, campaignId, ended)
    : new Map<number, Figures>();
  const truthOf = (groups: readonly Group[], before: Shown | undefined): Truth => ({
    day,
    k,
    ended,
    groups: [...groups.map(({ real }) => real), ...placeErased(real.erased, before)],
    then,
    parents: real.parents,
  });
  let groups = rows.map((row): Group => {
    return { row, real: reallyAt(row, campaign.endedAt, real.merges), out: false };
  });
  let { shown, steps } = nextDay(previous, truthOf(groups, previous));
  groups = follow(groups, steps, ended);
  if (previous === undefined) {
    // Who had moved or left before anybody looked follows at once, if enough go along.
    ({ shown, steps } = nextDay(shown, truthOf(groups, shown)));
    groups = follow(groups, steps, ended);
  }
  if (!(await followSteps(trx, campaignId, ended, movesOf(groups)))) throw new Moved();
  await saveShown(trx, now, campaignId, shown);
  return true;
}

/** A day that shows nobody tells nothing: whoever is enrolled later that day is shown at once. */
function previousOf(kept: KeptShown | undefined): Shown | undefined {
  const shown = kept === undefined ? undefined : readShown(kept);
  return shown?.strands.length === 0 ? undefined : shown;
}

/** True where somebody is there who was counted out and is not counted again. */
function hasReturned(rows: readonly GroupRow[], previous: Shown | undefined): boolean {
  const out = new Set<number | null>();
  for (const { id, last, back } of previous?.strands ?? [])
    if (last !== undefined && back === undefined) out.add(id);
  return out.size > 0 && rows.some(({ strand, gone }) => !gone && out.has(strand));
}

type Real = {
  merges: ReadonlyMap<number, Merge>;
  erased: (Figures & { strand: number })[];
  parents: Truth['parents'];
};

async function readReal(trx: Trx, campaign: { id: number; endedAt: Date | null }): Promise<Real> {
  const { id, endedAt } = campaign;
  const merges = await loadMerges(trx);
  const erased = await countErased(trx, id);
  const present = await loadParents(trx);
  if (endedAt === null) return { merges, erased, parents: { past: present, present } };
  const history = withoutCircles(treeAt(await loadPeriods(trx), endedAt));
  const past = new Map(present);
  for (const id of present.keys()) {
    const then = history.get(id);
    if (then !== undefined) past.set(id, then.parentId);
  }
  return { merges, erased, parents: { past, present } };
}

/**
 * People as they are counted, by where the tables have them, and as they are to be shown; `out`:
 * they are counted out today.
 */
type Group = { row: GroupRow; real: RealGroup; out: boolean };

function reallyAt(row: GroupRow, endedAt: Date | null, merges: Real['merges']): RealGroup {
  const { strand, gone, past, present, ...figures } = row;
  return {
    strand,
    gone,
    figures,
    past: past === null ? null : successorAt(past, merges, endedAt),
    present: present === null ? null : successorAt(present, merges, null),
  };
}

function placeErased(erased: Real['erased'], before: Shown | undefined): RealGroup[] {
  if (erased.length === 0) return [];
  const places = new Map(before?.strands.map((strand) => [strand.id, strand]));
  return erased.map(({ strand, ...figures }) => {
    const { past = null, present = null } = places.get(strand) ?? {};
    return { strand, past, present, gone: false, erased: true, figures };
  });
}

function follow(groups: readonly Group[], steps: readonly Step[], ended: boolean): Group[] {
  const entering = new Map<Place, Step>();
  const moving = Map.groupBy(steps, ({ from }) => from);
  for (const step of moving.get(null) ?? []) entering.set(step.present, step);
  return groups.map((group) => {
    const { strand, past, present, gone } = group.real;
    const step =
      strand === null
        ? entering.get(gone || ended ? past : present)
        : moving.get(strand)?.find((one) => goesAlong(group.real, one));
    if (step === undefined) return group;
    return { ...group, real: { ...group.real, strand: step.to }, out: step.gone };
  });
}

function goesAlong({ gone, present }: RealGroup, step: Step): boolean {
  if (step.back) return !gone;
  return step.gone === gone && (gone || step.present === present);
}

function movesOf(groups: readonly Group[]): StrandMove[] {
  return groups.flatMap(({ row, real: { strand }, out }) => {
    const { past, present, gone, invited } = row;
    if (strand === null || strand === row.strand) return [];
    return [{ from: row.strand, to: strand, past, present, gone, out, people: invited }];
  });
}
