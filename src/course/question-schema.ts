import { z } from 'zod';
import type { ContentProblem } from './content-problem.ts';
import { line, slug } from './content-schema.ts';
import type { LineOf } from './content-yaml.ts';
import { type Option, type Question, type QuestionType, questionTypes } from './course.ts';

const option = z.strictObject({
  id: z.string().regex(/^[a-z]$/, 'is not one letter a-z; use a, b, c, d'),
  text: line(200),
  correct: z.boolean('is neither true nor left out; write true or remove it').default(false),
  feedback: line(500),
});

const step = z.strictObject({ text: line(300), options: z.array(option) });

/** `second` is there only when it was written. */
export const questionSchema = z
  .strictObject({
    key: slug,
    type: z.enum(
      questionTypes as [QuestionType, ...QuestionType[]],
      `is not a known type; write ${questionTypes.join(', ')}`,
    ),
    text: line(300),
    options: z.array(option),
    second: step.optional(),
  })
  .transform(
    ({ second, ...rest }): Question => (second === undefined ? rest : { ...rest, second }),
  );

const most: Record<QuestionType, number> = { single: 4, multiple: 5, scenario: 4, stance: 5 };

/** What is wrong with a question that has the right keys: `lineOf` counts from the lesson's front matter. */
export function checkQuestion(file: string, question: Question, lineOf: LineOf): ContentProblem[] {
  const { type, options, second } = question;
  const problems: ContentProblem[] = [];
  const add = (path: PropertyKey[], what: string, remedy: string) =>
    problems.push({ file, line: lineOf(['question', ...path]), what, remedy });
  checkOptions(type, ['options'], options, [], add);
  if (type === 'scenario' && second === undefined)
    add(['type'], 'question.second is missing', 'add the second step, with a text and options');
  if (type !== 'scenario' && second !== undefined)
    add(['second'], `a ${type} question has no second step`, 'remove it or write type: scenario');
  else if (second !== undefined)
    checkOptions(type, ['second', 'options'], second.options, options, add);
  return problems;
}

type Add = (path: PropertyKey[], what: string, remedy: string) => void;

function checkOptions(
  type: QuestionType,
  path: PropertyKey[],
  options: readonly Option[],
  earlier: readonly Option[],
  add: Add,
): void {
  const range = most[type] === 4 ? 'write 3 or 4' : 'write 3 to 5';
  const name = ['question', ...path].join('.');
  if (options.length < 3) add(path, `${name}: has fewer than 3 options`, range);
  if (options.length > most[type]) add(path, `${name}: has more than ${most[type]} options`, range);
  const last =
    earlier
      .map((one) => one.id)
      .sort()
      .at(-1) ?? '';
  options.forEach(({ id, text }, index) => {
    const at = [...path, index];
    if (options.findIndex((one) => one.id === id) < index)
      add(at, `option id ${id} is used twice`, 'give each option a letter of its own');
    else if (id <= last)
      add(
        at,
        `option id ${id} of the second step does not follow those of the first`,
        `go on after ${last}`,
      );
    if (options.findIndex((one) => one.text === text) < index)
      add(at, `option ${id} has the same text as another`, 'make the options differ');
  });
  checkRight(type, path, options, add);
}

function checkRight(
  type: QuestionType,
  path: PropertyKey[],
  options: readonly Option[],
  add: Add,
): void {
  const right = options.filter((one) => one.correct).length;
  const marked = `${right === 0 ? 'no option is' : right === 1 ? '1 option is' : `${right} options are`} marked correct`;
  if (type === 'stance') {
    if (right > 0) add(path, marked, 'a stance has no right answer; remove "correct"');
  } else if (type === 'multiple') {
    if (right < 2) add(path, marked, 'put "correct: true" on two or more, or write type: single');
  } else if (right !== 1) add(path, marked, 'put "correct: true" on exactly one');
}
