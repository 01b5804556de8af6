import { scimProblem } from './scim-problem.ts';
import { assign, assignAll, type ScimUser, saysProtected } from './scim-user.ts';
import { isObject } from './scim-value.ts';

export type ScimOperation = { op: string; path?: string | undefined; value?: unknown };

/**
 * Carries out PATCH operations (RFC 7644, section 3.5.2) on the whitelisted attributes; nothing
 * is ever set by a name that came from outside. Operations are named in any case, since Entra
 * ID writes `Add` and `Replace`. `add` to a list of addresses adds, everything else replaces.
 * @throws AppError BAD_REQUEST with a scimType; then nothing is changed.
 */
export function patchScimUser(user: ScimUser, operations: readonly ScimOperation[]): ScimUser {
  const said = operations.map(({ op, path, value }) =>
    op.toLowerCase() === 'remove' || (path === undefined && !isObject(value))
      ? undefined
      : saysProtected(path === undefined ? Object(value) : { [path]: value }),
  );
  if (said.findLast((one) => one !== undefined)) return { ...user, protected: true };
  return operations.reduce(carryOut, user);
}

function carryOut(user: ScimUser, { op, path, value }: ScimOperation): ScimUser {
  const name = op.toLowerCase();
  if (name === 'remove') {
    if (path === undefined) throw scimProblem('noTarget', 'remove needs a path.');
    if (/^(?:urn:[^[]*:)?active$/i.test(path))
      throw scimProblem('mutability', 'active: replace it by false instead.');
    return assign(user, path, null, true);
  }
  if (name !== 'add' && name !== 'replace')
    throw scimProblem('invalidSyntax', 'op: send add, replace or remove.');
  if (path === undefined) {
    if (!isObject(value))
      throw scimProblem('invalidValue', 'Without a path, value must be an object of attributes.');
    return assignAll(user, value, true);
  }
  if (name === 'add' && path.trim().toLowerCase() === 'emails') {
    const added = assign({ ...user, emails: [] }, path, value, true).emails;
    const kept = user.emails.filter(
      (email) => !added.some((other) => other.type === email.type || other.value === email.value),
    );
    return { ...user, emails: [...kept, ...added] };
  }
  return isObject(value) && !/^emails|manager$/i.test(path)
    ? assignAll(user, { [path]: value }, true)
    : assign(user, path, value, true);
}
