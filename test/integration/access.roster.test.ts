import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listAudit } from '../../src/access/audit.repository.ts';
import { addUser, grantRole, reviewUser } from '../../src/access/change-user.service.ts';
import { insertSession } from '../../src/access/session.repository.ts';
import { hashSecret } from '../../src/access/session-secret.ts';
import { findUserByAddress } from '../../src/access/user.repository.ts';
import { erasePerson } from '../../src/roster/erase-person.service.ts';
import { rosterImportCommand } from '../../src/roster/roster-import.command.ts';
import { undoImport } from '../../src/roster/undo-import.service.ts';
import { openRosterWorld, type RosterWorld } from '../support/roster-world.ts';

const now = new Date('2026-09-10T08:00:00Z');
const address = 'kim1@exempelkommun.test';
let world: RosterWorld;

beforeAll(async () => {
  world = await openRosterWorld();
});
beforeEach(async () => {
  await sql`delete from users`.execute(world.db);
  await world.empty();
  await world.take(now, await world.list([{ number: '1' }, { number: '2' }]));
});
afterAll(() => world.close());

/** Somebody with a role and a session. */
async function user(): Promise<number> {
  const { user } = await addUser(world, { address, grants: [{ role: 'leader' }] });
  await world.db
    .transaction()
    .execute((trx) => insertSession(trx, hashSecret(`session ${user.id}`), user.id));
  return user.id;
}

/** Grants that count, grants that are suspended, and sessions. */
const asleep = { counts: 0, suspended: 1, sessions: 0 };
async function standing(of = address) {
  const found = await findUserByAddress(world.db, of);
  if (found === undefined) return undefined;
  const suspended = found.grants.filter(({ suspendedAt }) => suspendedAt !== null).length;
  return { counts: found.grants.length - suspended, suspended, sessions: found.sessions };
}

test('who leaves the roster loses sessions and roles in the import that says so', async () => {
  await user();
  expect(await standing()).toEqual({ counts: 1, suspended: 0, sessions: 1 });
  const { import: id } = await world.take(now, await world.list([{ number: '2' }]));
  expect(await standing()).toEqual({ counts: 0, suspended: 0, sessions: 0 });
  expect(await listAudit(world.db, { limit: 1 })).toMatchObject([
    { actor: { kind: 'roster' }, action: 'user.left', details: { roles: 1 } },
  ]);
  // Being back in the roster gives nothing back by itself.
  await undoImport(world, now, { import: id });
  expect(await standing()).toEqual({ counts: 0, suspended: 0, sessions: 0 });
});

test('who moves has the roles suspended until a person has looked at them', async () => {
  const id = await user();
  await world.take(now, await world.list([{ number: '1', unit: '2001' }, { number: '2' }]));
  expect(await standing()).toEqual(asleep);
  const [entry] = await listAudit(world.db, { limit: 1 });
  expect([entry?.action, entry?.subject]).toEqual(['user.suspend', String(id)]);
  await reviewUser(world, id, 'keep');
  expect(await standing()).toEqual({ counts: 1, suspended: 0, sessions: 0 });
});

test('roster import tells whoever carries it out that a user waits for a review', async () => {
  await user();
  const run = async (unit: string) => {
    const file = await world.list([{ number: '1', unit }, { number: '2' }]);
    return rosterImportCommand({ db: world.db, now }, [file, '--yes', '--confirm-no-protection']);
  };
  expect((await run('1001')).text).not.toContain('user review');
  const { text } = await run('2001');
  const words = text.replace(/\s+/g, ' ');
  expect(words).toContain('Granska med user review');
  expect(words).toContain('may do nothing until reviewed');
});

test('an address that goes to somebody else takes no role along: the account stays with its person', async () => {
  const id = await user();
  const swapped = [
    { number: '1', email: 'ny@exempelkommun.test' },
    { number: '2', email: address },
  ];
  await world.take(now, await world.list(swapped));
  expect(await standing()).toBeUndefined();
  expect(await standing('ny@exempelkommun.test')).toEqual(asleep);
  await reviewUser(world, id, 'keep');
  expect(await standing()).toBeUndefined();
});

test('where another user has the new address, nobody can be let in by the old one', async () => {
  const id = await user();
  const other = 'ny@exempelkommun.test';
  await addUser(world, { address: other, grants: [] });
  await world.take(now, await world.list([{ number: '1', email: other }, { number: '2' }]));
  expect(await standing()).toEqual(asleep);
  await expect(reviewUser(world, id, 'keep')).rejects.toThrow('another address');
  expect(await standing()).toEqual(asleep);
});

test('who came back under another number is followed when leaving again', async () => {
  const id = await user();
  await world.take(now, await world.list([{ number: '2' }]));
  await world.take(now, await world.list([{ number: '2' }, { number: '3', email: address }]));
  await grantRole(world, id, { role: 'leader' });
  expect(await standing()).toMatchObject({ counts: 1 });
  // The old row comes to its end; the person is there.
  await erasePerson(world, { source: 'hr', number: '1' });
  expect(await standing()).toMatchObject({ counts: 1 });
  await world.take(now, await world.list([{ number: '2' }]));
  expect(await standing()).toEqual({ counts: 0, suspended: 0, sessions: 0 });
});

test('two employments of one person: the roles end with the second, whoever else has the address does not count', async () => {
  await user();
  const employ = (number: string, last: string) =>
    sql`insert into employees (source, employment_number, first_name, last_name, email)
      values ('school', ${number}, 'Kim', ${last}, ${address})`.execute(world.db);
  await employ('9', 'Berg');
  await world.take(now, await world.list([{ number: '2' }]));
  expect(await standing()).toEqual(asleep);
  await employ('8', 'Lind');
  await sql`update employees set left_at = ${now} where employment_number = '9'`.execute(world.db);
  expect(await standing()).toEqual({ counts: 0, suspended: 0, sessions: 0 });
});

test('somebody known to the roster only by address is followed too', async () => {
  await user();
  await sql`update users set employee_id = null`.execute(world.db);
  await world.take(now, await world.list([{ number: '2' }]));
  expect(await standing()).toEqual({ counts: 0, suspended: 0, sessions: 0 });
});

test('an import that is the same again, or undone, takes nothing from anybody', async () => {
  await user();
  const file = await world.list([{ number: '1' }, { number: '2' }]);
  await world.take(now, file);
  expect(await standing()).toEqual({ counts: 1, suspended: 0, sessions: 1 });
  const { import: id } = await world.take(
    now,
    await world.list([{ number: '1' }, { number: '2' }, { number: '3' }]),
  );
  await addUser(world, { address: 'kim3@exempelkommun.test', grants: [{ role: 'hr' }] });
  await undoImport(world, now, { import: id });
  const third = await findUserByAddress(world.db, 'kim3@exempelkommun.test');
  expect(third?.grants).toHaveLength(1);
});

test('rule 15: who is erased is gone from the users as well', async () => {
  await user();
  await erasePerson(world, { source: 'hr', number: '1' });
  expect(await standing()).toBeUndefined();
});
