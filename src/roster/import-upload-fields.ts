import { AppError } from '../platform/errors.ts';
import type { Scope } from './diff.ts';
import { isReservedSource } from './roster-profile.ts';

/** What an upload says besides the file; null where it says nothing. */
export type UploadFields = {
  source: string | null;
  scope: Scope | null;
  profile: string | null;
};

const nameShape = /^[a-z0-9][a-z0-9_-]{0,39}$/;
const longestProfile = 80;

/**
 * Reads the text fields of an upload.
 * @throws AppError BAD_REQUEST naming the field and what to write.
 */
export function readUploadFields(fields: ReadonlyMap<string, string>): UploadFields {
  for (const name of fields.keys())
    if (!['source', 'scope', 'profile'].includes(name))
      throw wrong(name, 'there is no such field; send source, scope, profile and file.');
  const source = fields.get('source')?.trim() || null;
  if (source !== null && !nameShape.test(source))
    throw wrong('source', 'use at most 40 small letters a-z, digits, - and _.');
  if (source !== null && isReservedSource(source))
    throw wrong('source', `${source} is the directory; choose another name.`);
  const profile = fields.get('profile')?.trim() || null;
  if (profile !== null && (profile.length > longestProfile || /\p{Cc}/u.test(profile)))
    throw wrong('profile', `at most ${longestProfile} characters on one line.`);
  return { source, profile, scope: readScope(fields.get('scope')?.trim() || null) };
}

function readScope(text: string | null): Scope | null {
  if (text === null || text === 'all') return text;
  const codes = /^department:(.+)$/
    .exec(text)?.[1]
    ?.split(',')
    .map((code) => code.trim());
  if (codes === undefined || codes.includes(''))
    throw wrong('scope', 'write all, or department:CODE with more codes after commas.');
  return codes;
}

function wrong(name: string, what: string): AppError {
  return new AppError('BAD_REQUEST', `${name}: ${what}`);
}
