import { describe, expect, test } from 'vitest';
import {
  type Context,
  expiredBody,
  questionBody,
  type ResultView,
  resultBody,
  shortName,
} from '../../../src/answer/answer-view.ts';

const right = { id: 'b', text: 'Ringer upp', correct: true, feedback: 'Då vet du.' };
const wrong = {
  id: 'a',
  text: 'Godkänner <nu>',
  correct: false,
  feedback: 'Numret bevisar inget.',
};
const context: Context = {
  language: 'sv',
  courseTitle: 'IT-säkerhet',
  lesson: {
    subject: 's',
    title: 'Lägg på',
    preview: '',
    body: 'Displayen **bevisar** inget.',
    question: { key: 'k', type: 'single', text: 'Vad gör du?', options: [wrong, right] },
  },
  person: { firstName: 'Åsa', lastName: 'Öberg' },
  repeats: undefined,
};
const form = { token: 'TOKEN', lang: undefined, chosen: 'b', incomplete: false };
const result: ResultView = {
  correct: false,
  chosen: [wrong],
  right: [right],
  earlier: 'no',
  next: undefined,
  answered: 1,
  lessons: 3,
};

describe('shortName', () => {
  test.each([
    ['Åsa', 'Öberg Lind', 'Åsa Ö.'],
    ['Anna-Karin', 'von Essen', 'Anna-Karin V.'],
    ['Åsa', 'O\u0308berg', 'Åsa O\u0308.'],
    ['Madonna', ' ', 'Madonna'],
  ])('%s %s becomes %s', (firstName, lastName, short) => {
    expect(shortName({ firstName, lastName })).toBe(short);
  });
});

describe('questionBody', () => {
  test('chooses the tapped option and no other', () => {
    const body = questionBody(context, { ...form, chosen: 'b' });
    expect(body.match(/<input type="radio"[^>]*>/g)).toHaveLength(2);
    expect(body.match(/<input[^>]* checked>/g)).toEqual([expect.stringContaining('value="b"')]);
  });

  test('rule 1: one button, nothing that runs or loads by itself', () => {
    const body = questionBody(context, form);
    expect(body.match(/<button/g)).toHaveLength(1);
    expect(body).not.toMatch(/<script|<img|<iframe|autofocus|\son[a-z]+=/i);
  });

  test('rule 11: shows the first name and one initial, not the last name', () => {
    const body = questionBody(context, form);
    expect(body).toContain('Åsa Ö.');
    expect(body).not.toContain('Öberg');
  });

  test('opens the lesson for whom no option was tapped', () => {
    expect(questionBody(context, { ...form, chosen: undefined })).toMatch(/<details[^>]* open>/);
    expect(questionBody(context, form)).not.toMatch(/<details[^>]* open>/);
  });

  test('escapes what the content says', () => {
    const body = questionBody(context, form);
    expect(body).not.toContain('<nu>');
    expect(body).toContain('&#60;nu&#62;');
  });
});

describe('resultBody', () => {
  test('a wrong answer shows what was chosen, the right one and why', () => {
    const body = resultBody(context, result);
    for (const part of ['Numret bevisar inget.', 'Ringer upp', 'Då vet du.', 'Du är ikapp'])
      expect(body).toContain(part);
    expect(body).toContain('1 av 3 lektioner');
  });

  test('a right answer is explained once', () => {
    const body = resultBody(context, { ...result, correct: true, chosen: [right] });
    expect(body.match(/Då vet du\./g)).toHaveLength(1);
  });

  test('offers the next lesson instead of saying that all is done', () => {
    const next = { title: 'Skärmen', url: '/a/NEXT' };
    const body = resultBody(context, { ...result, next });
    expect(body).toContain('href="/a/NEXT"');
    expect(body).not.toContain('Du är ikapp');
  });

  test('says when it was answered before, and that the first answer counts', () => {
    expect(resultBody(context, { ...result, earlier: 'same' })).toContain('redan svarat');
    expect(resultBody(context, { ...result, earlier: 'other' })).toContain('första svaret gäller');
    expect(resultBody(context, result)).not.toContain('redan');
  });

  test('a test mail says that nothing is stored, and counts nothing', () => {
    const body = resultBody({ ...context, person: undefined }, result);
    expect(body).toContain('inget sparas');
    expect(body).not.toContain('ikapp');
  });
});

test('an expired link keeps the lesson readable', () => {
  const body = expiredBody(context, { answered: false, help: 'kurs@example.test' });
  expect(body).toContain('<strong>bevisar</strong>');
  expect(body).toContain('kurs@example.test');
  expect(body).not.toContain('<form');
});
