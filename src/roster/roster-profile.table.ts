import type { Generated } from 'kysely';

declare module '../platform/database.ts' {
  interface Tables {
    roster_profiles: RosterProfileTable;
  }
}

export type RosterProfileTable = {
  name: string;
  source: string;
  content: unknown;
  /** When it was confirmed that files without a protection column are right. */
  protection_confirmed_at: Date | null;
  created_at: Generated<Date>;
  /** Saved or last used in an import: the latest of a source is the one it is remembered by. */
  used_at: Generated<Date>;
};
