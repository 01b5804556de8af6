import { baselinePlanner } from '../campaign/baseline-planner.ts';
import type { Campaign } from '../campaign/campaign.ts';
import { armNamed } from '../campaign/campaign-arm.ts';
import {
  type DueEmployee,
  type DueRow,
  loadComingLessons,
  loadDueEmployees,
} from '../campaign/due.repository.ts';
import type { DueCampaign, DueEnrolment, DuePerson } from '../campaign/due-person.ts';
import { loadReviews } from '../campaign/review.repository.ts';
import { calendarsOf, type SendingRules } from '../campaign/sending-rules.ts';
import type { Course } from '../course/course.ts';
import type { Trx } from '../platform/database.ts';
import { addDays, localDay, type SendingCalendar } from '../spacing/sending-window.ts';
import { loadCappedMails, loadUnanswered } from './due-mails.repository.ts';
import { mayBeMailed, type PilotLists } from './pilot.ts';

/** Caps look a week back and forth; a free week more does no harm. */
export const historyDays = 14;

/** A running campaign with all that a tick needs to know of it. */
export type Running = {
  campaign: Campaign;
  course: Course;
  due: DueCampaign;
  calendarOf: (department: number | null) => SendingCalendar;
};

export function runningCampaign(campaign: Campaign, course: Course, rules: SendingRules): Running {
  return {
    campaign,
    course,
    due: dueCampaign(campaign, course, rules),
    calendarOf: calendarsOf(campaign.window, rules),
  };
}

function dueCampaign(
  campaign: Campaign,
  course: Course,
  { caps, reminders }: SendingRules,
): DueCampaign {
  const { id, until, lessons, arm, cadence, start } = campaign;
  // An update may have taken the course's form away.
  const baseline = campaign.baseline && course.baseline !== undefined;
  const plan = baselinePlanner(cadence, caps, baseline);
  return { id, until, lessons, arm: armNamed(arm), plan, caps, reminders, baseline, start };
}

/** People with something due, in the order of their ids, and all that decides about them. */
export async function loadDuePeople(
  pilot: PilotLists,
  trx: Trx,
  now: Date,
  running: ReadonlyMap<number, Running>,
  rows: readonly DueRow[],
): Promise<DuePerson[]> {
  const ids = [...new Set(rows.map((row) => row.employeeId))].sort((a, b) => a - b);
  const [first] = running.values();
  if (first === undefined || ids.length === 0) return [];
  const today = localDay(first.campaign.window.timeZone, now);
  const enrolments = rows.map((row) => row.id);
  const employees = await loadDueEmployees(trx, ids, today);
  const history = await loadCappedMails(trx, ids, addDays(today, -historyDays));
  const nearby = addDays(today, historyDays);
  const coming = await loadComingLessons(trx, ids, [...running.keys()], nearby);
  const unanswered = await loadUnanswered(trx, enrolments);
  const repeats = [...running.values()].some(({ campaign }) => campaign.arm !== 'none');
  const reviews = await (repeats ? loadReviews(trx, enrolments) : undefined);
  const byEmployee = Map.groupBy(rows, (row) => row.employeeId);
  return ids.flatMap((id) => {
    const employee = employees.get(id);
    if (employee === undefined) return [];
    const own = (byEmployee.get(id) ?? []).flatMap((row): DueEnrolment[] => {
      const one = running.get(row.campaignId);
      if (one === undefined) return [];
      return [
        {
          ...row,
          campaign: one.due,
          calendar: one.calendarOf(row.departmentId),
          unanswered: unanswered.get(row.id),
          others: (coming.get(id) ?? []).filter(({ campaign }) => campaign !== row.campaignId),
          reviews: (reviews?.get(row.id) ?? []).flatMap((review) =>
            asks(one.course, review) ? [{ ...review, round: review.review.asked + 2 }] : [],
          ),
        },
      ];
    });
    return [{ ...standingOf(employee, pilot), history: history.get(id) ?? [], enrolments: own }];
  });
}

/** False for a question that an update of the course took away, or made a stance, which never comes back. */
function asks(course: Course, { lesson, question }: { lesson: number; question: string }): boolean {
  const asked = course.lessons[lesson - 1]?.text.sv.question;
  return asked?.key === question && asked.type !== 'stance';
}

export function standingOf(employee: DueEmployee, pilot: PilotLists) {
  const { id, leftAt, email, onHold, holdUntil } = employee;
  return {
    employeeId: id,
    hasLeft: leftAt !== null,
    hasAddress: email !== null,
    mayBeMailed: email === null || mayBeMailed(pilot, email),
    heldUntil: onHold ? (holdUntil ?? ('open' as const)) : undefined,
  };
}
