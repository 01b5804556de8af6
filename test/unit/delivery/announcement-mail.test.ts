import { simpleParser } from 'mailparser';
import { expect, test } from 'vitest';
import { createLessonMails } from '../../../src/delivery/lesson-mail.loader.ts';
import { tinyCourse } from '../../support/fixture.ts';

const mails = createLessonMails({
  organisation: 'Exempel & kommun',
  helpContact: 'hjalp@kommunen.test',
  privacyContact: 'dso@kommunen.test',
  mailFrom: 'Nanokurs <nanokurs@kommunen.test>',
  replyTo: 'hjalp@kommunen.test',
  publicUrl: 'https://kurs.kommunen.test',
  trial: false,
});

async function announcement(language: 'sv' | 'en') {
  const compiled = await mails.compileAnnouncement({
    course: tinyCourse(),
    versionHash: 'x',
    language,
    start: '2026-08-31',
  });
  const { raw } = compiled.fill({
    messageId: '<1@kommunen.test>',
    date: new Date('2026-08-26T07:00:00Z'),
    to: { address: 'kim@kommunen.test', name: 'Kim' },
    firstName: 'Kim',
    optionUrls: [],
  });
  const { subject = '', html, text = '' } = await simpleParser(raw);
  return { subject, html: html || '', text };
}

test.each([
  ['sv', '31 augusti 2026', 'Provkursen'],
  ['en', '31 August 2026', 'The test course'],
] as const)('in %s it names sender, link domain, purpose and day', async (language, day, title) => {
  const { subject, html, text } = await announcement(language);
  for (const part of [html.replace(/\s+/g, ' '), text.replace(/\s+/g, ' ')]) {
    expect(part).toContain('nanokurs@kommunen.test');
    expect(part).toContain('kurs.kommunen.test');
    expect(part).toContain(day);
    expect(part).toContain(title);
    expect(part).not.toContain('\uE000');
  }
  expect(html).toContain('Exempel &amp; kommun');
  // Rule 13: the title of a course may be sensitive on a locked screen.
  expect(subject).not.toContain(title);
});

test('it has no question and no link but to whom one may ask', async () => {
  const { html, text } = await announcement('sv');
  const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
  expect(new Set(links)).toEqual(
    new Set(['mailto:hjalp@kommunen.test', 'mailto:dso@kommunen.test']),
  );
  expect(text).not.toMatch(/https?:/);
});
