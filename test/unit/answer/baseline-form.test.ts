import { describe, expect, test } from 'vitest';
import { bookedWeek, countersOf, readAnswers } from '../../../src/answer/baseline-form.ts';
import { formBody } from '../../../src/answer/baseline-view.ts';
import { baseline } from '../../support/baseline-course.ts';

describe('the form', () => {
  test('every question may be left out; what is no option of it makes the form unreadable', () => {
    const read = (form: Record<string, unknown>) => {
      const answers = readAnswers(baseline, form);
      return answers && Object.fromEntries(answers);
    };
    expect(read({})).toEqual({});
    expect(read({ 'q-say-no': '', token: 'x' })).toEqual({});
    expect(read({ 'q-say-no': '4', 'q-who-to-tell': 'b' })).toEqual({
      'say-no': '4',
      'who-to-tell': 'b',
    });
    expect(read({ 'q-say-no': '6' })).toBeUndefined();
    expect(read({ 'q-who-to-tell': ['a', 'b'] })).toBeUndefined();
    expect(read({ 'q-who-to-tell': '1' })).toBeUndefined();
  });

  test('rule 11: every form writes the same counters in the same order, whatever was chosen', () => {
    const names = (chosen: Record<string, string>) =>
      countersOf(baseline, new Map(Object.entries(chosen))).map(
        ({ question, option }) => `${question} ${option}`,
      );
    const one = names({ 'say-no': '1' });
    expect(one).toHaveLength(1 + 5 + 5 + 3);
    expect(names({ 'who-to-tell': 'b', 'act-when-worried': '5' })).toEqual(one);
    const counted = countersOf(baseline, new Map([['who-to-tell', 'c']]));
    expect(counted.filter(({ add }) => add === 1)).toEqual([
      { question: '', option: '', add: 1 },
      { question: 'who-to-tell', option: 'c', add: 1 },
    ]);
  });

  test('counts in its week, after the end of the campaign in the week after it', () => {
    expect(bookedWeek('2026-09-13', undefined)).toBe('2026-09-07');
    expect(bookedWeek('2026-09-10', '2026-09-09')).toBe('2026-09-14');
    expect(bookedWeek('2026-10-01', '2026-09-09')).toBe('2026-09-28');
  });

  test('nothing in it is required, chosen beforehand or scripted (rules 1 and 13)', () => {
    const context = {
      language: 'sv',
      courseTitle: 'Kursen <b>',
      baseline: 'before',
      isPreview: false,
    } as const;
    const view = { token: 't', lang: undefined, questions: baseline, problem: undefined };
    const body = formBody(context, view);
    expect(body).not.toMatch(/required|checked|<script|<b>/);
    expect(body.match(/<fieldset/g)).toHaveLength(3);
    expect(body.match(/type="radio"/g)).toHaveLength(5 + 5 + 3);
  });
});
