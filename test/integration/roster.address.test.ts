import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { importRoster } from '../../src/roster/import-roster.service.ts';
import { undoImport } from '../../src/roster/undo-import.service.ts';
import { openRosterWorld, type RosterWorld } from '../support/roster-world.ts';

const september = new Date('2026-09-10T08:00:00Z');
const [one, two] = ['ett@exempelkommun.test', 'tva@exempelkommun.test'];
let world: RosterWorld;

beforeAll(async () => {
  world = await openRosterWorld();
});
afterEach(() => world.empty());
afterAll(() => world?.close());

const addresses = async () =>
  Object.fromEntries(
    (await world.people()).map(({ number, email, here }) => [number, here ? email : null]),
  );
const take = async (lines: Parameters<RosterWorld['list']>[0]) =>
  world.take(september, await world.list(lines));

test('two people of one file swap addresses, and undo gives them back', async () => {
  await take([
    { number: '1', email: one },
    { number: '2', email: two },
  ]);
  const swapped = await take([
    { number: '1', email: two },
    { number: '2', email: one },
  ]);
  expect(swapped.diff.held).toEqual([]);
  expect(await addresses()).toEqual({ 1: two, 2: one });
  await undoImport(world, september, { import: swapped.import });
  expect(await addresses()).toEqual({ 1: one, 2: two });
});

test('an address that its owner leaves behind, or changes, goes on in the same import', async () => {
  await take([{ number: '1', email: one }, { number: '2', email: two }, { number: '3' }]);
  const next = await take([
    { number: '2', email: 'ny@exempelkommun.test' },
    { number: '3', email: one },
    { number: '9', email: two },
  ]);
  expect([next.diff.held, next.diff.errors]).toEqual([[], []]);
  expect(await addresses()).toEqual({ 1: null, 2: 'ny@exempelkommun.test', 3: one, 9: two });
  await undoImport(world, september, { import: next.import });
  expect(await addresses()).toEqual({ 1: one, 2: two, 3: 'kim3@exempelkommun.test' });
});

test('rule 8: while the leaver is not confirmed, nobody gets the address', async () => {
  const crowd = Array.from({ length: 14 }, (_, index) => ({ number: String(index + 10) }));
  await take([{ number: '1', email: one }, { number: '3' }, ...crowd]);
  const file = await world.list([{ number: '3', email: one }]);
  const refused = await importRoster(world, september, { file, apply: {} });
  expect(refused).toMatchObject({ applied: false, diff: { held: [] } });
  expect(await addresses()).toMatchObject({ 1: one, 3: 'kim3@exempelkommun.test' });
});
