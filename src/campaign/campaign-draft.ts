import { z } from 'zod';
import { audienceSchema } from './audience.ts';
import type { NewCampaign } from './campaign.ts';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const days = z.int().min(1).max(366);

const cadenceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('every'), days, until: day }),
  z.object({ kind: z.literal('spread'), until: day }),
  z.object({ kind: z.literal('retain'), until: day, retainUntil: day }),
  z.object({ kind: z.literal('rolling'), days }),
]);

const whenSchema = z.object({
  start: day,
  cadence: cadenceSchema,
  arm: z.string().max(20),
  window: z.object({
    timeZone: z.string(),
    weekdays: z.array(z.int().min(1).max(7)),
    from: z.string(),
    until: z.string(),
  }),
  /** Whether the course's form goes out before and after; says nothing where it has none. */
  baseline: z.boolean(),
  /** Days before the start; null: nothing is announced. */
  announceDays: z.int().min(1).max(60).nullable(),
});

/** A campaign that is being written, part by part; a part that is missing has not been filled in. */
export const draftContentSchema = z.object({
  course: z.string().optional(),
  audience: audienceSchema.optional(),
  when: whenSchema.optional(),
});

export type DraftWhen = z.infer<typeof whenSchema>;
export type DraftContent = z.infer<typeof draftContentSchema>;

export type Draft = {
  id: number;
  content: DraftContent;
  /** The user who began it; null when that account is gone. */
  createdBy: number | null;
  changedAt: Date;
  /** What it became; null until it is launched. */
  campaignId: number | null;
};

/** The pages a draft is filled in on, in their order. */
export const draftSteps = ['course', 'who', 'when'] as const;
export type DraftStep = (typeof draftSteps)[number];

/** The first page that has not been filled in; undefined when all are. */
export function missingStep({ course, audience, when }: DraftContent): DraftStep | undefined {
  if (course === undefined) return 'course';
  if (audience === undefined) return 'who';
  return when === undefined ? 'when' : undefined;
}

/** The campaign that a draft would become; undefined while a part is missing. */
export function campaignOf({ course, audience, when }: DraftContent): NewCampaign | undefined {
  if (course === undefined || audience === undefined || when === undefined) return undefined;
  const { announceDays, ...rest } = when;
  return { course, audience, ...rest, ...(announceDays === null ? {} : { announceDays }) };
}
