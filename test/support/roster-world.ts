import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { createDatabase, createPool } from '../../src/platform/database.ts';
import { importRoster } from '../../src/roster/import-roster.service.ts';
import { cloneDatabase } from './database.ts';

/** A person in a test's file; the address follows the number unless `email` says otherwise. */
export type Line = {
  number: string;
  unit?: string;
  email?: string;
  last?: string;
  from?: string;
  until?: string;
  form?: string;
  away?: string;
  language?: string;
};

const heading =
  'Anställningsnummer;Förnamn;Efternamn;E-post;Förvaltningskod;Förvaltning;Enhetskod;Enhet;Anställningsform;Anställd fr.o.m.;Anställd t.o.m.;Språk;Skyddad identitet;Frånvaro fr.o.m.;Frånvaro t.o.m.';

/** A database and a folder of files of one's own. */
export async function openRosterWorld() {
  const clone = await cloneDatabase();
  const db = createDatabase(createPool(clone.connectionString, 4, () => undefined));
  const folder = await mkdtemp(join(tmpdir(), 'nanokurs-roster-'));
  let files = 0;

  async function write(text: string): Promise<string> {
    files += 1;
    const path = join(folder, `lista-${files}.csv`);
    await writeFile(path, text);
    return path;
  }
  return {
    db,
    folder,
    connectionString: clone.connectionString,
    write,
    /** A staff list of these lines. */
    list: (lines: readonly Line[]) =>
      write([heading, ...lines.map(asText)].map((line) => `${line}\r\n`).join('')),
    /** Imports and applies; every leaver is confirmed. @throws what stands in the way */
    async take(now: Date, file: string, source = 'hr', addressOnly = false) {
      const choice = { file, source, addressOnly };
      const first = await importRoster({ db }, now, choice);
      const result = await importRoster({ db }, now, {
        ...choice,
        apply: { confirmLeavers: first.diff.leavers.length, confirmNoProtection: true },
      });
      if (result.refusal !== undefined) throw result.refusal;
      return result;
    },
    people: async () =>
      (
        await sql<{
          number: string;
          email: string | null;
          unit: string | null;
          here: boolean;
          begins: string | null;
        }>`
          select e.employment_number as number, e.email, d.code as unit, e.left_at is null as here,
            e.begins_on as begins
          from employees e left join departments d on d.id = e.department_id order by 1`.execute(db)
      ).rows,
    async empty() {
      await sql`truncate employees, departments, roster_imports, campaigns cascade`.execute(db);
      await sql`delete from settings`.execute(db);
      await sql`delete from graphile_worker._private_jobs`.execute(db);
    },
    async close() {
      await db.destroy();
      await clone.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type RosterWorld = Awaited<ReturnType<typeof openRosterWorld>>;

function asText(line: Line): string {
  const { number, unit = '1001', last = 'Berg', form = 'Tillsvidare', from = '2020-01-01' } = line;
  const { until = '', away = '', language = '', email = `kim${number}@exempelkommun.test` } = line;
  const top = unit.slice(0, 2);
  const [start = '', end = ''] = away.split(' ');
  return [
    number,
    'Kim',
    last,
    email,
    top,
    `Förvaltning ${top}`,
    unit,
    `Enhet ${unit}`,
    form,
    from,
    until,
  ]
    .concat([language, 'N', start, end])
    .join(';');
}
