import { enterpriseSchema, protectionSchema, type ScimUser, userSchema } from './scim-user.ts';

export type StoredScimUser = {
  id: string;
  user: ScimUser;
  createdAt: Date;
  changedAt: Date;
};

/** A user as SCIM shows it; what is not known is left out. `base` is the address of /scim/v2. */
export function userResource(stored: StoredScimUser, base: string): Record<string, unknown> {
  const { id, user } = stored;
  const name = known({ givenName: user.givenName, familyName: user.familyName });
  const enterprise = known({
    employeeNumber: user.employeeNumber,
    department: user.department,
    manager: user.manager === null ? null : { value: user.manager },
  });
  return {
    schemas: [
      userSchema,
      ...(enterprise === undefined ? [] : [enterpriseSchema]),
      ...(user.protected ? [protectionSchema] : []),
    ],
    id,
    userName: user.userName,
    active: user.active,
    ...known({
      externalId: user.externalId,
      name: name ?? null,
      displayName: user.displayName,
      title: user.title,
      preferredLanguage: user.preferredLanguage,
      emails: user.emails.length === 0 ? null : user.emails,
      [enterpriseSchema]: enterprise ?? null,
      [protectionSchema]: user.protected ? { protected: true } : null,
    }),
    meta: {
      resourceType: 'User',
      created: stored.createdAt.toISOString(),
      lastModified: stored.changedAt.toISOString(),
      location: `${base}/Users/${id}`,
    },
  };
}

function known(members: Record<string, unknown>): Record<string, unknown> | undefined {
  const entries = Object.entries(members).filter(([, value]) => value !== null);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

const always = ['schemas', 'id', 'meta'];

/**
 * Leaves out what was not asked for: `attributes` and `excludedAttributes` as they stand in the
 * address, comma-separated. Sub-attributes bring their whole attribute.
 */
export function selectAttributes(
  resource: Record<string, unknown>,
  wanted: string | undefined,
  excluded: string | undefined,
): Record<string, unknown> {
  const wants = names(wanted);
  const excludes = names(excluded);
  return Object.fromEntries(
    Object.entries(resource).filter(([key]) => {
      if (always.includes(key)) return true;
      const is = (name: string) =>
        name === key.toLowerCase() ||
        name.startsWith(`${key.toLowerCase()}.`) ||
        name.startsWith(`${key.toLowerCase()}:`);
      if (wants.length > 0) return wants.some(is);
      return !excludes.some((name) => name === key.toLowerCase());
    }),
  );
}

function names(list: string | undefined): string[] {
  const core = `${userSchema.toLowerCase()}:`;
  return (list ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '')
    .map((name) => (name.startsWith(core) ? name.slice(core.length) : name));
}

export function listResponse(
  total: number,
  startIndex: number,
  resources: readonly object[],
): Record<string, unknown> {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: total,
    startIndex,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}
