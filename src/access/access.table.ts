import type { Generated } from 'kysely';
import type { Role, TokenRole } from './role.ts';

declare module '../platform/database.ts' {
  interface Tables {
    api_tokens: ApiTokenTable;
    users: UserTable;
    user_grants: UserGrantTable;
    sessions: SessionTable;
    sign_in_links: SignInLinkTable;
    sign_in_limits: SignInLimitTable;
  }
}

export type ApiTokenTable = {
  id: Generated<number>;
  /** SHA-256 of the token; the token itself is shown once and never stored. */
  hash: Buffer;
  role: TokenRole;
  /** The top of the subtree it may see; null means the whole organisation. */
  department_id: number | null;
  created_at: Generated<Date>;
  last_used_at: Date | null;
  revoked_at: Date | null;
};

export type UserTable = {
  id: Generated<number>;
  /** In lower case. */
  address: string;
  language: Generated<'sv' | 'en'>;
  /** Who it is in the roster, where the roster has the address. */
  employee_id: Generated<number | null>;
  /** Issuer and subject of the first sign-in by OpenID Connect; nobody else's is taken after it. */
  oidc_subject: Generated<string | null>;
  /** Made by the trial run, and named on the sign-in page of a trial. */
  simulated: Generated<boolean>;
  created_at: Generated<Date>;
  signed_in_at: Generated<Date | null>;
};

export type UserGrantTable = {
  id: Generated<number>;
  user_id: number;
  role: Role;
  /** The top of the subtree; null means the whole organisation. */
  department_id: number | null;
  created_at: Generated<Date>;
  /** Counts for nothing until a person has reviewed it: whoever has it has moved. */
  suspended_at: Generated<Date | null>;
  revoked_at: Generated<Date | null>;
  revoked_for: Generated<'person' | 'left' | null>;
};

export type SessionTable = {
  /** SHA-256 of what the cookie holds. */
  id: Buffer;
  user_id: number;
  /** Both on Postgres's clock: the absolute and the idle limit count from them. */
  created_at: Generated<Date>;
  seen_at: Generated<Date>;
  /** Grants have changed: the next request gets a new id. */
  rotate: Generated<boolean>;
  /** What the next page says once. */
  flash: Generated<unknown>;
};

export type SignInLinkTable = {
  hash: Buffer;
  user_id: number;
  /** SHA-256 of what the form's cookie held in the browser that asked. */
  browser: Buffer | null;
  created_at: Generated<Date>;
  used_at: Generated<Date | null>;
};

/** Attempts since `started_at`, by the hash of an address or of a network. */
export type SignInLimitTable = { key: Buffer; count: number; started_at: Generated<Date> };
