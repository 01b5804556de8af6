import { z } from 'zod';
import { AppError } from '../platform/errors.ts';

/**
 * Who a campaign is for: everyone; the subtrees of departments; or departments and titles that
 * narrow each other (an empty list: any), less those left out.
 */
export type Audience =
  | { kind: 'all' }
  | { kind: 'departments'; codes: string[] }
  | ({ kind: 'chosen' } & AudienceParts);

export type AudienceParts = {
  departments: string[];
  titles: string[];
  notDepartments: string[];
  notTitles: string[];
};

const values = z.array(z.string().min(1).max(200)).max(500);

/** An audience as it is stored with a campaign. */
export const audienceSchema: z.ZodType<Audience> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('departments'), codes: values.min(1) }),
  z.object({
    kind: z.literal('chosen'),
    departments: values,
    titles: values,
    notDepartments: values,
    notTitles: values,
  }),
]);

/** The same audience in one shape. */
export function audienceParts(audience: Audience): AudienceParts {
  if (audience.kind === 'chosen') {
    const { kind: _kind, ...parts } = audience;
    return parts;
  }
  const departments = audience.kind === 'all' ? [] : audience.codes;
  return { departments, titles: [], notDepartments: [], notTitles: [] };
}

const kinds = {
  department: 'departments',
  title: 'titles',
  'not:department': 'notDepartments',
  'not:title': 'notTitles',
} as const satisfies Record<string, keyof AudienceParts>;

/**
 * Reads an audience, parts with commas between: `all`, `department:CODE`, `title:Rektor`,
 * `not:department:CODE`, `not:title:Rektor`. A value without a kind is one more of the kind
 * before it. Several of one kind are alternatives, departments and titles narrow each other, and
 * what follows `not:` is taken away. Values with commas stand in double quotes, a quote within
 * them is doubled.
 * @throws AppError BAD_REQUEST showing what may be written.
 */
export function parseAudience(text: string): Audience {
  const parts: AudienceParts = { departments: [], titles: [], notDepartments: [], notTitles: [] };
  let list: string[] | undefined;
  let all = false;
  for (const { kind, value, quoted } of splitParts(text)) {
    if (kind !== undefined) list = parts[kinds[kind]];
    if (!quoted && kind === undefined && value === 'all') all = true;
    // A comma too many does no harm; a kind that is misspelt would become a value.
    else if (!quoted && value === '') continue;
    else if (list === undefined || value === '') throw unreadable(text);
    else if (!quoted && /[":]/.test(value)) throw unreadable(text);
    else if (!list.includes(value)) list.push(value);
  }
  const chosen = parts.departments.length + parts.titles.length;
  const left = parts.notDepartments.length + parts.notTitles.length;
  if (all ? chosen > 0 : chosen + left === 0) throw unreadable(text);
  return audienceOf(parts);
}

/** The audience of these parts: everyone where there are none. Each title is kept once. */
export function audienceOf(parts: AudienceParts): Audience {
  const { departments, notDepartments } = parts;
  const titles = differentTitles(parts.titles);
  const notTitles = differentTitles(parts.notTitles);
  if (titles.length + notDepartments.length + notTitles.length === 0)
    return departments.length === 0 ? { kind: 'all' } : { kind: 'departments', codes: departments };
  return { kind: 'chosen', departments, titles, notDepartments, notTitles };
}

/** As `parseAudience` reads it. */
export function formatAudience(audience: Audience): string {
  if (audience.kind === 'all') return 'all';
  const parts = audienceParts(audience);
  const written = Object.entries(kinds).flatMap(([kind, name]) =>
    parts[name].length === 0 ? [] : [`${kind}:${parts[name].map(quotedIfNeeded).join(',')}`],
  );
  return parts.departments.length + parts.titles.length === 0
    ? ['all', ...written].join(',')
    : written.join(',');
}

/** Titles are the same without regard to case and to blanks around and within them. */
export function titleKey(title: string): string {
  return title.trim().replace(/\s+/gu, ' ').normalize('NFC').toLocaleLowerCase('sv');
}

function differentTitles(titles: readonly string[]): string[] {
  const first = new Map<string, string>();
  for (const title of titles) if (!first.has(titleKey(title))) first.set(titleKey(title), title);
  return [...first.values()];
}

type Part = { kind: keyof typeof kinds | undefined; value: string; quoted: boolean };

/** Splits at the commas outside quotes. */
function splitParts(text: string): Part[] {
  const parts: Part[] = [];
  let [start, inQuotes] = [0, false];
  for (let at = 0; at <= text.length; at++) {
    if (text[at] === '"') inQuotes = !inQuotes;
    if (at < text.length && (inQuotes || text[at] !== ',')) continue;
    parts.push(readPart(text.slice(start, at).trim()));
    start = at + 1;
  }
  return parts;
}

function readPart(text: string): Part {
  const kind = (Object.keys(kinds) as (keyof typeof kinds)[]).find((one) =>
    text.startsWith(`${one}:`),
  );
  const rest = kind === undefined ? text : text.slice(kind.length + 1).trim();
  const inner = /^"((?:[^"]|"")*)"$/.exec(rest)?.[1];
  return {
    kind,
    value: (inner === undefined ? rest : inner.replaceAll('""', '"')).trim(),
    quoted: inner !== undefined,
  };
}

function quotedIfNeeded(value: string): string {
  return /[",:]|^\s|\s$|^all$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function unreadable(text: string): AppError {
  return new AppError(
    'BAD_REQUEST',
    `The audience "${text}" cannot be read. Write all, or parts with commas between: department:CODE, title:Rektor, not:department:CODE, not:title:Rektor. Values with commas or colons stand in double quotes.`,
  );
}
