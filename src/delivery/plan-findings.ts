import type { Campaign } from '../campaign/campaign.ts';
import type { DueCampaign, DueEnrolment } from '../campaign/due-person.ts';
import type { ForecastMail } from '../campaign/forecast.ts';
import type { SendingCalendar } from '../spacing/sending-window.ts';
import type { OtherCampaign } from './campaign-plan.ts';

/** Somebody's enrolments as they stand, and the mails that are to come. */
type Someone = { rows: readonly Standing[]; mails: readonly ForecastMail[] };
type Standing = Pick<DueEnrolment, 'anchor' | 'anchorLesson' | 'nextLesson'> & {
  campaignId: number;
  departmentId: number | null;
};

/** What is asked of the campaign a plan is about. */
type Planned = {
  campaign: Pick<Campaign, 'id' | 'lessons'>;
  due: Pick<DueCampaign, 'plan'>;
  calendarOf: (department: number | null) => SendingCalendar;
};

/** How many of these people do not get all the lessons that the period has room for. */
export function missingLessons(
  people: readonly Someone[],
  { campaign }: Planned,
  lessonsWithoutRoom: number,
): number {
  const room = campaign.lessons - lessonsWithoutRoom;
  return people.filter(({ rows, mails }) => {
    const row = rows.find(({ campaignId }) => campaignId === campaign.id);
    const wanted = row === undefined ? room : room - row.nextLesson + 1;
    return lessonMails(mails, campaign).length < wanted;
  }).length;
}

/** Share of lesson mails that come later than the person's own plan says, 0 to 1. */
export function delayedShare(
  people: readonly Someone[],
  { campaign, due, calendarOf }: Planned,
): number {
  let [all, late] = [0, 0];
  for (const { rows, mails } of people) {
    const row = rows.find(({ campaignId }) => campaignId === campaign.id);
    if (row === undefined) continue;
    const { anchor, anchorLesson, departmentId } = row;
    const left = campaign.lessons - anchorLesson + 1;
    const { days } = due.plan(calendarOf(departmentId), anchor, left);
    for (const { lesson, day } of lessonMails(mails, campaign)) {
      all += 1;
      if (day > (days[lesson - anchorLesson] ?? day)) late += 1;
    }
  }
  return all === 0 ? 0 : Math.round((late / all) * 1000) / 1000;
}

/** The other campaigns of these people; `scale` is how many each of them stands for. */
export function sharedCampaigns(
  people: readonly Someone[],
  running: ReadonlyMap<number, { campaign: Campaign }>,
  own: Planned,
  scale: number,
): OtherCampaign[] {
  return [...running.values()].flatMap(({ campaign: { id, courseSlug, until } }) => {
    if (id === own.campaign.id) return [];
    const sampled = people.filter(({ rows }) => rows.some((row) => row.campaignId === id)).length;
    if (sampled === 0) return [];
    return [{ id, course: courseSlug, until, shared: Math.round(sampled * scale) }];
  });
}

function lessonMails(mails: readonly ForecastMail[], { id }: Pick<Campaign, 'id'>): ForecastMail[] {
  return mails.filter(({ campaign, kind }) => campaign === id && kind === 'lesson');
}
