import type { VisibleDepartments } from '../access/visible-departments.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { loadPeriods } from '../roster/department-history.repository.ts';
import { treeAt } from '../roster/department-history.ts';
import { localDay } from '../spacing/sending-window.ts';
import { loadTree } from './completion.repository.ts';
import {
  type Completion,
  type NamedDepartment,
  nothing,
  totalOf,
  type View,
  visiblePart,
} from './completion.ts';
import { nobody, plus } from './figures.ts';
import { readK } from './k-setting.repository.ts';
import { makeDay } from './make-day.service.ts';
import { countErased, countLive, findShownDay, type ShownDay } from './shown.repository.ts';
import { type DaySummary, type KeptView, readRow } from './shown-state.ts';

type Day = ShownDay & { summary: DaySummary; view: KeptView };

/**
 * How far each department in view has come in a campaign: what is shown of it today, and the total.
 *
 * Departments change once a day, so that nobody can watch a single answer arrive; the total of the
 * whole organisation is of this moment. Whoever sees a part has the sum of its topmost rows. The
 * first look at a campaign on a day makes the day.
 *
 * `now` (the default): those still employed, in the departments and the tree of today. `then`:
 * leavers too, in the departments and the tree of the moment the campaign ended, with the names of
 * that moment; while it runs, of today. In both, people and departments follow a move only once
 * enough go along that nobody can be told from it (docs/privacy.md), so a few are shown where they
 * were. Leavers are out of the total of `now` as soon as enough have left the organisation, and out
 * of a department once enough have left that one, so departments may add up to more. What people did counts until this day, since answers come in for 60 days after the end.
 * The visible departments are those of today in both (DESIGN rule 10).
 * @throws AppError CAMPAIGN_UNKNOWN
 */
export async function completionOf(
  deps: { db: Database },
  now: Date,
  input: { campaignId: number; visible: VisibleDepartments; as?: View },
): Promise<Completion> {
  const { campaignId, visible, as = 'now' } = input;
  const day = await dayOf(deps, now, campaignId, as);
  const [names, live] = await Promise.all([
    namesOf(deps.db, as === 'then' ? day.endedAt : null),
    visible === 'all' ? liveTotal(deps.db, campaignId, as, day) : undefined,
  ]);
  const { departments, total } = visiblePart(day.view.rows.map(readRow), visible, names);
  const { k, hiddenPercent } = day.summary;
  return {
    campaign: campaignId,
    as,
    asOf: day.day,
    k,
    hiddenPercent,
    departments,
    total: live ?? total,
  };
}

/** The campaign's day of `now`, made where nobody has looked yet. @throws AppError CAMPAIGN_UNKNOWN */
export async function dayOf(
  deps: { db: Database },
  now: Date,
  campaignId: number,
  as: View,
): Promise<Day> {
  for (let tries = 0; ; tries++) {
    const day = await findShownDay(deps.db, campaignId, as);
    if (day === undefined)
      throw new AppError('CAMPAIGN_UNKNOWN', `There is no campaign ${campaignId}.`);
    const { summary, view } = day;
    const today = localDay(day.timeZone, now);
    if (
      summary !== null &&
      view !== null &&
      day.day >= today &&
      summary.k >= (await readK(deps.db)) &&
      (view.rows.length > 0 || tries > 0)
    )
      return { ...day, summary, view };
    if (tries > 1) throw new Error(`The day of campaign ${campaignId} could not be made.`);
    await makeDay(deps, now, campaignId);
  }
}

async function namesOf(db: Database, at: Date | null): Promise<Map<number, NamedDepartment>> {
  const today = await loadTree(db);
  const past = at === null ? undefined : treeAt(await loadPeriods(db), at);
  return new Map(
    today.map(({ id, code, name }) => [id, { code, name: past?.get(id)?.name ?? name }]),
  );
}

/**
 * Everybody whom the day counts, as they stand at this moment. Who has been counted out stands
 * still, so that the two views never tell what a leaver did afterwards.
 */
async function liveTotal(db: Database, campaignId: number, as: View, day: Day) {
  const { gone, k } = day.summary;
  const live = await countLive(db, campaignId, gone.strands);
  const erased = (await countErased(db, campaignId))
    .filter(({ strand }) => !gone.strands.includes(strand))
    .reduce(plus, nobody);
  const people = plus(live, erased);
  // The departments say nothing where the organisation itself is too small.
  if (day.view.total === null) return nothing;
  return totalOf(plus(people, as === 'now' ? (gone.back ?? nobody) : gone.figures), k);
}
