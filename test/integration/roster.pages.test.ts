import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listAudit } from '../../src/access/audit.repository.ts';
import { fixedClock } from '../../src/platform/clock.ts';
import { rosterApplyTask, rosterImportTask } from '../../src/roster/import.task.ts';
import { rosterFile } from '../support/roster-cases.ts';
import type { SignedIn } from '../support/signed-in.ts';
import { openWebWorld, type WebWorld } from '../support/web-world.ts';
import { inlineRows, sheetXml, workbookOf } from '../support/workbook.ts';

/** The pages go by the real clock. */
const now = new Date();
let world: WebWorld;
let hr: SignedIn;

beforeAll(async () => {
  world = await openWebWorld({}, { courses: 'none' });
});
beforeEach(async () => {
  await sql`truncate employees, departments, roster_imports, roster_uploads, roster_profiles, campaigns cascade`.execute(
    world.db,
  );
  hr = await world.signIn('hr@exempelkommun.test', 'hr');
});
afterAll(() => world.close());

const heading = 'Anställningsnummer;Förnamn;Efternamn;E-post;Enhetskod;Enhet;Skyddad identitet';

/** People as lines, 1 to `count` but for those left out. */
function lines(count: number, without: readonly number[] = [], head = heading): string {
  const rows = Array.from({ length: count }, (_, at) => at + 1)
    .filter((one) => !without.includes(one))
    .map((one) => `${one};Kim;Berg${one};kim${one}@exempelkommun.test;1001;Kansli;N`);
  return `${[head, ...rows].join('\r\n')}\r\n`;
}

async function send(
  content: string | Buffer,
  fields: Record<string, string> = {},
  name = 'lista.csv',
) {
  const boundary = 'grans';
  const field = (key: string, value: string) =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`;
  const before = Object.entries({ csrf: hr.csrf, source: 'hr', scope: '', ...fields });
  return world.app.inject({
    method: 'POST',
    url: '/people/import',
    headers: { cookie: hr.cookie, 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat([
      Buffer.from(
        `${before.map(([key, value]) => field(key, value)).join('')}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n`,
      ),
      Buffer.from(content),
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  });
}

async function work(page: string, which: 'roster-import' | 'roster-apply'): Promise<void> {
  const deps = { db: world.db, clock: fixedClock(now) };
  const upload = page.split('/')[3] ?? '';
  await (which === 'roster-import' ? rosterImportTask(deps) : rosterApplyTask(deps))({ upload });
}

/** Hands in a file and lets it be read; its page. */
async function compared(content: string | Buffer, fields: Record<string, string> = {}) {
  const sent = await send(content, fields);
  expect(sent.statusCode).toBe(303);
  const page = String(sent.headers.location);
  const read = await hr.post(`${page}/columns`);
  expect(read.statusCode).toBe(303);
  await work(page, 'roster-import');
  return page;
}

async function applied(content: string | Buffer, confirm: Record<string, string> = {}) {
  const page = await compared(content);
  expect((await hr.post(`${page}/apply`, confirm)).statusCode).toBe(303);
  await work(page, 'roster-apply');
  return page;
}

const count = async (table: string) =>
  (await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(world.db))
    .rows[0]?.n;

test('a file becomes people by way of columns, comparison and a yes', async () => {
  const sent = await send(lines(12));
  const page = String(sent.headers.location);
  const columns = await hr.get(page);
  expect(columns.body).toContain('Vad betyder kolumnerna?');
  expect(columns.body).toContain('<li>Berg1</li>');
  expect(columns.body).toMatch(/<option value="number" selected>Anställningsnummer/);
  await hr.post(`${page}/columns`);
  expect((await hr.get(page)).body).toContain('Visa hur långt det har kommit');
  await work(page, 'roster-import');
  const diff = await hr.get(`${page}?list=joiners`);
  expect(diff.body).toContain('Börjar (12)');
  expect(diff.body).toContain('Kansli (1001)');
  expect(await count('employees')).toBe(0);
  await hr.post(`${page}/apply`);
  expect((await hr.get(page)).body).toContain('Ändringarna genomförs');
  await work(page, 'roster-apply');
  expect((await hr.get(page)).body).toContain('Personallistan är inläst');
  expect(await count('employees')).toBe(12);
  expect(await count('roster_upload_chunks')).toBe(0);
  expect((await hr.get('/people/import/history')).body).toContain('hr@exempelkommun.test</td>');
  const trail = await sql<{ action: string; details: object }>`
    select action, details from audit_entries where actor = ${String(hr.userId)}
      and actor_kind = 'user' order by id`.execute(world.db);
  expect(trail.rows.map(({ action }) => action)).toEqual([
    'roster.upload',
    'person.list',
    'roster.import',
    'person.list',
  ]);
  expect(JSON.stringify(trail.rows)).not.toContain('Berg');
});

test('another sheet and another row of headings can be read, and a profile that does not fit left', async () => {
  const sheet = (rows: string[][]) => sheetXml(inlineRows(rows));
  const list = lines(2, [], `${heading}`)
    .trim()
    .split('\r\n')
    .map((one) => one.split(';'));
  const book = (name: string) =>
    workbookOf({
      sheets: [
        { name: 'Läs mig', xml: sheet([['Uttag 2026-11-20'], ['Kontakt: Kim Berg']]) },
        { name, xml: sheet([['Anställda'], ...list]) },
      ],
    });
  const sent = await send(book('November'), {}, 'lista.xlsx');
  const page = String(sent.headers.location);
  expect((await hr.get(page)).body).toContain('<option value="Läs mig" selected>');
  const wrong = await hr.post(`${page}/place`, { sheet: 'November', headingRow: '9' });
  expect([wrong.statusCode, wrong.body.includes('Rad 9 är tom')]).toEqual([422, true]);
  expect((await hr.post(`${page}/place`, { sheet: 'November' })).statusCode).toBe(303);
  expect((await hr.get(page)).body).toContain('Rubrikerna står på rad 2 i bladet November.');
  expect((await hr.post(`${page}/columns`, { saveAs: 'blad' })).statusCode).toBe(303);
  await work(page, 'roster-import');
  expect((await hr.get(page)).body).toContain('Börjar (2)');

  const next = String((await send(book('December'), {}, 'lista.xlsx')).headers.location);
  expect((await hr.get(next)).body).toContain('Profilen läser bladet November');
  expect((await hr.post(`${next}/columns`)).statusCode).toBe(422);
  await hr.post(`${next}/place`, { sheet: 'December' });
  expect((await hr.post(`${next}/columns`)).statusCode).toBe(303);

  const bare = String((await send(lines(2).split('\r\n').slice(1).join('\r\n'))).headers.location);
  const { body } = await hr.get(bare);
  expect([body.includes('Rad 1 är en person'), body.includes('Berg1')]).toEqual([true, false]);
  const unread = await hr.post(`${bare}/columns`, { 'column-1': 'number' });
  expect(unread.statusCode).toBe(422);

  const other = lines(2, [], heading.replace('Enhetskod', 'Kod'));
  const unfit = String((await send(other)).headers.location);
  expect((await hr.get(unfit)).body).toContain('Filen passar inte profilen blad.');
  await hr.post(`${unfit}/place`, { withoutProfile: 'yes' });
  expect((await hr.get(unfit)).body).not.toContain('passar inte');
});

test('rule 8: many leavers need their number written, and a wrong one changes nothing', async () => {
  await applied(lines(40));
  const gone = Array.from({ length: 15 }, (_, at) => at + 1);
  const page = await compared(lines(40, gone));
  const diff = await hr.get(page);
  expect(diff.body).toContain('Stämmer det att 15 personer slutar?');
  expect(diff.body).toContain('15 av de 40 personer som listan gäller slutar.');
  const wrong = await hr.post(`${page}/apply`, { leavers: '14' });
  expect(wrong.statusCode).toBe(422);
  expect(wrong.body).toContain('value="14"');
  expect(wrong.body).toContain('Skriv 15 om det är så många som slutar.');
  expect((await hr.post(`${page}/apply`, { leavers: '15' })).statusCode).toBe(303);
  await work(page, 'roster-apply');
  const left = await sql`select from employees where left_at is not null`.execute(world.db);
  expect(left.rows).toHaveLength(15);
});

test('rule 9: a file that cannot tell who is protected asks, and columns of identity numbers show nothing', async () => {
  const text =
    'Personnummer;Anst.nr;Namn;E-post;Enhet\r\n19121212-1212;1;Berg, Kim;kim1@exempelkommun.test;Kansli\r\n';
  const sent = await send(text);
  const page = String(sent.headers.location);
  const columns = await hr.get(page);
  expect(columns.body).toContain('Personnummer. Läses aldrig.');
  expect(columns.body).not.toContain('1212-1212');
  expect(columns.body).not.toContain('Berg');
  await hr.post(`${page}/columns`);
  await work(page, 'roster-import');
  const refused = await hr.post(`${page}/apply`);
  expect(refused.statusCode).toBe(422);
  expect(refused.body).toContain('Bekräfta att ingen i filen har skyddad identitet');
  expect((await hr.post(`${page}/apply`, { noProtection: 'yes' })).statusCode).toBe(303);
  await work(page, 'roster-apply');
  expect(await count('employees')).toBe(1);
});

test('columns are corrected, and remembered as a profile', async () => {
  const head = 'Nyckel;Förnamn;Efternamn;E-post;Enhetskod;Enhet;Skyddad identitet';
  const page = String((await send(lines(3, [], head))).headers.location);
  const asked = await hr.get(page);
  expect(asked.body).toContain('Det saknas en kolumn för: Anställningsnummer');
  const twice = await hr.post(`${page}/columns`, { 'column-1': 'number', 'column-2': 'number' });
  expect(twice.statusCode).toBe(422);
  expect(twice.body).toContain('betyder samma sak');
  const named = { 'column-1': 'number', saveAs: 'Fel namn' };
  expect((await hr.post(`${page}/columns`, named)).body).toContain('Skriv namnet med högst 40');
  const fine = await hr.post(`${page}/columns`, { ...named, saveAs: 'lonen' });
  expect(fine.statusCode).toBe(303);
  await work(page, 'roster-import');
  expect((await hr.get(page)).body).toContain('Börjar (3)');
  const next = String((await send(lines(3, [], head))).headers.location);
  expect((await hr.get(next)).body).toContain('Läst med profilen lonen.');
});

test('a comparison can be read otherwise, compared again when the roster has changed, and thrown away', async () => {
  const page = await compared(lines(3));
  await applied(lines(2));
  expect((await hr.get(page)).body).toContain('Jämförelsen gäller inte längre');
  expect((await hr.post(`${page}/apply`)).statusCode).toBe(303);
  expect((await hr.get(page)).body).toContain('Jämför filen igen.');
  expect((await hr.post(`${page}/again`)).statusCode).toBe(303);
  await work(page, 'roster-import');
  expect((await hr.get(page)).body).toContain('Börjar (1)');
  await sql`update employees set last_name = 'Ny'`.execute(world.db);
  await hr.post(`${page}/apply`);
  await work(page, 'roster-apply');
  expect((await hr.get(page)).body).toContain('Personallistan har ändrats sedan jämförelsen');
  expect((await hr.get(`${page}/columns`)).statusCode).toBe(200);
  expect((await hr.post(`${page}/discard`)).statusCode).toBe(303);
  expect((await hr.get(page)).statusCode).toBe(404);
  const [, , , discarded] = page.split('/');
  expect(await listAudit(world.db, { limit: 1 })).toMatchObject([
    { action: 'roster.discard', subject: discarded },
  ]);
  for (const table of ['roster_upload_chunks', 'roster_rows']) expect(await count(table)).toBe(0);
});

test('bad uploads say what is wrong and leave nothing behind', async () => {
  for (const [content, fields, says] of [
    ['', {}, 'Filen är tom'],
    [lines(1), { source: 'Fel källa' }, 'Skriv källan med högst 40'],
    ['\u0000\u0001\u0002', {}, 'Filen'],
  ] as const) {
    const answer = await send(content, fields);
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('Det är något som inte stämmer');
    expect(answer.body).toContain(says);
    expect(answer.body).not.toContain('--');
  }
  expect(await count('roster_uploads')).toBe(0);
});

test('rows in error are listed with their remedy and can be downloaded; undo puts back what was', async () => {
  const page = await applied(await readFile(rosterFile('personal-errors.csv')), {
    noProtection: 'yes',
  });
  const list = await hr.get(`${page}?list=errors`);
  expect(list.body).toContain('Ladda ner raderna med fel');
  const csv = await hr.get(`${page}/rejects.csv`);
  expect(csv.headers['content-type']).toContain('text/csv');
  expect(csv.body.split('\r\n').length).toBeGreaterThan(2);
  const [, undo] = /href="(\/people\/import\/undo\/\d+)"/.exec((await hr.get(page)).body) ?? [];
  expect((await hr.get(undo ?? '')).body).toContain('Ångra inläsningen?');
  expect((await hr.post(undo ?? '')).statusCode).toBe(303);
  expect((await hr.get('/people/import')).body).toContain('Inläsningen är ångrad.');
  expect((await hr.get(page)).body).toContain('Inläsningen är ångrad');
  expect((await hr.get(undo ?? '')).body).toContain('Det går inte att ångra');
  expect(await count('employees')).toBe(0);
});

test('rule 10: who is HR for a part of the organisation has no hand in the staff list', async () => {
  await applied(lines(2));
  const part = await world.signIn('del@exempelkommun.test', 'hr:1001', 'leader');
  expect((await part.get('/people/import')).statusCode).toBe(403);
  expect((await part.get('/people/held')).statusCode).toBe(403);
});
