import { z } from 'zod';
import type { ContentProblem } from './content-problem.ts';
import { both, day, line, slug } from './content-schema.ts';
import { checkValue, parseYaml } from './content-yaml.ts';
import type { Language } from './course.ts';

type Words = Record<Language, string>;

/** An entry holds through the ISO date `expires`; `file` and `line` say where it stands. */
export type RegisterEntry = {
  key: string;
  name: Words;
  source: string;
  checked: string;
  expires: string;
  file: string;
  line: number;
};

/** Where help is found: `value` is a number or an address, as people write it. */
export type Contact = RegisterEntry & { value: Words; hours?: Words };

export type RegisterName = 'contacts' | 'laws';

/** `problems` are files or folders that could not be read, so that entries may be missing or old. */
export type Registers = {
  contacts: ReadonlyMap<string, Contact>;
  laws: ReadonlyMap<string, RegisterEntry>;
  problems: readonly (ContentProblem & { register: RegisterName | 'all' })[];
};

export const noRegisters: Registers = { contacts: new Map(), laws: new Map(), problems: [] };

const inBoth = (max: number) =>
  z.union([line(max).transform((text) => ({ sv: text, en: text })), both(max)], {
    error: `is neither a text nor one in both languages; write a text in quotes, or sv and en, of at most ${max} characters`,
  });

const law = z.strictObject(
  { name: both(150), source: line(300), checked: day, expires: day },
  {
    error: (issue) =>
      issue.code === 'invalid_type'
        ? 'is no entry; write its name, source, checked and expires below it'
        : undefined,
  },
);
const contact = law.extend({ value: inBoth(150), hours: inBoth(100).optional() });
const keys = z.record(slug, z.unknown(), 'is not a list of keys; write key: and its values');

/** A file of a register: entry by entry, so that one with a mistake does not take the others along. */
export type RegisterFile<T> = {
  entries: Map<string, T>;
  /** Keys whose entry has a mistake: they must not fall back on what another file says. */
  broken: string[];
  problems: ContentProblem[];
};

export function readContacts(file: string, text: string): RegisterFile<Contact> {
  return readRegister(file, text, contact, ({ hours, ...rest }, at) => ({
    ...rest,
    ...(hours === undefined ? {} : { hours }),
    ...at,
  }));
}

export function readLaws(file: string, text: string): RegisterFile<RegisterEntry> {
  return readRegister(file, text, law, (entry, at) => ({ ...entry, ...at }));
}

function readRegister<E extends { checked: string; expires: string }, T>(
  file: string,
  text: string,
  schema: z.ZodType<E>,
  make: (entry: E, at: { key: string; file: string; line: number }) => T,
): RegisterFile<T> {
  const result: RegisterFile<T> = { entries: new Map(), broken: [], problems: [] };
  const { plain, lineOf, problems } = parseYaml(file, text, 1);
  if (problems.length > 0) return { ...result, problems };
  // A file of comments only, as somebody begins one, has no entries.
  if (plain === null) return result;
  const list = checkValue(file, plain, keys, lineOf);
  if (list.value === null) return { ...result, problems: list.problems };
  for (const [key, value] of Object.entries(list.value)) {
    const entry = checkValue(file, value, schema, lineOf, [key]);
    const wrong: ContentProblem[] = [...entry.problems];
    if (entry.value !== null && entry.value.expires <= entry.value.checked)
      wrong.push({
        file,
        line: lineOf([key, 'expires']),
        what: `${key}: expires is not after checked`,
        remedy: 'write the day until which the entry may be trusted',
      });
    if (entry.value !== null && wrong.length === 0)
      result.entries.set(key, make(entry.value, { key, file, line: lineOf([key]) }));
    else {
      result.broken.push(key);
      result.problems.push(...wrong);
    }
  }
  return result;
}
