import type { Generated } from 'kysely';

declare module '../platform/database.ts' {
  interface Tables {
    api_tokens: ApiTokenTable;
  }
}

export type Role = 'admin' | 'hr' | 'leader';

export type ApiTokenTable = {
  id: Generated<number>;
  /** SHA-256 of the token; the token itself is shown once and never stored. */
  hash: Buffer;
  role: Role;
  /** The top of the subtree it may see; null means the whole organisation. */
  department_id: number | null;
  created_at: Generated<Date>;
  last_used_at: Date | null;
  revoked_at: Date | null;
};
