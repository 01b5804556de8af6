import type { Generated } from 'kysely';
import type { AuditAction } from '../platform/audit-entry.ts';
import type { Role } from './role.ts';

declare module '../platform/database.ts' {
  interface Tables {
    audit_entries: AuditEntryTable;
  }
}

/** Only ever added to; a trigger refuses all else but retention. */
export type AuditEntryTable = {
  id: Generated<number>;
  /** The service's time, virtual in a trial. */
  at: Date;
  /** Postgres's own time. */
  recorded_at: Generated<Date>;
  actor_kind: 'command' | 'token' | 'user' | 'roster';
  /** The name of the operating system's user, the id of the token or of the user, or `roster`. */
  actor: string;
  /** The role it was done in; a command has none. */
  actor_role: Role | null;
  action: AuditAction;
  subject: string;
  details: Record<string, number>;
};
