import type { Campaign } from '../campaign/campaign.ts';
import { calendarsOf, type SendingRules } from '../campaign/sending-rules.ts';
import { isOpen, localDay } from '../spacing/sending-window.ts';

/** Where mails may leave at a moment: campaigns, and departments with hours of their own. */
export type OpenHours = {
  /** `department` 0 stands for every department that keeps to the campaign's hours. */
  open: readonly { campaign: number; department: number; day: string }[];
  /** Ids of the departments that do not. */
  ownHours: readonly number[];
};

/** Which campaigns may send now, to whom, with the local day it is for each. */
export function openHours(
  campaigns: readonly Campaign[],
  rules: SendingRules,
  now: Date,
): OpenHours {
  const ownHours = [...rules.windows.keys()];
  const open = campaigns
    .filter(({ status }) => status === 'running')
    .flatMap(({ id, window }) => {
      const calendarOf = calendarsOf(window, rules);
      const day = localDay(window.timeZone, now);
      return [null, ...ownHours]
        .filter((department) => isOpen(calendarOf(department), now))
        .map((department) => ({ campaign: id, department: department ?? 0, day }));
    });
  return { open, ownHours };
}
