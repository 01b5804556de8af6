/** What somebody may do; where, is said by departments. A reader sees the same figures as a leader and changes nothing. */
export type Role = 'admin' | 'hr' | 'leader' | 'reader';

/** Strongest first. */
export const roles: readonly Role[] = ['admin', 'hr', 'leader', 'reader'];

/** Roles that API tokens have. */
export type TokenRole = Exclude<Role, 'reader'>;

export const roleNames: Record<Role, { sv: string; en: string }> = {
  admin: { sv: 'Administratör', en: 'Administrator' },
  hr: { sv: 'Personalansvarig', en: 'HR' },
  leader: { sv: 'Projektledare', en: 'Project leader' },
  reader: { sv: 'Läsare', en: 'Reader' },
};
