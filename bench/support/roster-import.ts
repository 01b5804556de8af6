/** One import from file to committed, as `roster import --yes` does it. Arguments: database, file, leavers. */
import { sql } from 'kysely';
import { createDatabase, createPool } from '../../src/platform/database.ts';
import { importRoster } from '../../src/roster/import-roster.service.ts';
import { serveBench } from './child.ts';

const [connectionString = '', file = '', leavers = '0'] = process.argv.slice(2);
const db = createDatabase(createPool(connectionString, 4, () => undefined));
await sql`select 1`.execute(db);

serveBench(
  async () => {
    const { refusal } = await importRoster({ db }, new Date('2026-09-01T08:00:00Z'), {
      file,
      source: 'hr',
      apply: { confirmLeavers: Number(leavers) },
    });
    if (refusal !== undefined) throw refusal;
  },
  () => db.destroy(),
  Math.round(process.memoryUsage.rss() / 1024 / 1024),
);
