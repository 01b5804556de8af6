import { holdsIdentityNumber } from './identity-number.ts';
import { readEmail, readFlag, readNumber } from './row-values.ts';
import { scimProblem } from './scim-problem.ts';

const longestText = 256;
const guid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/**
 * A text on one line, null where it is empty. Identity numbers are refused, not stored (DESIGN
 * rule 9); an object id may look like one and is not.
 */
export function readText(name: string, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'string' && typeof value !== 'number')
    throw scimProblem('invalidValue', `${name}: send a text.`);
  const text = String(value).normalize('NFC').trim();
  if (text.length > longestText)
    throw scimProblem('invalidValue', `${name}: at most ${longestText} characters.`);
  if (/\p{Cc}/u.test(text))
    throw scimProblem('invalidValue', `${name}: no line breaks or control characters.`);
  if (holdsIdentityNumber(text.replace(guid, '')))
    throw scimProblem(
      'invalidValue',
      `${name}: this is a personal identity number, which is never stored. Map another attribute.`,
    );
  return text === '' ? null : text;
}

/** Entra ID also sends `"True"` and `"False"`. */
export function readActive(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
  if (word !== 'true' && word !== 'false')
    throw scimProblem('invalidValue', 'active: send true or false.');
  return word === 'true';
}

/**
 * Whether somebody is protected. What cannot be told is refused: it may be another attribute, and
 * who is protected is erased.
 */
export function readProtected(value: unknown): boolean {
  if (value === null || value === undefined) return false;
  if (typeof value === 'boolean') return value;
  const flag = typeof value === 'string' ? readFlag(value.trim()) : undefined;
  if (flag === undefined) throw scimProblem('invalidValue', 'protected: send true or false.');
  return flag;
}

export function readEmployeeNumber(value: unknown): string | null {
  const text = readText('employeeNumber', value);
  if (text === null) return null;
  const number = readNumber(text);
  if (!number.ok) throw scimProblem('invalidValue', `employeeNumber: ${number.en}`);
  return number.value;
}

/** A plain id as Entra ID sends it, `{value}`, or a list with one of either. */
export function readManager(value: unknown): string | null {
  const one = Array.isArray(value) ? value[0] : value;
  return readText('manager', isObject(one) ? own(one, 'value') : one);
}

export type ScimEmail = { value: string; type: string; primary: boolean };

const mostEmails = 10;

export function readEmails(value: unknown): ScimEmail[] {
  if (value === null || value === undefined) return [];
  const list = Array.isArray(value) ? value : [value];
  if (list.length > mostEmails)
    throw scimProblem('tooMany', `emails: at most ${mostEmails} addresses.`);
  return list.flatMap((one): ScimEmail[] => {
    if (!isObject(one)) return [{ value: readAddress(one) ?? '', type: 'work', primary: false }];
    const address = readAddress(own(one, 'value'));
    if (address === null) return [];
    const primary = own(one, 'primary');
    return [
      {
        value: address,
        type: (readText('emails.type', own(one, 'type')) ?? 'work').toLowerCase(),
        primary: primary === undefined || primary === null ? false : readActive(primary),
      },
    ];
  });
}

export function readAddress(value: unknown): string | null {
  const text = readText('emails.value', value);
  if (text === null) return null;
  const address = readEmail(text);
  if (!address.ok) throw scimProblem('invalidValue', `emails.value: ${address.en}`);
  return address.value;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member whose name matches in any case; names are matched only against the object's own. */
export function own(object: Record<string, unknown>, name: string): unknown {
  return Object.entries(object).find(([key]) => key.toLowerCase() === name)?.[1];
}
