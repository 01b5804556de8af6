import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import type { Campaign } from '../../../src/campaign/campaign.ts';
import type { Language } from '../../../src/course/course.ts';
import {
  createKeyring,
  ownQuestion,
  repeatedQuestion,
  verifyAnswerToken,
} from '../../../src/delivery/answer-token.ts';
import type { SendItem } from '../../../src/delivery/claim.repository.ts';
import { composeLesson } from '../../../src/delivery/compose-lesson.service.ts';
import { createLessonMails } from '../../../src/delivery/lesson-mail.loader.ts';
import { typedCourse } from '../../support/typed-course.ts';

const now = new Date('2026-09-14T06:40:00Z');
const publicUrl = 'https://nanokurs.kommunen.test';
const keyring = createKeyring(['a secret for tests that is long enough']);
const compose = composeLesson({
  courseVersions: { get: async () => ({ hash: 'f00', course: typedCourse }) },
  mails: createLessonMails({
    organisation: 'Exempelkommun',
    helpContact: 'hjalp@kommunen.test',
    privacyContact: 'dataskydd@kommunen.test',
    mailFrom: 'nanokurs@kommunen.test',
    replyTo: 'hjalp@kommunen.test',
    publicUrl,
    trial: false,
  }),
  keyring,
  publicUrl,
  simulated: false,
});
const window = { timeZone: 'Europe/Stockholm', weekdays: [1], from: '07:30', until: '16:00' };
const campaign = { id: 1, until: '2026-12-20', window } as unknown as Campaign;

async function mailOf(
  kind: SendItem['kind'],
  lesson: number,
  { rider, language = 'sv' }: { rider?: number; language?: Language } = {},
) {
  const item: SendItem = {
    ...{ id: 7, kind, lesson, language, messageId: '<d7@kommunen.test>' },
    ...{ campaignId: 1, courseVersionId: 1, enrolmentId: 1, attempts: 1 },
    ...{ email: 'asa@kommunen.test', firstName: 'Åsa', lastName: 'Öberg' },
    repetition:
      rider === undefined ? null : { lesson: rider, question: `question-${rider}`, variant: null },
    ...{ variant: null, baseline: null },
    ...{ firstMessageId: null, lessonMessageId: null },
  };
  const { raw } = await compose(item, campaign, now);
  const { html, text = '' } = await simpleParser(raw, { skipImageLinks: true });
  return { html: html || '', text };
}

/** What the links of a part choose: question and option, in their order. */
function links(part: string) {
  return [...part.matchAll(/\/a\/([\w-]{44})/g)].map(([, token = '']) => {
    const verified = verifyAnswerToken(keyring, token, now);
    if (verified.state !== 'valid') throw new Error(verified.state);
    const { question, option } = verified.token;
    return [question, option];
  });
}

const unchosen = [[ownQuestion, undefined]];

describe.each(['lesson', 'reminder', 'repetition'] as const)('as %s', (kind) => {
  test('a question of one right option has one link an option', async () => {
    const { html, text } = await mailOf(kind, 1);
    const all = [0, 1, 2].map((option) => [ownQuestion, option]);
    for (const part of [html, text]) expect(links(part)).toEqual(all);
  });

  test.each([2, 3, 4])('lesson %i has one link without option', async (lesson) => {
    const { html, text } = await mailOf(kind, lesson);
    for (const part of [html, text]) expect(links(part)).toEqual(unchosen);
    expect(html).toMatch(/<a class="option-link"[^>]*>Svara<\/a>/);
    expect(text).toMatch(/^Svara: https:/m);
  });
});

test('a question that goes along has one link of its own, beside those of the lesson', async () => {
  const { html, text } = await mailOf('lesson', 1, { rider: 3 });
  const own = [0, 1, 2].map((option) => [ownQuestion, option]);
  for (const part of [html, text])
    expect(links(part)).toEqual([...own, [repeatedQuestion, undefined]]);
  for (const part of [html, text]) expect(part).toContain('Sätter dig bredvid henne');
});

test.each([
  ['sv', 'Välj alla som stämmer.', 'Frågan har två steg.', 'Det är frivilligt att svara'],
  ['en', 'Choose all that are right.', 'The question has two steps.', 'Answering is voluntary'],
] as const)('rule 13: in %s each type says what is special about it', async (language, ...said) => {
  for (const [index, hint] of said.entries()) {
    const mail = await mailOf('lesson', index + 2, { language });
    const { text: options } = typedCourse.lessons[index + 1]?.text[language].question ?? {};
    for (const part of [mail.html, mail.text]) {
      expect(part).toContain(hint);
      expect(part).toContain(options);
    }
  }
  const several = await mailOf('lesson', 2, { language });
  expect(several.text).toMatch(/^- .*\n- .*\n- .*\n- /m);
  expect(several.html.match(/<li\b/g)).toHaveLength(4);
  const scenario = await mailOf('lesson', 3, { language });
  for (const { text } of typedCourse.lessons[2]?.text[language].question.second?.options ?? [])
    expect(scenario.html + scenario.text).not.toContain(text);
  const stance = await mailOf('lesson', 4, { language });
  expect(stance.text.replace(/\s+/g, ' ')).toMatch(/enhet och vecka\.|unit and week\./);
  expect(stance.html).not.toMatch(/<li\b/);
});
