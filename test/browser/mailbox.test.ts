import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastifyHelmet from '@fastify/helmet';
import fastify, { type FastifyInstance } from 'fastify';
import { createTransport } from 'nodemailer';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Mailbox, openMailbox } from '../../src/platform/mailbox-server.ts';
import { registerAssets } from '../../src/web/assets.ts';
import { registerMailboxPages } from '../../src/web/mailbox.pages.ts';
import { faultsOf, launchBrowser } from '../support/browser.ts';

let dir = '';
let base = '';
let mailbox: Mailbox;
let app: FastifyInstance;
let browser: Browser;
const asked: string[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nanokurs-mailbox-'));
  mailbox = await openMailbox(dir);
  app = fastify();
  app.addHook('onRequest', async (request) => {
    asked.push(request.url);
  });
  const none = ["'none'"];
  const self = ["'self'"];
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: none,
        styleSrc: self,
        imgSrc: ["'self'", 'data:'],
        frameSrc: self,
        formAction: self,
        frameAncestors: none,
        baseUri: none,
      },
    },
  });
  await registerAssets(app);
  registerMailboxPages(app, { dir, organisation: 'Exempelkommun' });
  app.get('/a/:token', async (_, reply) => reply.type('text/html').send('<title>Svar</title>'));
  base = await app.listen({ port: 0, host: '127.0.0.1' });
  await fill();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
  await mailbox?.close();
  await rm(dir, { recursive: true, force: true });
});

async function fill(): Promise<void> {
  const transport = createTransport({ url: mailbox.smtpUrl, pool: true });
  const from = 'Nanokurs <nanokurs@kommun.test>';
  const many = Array.from({ length: 51 }, (_, index) =>
    transport.sendMail({
      from,
      to: `person${index + 1}@kommun.test`,
      subject: `Våga fråga ${index + 1}`,
      text: 'Hej',
    }),
  );
  await Promise.all(many);
  await transport.sendMail({
    from,
    to: 'asa@kommun.test',
    subject: 'Ett mejl som inte känns rätt',
    text: `Svara: ${base}/a/text`,
    html: `<html lang="sv"><head><title>x</title></head><body><p>Vad gör du?</p>
      <script>document.title = 'script ran'; fetch('${base}/script-ran')</script>
      <img src="${base}/pixel.png" alt=""><iframe src="${base}/frame"></iframe>
      <a href="${base}/a/html">Ringer chefen</a></body></html>`,
  });
  transport.close();
}

test('rule 13: no page has faults or is too wide, on a phone and a desk, in both themes', async () => {
  const page = await browser.newPage();
  const check = async (url: string) => {
    await page.goto(url);
    expect(await faultsOf(page), url).toEqual([]);
    // The style sheet is what gives the mark its size on every page.
    expect(await page.evaluate('document.styleSheets[0].cssRules.length')).toBeGreaterThan(50);
  };
  for (const path of ['/mailbox?page=2&lang=en', '/mailbox?search=ingen', '/mailbox'])
    await check(`${base}${path}`);
  await page.getByRole('link', { name: 'Ett mejl som inte känns rätt' }).click();
  await page.getByRole('heading', { level: 1, name: 'Ett mejl som inte känns rätt' }).waitFor();
  const mail = page.url();
  await check(mail);
  await check(`${mail}?view=text`);
  await page.close();
});

test('searching, opening a mail and following its link works without JavaScript', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'sv-SE' });
  const page = await context.newPage();
  await page.goto(`${base}/mailbox`);
  await page.getByRole('searchbox').fill('ASA@kommun');
  await page.getByRole('button', { name: 'Sök' }).click();
  await page.getByRole('link', { name: 'Ett mejl som inte känns rätt' }).click();
  await page.getByRole('heading', { level: 1, name: 'Ett mejl som inte känns rätt' }).waitFor();

  const opened = context.waitForEvent('page');
  await page.frameLocator('iframe').getByRole('link', { name: 'Ringer chefen' }).click();
  const answer = await opened;
  await answer.waitForURL(`${base}/a/html`);
  expect(await answer.title()).toBe('Svar');
  await context.close();
});

test('a mail can neither run a script nor fetch anything', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${base}/mailbox?search=asa`);
  await page.getByRole('link', { name: 'Ett mejl som inte känns rätt' }).click();
  await page.frameLocator('iframe').getByText('Vad gör du?').waitFor();
  await page.goto(`${page.url()}/html`);
  await page.getByText('Vad gör du?').waitFor();
  expect(await page.title()).toBe('x');
  expect(asked.some((url) => url.endsWith('/html'))).toBe(true);
  expect(asked.filter((url) => /script-ran|pixel|\/frame/.test(url))).toEqual([]);
  await context.close();
});

test('the keyboard reaches the content past the header, and focus is seen', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${base}/mailbox`);
  await page.keyboard.press('Tab');
  const skip = page.locator('.skip-link');
  expect(await skip.evaluate((element) => element.matches(':focus-visible'))).toBe(true);
  expect((await skip.boundingBox())?.y).toBeGreaterThanOrEqual(0);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await page.getByRole('searchbox').evaluate((e) => e.matches(':focus'))).toBe(true);
  await context.close();
});
