import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import type { Course, Language, LessonText } from '../../../src/course/course.ts';
import { createLessonMails } from '../../../src/delivery/lesson-mail.loader.ts';

const text = (language: Language, number: number): LessonText => ({
  subject: language === 'sv' ? `Ämne ${number}` : `Subject ${number}`,
  title: `Titeln avslöjar svar ${number}`,
  preview: `Förhandstext ${number}`,
  body: `Brödtext ${number} med **vikt**.`,
  question: {
    key: `question-${number}`,
    type: 'single',
    text: `Fråga ${number} & <mer>?`,
    options: ['a', 'b', 'c'].slice(0, number === 1 ? 2 : 3).map((id) => ({
      id,
      text: `Val ${id}${number} <b>`,
      correct: id === 'a',
      feedback: `Hemligt ${id}`,
    })),
  },
});
const course: Course = {
  slug: 'it-security',
  title: { sv: 'IT-säkerhet', en: 'IT security' },
  description: { sv: '', en: '' },
  lessons: [1, 2, 3].map((number) => ({
    number,
    slug: `lesson-${number}`,
    text: { sv: text('sv', number), en: text('en', number) },
    sources: [],
  })),
};
const mails = createLessonMails({
  organisation: 'Exempelkommun',
  helpContact: 'hjalp@kommunen.test',
  privacyContact: 'dataskydd@kommunen.test',
  mailFrom: 'nanokurs@kommunen.test',
  replyTo: 'hjalp@kommunen.test',
  publicUrl: 'https://nanokurs.kommunen.test',
  trial: false,
});
const url = (end: string) => `https://nanokurs.kommunen.test/a/${'k'.repeat(42)}${end}`;
const key = { course, versionHash: 'f00', language: 'sv' } as const;

async function filled(
  kind: 'lesson' | 'reminder' | 'repetition',
  {
    lesson = 3,
    rider,
    language = 'sv' as Language,
  }: { lesson?: number; rider?: number; language?: Language } = {},
) {
  const mail = await mails.compile({ ...key, language, lesson, kind });
  const urls = (count: number, question: number) =>
    Array.from({ length: count }, (_, option) => url(`${question}${option}`));
  const { raw } = mail.fill({
    messageId: '<d1@kommunen.test>',
    date: new Date('2026-09-14T06:40:00Z'),
    to: { address: 'asa@kommunen.test' },
    firstName: 'Åsa',
    optionUrls: urls(mail.options, 1),
    rider:
      rider === undefined
        ? undefined
        : {
            compiled: await mails.compileRider({ ...key, language, lesson: rider }),
            optionUrls: urls(rider === 1 ? 2 : 3, 2),
          },
  });
  const parsed = await simpleParser(raw, { skipImageLinks: true });
  return { subject: parsed.subject, html: parsed.html || '', text: parsed.text ?? '' };
}

/** Tables as Outlook for Windows sees them, with what its conditional comments hold. */
function outlookTables(html: string): [opened: number, closed: number] {
  const seen = html
    .replace(/<!--\[if !mso[^>]*><!-->[\s\S]*?<!--<!\[endif\]-->/g, '')
    .replace(/<!--\[if mso[^>]*>([\s\S]*?)<!\[endif\]-->/g, '$1');
  return [seen.match(/<table\b/g)?.length ?? 0, seen.match(/<\/table>/g)?.length ?? 0];
}

describe('a lesson mail that repeats a question', () => {
  test('has the question of the earlier lesson after its own, with links of its own', async () => {
    const { html, text } = await filled('lesson', { rider: 1 });
    for (const part of [html, text]) {
      const order = [
        'Val c3',
        'Minns du? Från lektion 1',
        'Fråga 1',
        'Val b1',
        'Varför du får mejlet',
      ];
      const places = order.map((one) => part.indexOf(one));
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect(places[0]).toBeGreaterThan(0);
      const links = part.match(/https:\S+\/a\/k+\d\d/g);
      expect(links).toEqual(['10', '11', '12', '20', '21'].map(url));
    }
    expect(html).toContain('Fråga 1 &amp; &lt;mer&gt;?');
    expect(text).toContain('B. Val b1 <b>\nSvara B: ');
    expect(text).not.toContain('\n\n\n');
    // Neither gives the answer away.
    expect(html + text).not.toMatch(/Hemligt|avslöjar svar 1|Brödtext 1|[\uE000-\uE00F]/);
  });

  test('without one it has none, and is otherwise the same', async () => {
    const [plain, riding] = [await filled('lesson'), await filled('lesson', { rider: 1 })];
    expect(plain.html + plain.text).not.toContain('Minns du');
    expect(riding.subject).toBe(plain.subject);
    const [before = '', after = ''] = plain.text.split('--------\nVarför');
    expect(riding.text.startsWith(before.trimEnd())).toBe(true);
    expect(riding.text.endsWith(after)).toBe(true);
  });

  test('Outlook for Windows finds every table closed', async () => {
    const [without, opened] = [await filled('lesson'), await filled('lesson', { rider: 2 })];
    const tables = outlookTables(opened.html);
    expect(tables[0]).toBe(tables[1]);
    expect(tables[0]).toBeGreaterThan(outlookTables(without.html)[0]);
  });

  test('is compiled by itself: one rider serves every lesson', async () => {
    const rider = await mails.compileRider({ ...key, lesson: 1 });
    expect(await mails.compileRider({ ...key, lesson: 1 })).toBe(rider);
    expect(() => rider.fill([url('a')])).toThrow(RangeError);
    await expect(mails.compileRider({ ...key, lesson: 9 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('is refused when both together are too large for Gmail', async () => {
    const body = 'ord och mer ord '.repeat(4_300);
    const heavy = course.lessons.map((lesson) => ({
      ...lesson,
      text: { sv: { ...lesson.text.sv, body }, en: lesson.text.en },
    }));
    const large = { ...key, course: { ...course, lessons: heavy }, versionHash: 'f01' };
    const mail = await mails.compile({ ...large, lesson: 3 });
    const compiled = await mails.compileRider({ ...large, lesson: 2 });
    const optionUrls = ['a', 'b', 'c'].map(url);
    const values = {
      messageId: '<d1@kommunen.test>',
      date: new Date(0),
      to: { address: 'asa@kommunen.test' },
      firstName: '',
      optionUrls,
    };
    const alone = mail.fill(values).raw;
    expect(alone.length).toBeGreaterThan(70_000);
    const padded = { ...compiled, htmlBytes: compiled.htmlBytes + 20_000 };
    expect(() => mail.fill({ ...values, rider: { compiled: padded, optionUrls } })).toThrow(
      /together with a repeated question/,
    );
  });
});

describe('a repetition', () => {
  test('is short: why it comes, the question, the options; nothing that answers it', async () => {
    const { subject, html, text } = await filled('repetition', { lesson: 2 });
    expect(subject).toBe('Nanokurs: Minns du? Ämne 2');
    for (const part of [html, text]) {
      expect(part).toContain('En fråga från lektion 2');
      expect(part).toContain('Hej Åsa!');
      expect(part.match(/https:\S+\/a\/k+\d\d/g)).toEqual(['10', '11', '12'].map(url));
      expect(part).not.toMatch(/Titeln avslöjar|Brödtext|Förhandstext|Hemligt/);
    }
    expect(text.replace(/\s+/g, ' ')).toContain('läsa hela lektionen igen');
    expect(html).toContain('<title>Minns du? En fråga från lektion 2</title>');
    expect(html.match(/<h1/g)).toHaveLength(1);
  });
});

describe('a reminder', () => {
  test('is the lesson once more, and says so kindly', async () => {
    const lesson = await filled('lesson');
    const reminder = await filled('reminder');
    expect(reminder.subject).toBe(`Påminnelse: ${lesson.subject}`);
    for (const part of [reminder.html, reminder.text.replace(/\s+/g, ' ')]) {
      expect(part).toContain('Påminnelse · Lektion 3 av 3');
      expect(part).toContain('Lektionen finns kvar');
      expect(part).toContain('Titeln avslöjar svar 3');
      expect(part).toContain('Brödtext 3');
    }
    expect(lesson.html + lesson.text).not.toMatch(/Påminnelse|finns kvar/);
    expect(reminder.html.match(/class="option-link"/g)).toHaveLength(3);
  });
});

test('rule 13: all of it exists in English', async () => {
  const language = 'en' as const;
  const reminder = await filled('reminder', { language });
  expect(reminder.subject).toBe('Reminder: Nanokurs 3/3: Subject 3');
  const repetition = await filled('repetition', { language });
  expect(repetition.subject).toBe('Nanokurs: Do you remember? Subject 3');
  const riding = await filled('lesson', { language, rider: 2 });
  expect(riding.text).toContain('Do you remember? From lesson 2\n-----');
  for (const { html, text } of [reminder, repetition, riding]) {
    expect(html).toMatch(/^<!doctype html><html lang="en"/i);
    expect(html + text).not.toMatch(/Minns|Påminnelse|igen\b/);
  }
});
