import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { previewQuestion } from '../../src/delivery/baseline-link.ts';
import { type AnswerWorld, openAnswerWorld, today } from '../support/answer-world.ts';
import { faultsOf, type Look, launchBrowser } from '../support/browser.ts';
import { typedCourse } from '../support/typed-course.ts';

let world: AnswerWorld;
/** A campaign with a lesson of each question type. */
let typed: AnswerWorld;
let browser: Browser;
let origin: string;
let typedOrigin: string;
beforeAll(async () => {
  [world, typed] = await Promise.all([openAnswerWorld(), openAnswerWorld({ of: typedCourse })]);
  const anywhere = { host: '127.0.0.1', port: 0 };
  origin = await world.app.listen(anywhere);
  typedOrigin = await typed.app.listen(anywhere);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
  await typed?.close();
});

/** Set SCREENSHOTS to a folder to look at the pages. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** How many rows there are of everything that an answer writes. */
async function written({ db }: AnswerWorld): Promise<number[]> {
  const tables = ['answers', 'answer_steps', 'stance_counts'] as const;
  const rows = tables.map((table) => db.selectFrom(table).selectAll().execute());
  return (await Promise.all(rows)).map(({ length }) => length);
}

test('rule 1: a scanner that renders a link and clicks every link on the page answers nothing', async () => {
  const { deliveries } = await world.invite(2);
  const types = await typed.invite(4);
  const half = await typed.invite(3);
  await typed.api({ token: typed.token(half.deliveries[2]), options: ['b'] });
  const urls = [
    ...[0, 2].map((option) => `${origin}/a/${world.token(deliveries[0], option)}`),
    ...[...types.deliveries.slice(1), half.deliveries[2]].map(
      (delivery) => `${typedOrigin}/a/${typed.token(delivery)}`,
    ),
  ];
  const page = await browser.newPage();
  const before = [await written(world), await written(typed)];
  const opened = new Set<string>();
  for (const url of urls) {
    await page.goto(url, { waitUntil: 'load' });
    const links = await page.locator('a').count();
    expect(links).toBeGreaterThan(0);
    for (let index = 0; index < links; index += 1) {
      if (page.url() !== url) await page.goto(url);
      const link = page.locator('a').nth(index);
      const address = new URL((await link.getAttribute('href')) ?? '', url);
      if (opened.has(address.href)) continue;
      opened.add(address.href);
      // The skip link lies outside the window until it has the focus.
      const leaves = address.hash === '' ? page.waitForEvent('load') : undefined;
      await Promise.all([leaves, link.dispatchEvent('click')]);
    }
    await page.goto(url);
    await page.locator('summary').click();
    for (const option of await page.locator('input[name=option]').all()) await option.check();
  }
  expect(opened.size).toBeGreaterThanOrEqual(12);
  expect([await written(world), await written(typed)]).toEqual(before);
  await page.close();
});

test('rule 13: skips a stance without a choice, and goes through both steps, without scripts', async () => {
  const { enrolment, deliveries } = await typed.invite(4);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${typedOrigin}/a/${typed.token(deliveries[3])}`);
  await page.getByRole('button', { name: 'Hoppa över, markera som läst' }).click();
  await page.getByRole('heading', { name: 'Lektionen är markerad som läst' }).waitFor();
  await page.goto(`${typedOrigin}/a/${typed.token(deliveries[2])}`);
  for (const choice of ['Sätter dig bredvid henne', 'Tar det med chefen']) {
    await page.getByText(choice).click();
    await page.getByRole('button', { name: 'Skicka svar' }).click();
  }
  await page.getByText('Därför e.').waitFor();
  expect(await page.locator('h1').textContent()).toBe('Rätt svar!');
  const stored = await typed.db
    .selectFrom('answers')
    .select(['options', 'correct'])
    .where('enrolment_id', '=', enrolment)
    .orderBy('asking_id')
    .execute();
  expect(stored).toEqual([
    { options: ['b', 'e'], correct: true },
    { options: [], correct: null },
  ]);
  await context.close();
});

test('rule 13: answers with the keyboard alone and without scripts', async () => {
  const { enrolment, deliveries } = await world.invite(2);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${origin}/a/${world.token(deliveries[0], 0)}`);
  await page.locator('input[type=radio]:checked').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${origin}/a`);
  expect(await page.locator('h1').textContent()).toBe('Rätt svar!');
  const [stored] = await world.db
    .selectFrom('answers')
    .select('options')
    .where('enrolment_id', '=', enrolment)
    .execute();
  expect(stored?.options).toEqual(['b']);

  await page.getByRole('link', { name: 'Läs och svara' }).click();
  // Nothing was tapped: the browser itself asks for a choice before it sends.
  await page.getByRole('button', { name: 'Skicka svar' }).click();
  expect(page.url()).toContain('/a/');
  await page.getByText('Skickar koden').click();
  await page.getByRole('button', { name: 'Skicka svar' }).click();
  await page.waitForURL(`${origin}/a`);
  expect(await page.locator('main').textContent()).toContain('Du är ikapp');
  await context.close();
});

test('rule 13: every page is free of what axe finds and fits, on a phone and a desk, in both themes', async () => {
  const page = await browser.newPage();
  const check = async (name: string) => {
    const look = ({ width, colorScheme }: Look) => picture(page, `${name}-${width}-${colorScheme}`);
    expect(await faultsOf(page, { look }), name).toEqual([]);
  };
  const open = (token: string) => page.goto(`${origin}/a/${token}`);
  const send = () => page.locator('form button').click();

  await page.goto(`${origin}/b/${world.previewToken(previewQuestion('before'))}`);
  await check('form');
  await page.getByRole('button', { name: 'Skicka', exact: true }).click();
  await check('form-empty');
  const { deliveries } = await world.invite(2);
  await open(world.token(deliveries[0], 0));
  await check('question');
  await send();
  await page.waitForURL(`${origin}/a`);
  await check('wrong');
  await page.locator('main a.button').click();
  await check('next');
  await page.locator('input[value=a]').check();
  await send();
  await page.waitForURL(`${origin}/a`);
  await check('right');
  await open(world.token(deliveries[0], 1));
  await check('again');
  await open(world.token(deliveries[0], 1, today));
  await check('expired');
  await open('forged');
  await check('forged');
  const repeating = await world.invite(2);
  await world.addRider(repeating.enrolment, repeating.deliveries[1] ?? 0, 1, 2);
  await open(world.riderToken(repeating.deliveries[1], 0));
  await check('repetition');
  await send();
  await page.waitForURL(`${origin}/a`);
  await check('repetition-wrong');
  await open(world.previewToken(1, 1));
  await check('preview');
  await page.setContent(
    (await world.form({ token: world.token((await world.invite()).deliveries[0]) })).body.replace(
      '<head>',
      `<head><base href="${origin}">`,
    ),
  );
  await check('incomplete');

  const types = await typed.invite(4);
  const openTyped = (lesson: number) =>
    page.goto(`${typedOrigin}/a/${typed.token(types.deliveries[lesson - 1])}`);
  await openTyped(2);
  await check('multiple');
  // Nothing is required of a checkbox, so the page itself asks again.
  await send();
  await page.locator('#problem').waitFor();
  await check('multiple-incomplete');
  await page.locator('input[value=a]').check();
  await page.locator('input[value=b]').check();
  await send();
  await page.getByText('Därför d.').waitFor();
  await check('multiple-result');
  await openTyped(3);
  await check('scenario');
  await page.locator('input[value=b]').check();
  await send();
  await page.getByText('Steg 2 av 2').waitFor();
  await check('scenario-second');
  await page.locator('input[value=d]').check();
  await send();
  await page.getByText('Därför e.').waitFor();
  await check('scenario-result');
  await openTyped(4);
  await check('stance');
  await page.locator('input[value=b]').check();
  await page.getByRole('button', { name: 'Skicka svar' }).click();
  await page.getByText('Därför b.').waitFor();
  await check('stance-result');
  await openTyped(4);
  await check('stance-again');
  await page.close();
}, 60_000);
