import type { Generated } from 'kysely';

declare module '../platform/database.ts' {
  interface Tables {
    scim_users: ScimUserTable;
    scim_deactivations: ScimDeactivationTable;
    scim_protected: { at: Date; erased: boolean };
  }
}

export type ScimUserTable = {
  id: string;
  /** The order in which accounts came, for pages. */
  position: Generated<number>;
  user_name: string;
  external_id: string | null;
  active: boolean;
  /** A `ScimUser`; name, externalId and active are repeated in columns for looking up. */
  document: unknown;
  employee_id: number | null;
  state: 'employee' | 'pending' | 'inactive';
  reason: string | null;
  created_at: Date;
  changed_at: Date;
  inactive_since: Date | null;
  retried_at: Date | null;
};

export type ScimDeactivationTable = {
  id: Generated<number>;
  employee_id: number;
  /** Held ones wait for a person; withdrawn ones came back. */
  state: 'applied' | 'held' | 'confirmed' | 'withdrawn';
  at: Date;
  settled_at: Date | null;
};
