import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, createPool, type Database } from '../../src/platform/database.ts';
import {
  joinEmbeddedPostgres,
  removeEmbeddedPostgres,
} from '../../src/platform/embedded-postgres.ts';
import { migrateToLatest } from '../../src/platform/migrate.ts';

export type BenchDatabase = { connectionString: string; db: Database };

/** A migrated database on a server of its own, as safe as in earnest (fsync on), removed afterwards. */
export async function withBenchDatabase<Result>(
  work: (database: BenchDatabase) => Promise<Result>,
): Promise<Result> {
  const dir = await mkdtemp(join(tmpdir(), 'nanokurs-bench-'));
  // Lets root's server user in.
  await chmod(dir, 0o711);
  try {
    const server = await joinEmbeddedPostgres({ dir });
    try {
      await migrateToLatest(server.connectionString);
      const pool = createPool(server.connectionString, 4, () => undefined);
      const db = createDatabase(pool);
      try {
        return await work({ connectionString: server.connectionString, db });
      } finally {
        await db.destroy();
      }
    } finally {
      await server.release();
    }
  } finally {
    await removeEmbeddedPostgres(dir);
    await rm(dir, { recursive: true, force: true });
  }
}
