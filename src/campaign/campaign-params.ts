import { z } from 'zod';

/** The parameter that names a campaign in the address of a page. */
export const campaignParams = {
  schema: z.object({
    id: z.coerce
      .number()
      .int()
      .min(1)
      .max(2 ** 31 - 1),
  }),
  things: { id: 'campaign' },
} as const;
