import { expect, test } from 'vitest';
import { z } from 'zod';
import { answerBody, answerResult } from '../../../src/answer/answer-schema.ts';
import { questionTypes } from '../../../src/course/course.ts';

const examplesOf = (schema: z.ZodType) => z.toJSONSchema(schema).examples ?? [];

test('the documentation shows a result of every question type, and each example is one', () => {
  const bodies = examplesOf(answerBody);
  const results = examplesOf(answerResult).map((one) => answerResult.strict().parse(one));
  expect(bodies.map((one) => answerBody.strict().parse(one))).toEqual(bodies);
  expect(bodies.length).toBeGreaterThan(questionTypes.length);
  expect(new Set(results.map(({ type }) => type))).toEqual(new Set(questionTypes));
  const [half] = results.filter(({ complete }) => !complete);
  expect(half?.nextStep?.options.length).toBeGreaterThan(1);
});
