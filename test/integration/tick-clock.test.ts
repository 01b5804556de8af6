import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  advanceVirtualClock,
  databaseClock,
  fixedClock,
  readVirtualClock,
  startVirtualClock,
} from '../../src/platform/clock.ts';
import { createDatabase, createPool, type Database } from '../../src/platform/database.ts';
import { addJob } from '../../src/platform/jobs.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';

const monday = new Date('2026-08-31T05:30:00Z');
const tuesday = new Date('2026-09-01T05:30:00Z');

let clone: TestDatabase;
let db: Database;
let other: Database;

beforeEach(async () => {
  clone = await cloneDatabase();
  const connect = () => createDatabase(createPool(clone.connectionString, 2, () => undefined));
  db = connect();
  other = connect();
});

afterEach(async () => {
  await db.destroy();
  await other.destroy();
  await clone.drop();
});

describe('rule 5: the service’s own time', () => {
  test('is real time until virtual time is started, then the row that every process reads', async () => {
    const before = Date.now();
    const real = (await databaseClock(db).now()).getTime();
    expect(real >= before && real <= Date.now()).toBe(true);
    await startVirtualClock(db, monday, 86_400);
    expect(await databaseClock(other).now()).toEqual(monday);
    expect(await readVirtualClock(other)).toEqual({ now: monday, speed: 86_400 });
  });

  test('never goes back, whoever moves it', async () => {
    await startVirtualClock(db, monday, 60);
    const later = (minutes: number) => new Date(monday.getTime() + minutes * 60_000);
    await Promise.all([
      advanceVirtualClock(db, later(30)),
      advanceVirtualClock(other, later(15)),
      advanceVirtualClock(db, later(45)),
      advanceVirtualClock(other, monday),
    ]);
    expect(await databaseClock(db).now()).toEqual(later(45));
  });

  test('can be started again later with another speed, not earlier', async () => {
    await startVirtualClock(db, tuesday, 60);
    await expect(startVirtualClock(other, monday, 3_600)).rejects.toMatchObject({
      code: 'REFUSED',
    });
    expect(await readVirtualClock(db)).toEqual({ now: tuesday, speed: 60 });
    await startVirtualClock(other, tuesday, 3_600);
    expect(await readVirtualClock(db)).toEqual({ now: tuesday, speed: 3_600 });
  });

  test('advancing does not start it', async () => {
    await advanceVirtualClock(db, monday);
    expect(await readVirtualClock(db)).toBeUndefined();
  });

  test('a fixed clock stands until it is set', async () => {
    const clock = fixedClock(monday);
    expect(await clock.now()).toEqual(monday);
    clock.set(tuesday);
    expect(await clock.now()).toEqual(tuesday);
  });
});

describe('addJob', () => {
  const jobs = async () =>
    (
      await sql<{ task: string; key: string | null; payload: unknown }>`
        select j.task_identifier as task, j.key, p.payload
        from graphile_worker.jobs j join graphile_worker._private_jobs p using (id)
        order by j.id`.execute(db)
    ).rows;

  test('exists exactly when the transaction is committed', async () => {
    await expect(
      db.transaction().execute(async (trx) => {
        await addJob(trx, 'reconcile', {}, 'reconcile');
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    expect(await jobs()).toEqual([]);
    await db.transaction().execute((trx) => addJob(trx, 'send', { lane: 2 }, 'send-2'));
    expect(await jobs()).toEqual([{ task: 'send', key: 'send-2', payload: { lane: 2 } }]);
  });

  test('a waiting job of the same key is replaced, a running one is followed', async () => {
    const add = () => db.transaction().execute((trx) => addJob(trx, 'reconcile', {}, 'reconcile'));
    await add();
    await add();
    expect(await jobs()).toHaveLength(1);
    await sql`
      update graphile_worker._private_jobs set locked_by = 'w', locked_at = now()`.execute(db);
    await add();
    expect((await jobs()).map((job) => job.key)).toEqual([null, 'reconcile']);
  });
});
