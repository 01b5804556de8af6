import { z } from 'zod';
import type { ContentProblem } from './content-problem.ts';
import { both, slug } from './content-schema.ts';
import { type LineOf, readYaml } from './content-yaml.ts';
import type { BaselineQuestion } from './course.ts';
import { plainText } from './front-matter.ts';

export type BaselineFile = { file: string; questions: BaselineQuestion[]; lineOf: LineOf };

const option = z.strictObject({
  id: z.string().regex(/^[a-z]$/, 'is not one letter a-z; use a, b, c, d'),
  text: both(200),
  correct: z.boolean('is neither true nor left out; write true or remove it').default(false),
});

const kinds = ['confidence', 'knowledge'] as const;

const question = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ key: slug, kind: z.literal('confidence'), text: both(200) }),
    z.strictObject({
      key: slug,
      kind: z.literal('knowledge'),
      text: both(300),
      options: z
        .array(option)
        .min(3, 'has fewer than 3 options; write 3 or 4')
        .max(4, 'has more than 4 options; write 3 or 4'),
    }),
  ],
  { error: `is no known kind; write ${kinds.join(' or ')}` },
);

const schema = z.strictObject({
  questions: z.array(question).length(5, 'is not five questions; write five'),
});

/** Reads baseline.yaml: five questions, two or three of each kind, in both languages. */
export function readBaseline(
  file: string,
  written: string,
): { baseline: BaselineFile | null; problems: ContentProblem[] } {
  const { value, lineOf, problems: found } = readYaml(file, plainText(written), 1, schema);
  const problems = [...found];
  if (value === null) return { baseline: null, problems };
  const { questions } = value;
  const add = (path: PropertyKey[], what: string, remedy: string) =>
    problems.push({ file, line: lineOf(['questions', ...path]), what, remedy });
  for (const kind of kinds) {
    const count = questions.filter((one) => one.kind === kind).length;
    if (count < 2)
      add([], `${count} of the questions is of the kind ${kind}`, 'write two or three');
  }
  questions.forEach((one, index) => {
    if (questions.findIndex(({ key }) => key === one.key) < index)
      add([index, 'key'], `question key ${one.key} is used twice`, 'choose another');
    if (one.kind === 'confidence') return;
    const at = [index, 'options'];
    one.options.forEach(({ id }, place) => {
      if (one.options.findIndex((other) => other.id === id) < place)
        add(
          [...at, place],
          `option id ${id} is used twice`,
          'give each option a letter of its own',
        );
    });
    const right = one.options.filter(({ correct }) => correct).length;
    if (right !== 1)
      add(at, `${right} options are marked correct`, 'put "correct: true" on exactly one');
  });
  return { baseline: problems.length > 0 ? null : { file, questions, lineOf }, problems };
}
