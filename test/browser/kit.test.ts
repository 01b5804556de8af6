import fastify, { type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { HtmlValidate } from 'html-validate';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Course } from '../../src/course/course.ts';
import { registerKitPages } from '../../src/course/kit.pages.ts';
import type { Kit, KitText } from '../../src/course/kit.ts';
import { registerAssets } from '../../src/web/assets.ts';
import { faultsOf, launchBrowser } from '../support/browser.ts';

const title = (sv: string, en: string) => ({ sv, en });
const text = {
  title: 'Säg till redan när du misstänker',
} as Course['lessons'][number]['text']['sv'];
const lesson = { sources: [], text: { sv: text, en: { ...text, title: 'Tell early' } } };
const course: Course = {
  slug: 'it',
  title: title('IT-säkerhet', 'IT security'),
  description: title('', ''),
  lessons: ['one', 'two'].map((slug, index) => ({ ...lesson, slug, number: index + 1 })),
};
/** As long as kits may be: 140 words, three long questions, a note of 700 characters. */
const longest: KitText = {
  scenario: `**Ida** ${'kollegan väntar '.repeat(34)}\n\n${'korridoren är tom '.repeat(23)}`.trim(),
  questions: Array.from({ length: 3 }, () => 'Vad gör vi då? '.repeat(16).trim()),
  note: 'Låt det vara tyst. '.repeat(36).trim(),
};
const kit: Kit = { course: 'it', lesson: 'one', text: { sv: longest, en: longest } };

let app: FastifyInstance;
let browser: Browser;
let url: string;
beforeAll(async () => {
  app = fastify().setValidatorCompiler(validatorCompiler).setSerializerCompiler(serializerCompiler);
  await registerAssets(app);
  registerKitPages(app, {
    trial: true,
    organisation: 'Exempelkommun',
    courses: [course],
    kits: [kit],
  });
  url = await app.listen({ port: 0, host: '127.0.0.1' });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await app.close();
});

describe('kits for the workplace meeting', () => {
  test('are listed by course; a lesson without one is not, and leads to the page for nothing here', async () => {
    const index = await app.inject('/kit');
    expect(index.body).toContain(
      '<a href="/kit/it/one?lang=sv">Säg till redan när du misstänker</a>',
    );
    expect(index.body).not.toContain('/kit/it/two');
    const english = await app.inject({ url: '/kit', headers: { 'accept-language': 'en' } });
    expect(english.body).toContain('Ten minutes at the workplace meeting');
    for (const path of ['/kit/it/two', '/kit/no/one', '/kit/it/one%3Cb%3E']) {
      const answer = await app.inject(path);
      expect([answer.statusCode, answer.body.includes('Sidan finns inte')]).toEqual([404, true]);
    }
  });

  test('are valid HTML, in the language that is asked for', async () => {
    const validator = new HtmlValidate({
      extends: ['html-validate:recommended'],
      rules: { 'doctype-style': 'off' },
    });
    for (const path of ['/kit', '/kit/it/one?lang=en', '/kit/it/two']) {
      const report = await validator.validateString((await app.inject(path)).body);
      const messages = report.results.flatMap((result) => result.messages);
      expect(messages.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
    }
    expect((await app.inject('/kit/it/one?lang=en')).body).toContain('<html lang="en">');
  });

  test('rule 13: axe finds nothing, on a phone and on a desk, and nothing is wider than the page', async () => {
    const page = await browser.newPage();
    for (const path of ['/kit', '/kit/it/one']) {
      await page.goto(`${url}${path}`);
      expect(await faultsOf(page), path).toEqual([]);
    }
    await page.close();
  });

  test('the longest that is allowed fits on one A4 sheet', async () => {
    const page = await browser.newPage();
    await page.goto(`${url}/kit/it/one`);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    await page.close();
  });
});
