import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashApiToken } from '../../src/access/api-token.ts';
import { authenticate } from '../../src/access/authenticate.service.ts';
import { tokenCreateCommand } from '../../src/access/token-create.command.ts';
import { UsageError } from '../../src/platform/command.ts';
import { createDatabase, createPool, type Database } from '../../src/platform/database.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';

const now = new Date('2026-09-01T08:00:00Z');

let clone: TestDatabase;
let db: Database;
const departments = new Map<string, number>();

beforeAll(async () => {
  clone = await cloneDatabase();
  db = createDatabase(createPool(clone.connectionString, 3, () => undefined));
  for (const [code, parent] of [
    ['A', undefined],
    ['A1', 'A'],
    ['A11', 'A1'],
    ['A2', 'A'],
    ['B', undefined],
  ] as const) {
    const { id } = await db
      .insertInto('departments')
      .values({
        code,
        name: code,
        parent_id: parent === undefined ? null : (departments.get(parent) ?? null),
        closed_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    departments.set(code, id);
  }
});

afterAll(async () => {
  await db.destroy();
  await clone.drop();
});

async function create(...argv: string[]): Promise<string> {
  const { json, exitCode } = await tokenCreateCommand({ db, now }, argv);
  expect(exitCode).toBe(0);
  return (json as { token: string }).token;
}

const tokenId = expect.any(Number);
const ids = (...codes: string[]) => new Set(codes.map((code) => departments.get(code)));

test('a token without a department sees the whole organisation', async () => {
  const token = await create('--role', 'admin');
  expect(token).toMatch(/^nk_[A-Za-z0-9_-]{43}$/);
  expect(await authenticate(db, `Bearer ${token}`)).toEqual({
    tokenId,
    role: 'admin',
    visible: 'all',
  });
});

test('rule 10: a token for a department sees its whole subtree and nothing else', async () => {
  const seenBy = async (code: string) =>
    authenticate(db, `Bearer ${await create('--role', 'leader', '--department', code, '--json')}`);
  expect(await seenBy('A')).toEqual({
    tokenId,
    role: 'leader',
    visible: ids('A', 'A1', 'A11', 'A2'),
  });
  expect(await seenBy('A1')).toEqual({ tokenId, role: 'leader', visible: ids('A1', 'A11') });
  expect(await seenBy('B')).toEqual({ tokenId, role: 'leader', visible: ids('B') });
});

test('the token itself is nowhere in the database', async () => {
  const token = await create('--role', 'hr');
  const { rows } = await sql<{ content: string }>`
    select row_to_json(t)::text as content from api_tokens t`.execute(db);
  expect(rows.length).toBeGreaterThan(0);
  for (const { content } of rows) expect(content).not.toContain(token.slice(3));
});

test('a missing, forged or revoked token is refused', async () => {
  const token = await create('--role', 'admin');
  const refused = { code: 'UNAUTHORISED' };
  await expect(authenticate(db, undefined)).rejects.toMatchObject(refused);
  await expect(authenticate(db, `Bearer nk_${'A'.repeat(43)}`)).rejects.toMatchObject(refused);
  await expect(authenticate(db, `Basic ${token}`)).rejects.toMatchObject(refused);
  await db
    .updateTable('api_tokens')
    .set({ revoked_at: now })
    .where('hash', '=', hashApiToken(token))
    .execute();
  await expect(authenticate(db, `Bearer ${token}`)).rejects.toMatchObject(refused);
});

test('use is noted, at most once an hour', async () => {
  const token = await create('--role', 'admin');
  const lastUse = async () => {
    const row = await db
      .selectFrom('api_tokens')
      .select('last_used_at')
      .where('hash', '=', hashApiToken(token))
      .executeTakeFirstOrThrow();
    return row.last_used_at;
  };
  expect(await lastUse()).toBeNull();
  await authenticate(db, `Bearer ${token}`);
  const first = await lastUse();
  expect(first).toBeInstanceOf(Date);
  await authenticate(db, `Bearer ${token}`);
  expect(await lastUse()).toEqual(first);
});

test('an unknown department makes no token', async () => {
  const count = () => db.selectFrom('api_tokens').selectAll().execute();
  const before = await count();
  await expect(
    tokenCreateCommand({ db, now }, ['--role', 'leader', '--department', 'X']),
  ).rejects.toMatchObject({ code: 'DEPARTMENT_UNKNOWN' });
  expect(await count()).toHaveLength(before.length);
});

test.each([
  [[]],
  [['--role', 'boss']],
  [['--role', 'leader', '--department', ' ']],
  [['--role']],
  [['--role', 'admin', '--all']],
  [['--role', 'admin', 'extra']],
])('wrong usage is refused with the usage: %j', async (argv) => {
  const attempt = tokenCreateCommand({ db, now }, argv);
  await expect(attempt).rejects.toBeInstanceOf(UsageError);
  await expect(attempt).rejects.toThrow('token create --role admin|hr|leader');
});
