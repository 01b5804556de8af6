import { readdir } from 'node:fs/promises';
import { runMigrations } from 'graphile-worker';
import { sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { createDatabase, createPool } from './database.ts';
import { AppError } from './errors.ts';
import { quietJobLog } from './job-log.ts';

const folder = new URL('../../migrations/', import.meta.url);

async function loadMigrations(): Promise<Record<string, Migration>> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}_.*\.ts$/.test(name)).sort();
  const loaded = await Promise.all(
    names.map(
      async (name) =>
        [
          name.replace(/\.ts$/, ''),
          (await import(new URL(name, folder).href)) as Migration,
        ] as const,
    ),
  );
  return Object.fromEntries(loaded);
}

/**
 * Brings the database up to date, the job queue's own tables included. Safe to call from
 * several processes at once: one works under an advisory lock, the others wait.
 * @throws AppError UNAVAILABLE naming the migration that failed.
 */
export async function migrateToLatest(connectionString: string): Promise<void> {
  const pool = createPool(connectionString, 3, () => undefined);
  const db = createDatabase(pool);
  try {
    await db.connection().execute(async (connection) => {
      // Kysely locks its own part; the job queue's migrations race with each other without this.
      await sql`select pg_advisory_lock(726171, 1)`.execute(connection);
      try {
        const migrator = new Migrator({ db, provider: { getMigrations: loadMigrations } });
        const { error, results } = await migrator.migrateToLatest();
        const failed = results?.find((result) => result.status === 'Error');
        if (error !== undefined)
          throw new AppError(
            'UNAVAILABLE',
            `Migration ${failed?.migrationName ?? ''} failed: ${error instanceof Error ? error.message : String(error)}`,
          );
        await runMigrations({ pgPool: pool, logger: quietJobLog });
      } finally {
        await sql`select pg_advisory_unlock(726171, 1)`.execute(connection);
      }
    });
  } finally {
    await db.destroy();
  }
}
