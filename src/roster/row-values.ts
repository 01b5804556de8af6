import { holdsIdentityNumber } from './identity-number.ts';

export type Reading<T> = { ok: true; value: T } | { ok: false; sv: string; en: string };

/** An employment number, leading zeros kept. */
export function readNumber(text: string): Reading<string> {
  if (text === '')
    return {
      ok: false,
      sv: 'Anställningsnummer saknas. Raden kan inte knytas till någon.',
      en: 'The employment number is missing. The row cannot be matched to anyone.',
    };
  if (holdsIdentityNumber(text))
    return {
      ok: false,
      sv: 'Ett personnummer står i stället för anställningsnumret. Exportera anställningsnumret.',
      en: 'An identity number stands in place of the employment number. Export the employment number.',
    };
  if (/^\d+[.,]\d*E\+?\d+$/i.test(text))
    return {
      ok: false,
      sv: 'Excel har gjort om numret. Formatera kolumnen som text och spara igen.',
      en: 'Excel has rewritten the number. Format the column as text and save again.',
    };
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._/-]{0,39}$/u.test(text))
    return {
      ok: false,
      sv: 'Anställningsnumret kan inte tolkas. Använd högst 40 siffror och bokstäver.',
      en: 'The employment number cannot be read. Use at most 40 digits and letters.',
    };
  return { ok: true, value: text };
}

const local = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+";
const address = new RegExp(
  `^${local}(?:\\.${local})*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]{1,62}$`,
);

/** An address in lower case, since relays and people do not tell cases apart; none is null. */
export function readEmail(text: string): Reading<string | null> {
  if (text === '') return { ok: true, value: null };
  const value = text.toLowerCase();
  if (value.length <= 254 && address.test(value)) return { ok: true, value };
  if (/^\S+@\S+$/.test(value) && /[^\x20-\x7e]/.test(value))
    return {
      ok: false,
      sv: 'Adressen har bokstäver som inte kan stå i en e-postadress, till exempel å, ä eller ö. Rätta den, eller lämna tomt.',
      en: 'The address has letters that an e-mail address cannot have, such as å, ä or ö. Correct it, or leave it empty.',
    };
  return {
    ok: false,
    sv: 'Det är ingen e-postadress. Skriv namn@kommunen.se, eller lämna tomt.',
    en: 'This is not an e-mail address. Write name@example.se, or leave it empty.',
  };
}

const yearFirst = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?$/;
const together = /^(\d{4})()(\d{2})(\d{2})$/;
const dayFirst = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/;

/**
 * A date that the calendar has: 2026-10-01, 20261001, 2026-10-01T00:00:00, or day first,
 * 1/10/2026; none is null.
 */
export function readDate(text: string): Reading<string | null> {
  if (text === '') return { ok: true, value: null };
  const first = yearFirst.exec(text) ?? together.exec(text);
  const last = dayFirst.exec(text);
  const parts = first ? [first[1], first[3], first[4]] : last ? [last[4], last[3], last[1]] : [];
  const [year = 0, month = 0, day = 0] = parts.map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year >= 1900 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day)
    return { ok: true, value: date.toISOString().slice(0, 10) };
  return {
    ok: false,
    sv: 'Det är inget datum. Skriv åååå-mm-dd, eller dag/månad/år.',
    en: 'This is not a date. Write yyyy-mm-dd, or day/month/year.',
  };
}

/** The end of something; systems that know no open end write a day in the far future. */
export function readEndDate(text: string): Reading<string | null> {
  const end = readDate(text);
  return end.ok && end.value !== null && end.value >= '2900' ? { ok: true, value: null } : end;
}

const yes = [
  ...['j', 'ja', 'y', 'yes', '1', 'x', 'true', 'sant', 's', 'skydd', 'skyddad', 'skyddat', '*'],
  ...['skyddad identitet', 'skyddade personuppgifter', 'skyddade uppgifter', 'skyddad adress'],
  ...['skyddad folkbokföring', 'kvarskrivning', 'kvarskriven', 'fingerade personuppgifter'],
  ...['sekretess', 'sekretessmarkering', 'sekretessmarkerad', 'hemlig', 'protected'],
];
const no = ['', 'n', 'nej', 'no', '0', 'false', 'falskt', '-', '–', 'ingen', 'inget', 'none'];

/** Which values mean yes and no besides the usual ones, in lower case. */
export type FlagWords = { yes: readonly string[]; no: readonly string[] };

/**
 * Undefined where an answer cannot be told: then nobody may be taken for unprotected. Where a
 * value for yes is stated, the usual ones are only taken for what is stated of them.
 */
export function readFlag(
  text: string,
  words: FlagWords = { yes: [], no: [] },
): boolean | undefined {
  const word = text.toLowerCase();
  if (words.yes.includes(word)) return true;
  if (words.no.includes(word)) return false;
  if (words.yes.length === 0 && yes.includes(word)) return true;
  return no.includes(word) ? false : undefined;
}

/** Undefined where the cell is empty: what is stored stays. */
export function readLanguage(text: string): Reading<'sv' | 'en' | undefined> {
  const word = text.toLowerCase();
  if (word === '') return { ok: true, value: undefined };
  if (['sv', 'sv-se', 'svenska', 'swedish'].includes(word)) return { ok: true, value: 'sv' };
  if (['en', 'en-gb', 'en-us', 'engelska', 'english'].includes(word))
    return { ok: true, value: 'en' };
  return {
    ok: false,
    sv: 'Språket finns inte. Skriv sv eller en, eller lämna tomt.',
    en: 'There is no such language. Write sv or en, or leave it empty.',
  };
}
