/**
 * Swedish personal identity and coordination numbers, wherever they turn up (DESIGN rule 9).
 * Temporary numbers (letters in the last four) count too. Separated forms are taken whatever
 * the date says; runs of digits alone must hold a possible month and day, since an employment
 * number may be just as long.
 */
const separated = /(?<!\d)(?:\d{8}|\d{6})\s?[-+–−‐‑]\s?(?:\d{4}|[A-Za-z]{1,2}\d{2,3})(?!\d)/gu;
const month = '(?:0[1-9]|1[0-2])';
const day = '(?:0[1-9]|[12]\\d|3[01]|6[1-9]|[78]\\d|9[01])';
const twelve = new RegExp(`(?<!\\d)(?:18|19|20)\\d{2}${month}${day}\\s?\\d{4}(?!\\d)`, 'gu');
const ten = new RegExp(`(?<!\\d)\\d{2}${month}${day}\\s?\\d{4}(?!\\d)`, 'gu');
const shapes = [separated, twelve, ten];

const shortest = '850101-A12'.length;

const mask = '[personnummer]';

/** True when some part of the text has the shape of an identity number. */
export function holdsIdentityNumber(text: string): boolean {
  // Asked of every cell: most are short or have no six digits in a row, which every shape begins with.
  if (text.length < shortest || !/\d{6}/.test(text)) return false;
  return shapes.some((shape) => text.search(shape) >= 0);
}

/** The text with everything that looks like an identity number, or any long run of digits, covered. */
export function maskIdentityNumbers(text: string): string {
  const covered = shapes.reduce((result, shape) => result.replace(shape, mask), text);
  return covered.replace(/\d(?:[\s-]?\d){9,}/gu, mask);
}
