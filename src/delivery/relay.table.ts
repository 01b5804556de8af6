import type { Generated } from 'kysely';

declare module '../platform/database.ts' {
  interface Tables {
    relay_buckets: RelayBucketTable;
  }
}

/** What a relay has taken of late. Postgres's clock throughout (rule 5). */
export type RelayBucketTable = {
  /** See `relayOf`. */
  relay: string;
  /** As they stood at `refilled_at`. */
  tokens: number;
  refilled_at: Generated<Date>;
  /** Mails by the number of their slice of ten minutes since 1970. */
  spent: Generated<Record<string, number>>;
  /** The relay has said that it is too much; nothing is offered until then. */
  paused_until: Generated<Date | null>;
  /** How many such pauses have followed each other. */
  pauses: Generated<number>;
};
