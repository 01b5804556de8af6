import { z } from 'zod';
import type { UploadFields } from './import-upload-fields.ts';
import type { ReadingChoice } from './roster-profile.ts';

const reading = z.object({
  corrections: z
    .array(z.object({ heading: z.string(), nth: z.int().min(1), target: z.string() }))
    .default([]),
  /** True: by its headings alone, whatever profile the source is remembered by. */
  withoutProfile: z.boolean().default(false),
  sheet: z.string().nullable().default(null),
  headingRow: z.int().min(1).nullable().default(null),
  addressOnly: z.boolean().default(false),
});

/** What a person has said of the columns of an upload, for this once. */
export type UploadReading = z.infer<typeof reading>;

const applying = z.object({
  user: z.int(),
  role: z.enum(['admin', 'hr']),
  confirmLeavers: z.int().nullable(),
  confirmNoProtection: z.boolean(),
});

/** Who carries an import out, and what they confirmed. */
export type UploadApplying = z.infer<typeof applying>;

export const nothingSaid: UploadReading = reading.parse({});

/** As stored; null where there is none, or none that can be read. */
export function readReading(stored: unknown): UploadReading | null {
  return reading.safeParse(stored).data ?? null;
}

export function readApplying(stored: unknown): UploadApplying | null {
  return applying.safeParse(stored).data ?? null;
}

/** How an upload is to be read. */
export function choiceOf(fields: UploadFields, said: UploadReading | null): ReadingChoice {
  const { source, profile } = fields;
  return {
    ...(source === null ? {} : { source }),
    ...(said?.withoutProfile ? { profile: null } : profile === null ? {} : { profile }),
    ...(said === null
      ? {}
      : {
          corrections: said.corrections,
          ...(said.sheet === null ? {} : { sheet: said.sheet }),
          ...(said.headingRow === null ? {} : { headingRow: said.headingRow }),
          ...(said.addressOnly ? { addressOnly: true } : {}),
        }),
  };
}
