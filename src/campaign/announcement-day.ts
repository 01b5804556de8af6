import { type CappedMail, type Caps, nextAllowedDay, previousAllowedDay } from '../spacing/caps.ts';
import { addDays, type SendingCalendar } from '../spacing/sending-window.ts';

/**
 * The mail that says what is coming, who sends it and where its links lead, some days before the
 * first lesson. It is a mail like any other to whoever gets it, so it takes their one mail of the
 * day and counts towards their week; but it asks nothing, and with one mail a week from a campaign
 * it would move every first lesson by a week, so its own campaign's cap leaves it out. In the
 * history it therefore stands under no campaign.
 */
export const announcementCampaign = 0;

type Announced = {
  /** The first day of the campaign. */
  start?: string | undefined;
  /** So many days before it; null or undefined: nothing is announced. */
  announceDays?: number | null | undefined;
};

/**
 * The local day from which the announcement goes: so many days before the start, or the last
 * sending day before that; nearer to the start where that has passed. Null where no sending day is
 * left before the start, or nothing is announced.
 */
export function announcementStart(
  { start, announceDays }: Announced,
  calendar: SendingCalendar,
  caps: Caps,
  today: string,
): string | null {
  if (start === undefined || announceDays == null || start <= today) return null;
  const wished = addDays(start, -announceDays);
  const before = previousAllowedDay(calendar, [], wished, announcementCampaign, caps, today);
  if (before !== undefined) return before;
  const from = wished > today ? wished : today;
  const last = addDays(start, -1);
  return nextAllowedDay(calendar, [], from, announcementCampaign, caps, last) ?? null;
}

/**
 * The day from `notBefore` on on which the announcement goes, before the start or never. Mails that
 * are about to come (`coming`, with those of the past) keep their days unless that would leave none.
 */
export function announcementDay(
  announced: { announceOn: string; start: string; caps: Caps },
  calendar: SendingCalendar,
  mails: { past: readonly CappedMail[]; coming: readonly CappedMail[] },
  notBefore: string,
): string | undefined {
  const { announceOn, start, caps } = announced;
  const from = announceOn > notBefore ? announceOn : notBefore;
  const last = addDays(start, -1);
  if (from > last) return undefined;
  const allowed = (history: readonly CappedMail[]) =>
    nextAllowedDay(calendar, history, from, announcementCampaign, caps, last);
  return allowed(mails.coming) ?? allowed(mails.past);
}
