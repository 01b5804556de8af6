import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addUser } from '../../src/access/change-user.service.ts';
import { findMessages } from '../../src/platform/mailbox-index.ts';
import { readMessage } from '../../src/platform/mailbox-store.ts';
import { parseMessage } from '../../src/web/mailbox-message.ts';
import { launchBrowser } from '../support/browser.ts';
import { focusedName, tabTo } from '../support/keyboard.ts';
import { addDepartments, addEmployees, crowd } from '../support/roster-fixture.ts';
import { until } from '../support/until.ts';
import { openWebWorld, type WebWorld } from '../support/web-world.ts';

const address = 'leader@exempelkommun.test';
const inEnglish = 'english@exempelkommun.test';
const title = 'Åskådarens roll';
const anyCourse =
  /^(Åskådarens roll|Orosanmälan|Radikalisering|IT-säkerhet|Trygghet i mötet|Våga se)/;
let world: WebWorld;
let browser: Browser;
let page: Page;
let base: string;

beforeAll(async () => {
  world = await openWebWorld();
  await world.app.listen({ port: 0, host: '127.0.0.1' });
  base = `http://127.0.0.1:${(world.app.server.address() as AddressInfo).port}`;
  world.resources.publicUrl = base;
  await sql`
    insert into virtual_clock (id, now, speed) values (1, '2026-08-20T08:00:00Z', 1)`.execute(
    world.db,
  );
  const departments = await addDepartments(world.db, [
    ['10', null],
    ['11', '10'],
    ['20', null],
  ]);
  await addEmployees(world.db, departments, crowd(36, ['10', '11', '20']));
  for (const one of [address, inEnglish])
    await addUser(world, { address: one, grants: [{ role: 'leader' }] });
  browser = await launchBrowser();
  const context = await browser.newContext({ locale: 'sv-SE', javaScriptEnabled: false });
  page = await context.newPage();
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

/** Tabs to a link or a button and presses Enter; the page that comes has this heading. */
async function press(name: RegExp | string, heading: RegExp | string): Promise<void> {
  await tabTo(page, name);
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  const said = await page.locator('h1').first().textContent();
  expect([page.url(), said]).toEqual([page.url(), expect.stringMatching(heading)]);
}

const next = (heading: string) => press('Spara och fortsätt', heading);

/** Tabs to a group of choices, which is one stop, and chooses among them by arrow. */
async function choose(group: RegExp, name: string): Promise<void> {
  await tabTo(page, group);
  await page.keyboard.press('Space');
  for (let arrows = 0; (await focusedName(page)) !== name; arrows += 1) {
    if (arrows > 9) throw new Error(`No arrow reaches ${name}.`);
    await page.keyboard.press('ArrowDown');
  }
}

async function mails(to = address) {
  const { entries } = await findMessages(world.dir, { search: to, page: 1 });
  return entries;
}

/** What a reader presses in the mail program, which is no page of ours. */
async function linkInMail(to = address): Promise<string> {
  await until(async () => (await mails(to)).length > 0);
  const [mail] = await mails(to);
  const raw = await readMessage(world.dir, mail?.id ?? '');
  const { text = '' } = await parseMessage(raw ?? Buffer.alloc(0));
  return /https?:\/\/\S+\/sign-in\/\S+/.exec(text)?.[0] ?? '';
}

test('rule 13: a leader does everything by keyboard alone and without JavaScript', async () => {
  await page.goto(`${base}/sign-in`);
  await tabTo(page, 'Din mejladress i arbetet');
  await page.keyboard.type(address);
  await press('Mejla mig en länk', 'Titta i din mejl');
  await page.goto(await linkInMail());
  await press('Logga in', 'Översikt');

  await press('Utskick', 'Utskick');
  await press('Planera ett utskick', 'Vilken kurs ska skickas?');
  await choose(anyCourse, title);
  await next('Vilka ska få kursen?');
  await choose(/^(Alla medarbetare|Några enheter eller titlar)$/, 'Några enheter eller titlar');
  await tabTo(page, /^Enheter under Enhet 10/);
  await page.keyboard.press('Enter');
  await tabTo(page, /^Enhet 11 /);
  await page.keyboard.press('Space');
  await next('Ska någon undantas?');
  await next('När ska mejlen gå?');
  await tabTo(page, 'Dagar mellan lektionerna');
  await page.keyboard.press('ArrowUp');
  // Without repetitions the plan is drawn sooner.
  await tabTo(page, 'Hur ska frågorna komma tillbaka?');
  await page.keyboard.type('Frågor');
  await next('Kontrollera utskicket');
  expect(await page.locator('main').textContent()).toMatch(
    /Enhet 11.*En lektion var 15:e dag.*Frågor kommer inte tillbaka/s,
  );

  await press('Förhandsgranska mejlen och skicka prov', 'Förhandsgranska mejlen');
  await press('Nästa mejl', 'Förhandsgranska mejlen');
  const before = (await mails()).length;
  await tabTo(page, 'Vad ska skickas?');
  await page.keyboard.press('ArrowDown');
  await press('Skicka provmejl', 'Förhandsgranska mejlen');
  expect(await page.locator('.flash').textContent()).toContain(`skickade till ${address}`);
  expect(await mails()).toHaveLength(before + 2);
  await press(title, 'Kontrollera utskicket');

  await press('Gå vidare till start', 'Starta utskicket?');
  await press('Starta utskicket', title);
  expect(await page.locator('.flash').textContent()).toContain('Det första mejlet går');
  await press('Pausa utskicket', 'Pausa utskicket?');
  await press('Pausa utskicket', title);
  expect(await page.locator('.title-row').textContent()).toContain('Pausat');
  await press('Fortsätt utskicket', 'Fortsätta utskicket?');
  await press('Fortsätt utskicket', title);
  expect(await page.locator('.title-row').textContent()).toContain('Startar snart');

  // Figures of departments are there once a day has been counted.
  await sql`update virtual_clock set now = '2026-09-10T08:00:00Z'`.execute(world.db);
  await press(/^Läget: /, title);
  await press('Enhet 10', 'Enhet 10');
  await tabTo(page, /^Hämta som CSV: .*enhet/i);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.keyboard.press('Enter'),
  ]);
  expect(await readFile(await download.path(), 'utf8')).toContain('Enhet 11');
  await press('Logga ut', 'Logga in');
}, 60_000);

test('rule 13: a leader follows the same campaign in English, in the same way', async () => {
  const context = await browser.newContext({ locale: 'en-GB', javaScriptEnabled: false });
  page = await context.newPage();
  await page.goto(`${base}/sign-in`);
  await tabTo(page, 'Your mail address at work');
  await page.keyboard.type(inEnglish);
  await press('Mail me a link', 'Look in your mail');
  await page.goto(await linkInMail(inEnglish));
  // The account still has Swedish as its language.
  await press('English', 'Sign in');
  await press('Sign in', 'Översikt');
  await press('English', 'Overview');
  await press('Campaigns', 'Campaigns');
  await press('The role of the bystander', 'The role of the bystander');
  await press('The mails, and send a test to yourself', 'Preview the mails');
  await press('The role of the bystander', 'The role of the bystander');
  await press('Pause the campaign', 'Pause the campaign?');
  await press('Pause the campaign', 'The role of the bystander');
  expect(await page.locator('.flash:focus').textContent()).toMatch(/paused/);
  await press('Svenska', title);
  await press('English', 'The role of the bystander');
  await press('Sign out', 'Sign in');
}, 30_000);
