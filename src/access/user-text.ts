import { swedishTime } from './audit.ts';
import type { Role } from './role.ts';

/** A user as commands show them. */
export type UserLine = {
  address: string;
  signedInAt: Date | null;
  grants: readonly {
    role: Role;
    department: { code: string; name: string } | null;
    suspendedAt: string | null;
  }[];
};

/** `leader 20, hr *`: roles and where, a star for the whole organisation; suspended ones in brackets. */
export function grantsText(grants: UserLine['grants']): string {
  const all = grants.map(({ role, department, suspendedAt }) => {
    const text = `${role} ${department?.code ?? '*'}`;
    return suspendedAt === null ? text : `(${text})`;
  });
  return all.length === 0 ? '-' : all.join(', ');
}

/** Users in words, one a line. */
export function usersText(users: readonly UserLine[]): string {
  if (users.length === 0)
    return 'Inga användare finns. Lägg till den första med user add ADRESS --role admin.\nThere are no users. Add the first with user add ADDRESS --role admin.';
  const lines = users.map(({ address, signedInAt, grants }) => {
    const seen = signedInAt === null ? '-' : swedishTime(signedInAt).slice(0, 10);
    return `${address}  ${grantsText(grants)}  ${seen}`;
  });
  const note =
    '(…): vilar tills den granskats med user review / suspended until reviewed by user review';
  const waits = users.some(({ grants }) => grants.some(({ suspendedAt }) => suspendedAt !== null));
  return [...lines, ...(waits ? [note] : [])].join('\n');
}
