import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

const template = 'nanokurs_template';
const lockKey = 5_107_352;

export type TestDatabase = { connectionString: string; drop: () => Promise<void> };

/**
 * A database of one's own, migrated and empty, for one test file. Close pools before `drop`,
 * which throws out whoever is still connected.
 */
export async function cloneDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdmin(async (admin) => {
    // Two clones at once would each find the template in use by the other.
    await admin.query('select pg_advisory_lock($1)', [lockKey]);
    // Logging every block, as is usual, costs more than the copy.
    await admin.query(`create database ${name} template ${template} strategy file_copy`);
  });
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  return {
    connectionString: url.href,
    drop: () => asAdmin((admin) => admin.query(`drop database if exists ${name} with (force)`)),
  };
}

async function asAdmin(work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: inject('postgresUrl') });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
