import type { Selectable } from 'kysely';
import type { Database, Trx } from '../platform/database.ts';
import type { RosterProfileTable } from './roster-profile.table.ts';
import { profileContent, type RosterProfile } from './roster-profile.ts';

/** Adds a profile, or puts it in the place of the one of that name; `now` decides which is latest. */
export async function saveProfile(trx: Trx, profile: RosterProfile, now: Date): Promise<void> {
  const values = {
    source: profile.source,
    content: JSON.stringify(profile.content),
    protection_confirmed_at: profile.protectionConfirmed ? now : null,
    used_at: now,
  };
  await trx
    .insertInto('roster_profiles')
    .values({ name: profile.name, created_at: now, ...values })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(values))
    .execute();
}

/** All profiles, or those of one source; the one used last comes first. */
export async function loadProfiles(db: Database, source?: string): Promise<RosterProfile[]> {
  const rows = await db
    .selectFrom('roster_profiles')
    .selectAll()
    .$if(source !== undefined, (query) => query.where('source', '=', source ?? ''))
    .orderBy('used_at', 'desc')
    .orderBy('name')
    .execute();
  return rows.map(asProfile);
}

export async function findProfile(db: Database, name: string): Promise<RosterProfile | undefined> {
  const row = await db
    .selectFrom('roster_profiles')
    .selectAll()
    .where('name', '=', name)
    .executeTakeFirst();
  return row && asProfile(row);
}

/** @returns false where there was none. */
export async function deleteProfile(db: Database, name: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('roster_profiles')
    .where('name', '=', name)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Remembers that the profile was used, and, where so, that the lack of a protection column is right. */
export async function markProfileUsed(
  trx: Trx,
  name: string,
  confirmedNoProtection: boolean,
  now: Date,
): Promise<void> {
  await trx
    .updateTable('roster_profiles')
    .set({ used_at: now, ...(confirmedNoProtection ? { protection_confirmed_at: now } : {}) })
    .where('name', '=', name)
    .execute();
}

function asProfile(row: Selectable<RosterProfileTable>): RosterProfile {
  return {
    name: row.name,
    source: row.source,
    content: profileContent.parse(row.content),
    protectionConfirmed: row.protection_confirmed_at !== null,
  };
}
