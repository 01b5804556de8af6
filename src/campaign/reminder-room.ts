import type { DueCampaign } from './due-person.ts';
import { forecast } from './forecast.ts';
import { type CampaignStart, startPlan } from './start-plan.ts';

/** Whoever is nobody in particular; the number only decides the time of day. */
const somebody = 1;

/**
 * How many reminders of lesson 1, 2, … someone gets who never answers and is in no other
 * campaign. Lessons that do not come are left out.
 * @param begin when the campaign begins, on the local day `anchor`; `last` a local day.
 */
export function remindersPerLesson(
  campaign: DueCampaign,
  calendarOf: CampaignStart['calendarOf'],
  { anchor, begin, last }: { anchor: string; begin: Date; last: string },
): number[] {
  const who = { employeeId: somebody, departmentId: null };
  const start = { campaign, plan: campaign.plan, caps: campaign.caps, calendarOf };
  const { dueAt, parked: _, ...place } = startPlan(start, who, anchor, begin);
  if (dueAt === null) return [];
  const mails = forecast(
    {
      employeeId: somebody,
      hasLeft: false,
      hasAddress: true,
      mayBeMailed: true,
      holds: [],
      history: [],
    },
    [
      {
        ...place,
        id: somebody,
        employeeId: somebody,
        campaign,
        calendar: calendarOf(null),
        dueAt,
        unanswered: undefined,
        reviews: [],
        questions: [],
      },
    ],
    () => undefined,
    { now: begin, last },
  );
  return mails
    .filter(({ kind }) => kind === 'lesson')
    .map(
      ({ lesson }) =>
        mails.filter((one) => one.kind === 'reminder' && one.lesson === lesson).length,
    );
}
