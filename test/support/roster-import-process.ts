/** Imports and applies a file in a process of its own, which a test may kill. Arguments: database, file, time. */
import { createDatabase, createPool } from '../../src/platform/database.ts';
import { importRoster } from '../../src/roster/import-roster.service.ts';

const [connectionString = '', file = '', now = ''] = process.argv.slice(2);
const db = createDatabase(createPool(connectionString, 2, () => undefined));
process.stdout.write('begins\n');
const { applied } = await importRoster({ db }, new Date(now), {
  file,
  source: 'hr',
  apply: { confirmLeavers: 17 },
});
await db.destroy();
process.stdout.write(applied ? 'applied\n' : 'refused\n');
