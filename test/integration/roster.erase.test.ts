import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { reconcileEnrolments } from '../../src/campaign/reconcile.service.ts';
import { personEraseCommand } from '../../src/delivery/person.command.ts';
import { erasePerson } from '../../src/roster/erase-person.service.ts';
import { importRoster } from '../../src/roster/import-roster.service.ts';
import {
  addChunk,
  insertUpload,
  queueUpload,
  sweepUploads,
} from '../../src/roster/import-upload.repository.ts';
import { nothingSaid, type UploadReading } from '../../src/roster/import-upload-reading.ts';
import { stageUpload } from '../../src/roster/import-upload-stage.service.ts';
import { enterpriseSchema, readScimUser, userSchema } from '../../src/roster/scim-user.ts';
import { createScimUser } from '../../src/roster/scim-users.service.ts';
import { makeCampaign, queueFirstLesson } from '../support/fixture.ts';
import { openRosterWorld, type RosterWorld } from '../support/roster-world.ts';

const now = new Date('2026-09-10T08:00:00Z');
const [number, name, before, after] = ['784512', 'Glömdström', 'glomd.fore@x.test', 'glomd@x.test'];
let world: RosterWorld;

beforeAll(async () => {
  world = await openRosterWorld();
});
afterEach(async () => {
  await world.empty();
  await sql`truncate scim_users, roster_uploads cascade`.execute(world.db);
});
afterAll(() => world?.close());

/** Tables that have a row with one of the texts in it, in bytes too, and in what case soever. */
async function tablesNaming(...texts: string[]): Promise<string[]> {
  const { rows } = await sql<{ table: string }>`
    select quote_ident(table_schema) || '.' || quote_ident(table_name) as "table"
    from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
    order by 1`.execute(world.db);
  expect(rows.length).toBeGreaterThan(20);
  const wanted = texts.flatMap((text) => [
    text.toLowerCase(),
    Buffer.from(text).toString('hex'),
    Buffer.from(text, 'latin1').toString('hex'),
  ]);
  const naming: string[] = [];
  for (const { table } of rows) {
    const { rows: found } = await sql`
      select from ${sql.raw(table)} t, unnest(${wanted}::text[]) one
      where position(one in lower(to_jsonb(t)::text)) > 0 limit 1`.execute(world.db);
    if (found.length > 0) naming.push(table);
  }
  return naming;
}

const account = (id: string, more: object) =>
  readScimUser({
    schemas: [userSchema, enterpriseSchema],
    userName: `${id}@x.test`,
    active: true,
    ...more,
  });

async function upload(
  text: string,
  source: string,
  reading: UploadReading | null = null,
): Promise<string> {
  const id = randomUUID();
  await insertUpload(world.db, id);
  await addChunk(world.db, id, 0, Buffer.from(text));
  const fields = { source, scope: null, profile: null };
  await world.db.transaction().execute((trx) =>
    queueUpload(trx, id, {
      ...fields,
      reading,
      key: null,
      fileName: 'lista.csv',
      bytes: text.length,
      hash: Buffer.alloc(32),
    }),
  );
  return id;
}

test('rule 15: person erase leaves the name, the number and every address in no table', async () => {
  const line = { number, last: name, email: after, away: '2026-10-01' };
  await world.take(now, await world.list([{ ...line, email: before }, { number: '2' }]));
  const { campaignId } = await makeCampaign(world.db, now, 0).then(async (fixture) => {
    await reconcileEnrolments(world, now);
    await queueFirstLesson(world.db, now, fixture);
    return fixture;
  });
  expect(campaignId).toBeGreaterThan(0);
  await sql`update deliveries set smtp_reply = '250 ' || ${after} where employee_id = (
    select id from employees where employment_number = ${number})`.execute(world.db);
  // An image of how they were, a held row under another number, and files that wait.
  await world.take(now, await world.list([line, { number: '2' }]));
  const held = [line, { number: '2' }, { number: '9', last: name, email: after }];
  await world.take(now, await world.list(held.slice(1)));
  await importRoster(world, now, { file: await world.list([line]), source: 'hr' });
  const directory = `Anställningsnummer;E-post\r\n${number};${after}\r\n`;
  const file = await world.write(directory);
  await importRoster(world, now, { file, source: 'ad', addressOnly: true });
  const staff = `Anst.nr;Namn;E-post;Enhet\r\n${number};${name}, Kim;${after};Kansli\r\n`;
  await stageUpload(world, now, { upload: await upload(staff, 'other') });
  await upload(staff, 'waiting');
  // By the pages the file stays, to be read otherwise.
  await upload(staff, 'columns', nothingSaid);
  await stageUpload(world, now, { upload: await upload(staff, 'page', nothingSaid) });
  expect(await tablesNaming(name)).toContain('public.roster_upload_lists');
  // Accounts of the directory that wait: by number, by address, by name of account.
  await createScimUser(
    world,
    now,
    account('a', {
      name: { familyName: name },
      [enterpriseSchema]: { employeeNumber: number, department: '1001' },
      emails: [{ type: 'work', primary: true, value: after }],
    }),
  );
  await createScimUser(
    world,
    now,
    account('b', {
      emails: [{ type: 'work', primary: true, value: before }],
      name: { familyName: name },
    }),
  );
  await createScimUser(world, now, account('c', { userName: after.toUpperCase() }));
  await createScimUser(world, now, account('stays', {}));

  const texts = [name, number, before, after];
  const named = await tablesNaming(...texts);
  for (const table of ['employees', 'roster_images', 'roster_held', 'roster_rows', 'scim_users'])
    expect(named).toContain(`public.${table}`);
  expect(named).toContain('public.roster_upload_chunks');
  expect(named).toContain('public.roster_uploads');
  expect(named).toContain('public.deliveries');

  expect(await personEraseCommand({ db: world.db, now }, [number, '--yes'])).toMatchObject({
    exitCode: 0,
  });
  expect(await tablesNaming(...texts)).toEqual([]);
  expect((await world.people()).map((one) => one.number)).toEqual(['2']);
  const left = await sql`select user_name as name from scim_users`.execute(world.db);
  expect(left.rows).toEqual([{ name: 'stays@x.test' }]);
});

test('who only waits can be erased too, and nobody is nobody', async () => {
  await world.take(now, await world.list([{ number: '1' }, { number: '2' }]));
  const taker = { number, last: name, email: 'kim1@exempelkommun.test' };
  await world.take(now, await world.list([{ number: '2' }, taker]));
  await importRoster(world, now, { file: await world.list([{ number: '3' }]), source: 'hr' });
  expect(await tablesNaming(name)).toEqual(['public.roster_held']);
  await erasePerson(world, { source: 'hr', number });
  expect(await tablesNaming(name)).toEqual([]);
  await expect(erasePerson(world, { source: 'hr', number })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  expect(await tablesNaming('kim3@')).toEqual(['public.roster_rows']);
});

test('rule 15: what an upload was refused for quotes nothing of it after 24 hours', async () => {
  const names = ['Berg, Kim', 'Lind, Eva', 'Ek, Alva', 'Falk, Åke', 'Holm, Elsa'];
  const shared = Array.from(
    { length: 50 },
    (_, at) => `${number}${at % 10};${names[Math.floor(at / 10)]};x${at}@x.test;Kansli`,
  );
  const text = `Anst.nr;Namn;E-post;Enhet\r\n${shared.join('\r\n')}\r\n`;
  const id = await upload(text, 'hr');
  await stageUpload(world, now, { upload: id });
  expect(await tablesNaming(number)).toEqual(['public.roster_uploads']);
  await sql`update roster_uploads set created_at = now() - interval '25 hours'`.execute(world.db);
  await sweepUploads(world.db);
  expect(await tablesNaming(number)).toEqual([]);
});
