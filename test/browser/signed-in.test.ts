import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Role } from '../../src/access/role.ts';
import { faultsOf, furtherFaults, launchBrowser } from '../support/browser.ts';
import { type FilledWorld, openFilledWorld } from '../support/filled-world.ts';
import { addressOf, signedInRoutes } from '../support/route-address.ts';

let world: FilledWorld;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let base: string;

beforeAll(async () => {
  world = await openFilledWorld();
  await world.app.listen({ port: 0, host: '127.0.0.1' });
  base = `http://127.0.0.1:${(world.app.server.address() as AddressInfo).port}`;
  world.resources.publicUrl = base;
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

/** What is wrong with the page as it stands, the narrowest screen included: 1280 px at 400 %. */
const wrongWith = async (name: string) => [
  ...(await faultsOf(page, { widths: [320, 1280] })).map((fault) => `${name}, ${fault}`),
  ...(await furtherFaults(page)).map((fault) => `${name}: ${fault}`),
];

/** Pages of routes in another state than the one that `things` leads to, by who sees them. */
function otherStates(): [Role, string][] {
  const { campaigns, upload, things } = world;
  const { running, paused, ended } = campaigns;
  const admin = [
    ...[paused, ended].map((id) => `/campaigns/${id}`),
    `/campaigns/${ended}/overview`,
    `/campaigns/${running}/overview?department=20&as=then&sort=-completed`,
    `/campaigns/${paused}/resume`,
    `/campaigns/drafts/${things['campaign-draft']}/mails?mail=lesson-1&language=en`,
    '/people?q=berg',
    '/people?q=ingen-alls',
    '/people/import/undo/2',
    ...['leavers', 'changed', 'errors', 'departments'].map(
      (list) => `/people/import/${upload}?list=${list}`,
    ),
    '/departments/20',
    '/campaigns/999',
    ...['/', '/privacy', '/accessibility', '/api/docs'],
  ];
  return admin.map((url) => ['admin', url]);
}

test('rule 13: every page passes axe in both themes and fits 320 px, with something on it', async () => {
  const routes = signedInRoutes(world.app.knownRoutes)
    .filter(({ method, url }) => method === 'GET' && !/\.csv$|\/frame$/.test(url))
    .map((route): [Role, string] => {
      const url = addressOf(route, world.things).replace(/0{8}-[\d-]+/, world.upload);
      return [route.access.roles[0] as Role, url];
    });
  const wrong: string[] = [];
  const titles = new Set<string>();
  let role: Role | undefined;
  for (const [who, url] of [...routes, ...otherStates()].toSorted(([one], [other]) =>
    one.localeCompare(other),
  )) {
    if (role !== who) await become(who);
    role = who;
    const answer = await page.goto(base + url);
    if (answer?.status() !== 200 && url !== '/campaigns/999') wrong.push(`${url} cannot be seen`);
    titles.add(await page.title());
    wrong.push(...(await wrongWith(url)));
  }
  expect(routes.length).toBeGreaterThan(40);
  // Two routes lead to the overview, and two to the choice of a course.
  expect(titles.size).toBeGreaterThanOrEqual(routes.length - 2);
  expect(wrong).toEqual([]);
}, 180_000);

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
  expect(await page.title()).toMatch(/^Fel: /);
  expect(await page.locator('.error-summary:focus a').getAttribute('href')).toBe('#address');
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
