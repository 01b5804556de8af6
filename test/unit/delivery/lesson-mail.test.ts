import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import type { Course, LessonText } from '../../../src/course/course.ts';
import type { LessonMailValues } from '../../../src/delivery/compiled-lesson-mail.ts';
import { createLessonMails } from '../../../src/delivery/lesson-mail.loader.ts';
import { slot } from '../../../src/delivery/mime-template.ts';
import { AppError } from '../../../src/platform/errors.ts';

const settings = {
  organisation: 'Åmåls & Säffles kommunalförbund',
  helpContact: 'hjalp@kommunen.test',
  privacyContact: '0532-123 45',
  mailFrom: 'Nanokurs <nanokurs@kommunen.test>',
  replyTo: 'hjalp@kommunen.test',
  publicUrl: 'https://nanokurs.kommunen.test',
  trial: false,
};

const swedish: LessonText = {
  subject: 'Får jag skicka listan?',
  title: 'Tänk <först>, skicka sedan',
  preview: 'En lista är mer känslig än du tror.',
  body: `Skriv **aldrig** hela numret. ${slot('web')} {{title}}\n\n- Ett\n- Två`,
  question: {
    key: 'list',
    type: 'single',
    text: 'Vad gör du med "listan"?',
    options: [
      { id: 'a', text: 'Skickar den & går', correct: false, feedback: 'Hemligt A' },
      { id: 'b', text: 'Frågar först', correct: true, feedback: 'Hemligt B' },
      { id: 'c', text: 'Raderar den', correct: false, feedback: 'Hemligt C' },
    ],
  },
};
const english = { ...swedish, subject: 'May I send the list?', title: 'Think first' };
const lessons = Array.from({ length: 30 }, (_, index) => ({
  number: index + 1,
  slug: `lesson-${index + 1}`,
  text: { sv: swedish, en: english },
  sources: [],
}));
const course: Course = {
  slug: 'it-security',
  title: { sv: 'IT-säkerhet', en: 'IT security' },
  description: { sv: '', en: '' },
  lessons,
};
const key = { course, versionHash: 'f00', lesson: 2, language: 'sv' } as const;
const url = (end: string) => `https://nanokurs.kommunen.test/a/${'k'.repeat(43)}${end}`;
const values: LessonMailValues = {
  messageId: '<d1@kommunen.test>',
  date: new Date('2026-09-14T06:40:00Z'),
  to: { name: 'Åsa Öberg', address: 'asa.oberg@kommunen.test' },
  firstName: 'Åsa <b>',
  optionUrls: [url('A'), url('B'), url('C')],
  webUrl: url('W'),
};
const mails = createLessonMails(settings);
const read = (raw: Buffer) => simpleParser(raw, { skipImageLinks: true });
const filled = async (change: Partial<LessonMailValues> = {}) => {
  const { raw } = (await mails.compile(key)).fill({ ...values, ...change });
  const mail = await read(raw);
  return { raw, mail, html: mail.html || '', text: mail.text ?? '' };
};

describe('lesson mail', () => {
  test('headers say what it is, ask for no automatic reply and keep the thread', async () => {
    const { mail, raw } = await filled({ thread: ['<first@kommunen.test>'] });
    expect(mail.subject).toBe('Nanokurs 2/30: Får jag skicka listan?');
    expect(mail.from?.text).toBe('"Nanokurs" <nanokurs@kommunen.test>');
    expect(mail.replyTo?.text).toBe('hjalp@kommunen.test');
    expect(mail.messageId).toBe('<d1@kommunen.test>');
    expect([mail.inReplyTo, mail.references]).toEqual(Array(2).fill('<first@kommunen.test>'));
    expect(mail.date).toEqual(values.date);
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail.headers.get('x-auto-response-suppress')).toBe('OOF, AutoReply');
    expect(mail.headers.get('content-language')).toBe('sv');
    expect(mail.headers.get('list')).toMatchObject({
      id: { id: 'it-security.nanokurs.kommunen.test' },
    });
    expect(raw.toString('latin1')).not.toMatch(/list-unsubscribe/i);
  });

  test('the envelope is the bare addresses', async () => {
    const mail = await mails.compile(key);
    const address = 'info@åmål.test';
    expect(mail.fill({ ...values, to: { address } }).envelope).toEqual({
      from: 'nanokurs@kommunen.test',
      to: 'info@xn--ml-xiab.test',
    });
  });

  test('every option has its own link in both parts, and no feedback is given away', async () => {
    const { html, text } = await filled();
    for (const [at, letter] of ['A', 'B', 'C'].entries()) {
      const link = values.optionUrls[at] ?? '';
      expect(html.split(`href="${link}"`)).toHaveLength(2);
      expect(text).toContain(`\nSvara ${letter}: ${link}\n`);
    }
    expect(html.match(/class="option-link"/g)).toHaveLength(3);
    expect(html).toContain('Skickar den &amp; går');
    expect(text).toContain('A. Skickar den & går');
    expect(html + text).not.toContain('Hemligt');
  });

  test('rule 12: nothing is fetched when the mail is opened', async () => {
    for (const mark of ['test', 'simulated', undefined] as const) {
      const { html } = await filled({ mark });
      expect(html).not.toMatch(/<(img|link|script|iframe|svg|object|video)\b/i);
      expect(html).not.toMatch(/@import|url\(|background=|\bsrc=|srcset|v:fill|v:image/i);
      const addresses = html.match(/https?:\/\/[^"\s<]+/g) ?? [];
      expect(addresses.filter((one) => !/kommunen\.test|www\.w3\.org/.test(one))).toEqual([]);
    }
  });

  test('rule 14: a name or a lesson cannot add HTML, slots or template tags', async () => {
    const { html, text } = await filled();
    expect(html).toContain('Hej Åsa &lt;b&gt;!');
    expect(text).toContain('Hej Åsa <b>!');
    expect(html).toContain('Tänk &lt;först&gt;, skicka sedan');
    expect(text).toContain('Tänk <först>, skicka sedan');
    expect(html).toContain('numret. web {{title}}');
    expect(text).toContain('numret. web {{title}}');
    expect(html + text).not.toMatch(/[\uE000-\uE00F]/);
  });

  test('says who sends it, why, who sees what, and where to get help', async () => {
    const { html, text } = await filled();
    expect(html).toContain('Åmåls &amp; Säffles kommunalförbund');
    expect(html).toContain('href="mailto:hjalp@kommunen.test"');
    expect(html).toContain('href="tel:053212345"');
    const prose = text.replace(/\s+/g, ' ');
    for (const part of [html, prose]) {
      expect(part).toContain('obligatorisk utbildning från din arbetsgivare');
      expect(part).toContain('Bara du ser ditt eget svar');
      expect(part).toContain('grupper om minst fem personer');
      expect(part).toContain('inget sparas förrän du trycker på Skicka svar');
      expect(part).toContain('leder alltid till nanokurs.kommunen.test');
      expect(part).toContain('0532-123 45');
    }
  });

  test('a mark stands at the top and in the subject; an ordinary mail has none', async () => {
    const marked = { test: /Testmejl – /, simulated: /Simulering – / } as const;
    for (const mark of ['test', 'simulated'] as const) {
      const { html, text, mail } = await filled({ mark });
      expect(mail.subject).toMatch(/^\[(Test|Simulering)\] Nanokurs 2\/30: /);
      expect(html).toMatch(marked[mark]);
      expect(text).toMatch(marked[mark]);
      const other = mark === 'test' ? 'simulated' : 'test';
      expect(html + text).not.toMatch(marked[other]);
    }
    const { html, text } = await filled();
    expect(html + text).not.toMatch(/Testmejl|Simulering|Provläge/);
    const trial = await createLessonMails({ ...settings, trial: true }).compile(key);
    expect((await read(trial.fill(values).raw)).text).toMatch(/^\*\*\* Provläge – /);
    const simulated = trial.fill({ ...values, mark: 'simulated' });
    expect((await read(simulated.raw)).text).toMatch(/^\*\*\* Simulering – /);
  });

  test('the link to the web page is there when there is a page', async () => {
    expect((await filled()).html).toContain(`href="${url('W')}"`);
    expect((await filled()).text).toContain(`\n${url('W')}\n`);
    const without = await filled({ webUrl: undefined });
    expect(without.html + without.text).not.toContain('på webben');
  });

  test('rule 13: exists in English, with its language set', async () => {
    const { raw } = (await mails.compile({ ...key, language: 'en' })).fill(values);
    const mail = await read(raw);
    expect(mail.subject).toBe('Nanokurs 2/30: May I send the list?');
    expect(mail.html).toMatch(/^<!doctype html><html lang="en" dir="ltr"/i);
    expect(mail.html).toContain('<title>Think first</title>');
    expect(mail.text).toContain('Hello Åsa <b>!');
    expect(mail.text).toContain('Lesson 2 of 30 · about 1 minute');
    expect((await filled()).html).toMatch(/^<!doctype html><html lang="sv" dir="ltr"/i);
  });

  test('lines of the text part fit 72 columns, but for links', async () => {
    const { text } = await filled();
    const lines = text.split('\n').filter((line) => !line.includes('https://'));
    expect(lines.length).toBeGreaterThan(30);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(72);
  });

  test('is compiled once for each version, lesson and language', async () => {
    expect(await mails.compile({ ...key })).toBe(await mails.compile(key));
    expect(await mails.compile({ ...key, versionHash: 'f01' })).not.toBe(await mails.compile(key));
  });

  test('refuses what it cannot send', async () => {
    const mail = await mails.compile(key);
    expect(() => mail.fill({ ...values, optionUrls: [url('A')] })).toThrow(RangeError);
    const address = 'a@kommunen.test\r\nBcc: b@kommunen.test';
    expect(() => mail.fill({ ...values, to: { address } })).toThrow(AppError);
    await expect(mails.compile({ ...key, lesson: 31 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    const long = { ...swedish, body: 'ord och mer ord '.repeat(6000) };
    const heavy = {
      ...course,
      lessons: [{ ...lessons[0], number: 1, slug: 'x', sources: [], text: { sv: long, en: long } }],
    };
    await expect(
      mails.compile({ ...key, course: heavy, lesson: 1, versionHash: 'f02' }),
    ).rejects.toMatchObject({ code: 'CONTENT_INVALID' });
  });

  test('a greeting without a name stays a greeting', async () => {
    expect((await filled({ firstName: '' })).text).toContain('\nHej!\n');
  });
});
