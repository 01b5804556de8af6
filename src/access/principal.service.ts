import type { Database } from '../platform/database.ts';
import { departmentSubtree } from './department-subtree.repository.ts';
import { type Role, roles } from './role.ts';
import type { Grant, Session } from './session.repository.ts';
import type { UserPrincipal } from './signed-in-page.ts';
import type { VisibleDepartments } from './visible-departments.ts';

/**
 * Who somebody is to a page: only grants whose role it is for count, and all of their
 * departments together are visible, so that being HR somewhere opens no figures elsewhere.
 * Undefined where there is none.
 * @param access.whole counts only grants without a department.
 * @param access.anyone lets in whoever is signed in, as somebody who sees nothing.
 */
export async function principalFor(
  db: Database,
  session: Pick<Session, 'userId' | 'grants'>,
  access: {
    roles: readonly Role[];
    whole?: boolean | undefined;
    anyone?: boolean | undefined;
  },
): Promise<UserPrincipal | undefined> {
  const grants = session.grants.filter(
    (grant) => access.roles.includes(grant.role) && !(access.whole && grant.departmentId !== null),
  );
  const role = roles.find((one) => grants.some((grant) => grant.role === one));
  if (role === undefined)
    return access.anyone
      ? { userId: session.userId, role: 'reader', visible: new Set() }
      : undefined;
  return { userId: session.userId, role, visible: await visibleTo(db, grants) };
}

async function visibleTo(db: Database, grants: readonly Grant[]): Promise<VisibleDepartments> {
  const visible = new Set<number>();
  for (const { departmentId } of grants) {
    if (departmentId === null) return 'all';
    for (const id of await departmentSubtree(db, departmentId)) visible.add(id);
  }
  return visible;
}
