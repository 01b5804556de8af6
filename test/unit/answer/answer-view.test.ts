import { HtmlValidate } from 'html-validate';
import { describe, expect, test } from 'vitest';
import { type Context, expiredBody, shortName } from '../../../src/answer/answer-view.ts';
import { nextStepBody, questionBody } from '../../../src/answer/question-view.ts';
import {
  type ResultView,
  resultBody,
  stanceBody,
  stepResult,
} from '../../../src/answer/result-view.ts';
import { stepsOf } from '../../../src/answer/steps.ts';
import { page } from '../../../src/web/shell.ts';
import { typedCourse } from '../../support/typed-course.ts';

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
const { question } = context.lesson;
const result: ResultView = {
  correct: false,
  steps: [{ ...question, chosen: ['a'] }],
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
    const body = resultBody(context, {
      ...result,
      correct: true,
      steps: [{ ...question, chosen: ['b'] }],
    });
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

const typed = (number: number): Context => {
  const lesson = typedCourse.lessons[number - 1]?.text.sv;
  if (lesson === undefined) throw new RangeError(`No lesson ${number}.`);
  return { ...context, lesson };
};
const nothing = { ...form, chosen: undefined };
const onwards = { next: undefined, answered: 1, lessons: 4 };

describe('a question of several right options', () => {
  test('has checkboxes that may be left empty, and says that all are wanted', () => {
    const body = questionBody(typed(2), nothing);
    expect(body.match(/<input type="checkbox" name="option" value="[a-d]">/g)).toHaveLength(4);
    expect(body).not.toContain('required');
    expect(body).toContain('Välj alla som stämmer.');
    expect(questionBody(typed(2), { ...nothing, incomplete: true })).toContain('minst ett');
  });

  test('is explained option by option, also those that were missed or rightly left out', () => {
    const [step] = stepsOf(typed(2).lesson.question);
    const chosen = ['a', 'b'];
    const body = step ? stepResult(typed(2), { ...step, chosen }, 'h2') : '';
    const order = [
      ['Ja, det här stämmer', 'Därför a.'],
      ['Nej, det här stämmer inte', 'Därför b.'],
      ['du valde det inte', 'Därför c.'],
      ['Rätt att låta bli', 'Därför d.'],
    ].flat();
    const found = order.map((part) => body.indexOf(part));
    expect(found).toEqual(found.toSorted((one, other) => one - other));
    expect(found[0]).toBeGreaterThan(0);
  });
});

describe('a scenario', () => {
  test('asks its first step as any question, and says that there are two', () => {
    const body = questionBody(typed(3), form);
    expect(body).toContain('Steg 1 av 2');
    expect(body).not.toContain('Väntar och ser');
    expect(body).not.toContain('name="step"');
  });

  test('shows what the first step came to together with the form of the second', () => {
    const view = { ...nothing, first: ['a'], correct: false, earlier: 'no' } as const;
    const body = nextStepBody(typed(3), view);
    for (const part of ['Därför a.', 'Därför b.', 'Steg 2 av 2', 'Väntar och ser'])
      expect(body).toContain(part);
    expect(body).toContain('<input type="hidden" name="step" value="2">');
    expect(body.match(/<button/g)).toHaveLength(1);
    expect(body).not.toContain('Därför d.');
  });

  test('is explained step by step', () => {
    const steps = stepsOf(typed(3).lesson.question).map((one) => ({ ...one, chosen: ['b', 'd'] }));
    const body = resultBody(typed(3), { ...result, steps });
    for (const part of ['Därför b.', 'Därför d.', 'Därför e.']) expect(body).toContain(part);
    expect(body.match(/Därför b\./g)).toHaveLength(1);
  });
});

describe('a stance', () => {
  test('may be skipped, and says before the choice how it is kept', () => {
    const body = questionBody(typed(4), nothing);
    expect(body).toMatch(/<button[^>]* name="skip" value="1" formnovalidate>/);
    expect(body).toContain('frivillig');
    expect(body).toContain('sparas inte tillsammans med dig');
    expect(body.indexOf('frivillig')).toBeLessThan(body.indexOf('<button'));
  });

  test('gives feedback once; a later visit says that nothing of the choice is kept', () => {
    const [, chosen] = typed(4).lesson.question.options;
    const said = stanceBody(typed(4), { ...onwards, chosen });
    expect(said).toContain('Därför b.');
    expect(said).not.toMatch(/Rätt svar|Inte rätt/);
    const skipped = stanceBody(typed(4), { ...onwards, chosen: null });
    expect(skipped).toContain('markerad som läst');
    const later = stanceBody(typed(4), { ...onwards, chosen: undefined });
    expect(later).toContain('kan därför inte visas');
    expect(later + skipped).not.toContain('Därför');
  });
});

test('rule 13: every page of every type is valid HTML', async () => {
  const validator = new HtmlValidate({
    extends: ['html-validate:standard', 'html-validate:a11y'],
    rules: { 'doctype-style': 'off', 'no-inline-style': 'error' },
  });
  const view = { ...nothing, first: ['a'], correct: false, earlier: 'other' } as const;
  const chosen = typed(4).lesson.question.options[0];
  const bodies = [1, 2, 3, 4].flatMap((number) => [
    questionBody(typed(number), nothing),
    questionBody({ ...typed(number), person: undefined }, { ...nothing, incomplete: true }),
    resultBody(typed(number), {
      ...{ ...result, earlier: 'same' },
      steps: stepsOf(typed(number).lesson.question).map((step) => ({
        ...step,
        chosen: ['a', 'd'],
      })),
    }),
  ]);
  bodies.push(nextStepBody(typed(3), { ...view, lang: 'sv', incomplete: true }));
  for (const one of [chosen, null, undefined])
    bodies.push(stanceBody(typed(4), { ...onwards, chosen: one }));
  for (const body of bodies) {
    const frame = {
      language: 'sv',
      title: 'Fråga',
      organisation: 'Kommunen',
      trial: false,
    } as const;
    const report = await validator.validateString(page({ ...frame, body }));
    expect(report.results.flatMap(({ messages }) => messages)).toEqual([]);
  }
});
