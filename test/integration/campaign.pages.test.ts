import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listAudit } from '../../src/access/audit.repository.ts';
import { listCampaigns } from '../../src/campaign/campaign.repository.ts';
import { findMessages } from '../../src/platform/mailbox-index.ts';
import { readMessage } from '../../src/platform/mailbox-store.ts';
import { addDepartments, addEmployees, crowd } from '../support/roster-fixture.ts';
import type { SignedIn } from '../support/signed-in.ts';
import { openWebWorld, type WebWorld } from '../support/web-world.ts';

let world: WebWorld;
let admin: SignedIn;
let leader: SignedIn;

const when = {
  ...{ start: '2026-09-07', cadence: 'every', everyDays: '14', until: '2027-05-31', arm: 'none' },
  ...{ from: '07:30', hoursUntil: '16:00', announce: 'yes', announceDays: '5', baseline: 'yes' },
  weekdays: '1',
};

beforeAll(async () => {
  world = await openWebWorld();
  const { db } = world;
  await sql`insert into virtual_clock (id, now, speed) values (1, '2026-08-20T08:00:00Z', 1)`.execute(
    db,
  );
  const departments = await addDepartments(db, [
    ['10', null],
    ['11', '10'],
    ['20', null],
  ]);
  await addEmployees(db, departments, crowd(24, ['10', '11', '20']));
  admin = await world.signIn('admin@exempelkommun.test', 'admin');
  leader = await world.signIn('leader@exempelkommun.test', 'leader:10');
});
afterAll(() => world.close());

/** Fills in every page; returns the draft's address. */
async function plan(who: SignedIn, audience: Record<string, string>, course = 'bystander') {
  const begun = await who.post('/campaigns/new', { course });
  expect(begun.statusCode).toBe(303);
  const path = String(begun.headers.location).replace(/\/who$/, '');
  expect((await who.post(`${path}/who`, audience)).headers.location).toBe(`${path}/exceptions`);
  const excepted = await who.post(`${path}/exceptions`, {});
  expect(excepted.headers.location).toBe(`${path}/when`);
  expect((await who.post(`${path}/when`, when)).headers.location).toBe(path);
  return path;
}

describe('from a draft to a campaign that has ended', () => {
  let path: string;
  let campaign: string;

  test('step by step, and nobody takes part in a draft', async () => {
    path = await plan(admin, { everyone: 'all' });
    const check = await admin.get(path);
    expect(check.statusCode).toBe(200);
    expect(check.body).toContain('<span class="figure-value">24</span>');
    expect(check.body).toContain('augusti 2026</caption>');
    expect(check.body).toContain('Förannonsering');
    expect(check.body).not.toMatch(/ style=|<style|<script(?! type="module" src=)/);
    const list = await admin.get('/campaigns');
    expect(list.body).toContain(`href="${path}"`);
    expect(await listCampaigns(world.db)).toEqual([]);
    const { rows } = await sql`select 1 from enrolments`.execute(world.db);
    expect(rows).toEqual([]);
  });

  test('a wrong form is shown again with what was typed, and changes nothing', async () => {
    const wrong = await admin.post(`${path}/when`, { ...when, start: '7 sept', everyDays: '0' });
    expect(wrong.statusCode).toBe(422);
    expect(wrong.body).toContain('<title>Fel: När ska mejlen gå?');
    expect(wrong.body).toContain('href="#start"');
    expect(wrong.body).toContain('value="7 sept"');
    expect((await admin.get(path)).body).toContain('7 september 2026');
  });

  test('every mail in both languages and every variant, in a frame that can do nothing', async () => {
    const index = await admin.get(`${path}/mails`);
    expect(index.body.match(/<iframe[^>]*sandbox=""/g)).toHaveLength(2);
    const names = [...index.body.matchAll(/<option value="([a-z]+(?:-\d+)?)"/g)].map(
      ([, name]) => name ?? '',
    );
    expect(names.slice(0, 3)).toEqual(['announcement', 'before', 'lesson-1']);
    expect(names).toContain('repetition-12');
    for (const variant of ['care', 'technical'])
      expect(index.body).toContain(`<option value="${variant}"`);
    const shown = ['announcement', 'before', 'lesson-1', 'reminder-1', 'repetition-1', 'after'];
    for (const mail of shown)
      for (const language of ['sv', 'en']) {
        const url = `${path}/mails/frame?mail=${mail}&language=${language}&variant=care`;
        const { statusCode, headers, body } = await admin.get(url);
        expect([mail, language, statusCode]).toEqual([mail, language, 200]);
        expect(body).toContain(`lang="${language}"`);
        expect(body).not.toContain('<script');
        const policy = String(headers['content-security-policy']);
        expect(policy).toContain("sandbox; default-src 'none'; style-src 'unsafe-inline'");
      }
    const own = await admin.get(`${path}/mails/frame?mail=lesson-1`);
    const care = await admin.get(`${path}/mails/frame?mail=lesson-1&variant=care`);
    expect(care.body).not.toBe(own.body);
  });

  test('a test goes to oneself alone, and its links work before the launch', async () => {
    const sent = await admin.post(`${path}/test`, { lesson: '1' });
    expect(sent.headers.location).toBe(`${path}/mails`);
    const found = await findMessages(world.dir, { search: '', page: 1 });
    expect(found.entries.map(({ to }) => to)).toEqual([
      ['admin@exempelkommun.test'],
      ['admin@exempelkommun.test'],
    ]);
    const raw = await readMessage(world.dir, found.entries[0]?.id ?? '');
    const text = raw?.toString().replace(/=\r\n/g, '').replaceAll('=3D', '=') ?? '';
    const link = /\/a\/[\w-]{44}(?:\?lang=en)?/.exec(text)?.[0] ?? '';
    const page = await world.app.inject(link);
    expect(page.statusCode).toBe(200);
    expect(page.body).toMatch(/Detta är ett test|This is a test/);
    expect((await admin.get(path)).body).toContain('2 provmejl är skickade');
  });

  test('the launch is confirmed, enrols, and sent twice starts once', async () => {
    const asked = await admin.get(`${path}/launch`);
    expect(asked.body).toContain('skickas till 24 personer');
    expect(await listCampaigns(world.db)).toEqual([]);
    const launched = await admin.post(`${path}/launch`);
    campaign = String(launched.headers.location);
    expect(campaign).toMatch(/^\/campaigns\/\d+$/);
    expect((await admin.post(`${path}/launch`)).headers.location).toBe(campaign);
    const [one, ...more] = await listCampaigns(world.db);
    expect(more).toEqual([]);
    expect(one).toMatchObject({ announceDays: 5, baseline: true, status: 'running' });
    const { rows } = await sql`
      select announce_on as day, count(*)::int from enrolments group by 1`.execute(world.db);
    expect(rows).toEqual([{ day: '2026-08-31', count: 24 }]);
    // What has been launched is no draft any more.
    expect((await admin.get(`${path}/who`)).statusCode).toBe(404);
    expect((await admin.get('/campaigns')).body).not.toContain(path);
  });

  test('its page leads to the plan, the mails and the questions', async () => {
    const page = (await admin.get(campaign)).body;
    expect(page).toContain('Startar snart');
    for (const link of page.matchAll(new RegExp(`href="(${campaign}/[a-z]+)"`, 'g')))
      expect([link[1], (await admin.get(link[1] ?? '')).statusCode]).toEqual([link[1], 200]);
    expect((await admin.get(`${campaign}/plan`)).body).toContain('Mejl per dag');
    expect((await admin.get(`${campaign}/mails`)).statusCode).toBe(200);
    expect((await admin.get(`${campaign}/questions`)).body).toContain('Varför visas inte allt?');
    const course = await admin.get(`${campaign}/course`);
    expect(course.body).toContain('Kursen är oförändrad');
  });

  test('its last day can be moved, to a day that can be', async () => {
    const wrong = await admin.post(`${campaign}/last-day`, { until: '2020-01-31' });
    expect([wrong.statusCode, wrong.body]).toEqual([
      422,
      expect.stringContaining('Slutet har redan varit'),
    ]);
    const { until = '' } = (await listCampaigns(world.db))[0] ?? {};
    const later = Temporal.PlainDate.from(until ?? '').add({ days: 14 });
    const moved = await admin.post(`${campaign}/last-day`, { until: later.toString() });
    expect(moved.headers.location).toBe(campaign);
    expect((await listCampaigns(world.db))[0]?.until).toBe(later.toString());
  });

  test('pause, resume and end say what they mean; ended is final', async () => {
    for (const [change, status] of [
      ['pause', 'paused'],
      ['resume', 'running'],
      ['end', 'ended'],
    ] as const) {
      expect((await admin.get(`${campaign}/${change}`)).body).toContain('<li>');
      expect((await admin.post(`${campaign}/${change}`)).headers.location).toBe(campaign);
      expect((await listCampaigns(world.db))[0]?.status).toBe(status);
    }
    const refused = await admin.post(`${campaign}/resume`);
    expect(refused.statusCode).toBe(409);
    expect(refused.body).toContain('Utskicket är avslutat, så det går inte att pausa');
    expect(refused.body).not.toContain(' / ');
    const shown = (await admin.get(`${campaign}/resume`)).body;
    expect(shown).toContain('Utskicket är avslutat, så det går inte att pausa');
    expect(shown).not.toContain('<button class="button');
    expect((await admin.get(campaign)).body).not.toContain(`${campaign}/pause`);
    expect((await listCampaigns(world.db))[0]?.status).toBe('ended');
  });

  test('all of it is on record', async () => {
    const actions = (await listAudit(world.db, { limit: 50 })).map(({ action }) => action);
    expect(actions.filter((one) => !one.startsWith('user.')).reverse()).toEqual([
      'draft.begin',
      ...['draft.change', 'draft.change', 'draft.change'],
      'campaign.test',
      'campaign.create',
      'campaign.last-day',
      ...['campaign.pause', 'campaign.resume', 'campaign.end'],
    ]);
  });
});

describe('rule 10: who leads a part', () => {
  test('sees what touches it, and changes only what lies wholly inside', async () => {
    const all = await plan(admin, { everyone: 'all' });
    const launched = String((await admin.post(`${all}/launch`)).headers.location);
    const outside = await plan(admin, { everyone: 'chosen', departments: '20' });
    const elsewhere = String((await admin.post(`${outside}/launch`)).headers.location);
    const page = await leader.get(launched);
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toContain(`${launched}/pause`);
    expect((await leader.get(`${launched}/plan`)).body).not.toContain('figure-value');
    expect((await leader.post(`${launched}/pause`)).statusCode).toBe(403);
    for (const url of [elsewhere, `${elsewhere}/plan`, `${elsewhere}/mails`, `${elsewhere}/end`])
      expect([url, (await leader.get(url)).statusCode]).toEqual([url, 404]);
    const list = await leader.get('/campaigns');
    expect(list.body).toContain(launched);
    expect(list.body).not.toContain(elsewhere);
  });

  test('plans for departments inside it, and for nobody else', async () => {
    const begun = await leader.post('/campaigns/new', { course: 'bystander' });
    const path = String(begun.headers.location).replace(/\/who$/, '');
    const tree = await leader.get(`${path}/who`);
    expect(tree.body).toContain('value="11"');
    expect(tree.body).not.toContain('value="20"');
    for (const audience of [{ everyone: 'all' }, { departments: '20' }, { titles: 'Rektor' }])
      expect((await leader.post(`${path}/who`, audience)).statusCode).toBe(422);
    expect((await leader.post(`${path}/who`, { departments: '11' })).statusCode).toBe(303);
    await leader.post(`${path}/when`, when);
    expect((await leader.get(path)).body).toContain('<span class="figure-value">8</span>');
    const others = await world.signIn('other@exempelkommun.test', 'leader:20');
    expect((await others.get(path)).statusCode).toBe(404);
    expect((await others.post(`${path}/launch`)).statusCode).toBe(404);
    const reader = await world.signIn('reader@exempelkommun.test', 'reader');
    expect((await reader.get(path)).statusCode).toBe(403);
    // Moved out of the leader's part since: not theirs to launch any more.
    await sql`update departments set parent_id = null where code = '11'`.execute(world.db);
    expect((await leader.post(`${path}/launch`)).statusCode).toBe(403);
    await sql`
      update departments set parent_id = (select id from departments where code = '10')
      where code = '11'`.execute(world.db);
    expect((await leader.post(`${path}/launch`)).statusCode).toBe(303);
  });
});

test('a draft whose end has passed says so, and cannot be launched', async () => {
  const path = await plan(admin, { everyone: 'all' });
  await sql`
    update campaign_drafts set content = jsonb_set(content, '{when}', content->'when'
      || '{"start": "2026-01-05", "cadence": {"kind": "spread", "until": "2026-03-02"}}')
    where id = ${Number(path.split('/').at(-1))}`.execute(world.db);
  const check = await admin.get(path);
  expect(check.statusCode).toBe(200);
  expect(check.body).toContain('slutet har passerat');
  expect(check.body).not.toContain(`${path}/launch`);
  expect((await admin.get(`${path}/launch`)).statusCode).toBe(404);
  expect((await admin.post(`${path}/launch`)).statusCode).toBe(422);
  expect((await admin.post(`${path}/remove`)).headers.location).toBe('/campaigns');
  expect((await admin.get(path)).statusCode).toBe(404);
});
