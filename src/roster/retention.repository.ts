import { sql } from 'kysely';
import { z } from 'zod';
import type { Database, Trx } from '../platform/database.ts';

/** How long personal data is kept (DESIGN rule 15); the key `retention` in the settings. */
const retention = z.object({
  leaverDays: z.int().min(1).max(3650).default(90),
  answerDays: z.int().min(1).max(3650).default(180),
  undoDays: z.int().min(1).max(90).default(30),
});

export type Retention = z.infer<typeof retention>;

/** The settings, with defaults in place of what is missing or cannot be read. */
export async function readRetention(db: Database): Promise<Retention> {
  const row = await db
    .selectFrom('settings')
    .select('value')
    .where('key', '=', 'retention')
    .executeTakeFirst();
  const read = retention.safeParse(row?.value ?? {});
  return read.success ? read.data : retention.parse({});
}

/**
 * Takes name, address, title and absences from whoever left before an instant, and the images
 * that could bring them back. The row stays for the figures; the number stays until answers
 * lose their person, so that someone who returns goes on where they were.
 */
export async function anonymiseLeavers(trx: Trx, before: Date, now: Date): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    update employees
    set first_name = '', last_name = '', email = null, email_source = null,
      language_source = null, title = null, anonymised_at = ${now}::timestamptz,
      changed_by_import = null
    where left_at < ${before}::timestamptz and begins_on is null and anonymised_at is null
    returning id`.execute(trx);
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return 0;
  await sql`delete from holds where employee_id = any(${ids}::bigint[])`.execute(trx);
  await sql`delete from employments where employee_id = any(${ids}::bigint[])`.execute(trx);
  await sql`delete from roster_images where employee_id = any(${ids}::bigint[])`.execute(trx);
  return ids.length;
}

/** The last local day whose beginnings and endings were acted on; undefined at first. */
export async function readRosterDay(db: Database, key: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('settings')
    .select('value')
    .where('key', '=', key)
    .executeTakeFirst();
  return typeof row?.value === 'string' ? row.value : undefined;
}

export async function writeRosterDay(trx: Trx, key: string, day: string): Promise<void> {
  const value = JSON.stringify(day);
  await trx
    .insertInto('settings')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value, changed_at: sql`now()` }))
    .execute();
}
