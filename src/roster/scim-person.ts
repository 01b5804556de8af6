import type { ScimUser } from './scim-user.ts';

/** Why an account is not, or not wholly, an employee. */
export type ScimReason =
  | 'no-number'
  | 'number-taken'
  | 'address-taken'
  | 'no-such-employee'
  | 'department-unknown';

export type ScimPerson = {
  firstName: string;
  lastName: string;
  email: string | null;
  language: 'sv' | 'en';
  title: string | null;
};

/** The person that an account describes. The name falls back on the display name, then the account's. */
export function personOf(user: ScimUser): ScimPerson {
  const words = (user.displayName ?? user.userName.split('@')[0] ?? '').split(/\s+/);
  const spoken = user.givenName !== null || user.familyName !== null;
  return {
    firstName: spoken ? (user.givenName ?? '') : words.slice(0, -1).join(' ') || (words[0] ?? ''),
    lastName: spoken ? (user.familyName ?? '') : words.length > 1 ? (words.at(-1) ?? '') : '',
    email: workAddress(user),
    language: /^en\b/i.test(user.preferredLanguage ?? '') ? 'en' : 'sv',
    title: user.title,
  };
}

const addressLike = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/;

/** The address of type work, else the primary one, else any, else a userName that is one. */
function workAddress(user: ScimUser): string | null {
  const chosen =
    user.emails.find(({ type }) => type === 'work') ??
    user.emails.find(({ primary }) => primary) ??
    user.emails[0];
  if (chosen !== undefined) return chosen.value;
  return addressLike.test(user.userName) ? user.userName.toLowerCase() : null;
}
