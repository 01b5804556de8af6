import { z } from 'zod';
import { defaultReminderRule, reminderRuleProblem } from '../spacing/reminder.ts';

/** A rule of reminders as a settings value; what is left out is as by default. */
export const reminderSchema = z
  .strictObject({
    afterDays: z.array(z.int()).default([...defaultReminderRule.afterDays]),
    lapsesAfterDays: z.int().default(defaultReminderRule.lapsesAfterDays),
  })
  .superRefine((rule, context) => {
    const problem = reminderRuleProblem(rule);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem.en });
  });
