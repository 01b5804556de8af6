import { AppError } from '../platform/errors.ts';
import { scimProblem } from './scim-problem.ts';
import {
  isObject,
  readActive,
  readAddress,
  readEmails,
  readEmployeeNumber,
  readManager,
  readProtected,
  readText,
  type ScimEmail,
} from './scim-value.ts';

export const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const enterpriseSchema = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** Our own extension, in the form that Entra ID gives the names of added attributes. */
export const protectionSchema = 'urn:ietf:params:scim:schemas:extension:nanokurs:2.0:User';

/** What is kept of an account of the directory; everything else that is sent is dropped. */
export type ScimUser = {
  userName: string;
  externalId: string | null;
  active: boolean;
  givenName: string | null;
  familyName: string | null;
  displayName: string | null;
  title: string | null;
  preferredLanguage: string | null;
  emails: ScimEmail[];
  employeeNumber: string | null;
  department: string | null;
  manager: string | null;
  /** True of nobody who is stored (DESIGN rule 9). */
  protected: boolean;
};

const blank: ScimUser = {
  userName: '',
  externalId: null,
  active: true,
  givenName: null,
  familyName: null,
  displayName: null,
  title: null,
  preferredLanguage: null,
  emails: [],
  employeeNumber: null,
  department: null,
  manager: null,
  protected: false,
};

type Change = (user: ScimUser, value: unknown) => ScimUser;

const text =
  (field: 'externalId' | 'givenName' | 'familyName' | 'displayName' | 'title') =>
  (user: ScimUser, value: unknown): ScimUser => ({ ...user, [field]: readText(field, value) });

const enterprise = enterpriseSchema.toLowerCase();
const protection = protectionSchema.toLowerCase();

/** The attributes that are kept, by their path in lower case: the whole whitelist. */
const attributes = new Map<string, Change>([
  ['username', (user, value) => ({ ...user, userName: readText('userName', value) ?? '' })],
  ['externalid', text('externalId')],
  ['active', (user, value) => ({ ...user, active: readActive(value) })],
  ['name.givenname', text('givenName')],
  ['name.familyname', text('familyName')],
  ['displayname', text('displayName')],
  ['title', text('title')],
  [
    'preferredlanguage',
    (user, value) => ({ ...user, preferredLanguage: readText('preferredLanguage', value) }),
  ],
  ['emails', (user, value) => ({ ...user, emails: readEmails(value) })],
  [
    `${enterprise}:employeenumber`,
    (user, value) => ({ ...user, employeeNumber: readEmployeeNumber(value) }),
  ],
  [
    `${enterprise}:department`,
    (user, value) => ({ ...user, department: readText('department', value) }),
  ],
  [`${enterprise}:manager`, (user, value) => ({ ...user, manager: readManager(value) })],
  [`${protection}:protected`, (user, value) => ({ ...user, protected: readProtected(value) })],
  [`${enterprise}:manager.value`, (user, value) => ({ ...user, manager: readManager(value) })],
]);

/** Attributes of the two schemas that are accepted and forgotten; passwords among them. */
const forgotten = new Set(
  [
    'schemas id meta name.formatted name.middlename name.honorificprefix name.honorificsuffix',
    'nickname profileurl usertype locale timezone password phonenumbers addresses ims photos',
    'groups entitlements roles x509certificates',
    ...['costcenter', 'organization', 'division', 'manager.displayname', 'manager.$ref'].map(
      (name) => `${enterprise}:${name}`,
    ),
  ].flatMap((line) => line.split(' ')),
);

/** An attribute or sub-attribute in a form that can be looked up: lower case, without the core schema. */
function canonical(path: string): string {
  const lower = path.trim().toLowerCase();
  const core = userSchema.toLowerCase();
  if (lower.startsWith(`${core}:`)) return lower.slice(core.length + 1);
  // Entra ID has two spellings of extension attributes.
  const extension = [enterprise, protection].find((urn) => lower.startsWith(`${urn}.`));
  return extension === undefined ? lower : `${extension}:${lower.slice(extension.length + 1)}`;
}

/** Reads a whole resource, as POST and PUT send it. Attributes that are not kept are skipped. */
export function readScimUser(resource: unknown): ScimUser {
  if (!isObject(resource)) throw scimProblem('invalidSyntax', 'Send one user as a JSON object.');
  if (saysProtected(resource)) return asProtected(resource);
  const user = assignAll(blank, resource, false);
  if (user.userName === '') throw scimProblem('invalidValue', 'userName: it is required.');
  return user;
}

/**
 * True where some values say that their account is protected; undefined where they do not say.
 * Asked first, since whatever else is wrong with them, somebody protected is not to stay.
 */
export function saysProtected(values: Record<string, unknown>): boolean | undefined {
  let says: boolean | undefined;
  for (const [key, value] of Object.entries(values)) {
    const path = canonical(key);
    if (path === `${protection}:protected`) says = readProtected(value);
    else if (path === protection && isObject(value))
      says = saysProtected(
        Object.fromEntries(
          Object.entries(value).map(([name, one]) => [`${protection}:${name}`, one]),
        ),
      );
  }
  return says;
}

/** Of a protected account, what tells which one it is, as far as that can be read. */
function asProtected(resource: Record<string, unknown>): ScimUser {
  let user: ScimUser = { ...blank, protected: true };
  for (const [key, value] of Object.entries(resource))
    try {
      user = assignAll(user, { [key]: value }, false);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  return { ...user, protected: true };
}

/**
 * Sets every attribute of an object; its keys may be dotted or carry a filter, as Entra ID
 * sends them in operations without a path.
 * @param strict whether an attribute that nobody knows is an error (PATCH) or skipped.
 */
export function assignAll(
  user: ScimUser,
  values: Record<string, unknown>,
  strict: boolean,
): ScimUser {
  let result = user;
  for (const [key, value] of Object.entries(values)) {
    const path = canonical(key);
    if (isObject(value) && (path === 'name' || path === enterprise || path === protection)) {
      const separator = path === 'name' ? '.' : ':';
      const inner = Object.entries(value).map(([name, one]) => [`${path}${separator}${name}`, one]);
      result = assignAll(result, Object.fromEntries(inner), strict);
    } else result = assign(result, key, value, strict);
  }
  return result;
}

/** Sets one attribute; null, '' and an empty list take it away. */
export function assign(user: ScimUser, path: string, value: unknown, strict: boolean): ScimUser {
  const key = canonical(path);
  const change = attributes.get(key);
  if (change !== undefined) {
    const changed = change(user, value);
    if (strict && changed.userName === '')
      throw scimProblem('mutability', 'userName: it cannot be removed.');
    return changed;
  }
  const email = emailPath.exec(key);
  if (email !== null) return { ...user, emails: assignEmail(user.emails, email, value) };
  const base = filtered.exec(key)?.[1] ?? '';
  if (!strict || forgotten.has(key) || forgotten.has(base)) return user;
  throw scimProblem(
    'invalidPath',
    'The path names no attribute that can be changed here. /Schemas lists them.',
  );
}

/** An attribute with a filter or a sub-attribute behind it. */
const filtered = /^([a-z0-9]{1,40})(?:\[[^\]]{0,100}\])?(?:\.[a-z0-9]{1,40})?$/;
const emailPath =
  /^emails(?:\[\s*(?:type\s+eq\s+"([a-z0-9]{1,20})"|primary\s+eq\s+"?(true)"?)\s*\])?(?:\.(value|type|primary|display))?$/;

/** `emails[type eq "work"].value`, which makes the entry where there is none. */
function assignEmail(
  emails: readonly ScimEmail[],
  [, type, primary, part]: RegExpExecArray,
  value: unknown,
): ScimEmail[] {
  const wanted = type ?? (primary === undefined ? 'work' : undefined);
  const chosen = (email: ScimEmail) =>
    wanted === undefined ? email.primary : email.type === wanted;
  const others = emails.filter((email) => !chosen(email));
  const old = emails.find(chosen);
  if (part === undefined) {
    const [given] = readEmails(value);
    return given === undefined ? others : [...others, { ...given, type: wanted ?? given.type }];
  }
  if (part === 'value') {
    const address = readAddress(value);
    if (address === null) return others;
    const entry = old ?? { type: wanted ?? 'work', primary: primary !== undefined };
    return [...others, { ...entry, value: address }];
  }
  if (part === 'primary' && old !== undefined)
    return [...others, { ...old, primary: value === null ? false : readActive(value) }];
  return [...emails];
}
