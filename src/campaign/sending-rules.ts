import type { Caps } from '../spacing/caps.ts';
import type { FreeDayTest } from '../spacing/free-days.ts';
import type { ReminderRule } from '../spacing/reminder.ts';
import type { SendingCalendar, SendingWindow } from '../spacing/sending-window.ts';

/** Hours of a department; its time zone is the campaign's. */
export type DepartmentWindow = Pick<SendingWindow, 'weekdays' | 'from' | 'until'>;

/** What holds for all campaigns alike: settings, and the hours of departments that work nights. */
export type SendingRules = {
  isFree: FreeDayTest;
  caps: Caps;
  reminders: ReminderRule;
  /** By department id; those below a department with hours of its own are there too. */
  windows: ReadonlyMap<number, DepartmentWindow>;
};

/**
 * Calendars of one campaign: its own, or that of a department with other hours. The same object
 * for the same department, so that what is planned by it can be kept beside it.
 */
export function calendarsOf(
  window: SendingWindow,
  { isFree, windows }: SendingRules,
): (department: number | null) => SendingCalendar {
  const own: SendingCalendar = { ...window, isFree };
  const others = new Map<DepartmentWindow, SendingCalendar>();
  return (department) => {
    const hours = department === null ? undefined : windows.get(department);
    if (hours === undefined) return own;
    let calendar = others.get(hours);
    if (calendar === undefined) {
      calendar = { ...own, ...hours };
      others.set(hours, calendar);
    }
    return calendar;
  };
}
