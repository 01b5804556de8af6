import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import { simpleParser } from 'mailparser';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Course, Language, LessonText } from '../../src/course/course.ts';
import { createLessonMails } from '../../src/delivery/lesson-mail.loader.ts';
import { baseline } from '../support/baseline-course.ts';
import { axeViolations, faultsOf, launchBrowser } from '../support/browser.ts';
import { typedCourse } from '../support/typed-course.ts';

const swedish: LessonText = {
  subject: 'När ett mejl hamnar fel',
  title: 'Säg till redan när du misstänker',
  preview: 'Du ser det i samma stund som du har klickat.',
  body: 'Det här är en **personuppgiftsincident**. Läs [mer om den](https://www.imy.se/).\n\n> Ring hellre en gång för mycket.\n\n- Säg till\n- Vänta *inte*',
  question: {
    key: 'wrong-recipient',
    type: 'single',
    text: 'På fredag eftermiddag tror du att en lönelista kan ha gått till fel person. Vad gör du?',
    options: [
      { id: 'a', text: 'Rapporterar direkt', correct: true, feedback: '' },
      {
        id: 'b',
        text: 'Kontrollerar noga först och rapporterar på måndag',
        correct: false,
        feedback: '',
      },
      {
        id: 'c',
        text: 'Personuppgiftsincidentrapporteringsansvarig',
        correct: false,
        feedback: '',
      },
    ],
  },
};
const lesson = { slug: 'x', sources: [], text: { sv: swedish, en: swedish } };
const course: Course = {
  slug: 'it-security',
  title: { sv: 'IT-säkerhet i vardagen', en: 'Everyday IT security' },
  description: { sv: '', en: '' },
  baseline,
  lessons: Array.from({ length: 12 }, (_, index) => ({ ...lesson, number: index + 1 })),
};
const mails = createLessonMails({
  organisation: 'Exempelkommun',
  helpContact: 'hjalp@kommunen.test',
  privacyContact: 'dataskydd@kommunen.test',
  mailFrom: 'Nanokurs <nanokurs@kommunen.test>',
  replyTo: 'hjalp@kommunen.test',
  publicUrl: 'https://nanokurs.kommunen.test',
  trial: false,
});

const types = ['multiple', 'scenario', 'stance'] as const;
type Shown = 'lesson' | 'rider' | 'repetition' | 'reminder' | 'form' | (typeof types)[number];

/**
 * `rider` is a lesson with the question of an earlier one; `scenario` is one too, with a question of
 * several right options.
 */
async function htmlOf(
  language: Language,
  mark?: 'simulated',
  shown: Shown = 'lesson',
): Promise<string> {
  const type = types.find((one) => one === shown);
  if (type !== undefined) return typedHtml(language, type, mark);
  if (shown === 'form') return formHtml(language, mark);
  const key = { course, versionHash: 'f00', language };
  const kind = shown === 'repetition' || shown === 'reminder' ? shown : 'lesson';
  const mail = await mails.compile({ ...key, lesson: 3, kind });
  const urls = (ends: string[]) => ends.map((end) => `https://nanokurs.kommunen.test/a/${end}`);
  const { raw } = mail.fill({
    messageId: '<d1@kommunen.test>',
    date: new Date('2026-09-14T06:40:00Z'),
    to: { address: 'asa@kommunen.test' },
    firstName: 'Åsa',
    optionUrls: urls(['A', 'B', 'C']),
    webUrl: 'https://nanokurs.kommunen.test/a/W',
    rider:
      shown === 'rider'
        ? {
            compiled: await mails.compileRider({ ...key, lesson: 1 }),
            optionUrls: urls(['D', 'E', 'F']),
          }
        : undefined,
    mark,
  });
  return (await simpleParser(raw)).html || '';
}

async function formHtml(language: Language, mark: 'simulated' | undefined): Promise<string> {
  const mail = await mails.compileBaseline({
    course,
    versionHash: 'f00',
    language,
    baseline: 'after',
  });
  const { raw } = mail.fill({
    messageId: '<d1@kommunen.test>',
    date: new Date('2026-09-14T06:40:00Z'),
    to: { address: 'asa@kommunen.test' },
    ...{ firstName: 'Åsa', optionUrls: [], webUrl: 'https://nanokurs.kommunen.test/b/F', mark },
  });
  return (await simpleParser(raw)).html || '';
}

async function typedHtml(
  language: Language,
  type: (typeof types)[number],
  mark: 'simulated' | undefined,
): Promise<string> {
  const key = { course: typedCourse, versionHash: 'typed', language };
  const mail = await mails.compile({ ...key, lesson: types.indexOf(type) + 2 });
  const optionUrls = ['https://nanokurs.kommunen.test/a/A'];
  const rider =
    type === 'scenario'
      ? { compiled: await mails.compileRider({ ...key, lesson: 2 }), optionUrls }
      : undefined;
  const { raw } = mail.fill({
    messageId: '<d1@kommunen.test>',
    date: new Date('2026-09-14T06:40:00Z'),
    to: { address: 'asa@kommunen.test' },
    firstName: 'Åsa',
    ...{ optionUrls, rider, mark },
  });
  return (await simpleParser(raw)).html || '';
}

/** A mail is read inside the page of a mail program, which has the landmarks. */
const belongsToReader = /(^|: )(landmark-one-main|region): /;

/** What Outlook for Windows does in dark mode: every colour keeps its hue and swaps its lightness. */
function inverted(html: string): string {
  const withoutStyles = html.replace(/<style[\s\S]*?<\/style>/g, '');
  return withoutStyles.replace(/#([0-9a-f]{6})\b/gi, (_, hex: string) => {
    const [r = 0, g = 0, b = 0] = (hex.match(/../g) ?? []).map((part) => Number.parseInt(part, 16));
    const shift = 255 - Math.max(r, g, b) - Math.min(r, g, b);
    return `rgb(${r + shift},${g + shift},${b + shift})`;
  });
}

describe('rule 13: the lesson mail in a browser', () => {
  let browser: Browser;
  /** One for all mails: what axe costs is mostly its first run in a page. */
  let page: Page;
  beforeAll(async () => {
    browser = await launchBrowser();
    page = await browser.newPage();
  });
  afterAll(() => browser.close());

  async function show(html: string, width: number): Promise<void> {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setContent(html);
  }
  const withoutFrame = (found: string[]) => found.filter((one) => !belongsToReader.test(one));

  const kinds = [
    'lesson',
    'rider',
    'repetition',
    'reminder',
    'form',
    'scenario',
    'stance',
  ] as const;
  for (const language of ['sv', 'en'] as const)
    for (const shown of kinds)
      test(`axe finds nothing, on a phone and a desk, in both themes: ${shown}, ${language}`, async () => {
        const mark = shown === 'lesson' ? 'simulated' : undefined;
        await page.setContent(await htmlOf(language, mark, shown));
        const faults = await faultsOf(page, { widths: [360, 700] });
        expect(withoutFrame(faults)).toEqual([]);
      });

  test('a repeated question stands apart, below the lesson and its question', async () => {
    const html = await htmlOf('sv', undefined, 'rider');
    for (const width of [360, 700]) {
      await show(html, width);
      const headings = await page.locator('h1, h2').allTextContents();
      expect(headings).toHaveLength(3);
      const cards = await page.locator('.card').all();
      const [lesson, rider] = await Promise.all(cards.map((card) => card.boundingBox()));
      expect(cards).toHaveLength(2);
      expect((rider?.y ?? 0) - ((lesson?.y ?? 0) + (lesson?.height ?? 0))).toBeGreaterThan(8);
      expect(rider?.width).toBe(lesson?.width);
      const links = await page.locator('.card').nth(1).locator('a.option-link').all();
      expect(links).toHaveLength(3);
      for (const link of links)
        expect((await link.boundingBox())?.height).toBeGreaterThanOrEqual(48);
    }
  });

  test('a question of several steps has one button, as wide as the text and at least 48 px high', async () => {
    await show(await htmlOf('sv', undefined, 'scenario'), 360);
    const links = await page.locator('a.option-link').all();
    expect(links).toHaveLength(2);
    for (const link of links) {
      expect(await link.textContent()).toBe('Svara');
      expect((await link.boundingBox())?.height).toBeGreaterThanOrEqual(48);
    }
  });

  test('contrast survives a mail program that inverts the colours', async () => {
    for (const shown of ['lesson', 'rider', 'repetition'] as const) {
      await show(inverted(await htmlOf('sv', 'simulated', shown)), 700);
      const colour = await page.evaluate("getComputedStyle(document.querySelector('h1')).color");
      expect(colour).toBe('rgb(211, 224, 226)');
      expect(withoutFrame(await axeViolations(page))).toEqual([]);
    }
  });

  test('every option is a link as wide as the text and at least 48 px high', async () => {
    const html = await htmlOf('sv');
    for (const width of [320, 700]) {
      await show(html, width);
      const text = await page.locator('h1').boundingBox();
      const links = await page.locator('a.option-link').all();
      expect(links).toHaveLength(3);
      for (const link of links) {
        const box = await link.boundingBox();
        expect(box?.height).toBeGreaterThanOrEqual(48);
        expect(box?.width).toBeGreaterThanOrEqual((text?.width ?? 1000) - 4);
      }
      const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect(overflow).toBeLessThanOrEqual(0);
    }
  });

  test('rule 12: rendering asks the network for nothing', async () => {
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.setContent(await htmlOf('sv', 'simulated'), { waitUntil: 'networkidle' });
    expect(await page.locator('a').count()).toBeGreaterThan(3);
    expect(asked).toEqual([]);
    await page.close();
  });

  test('the HTML is valid, but for what mail programs need', async () => {
    // Outlook for Windows needs attributes and conditional comments, and many drop style sheets.
    const rules = {
      'doctype-style': 'off',
      'no-conditional-comment': 'off',
      'no-inline-style': 'off',
      'no-deprecated-attr': 'off',
      'prefer-native-element': 'off',
      'presentation-role-style': 'off',
    } as const;
    const extended = ['html-validate:recommended'];
    const loader = new StaticConfigLoader({ root: true, extends: extended, rules });
    const validator = new HtmlValidate(loader);
    for (const shown of ['lesson', 'rider', 'repetition', 'reminder', 'form', ...types] as const) {
      const report = await validator.validateString(await htmlOf('sv', 'simulated', shown));
      const messages = report.results.flatMap((result) => result.messages);
      expect(messages.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
    }
    const broken = await validator.validateString('<!doctype html><p><div></p>');
    expect(broken.valid).toBe(false);
  });
});
