import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Role } from '../../src/access/role.ts';
import { faultsOf, launchBrowser } from '../support/browser.ts';
import { addressOf, signedInRoutes } from '../support/route-address.ts';
import { addRouteDepartments, makeThings, type Things } from '../support/route-things.ts';
import { openWebWorld, type WebWorld } from '../support/web-world.ts';

let world: WebWorld;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let base: string;
let things: Things;

beforeAll(async () => {
  world = await openWebWorld();
  await world.app.listen({ port: 0, host: '127.0.0.1' });
  base = `http://127.0.0.1:${(world.app.server.address() as AddressInfo).port}`;
  world.resources.publicUrl = base;
  await addRouteDepartments(world.db);
  things = await makeThings(world.resources, '11');
  browser = await launchBrowser();
  context = await browser.newContext({ locale: 'sv-SE' });
  page = await context.newPage();
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

async function become(role: Role): Promise<void> {
  const { cookie } = await world.signIn(`${role}@exempelkommun.test`, role);
  const [name = '', value = ''] = cookie.split('=');
  await context.clearCookies();
  await context.addCookies([{ name, value, url: base }]);
}

/** What is wrong with the page as it stands, the narrowest screen included. */
const wrongWith = async (name: string) =>
  (await faultsOf(page, { widths: [320, 1280] })).map((fault) => `${name}, ${fault}`);

test('rule 13: every page for the signed-in passes axe in both themes, and fits 320 px', async () => {
  const wrong: string[] = [];
  const seen: string[] = [];
  const routes = signedInRoutes(world.app.knownRoutes).filter(({ method }) => method === 'GET');
  let role: string | undefined;
  for (const route of routes.toSorted((one, other) =>
    String(one.access.roles[0]).localeCompare(String(other.access.roles[0])),
  )) {
    if (role !== route.access.roles[0]) {
      role = route.access.roles[0];
      await become(role as Role);
    }
    const url = addressOf(route, things);
    // Files to save are no pages, and mails in a sandbox have tests of their own.
    const { headers } = await world.app.inject({
      url,
      headers: {
        cookie: (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; '),
      },
    });
    if (!String(headers['content-type']).startsWith('text/html')) continue;
    if (/\bsandbox\b/.test(String(headers['content-security-policy']))) continue;
    await page.goto(base + url);
    seen.push(url);
    wrong.push(...(await wrongWith(url)));
  }
  expect(seen.length).toBeGreaterThan(4);
  expect(wrong).toEqual([]);
}, 120_000);

test('rule 13: signing in by keyboard alone; the pages on the way pass axe', async () => {
  await context.clearCookies();
  await world.signIn('leader@exempelkommun.test', 'leader');
  await page.goto(`${base}/account`);
  const wrong = await wrongWith('sign-in');
  await page.locator('#address').focus();
  await page.keyboard.type('inte en adress@');
  await page.keyboard.press('Enter');
  await page.locator('.error-summary').waitFor();
  wrong.push(...(await wrongWith('sign-in with an error')));
  expect(await page.locator('#address').getAttribute('aria-invalid')).toBe('true');
  await page.locator('#address').fill('leader@exempelkommun.test');
  await page.locator('#address').press('Enter');
  await page.waitForURL(/sent=1/);
  wrong.push(...(await wrongWith('sent')));
  const link = page.locator('.mails a').first();
  do await page.goto(`${base}/mailbox?search=leader`);
  while ((await link.count()) === 0);
  await link.press('Enter');
  const address = await page.frameLocator('iframe').locator('a').first().getAttribute('href');
  // As on another machine, where the address is asked for.
  await context.clearCookies();
  await page.goto(address ?? '');
  await page.locator('main button').press('Enter');
  await page.locator('.error-summary').waitFor();
  wrong.push(...(await wrongWith('link elsewhere, with an error')));
  await page.locator('#address').fill('leader@exempelkommun.test');
  await page.locator('#address').press('Enter');
  await page.waitForURL(`${base}/account`);
  expect(await page.locator('h1').textContent()).toBe('Ditt konto');
  await page.goto(address ?? '');
  wrong.push(...(await wrongWith('used link')));
  expect(wrong).toEqual([]);
}, 60_000);
