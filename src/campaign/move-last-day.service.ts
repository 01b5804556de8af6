import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { cadenceProblem } from '../spacing/lesson-days.ts';
import { dayNumber } from '../spacing/local-day.ts';
import { localDay } from '../spacing/sending-window.ts';
import { lockCampaign, setLastDay } from './campaign.repository.ts';
import { findAtEnd, planEnrolments } from './enrolment.repository.ts';
import { lastDayProblem } from './last-day.ts';
import { loadSendingRules } from './sending-rules.repository.ts';
import { campaignStart, resumePlan } from './start-plan.ts';

/**
 * Gives a campaign another last day, and returns by how many days it moved, forward above 0. Lessons that have a day keep it; who had come to the end, or
 * had no room for the next lesson, goes on. What then lies after the end is not sent.
 * @throws AppError CAMPAIGN_UNKNOWN; REFUSED where it has ended or has no last day; BAD_REQUEST in
 * both languages where it cannot end that day
 */
export async function moveLastDay(
  deps: { db: Database },
  now: Date,
  { id, until }: { id: number; until: string },
): Promise<number> {
  return deps.db.transaction().execute(async (trx) => {
    const campaign = await lockCampaign(trx, id);
    if (campaign.status === 'ended' || campaign.cadence.kind === 'rolling')
      throw new AppError(
        'REFUSED',
        'Ett avslutat eller löpande utskick har ingen sista dag att flytta. / A campaign that has ended, or rolls on, has no last day to move.',
      );
    const cadence = { ...campaign.cadence, until };
    const { start, window, cadence: old } = campaign;
    const problem =
      lastDayProblem(until, { start, today: localDay(window.timeZone, now) }) ??
      cadenceProblem(cadence, start);
    if (problem !== undefined) throw new AppError('BAD_REQUEST', `${problem.sv} / ${problem.en}`);
    await setLastDay(trx, id, cadence);
    const begin = campaignStart({ ...campaign, until, cadence }, await loadSendingRules(trx));
    const waiting = await findAtEnd(trx, id, campaign.lessons);
    await planEnrolments(
      trx,
      waiting.map((enrolment) => ({ id: enrolment.id, ...resumePlan(begin, enrolment, now) })),
    );
    return dayNumber(until) - dayNumber(old.until);
  });
}
