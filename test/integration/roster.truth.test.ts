import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { importRoster } from '../../src/roster/import-roster.service.ts';
import { identitiesIn } from '../support/identities.ts';
import { rosterFile, truth } from '../support/roster-cases.ts';
import { openRosterWorld, type RosterWorld } from '../support/roster-world.ts';
import { dumpDatabase } from '../support/tables.ts';

const now = new Date('2026-09-01T08:00:00Z');
let world: RosterWorld;

beforeAll(async () => {
  world = await openRosterWorld();
});
afterEach(() => world.empty());
afterAll(() => world?.close());

const lists = ['joiners', 'leavers', 'movers', 'changed', 'held', 'errors'] as const;
const compare = async (file: string) => {
  const { diff } = await importRoster(world, now, { file });
  return lists.map((name) => diff[name].length);
};
/** A sample file as text, whichever of the two encodings it has. */
async function textOf(name: string): Promise<string> {
  const bytes = await readFile(rosterFile(name));
  const isUtf8 = bytes.subarray(0, 3).equals(Buffer.from('\ufeff'));
  return isUtf8 ? bytes.toString('utf8').slice(1) : bytes.toString('latin1');
}

/** The same with its rows turned round. */
async function reversed(name: string): Promise<string> {
  const text = await textOf(name);
  const [head = '', ...lines] = text.replace(/\r\n$/, '').split('\r\n');
  return world.write([head, ...lines.reverse()].join('\r\n'));
}

test('the workbook and the CSV of one list are one roster, in either order', async () => {
  const names = ['personal-2026-09.csv', 'personal-2026-09.xlsx'];
  for (const [first = '', second = ''] of [names, [...names].reverse()]) {
    const { diff } = await world.take(now, rosterFile(first));
    expect(diff.joiners).toHaveLength(truth.september.people ?? -1);
    expect(await compare(rosterFile(second))).toEqual([0, 0, 0, 0, 0, 0]);
    await world.empty();
  }
});

test('September, then October, both with their rows turned round, and back again', async () => {
  const { change } = truth;
  await world.take(now, await reversed('personal-2026-09.csv'));
  const october = await world.take(now, await reversed('personal-2026-10.csv'));
  expect(lists.map((name) => october.diff[name].length)).toEqual([
    change.join,
    change.leave,
    change.move,
    change.changed_email,
    0,
    0,
  ]);
  expect(await compare(rosterFile('personal-2026-10.csv'))).toEqual([0, 0, 0, 0, 0, 0]);
  await world.take(now, rosterFile('personal-2026-09.csv'));
  expect(await compare(await reversed('personal-2026-09.csv'))).toEqual([0, 0, 0, 0, 0, 0]);
});

test('rule 9: no identity number in what the command prints or logs, at any level', async () => {
  const seen: string[] = [];
  const identities = new Set<string>();
  for (const name of ['personal-2026-09.csv', 'personal-2026-10.csv', 'personal-errors.csv']) {
    const file = rosterFile(name);
    const text = await textOf(name);
    for (const found of text.match(/\d{8}-\d{4}/g) ?? []) identities.add(found);
    // A list in which every identity number stands where the employment number should.
    const misplaced = await world.write(text.replace(/^(\d+);([\d-]+);/gm, '$2;$1;'));
    for (const path of [file, misplaced]) {
      const run = promisify(execFile)(
        process.execPath,
        ['src/cli.ts', 'roster', 'import', path, '--yes'],
        {
          env: {
            ...process.env,
            DATABASE_URL: world.connectionString,
            NANOKURS_DIR: world.folder,
            LOG_LEVEL: 'trace',
          },
          maxBuffer: 50_000_000,
        },
      );
      const { stdout, stderr } = await run.catch(
        (error: { stdout: string; stderr: string }) => error,
      );
      seen.push(stdout, stderr);
    }
  }
  expect(seen.join('')).toContain('Personallista');
  seen.push(await dumpDatabase(world.db));
  expect(identities.size).toBeGreaterThan(1_400);
  expect(identitiesIn(seen.join('\n'), identities)).toEqual([]);
}, 60_000);
