import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAudit, recordAudit } from '../../src/access/audit.repository.ts';
import { audited } from '../../src/access/audit.service.ts';
import { revokeRoles } from '../../src/access/change-user.service.ts';
import {
  userAddCommand,
  userImportCommand,
  userListCommand,
  userRemoveCommand,
  userRevokeCommand,
} from '../../src/access/user.command.ts';
import { findUserByAddress } from '../../src/access/user.repository.ts';
import type { CommandResult } from '../../src/platform/command.ts';
import { joinTransactions } from '../../src/platform/joined-transaction.ts';
import { addRouteDepartments } from '../support/route-things.ts';
import type { SignedIn } from '../support/signed-in.ts';
import { until } from '../support/until.ts';
import { openWebWorld, type WebWorld } from '../support/web-world.ts';

const now = new Date('2026-09-01T08:00:00Z');
let world: WebWorld;
let admin: SignedIn;

beforeAll(async () => {
  world = await openWebWorld({}, { courses: 'none' });
  await addRouteDepartments(world.db);
  admin = await world.signIn('admin@exempelkommun.test', 'admin');
});
afterAll(() => world.close());

type Command = (deps: WebWorld, argv: string[]) => Promise<CommandResult>;

/** As the command line runs it: with its audit entries, in one transaction. */
async function run(command: Command, ...argv: string[]) {
  const actor = { kind: 'command', name: 'root' } as const;
  return audited(
    world,
    now,
    actor,
    (db) => command({ ...world, db }, argv),
    ({ audit = [] }) => audit,
  );
}

/** Whether somebody waits for a lock that a transaction here holds. */
const isWaiting = async () =>
  (
    await sql`
      select from pg_locks where locktype = 'advisory' and not granted
        and database = (select oid from pg_database where datname = current_database())`.execute(
      world.db,
    )
  ).rows.length > 0;

const newest = async () => (await listAudit(world.db, { limit: 1 }))[0];

test('an administrator adds somebody, gives and takes roles, and all of it is on record', async () => {
  const wrong = await admin.post('/users/add', { address: 'x', role: 'leader', department: '' });
  expect(wrong.statusCode).toBe(422);
  expect(wrong.body).toContain('aria-invalid="true"');
  const nowhere = { address: 'ny@exempelkommun.test', role: 'leader', department: '99' };
  expect((await admin.post('/users/add', nowhere)).statusCode).toBe(422);
  expect(await findUserByAddress(world.db, nowhere.address)).toBeUndefined();

  const added = await admin.post('/users/add', { ...nowhere, department: '10' });
  const user = await findUserByAddress(world.db, nowhere.address);
  expect([added.statusCode, added.headers.location]).toEqual([303, `/users/${user?.id}`]);
  expect(await newest()).toMatchObject({
    actor: { kind: 'user', id: admin.userId, role: 'admin' },
    action: 'user.grant',
    subject: `${user?.id} leader 10`,
  });
  const page = await admin.get(`/users/${user?.id}`);
  expect(page.body).toContain('Användaren är tillagd.');
  // Said once.
  expect((await admin.get(`/users/${user?.id}`)).body).not.toContain('Användaren är tillagd.');
  await admin.post(`/users/${user?.id}/revoke`, { grant: String(user?.grants[0]?.id) });
  expect((await findUserByAddress(world.db, nowhere.address))?.grants).toEqual([]);
  await admin.post(`/users/${user?.id}/remove`);
  expect(await findUserByAddress(world.db, nowhere.address)).toBeUndefined();
  expect(await newest()).toMatchObject({ action: 'user.remove', subject: String(user?.id) });
});

test('ended sessions are out at once, and the last administrator stays', async () => {
  const eva = await world.signIn('eva@exempelkommun.test', 'hr');
  expect((await eva.get('/account')).statusCode).toBe(200);
  await admin.post(`/users/${eva.userId}/sign-out`);
  expect((await eva.get('/account')).statusCode).toBe(303);
  const bo = await world.signIn('bo@exempelkommun.test', 'hr', 'leader');
  const grants = (await findUserByAddress(world.db, 'bo@exempelkommun.test'))?.grants ?? [];
  expect((await bo.get('/account')).statusCode).toBe(200);
  for (const { id } of grants)
    await admin.post(`/users/${bo.userId}/revoke`, { grant: String(id) });
  expect(grants).toHaveLength(2);
  expect((await bo.get('/account')).statusCode).toBe(303);
  const refused = await admin.post(`/users/${admin.userId}/remove`);
  expect(refused.statusCode).toBe(409);
  expect(refused.body).toContain('sista administratören');
  expect((await admin.get('/users')).statusCode).toBe(200);
});

test('two administrators who take each other away at the same moment do not both go', async () => {
  const second = await world.signIn('second@exempelkommun.test', 'admin');
  let other = Promise.resolve<unknown>(undefined);
  await joinTransactions(world.db, async (db) => {
    await revokeRoles({ db }, second.userId);
    let done = false;
    other = revokeRoles(world, admin.userId).then(
      () => undefined,
      (error: unknown) => error,
    );
    void other.then(() => (done = true));
    await until(async () => done || (await isWaiting()));
  });
  expect(await other).toMatchObject({ code: 'REFUSED' });
  await world.db.deleteFrom('users').where('id', '=', second.userId).execute();
});

test('somebody limited to a department is no administrator of users, and sees no menu for it', async () => {
  const limited = await world.signIn('kim@exempelkommun.test', 'admin:10', 'leader');
  const account = await limited.get('/account');
  expect(account.body).not.toContain('href="/users"');
  expect((await limited.get('/users')).statusCode).toBe(403);
});

test('the log shows who did what, by day, action and person, a page at a time', async () => {
  const many = Array.from({ length: 60 }, (_one, at) => ({
    action: 'person.show' as const,
    subject: String(at),
  }));
  await world.db.transaction().execute((trx) =>
    // The last minute of a Swedish day.
    recordAudit(trx, new Date('2026-03-04T22:59:00Z'), { kind: 'token', id: 7, role: 'hr' }, many),
  );
  const rows = async (query: string) => {
    const { body } = await admin.get(`/audit?${query}`);
    return (/<tbody\b[^>]*>(.*)<\/tbody>/.exec(body)?.[1] ?? '').split(/<tr\b/).length - 1;
  };
  expect(await rows('from=2026-03-04&until=2026-03-04')).toBe(50);
  expect(await rows('from=2026-03-04&until=2026-03-04&page=2')).toBe(10);
  expect(await rows('from=2026-03-05&until=2026-03-06')).toBe(0);
  expect(await rows('action=person.show&who=token&page=2')).toBe(10);
  expect(await rows(`action=person.show&who=user:${admin.userId}`)).toBe(0);
  expect(await rows(`who=user:${admin.userId}`)).toBeGreaterThan(2);
  expect((await admin.get('/audit?from=x&who=%27&action=y&page=-1')).statusCode).toBe(200);
  const { body } = await admin.get('/audit?action=person.show');
  expect(body).toContain('API-nyckel 7, personalansvarig');
});

test('commands: the first administrator, a list of many, all of it or nothing, on record', async () => {
  const { json } = await run(userAddCommand, 'Chef@exempelkommun.test', '--role', 'admin');
  expect(json).toMatchObject({
    address: 'chef@exempelkommun.test',
    grants: [{ role: 'admin', department: null, suspended: false }],
  });
  const folder = await mkdtemp(join(tmpdir(), 'nanokurs-users-'));
  try {
    const file = join(folder, 'users.csv');
    await writeFile(file, '\ufeffAdress;Roll;Enhet\r\na@b.test;leader;20\r\nc@d.test;hr;\r\n');
    expect((await run(userImportCommand, file)).json).toEqual({
      added: 2,
      granted: 2,
      unchanged: 0,
    });
    expect((await run(userImportCommand, file)).json).toEqual({
      added: 0,
      granted: 0,
      unchanged: 2,
    });
    await writeFile(file, 'e@f.test;leader;20\ng@h.test;leader;99\ni@j.test;hr;98\n');
    await expect(run(userImportCommand, file)).rejects.toThrow(
      /line 2, department "99".*\n.*line 3, department "98"/,
    );
    expect(await findUserByAddress(world.db, 'e@f.test')).toBeUndefined();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  expect((await run(userRevokeCommand, 'a@b.test')).json).toMatchObject({ revoked: 1, grants: [] });
  await run(userRemoveCommand, 'c@d.test');
  const { json: list } = await run(userListCommand);
  expect((list as { users: { address: string }[] }).users.map(({ address }) => address)).toContain(
    'a@b.test',
  );
  await expect(run(userRevokeCommand, 'nobody@b.test')).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  const { rows } = await sql<{ subject: string }>`
    select subject from audit_entries where actor_kind = 'command'`.execute(world.db);
  expect(rows.length).toBeGreaterThan(5);
  // Rule 15: the trail outlives people, so it names none.
  expect(rows.map(({ subject }) => subject).join()).not.toContain('@');
});
