import { z } from 'zod';
import type { Correction } from './header-correction.ts';
import type { HeaderOptions } from './roster-header.ts';

const texts = z.array(z.string().trim().min(1).max(250)).max(500);

/** What a profile says about the files of one source. */
export const profileContent = z.object({
  corrections: z
    .array(
      z.object({
        heading: z.string().max(250),
        nth: z.number().int().min(1).max(9999),
        target: z.string().max(60),
      }),
    )
    .max(500),
  /** True where the profile was made from a file, and names all its columns. */
  complete: z.boolean(),
  withoutForms: texts,
  shared: texts,
  protectedYes: texts,
  protectedNo: texts,
  sheet: z.string().min(1).max(100).nullable(),
  /** True for a directory beside the HR file: addresses only, and nobody joins or leaves. */
  addressOnly: z.boolean(),
});

export type ProfileContent = z.infer<typeof profileContent>;

export type RosterProfile = {
  name: string;
  source: string;
  content: ProfileContent;
  /** True once someone has confirmed that a file without a protection column is right (DESIGN rule 9). */
  protectionConfirmed: boolean;
};

/** How a file is to be read. */
export type ReadingChoice = {
  /** Absent: the profile's, else `hr`. */
  source?: string;
  /** A profile's name; null: none; absent: the one that the source is remembered by. */
  profile?: string | null;
  /** Said for this once, over what the profile says. */
  corrections?: readonly Correction[];
  sheet?: string;
  /** The row of the headings, as a spreadsheet counts; absent: it is looked for. */
  headingRow?: number;
  /** A directory of addresses beside the HR file; absent: what the profile says. */
  addressOnly?: boolean;
  /** Told how many rows have been read, after each. */
  onProgress?: (rows: number) => void;
};

export const emptyProfile: ProfileContent = {
  corrections: [],
  complete: false,
  withoutForms: [],
  shared: [],
  protectedYes: [],
  protectedNo: [],
  sheet: null,
  addressOnly: false,
};

/** Names of profiles and sources: short, and safe in a command, a path and an address. */
export function isName(text: string): boolean {
  return /^[a-z0-9][a-z0-9_-]{0,39}$/.test(text);
}

/** The source of a staff list that says nothing else. */
export const usualSource = 'hr';

/** Names that no staff list may have as its source: the directory's own (`scimSource`). */
export function isReservedSource(source: string): boolean {
  return source === 'scim';
}

export function headerOptions(content: ProfileContent): HeaderOptions {
  return {
    corrections: content.corrections,
    onlyCorrected: content.complete,
    addressOnly: content.addressOnly,
  };
}

/** The profile with later corrections laid over its own. */
export function withCorrections(
  content: ProfileContent,
  corrections: readonly Correction[],
): ProfileContent {
  const said = new Set(corrections.flatMap(({ target }) => (target === 'ignore' ? [] : [target])));
  const places = new Set(corrections.map(({ heading, nth }) => `${heading.toLowerCase()}#${nth}`));
  const kept = content.corrections.filter(
    ({ heading, nth, target }) =>
      !said.has(target) && !places.has(`${heading.toLowerCase()}#${nth}`),
  );
  return { ...content, corrections: [...kept, ...corrections] };
}
