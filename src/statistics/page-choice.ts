import { z } from 'zod';
import { views } from './completion.ts';

/** What the address of a page of figures names. */
export const figuresParams = {
  schema: z.object({ id: z.coerce.number().int().min(1).max(2_147_483_647) }),
  things: { id: 'campaign' },
} as const;

/** Which people are counted, and the code of the department that the page is about. */
export const figuresQuery = z.object({
  as: z.enum(views).catch('now'),
  department: z.string().min(1).max(200).optional().catch(undefined),
});
