import type { Absence } from './roster-state.ts';
import { type Reading, readDate, readEndDate } from './row-values.ts';

const date = String.raw`\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{8}`;
const from = String.raw`(?:fr\.?\s?o\.?\s?m\.?|från(?:\s+och\s+med)?|from|start:?)`;
const until = String.raw`(?:t\.?\s?o\.?\s?m\.?|till(?:\s+och\s+med)?|to|until|through|slut:?|end:?)`;
const open = String.raw`(?:t\.?\s?v\.?|tills\s+vidare|until\s+further\s+notice|ongoing|pågående|pågår)`;
const period = new RegExp(
  `^(?:${from}\\s*)?(${date})\\s*(?:[,;]?\\s*(?:(?:--?|–|—|\\/|\\.\\.+|…|->|→|${until})\\s*)?(${date}|${open})?|(?:--?|–|—|\\/|->|→)\\s*)$`,
  'iu',
);
const openEnd = new RegExp(`^${open}$`, 'iu');
const saysFrom = new RegExp(`^${from}`, 'iu');
const saysMore = /(?:--?|–|—|\/|->|→)\s*$/u;
const anyDate = new RegExp(date, 'u');
const between = new RegExp(
  `\\s*(?:;|,|\\soch\\s|\\sand\\s)\\s*(?=(?:${from}\\s*)?(?:${date}))`,
  'iu',
);
const longest = 250;

/** True where a text names a day at all, well or badly. */
export function namesDay(text: string): boolean {
  return anyDate.test(text);
}

/**
 * The absences that one cell states: `2026-10-01 - 2026-12-31`, with two hyphens, a slash, a
 * dash, or words between (fr.o.m. … t.o.m. …); `2026-10-01 tills vidare` has no end. A day alone
 * says neither how long nor that it is the beginning, and is refused. Several are parted by
 * semicolons, commas or a word.
 */
export function readPeriods(text: string): Reading<Absence[]> {
  if (text === '') return { ok: true, value: [] };
  if (text.length > longest) return unreadable;
  const absences: Absence[] = [];
  for (const part of text.split(between)) {
    const read = readPeriod(part.trim());
    if (!read.ok) return read;
    absences.push(read.value);
  }
  return { ok: true, value: absences };
}

function readPeriod(text: string): Reading<Absence> {
  const [all, first = '', end = ''] = period.exec(text) ?? [];
  if (all === undefined) return unreadable;
  if (end === '' && !saysFrom.test(text) && !saysMore.test(text)) return unreadable;
  const begin = readDate(first);
  if (!begin.ok) return begin;
  const last = openEnd.test(end) ? readEndDate('') : readEndDate(end);
  if (!last.ok) return last;
  if (begin.value === null) return unreadable;
  if (last.value !== null && last.value < begin.value)
    return {
      ok: false,
      sv: `Frånvaron slutar före ${begin.value}, då den börjar. Rätta datumen.`,
      en: `The absence ends before ${begin.value}, when it begins. Correct the dates.`,
    };
  return { ok: true, value: { from: begin.value, until: last.value } };
}

const unreadable: { ok: false; sv: string; en: string } = {
  ok: false,
  sv: 'Perioden kan inte tolkas. Skriv åååå-mm-dd - åååå-mm-dd, eller åååå-mm-dd tills vidare.',
  en: 'The period cannot be read. Write yyyy-mm-dd - yyyy-mm-dd, or yyyy-mm-dd until further notice.',
};
