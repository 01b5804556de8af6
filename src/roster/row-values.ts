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
  return {
    ok: false,
    sv: 'Det är ingen e-postadress. Skriv namn@kommunen.se, eller lämna tomt.',
    en: 'This is not an e-mail address. Write name@example.se, or leave it empty.',
  };
}

/** A date as YYYY-MM-DD or YYYYMMDD that the calendar has; none is null. */
export function readDate(text: string): Reading<string | null> {
  if (text === '') return { ok: true, value: null };
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (match !== null) {
    const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
    const date = new Date(Date.UTC(year, month - 1, day));
    if (year >= 1900 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day)
      return { ok: true, value: `${match[1]}-${match[2]}-${match[3]}` };
  }
  return {
    ok: false,
    sv: 'Det är inget datum. Skriv åååå-mm-dd.',
    en: 'This is not a date. Write yyyy-mm-dd.',
  };
}

/** Undefined where an answer cannot be told: then nobody may be taken for unprotected. */
export function readFlag(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (['j', 'ja', 'y', 'yes', '1', 'x', 'true', 'sant', 's', 'skyddad'].includes(word)) return true;
  if (['', 'n', 'nej', 'no', '0', 'false', 'falskt'].includes(word)) return false;
  return undefined;
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
