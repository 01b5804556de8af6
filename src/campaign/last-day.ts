import type { BothLanguages } from '../spacing/local-day.ts';
import { addDays } from '../spacing/sending-window.ts';

/** Three years, in days. */
const longest = 3 * 366;

/** Why a campaign cannot end on `until`, all local days; undefined where it can. */
export function lastDayProblem(
  until: string,
  { start, today }: { start: string; today: string },
): BothLanguages | undefined {
  if (until < today)
    return {
      sv: `Slutet har redan varit: i dag är det ${today}.`,
      en: `The end has passed: today is ${today}.`,
    };
  if (until > addDays(start, longest))
    return {
      sv: 'Ett utskick pågår högst tre år.',
      en: 'A campaign lasts three years at most.',
    };
  return undefined;
}
