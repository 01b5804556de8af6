import fastify from 'fastify';
import { HtmlValidate } from 'html-validate';
import { expect, test } from 'vitest';
import { registerAssets } from '../../../src/web/assets.ts';
import { errorPage, notFoundPage, type Page, page } from '../../../src/web/shell.ts';
import { frameTexts } from '../../../src/web/texts.ts';

const plain: Page = {
  language: 'sv',
  title: 'Fråga',
  body: '<h1>Fråga</h1>',
  trial: true,
  organisation: 'Exempelkommun',
  otherLanguageUrl: '/a/x?lang=en',
};

test.each([
  ['a page in Swedish', page(plain)],
  ['a page in English', page({ ...plain, language: 'en', width: 'wide', trial: false })],
  ['a page for an error', errorPage('sv', { title: 'Nej', text: 'Så här gör du.' })],
  ['a page that is missing', notFoundPage('en', { trial: 'mail-leaves', help: 'a@b.test' })],
])('rule 13: %s is valid HTML without script or inline style', async (_, document) => {
  const validator = new HtmlValidate({
    extends: ['html-validate:standard', 'html-validate:a11y'],
    rules: { 'doctype-style': 'off', 'no-inline-style': 'error' },
  });
  const report = await validator.validateString(document);
  expect(report.results.flatMap((result) => result.messages)).toEqual([]);
  expect(document).not.toMatch(/<script|<style|https?:\/\//);
});

test('a page says its language, whose it is, and where the other language is', () => {
  const document = page(plain);
  expect(document).toContain('<html lang="sv">');
  expect(document).toContain('<title>Fråga – Exempelkommun</title>');
  expect(document).toContain('<a href="/a/x?lang&#61;en" hreflang="en" lang="en">English</a>');
});

test('titles, names and addresses from outside are escaped', () => {
  const nasty = '<img src=x onerror=alert(1)>"\'';
  const document = page({
    ...plain,
    title: nasty,
    organisation: nasty,
    otherLanguageUrl: nasty,
    body: '',
  });
  expect(document).not.toContain('<img src=x');
  expect(errorPage('sv', { title: nasty, text: nasty })).not.toContain('<img src=x');
});

test.each([
  ['sv', 'Provläge:</strong> inga mejl lämnar den här datorn'],
  ['en', 'Trial mode:</strong> no mail leaves this machine'],
] as const)('in trial mode every page says so (%s)', (language, words) => {
  expect(page({ ...plain, language })).toContain(words);
  expect(notFoundPage(language, { trial: true })).toContain(words);
  expect(page({ ...plain, language, trial: false })).not.toContain('class="trial"');
});

test('a trial whose mail goes to a real relay does not claim that none leaves', () => {
  const document = page({ ...plain, trial: 'mail-leaves' });
  expect(document).toContain(frameTexts.sv.mailLeaves);
  expect(document).not.toContain(frameTexts.sv.noMailLeaves);
});

test('every asset that a page names is served, to be kept for ever', async () => {
  const app = fastify();
  await registerAssets(app);
  const addresses = [...page(plain).matchAll(/"(\/assets\/[^"]+)"/g)].map(([, url]) => url ?? '');
  expect(addresses.length).toBeGreaterThanOrEqual(2);
  for (const address of addresses) {
    const url = address.replaceAll('&#61;', '=');
    expect(url).toMatch(/\?v=[0-9a-f]{12}$/);
    const { statusCode, headers } = await app.inject(url);
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toMatch(/^(text\/css|image\/svg\+xml)/);
    expect(headers['cache-control']).toContain('immutable');
  }
  expect((await app.inject('/assets/../shell.ts')).statusCode).toBe(404);
  await app.close();
});
