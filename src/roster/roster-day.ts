import { localDay } from '../spacing/sending-window.ts';

/** Employments begin and end on local days. */
const timeZone = 'Europe/Stockholm';

/** The local day, YYYY-MM-DD, that employments are judged by. */
export function rosterDay(now: Date): string {
  return localDay(timeZone, now);
}
