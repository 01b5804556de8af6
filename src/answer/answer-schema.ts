import { z } from 'zod';

const token = 'EAAAAQAAAAAAACoB_wHE3yBqk3Jm5uKv0b1yT0Qd8mWz';
const counts = { repeated: false, stored: true, lessonsAnswered: 3, lessons: 12 };
const said = (option: string, chosen: boolean, correct: boolean | null, feedback: string) => ({
  ...{ option, chosen, correct, feedback },
});

const bodyExamples = [
  // One right option: the one that the link carries, or the one that is named.
  { token },
  { token, options: ['b'] },
  // Several right options: all of them.
  { token, options: ['a', 'c'] },
  // A scenario: one step after the other.
  { token, options: ['b'], step: 1 },
  { token, options: ['e'], step: 2 },
  // A stance, which may be skipped.
  { token, options: ['d'] },
  { token, options: [] },
];

/** The body of an answer from another system. */
export const answerBody = z
  .object({
    token: z.string().describe('The part of an answer link after /a/.'),
    options: z
      .array(z.string().max(20))
      .max(20)
      .optional()
      .describe(
        'Ids of the chosen options. Absent: the option that the link carries, where it carries one. An empty list skips a stance.',
      ),
    step: z
      .int()
      .min(1)
      .optional()
      .describe('The step that is answered, by default 1; only scenarios have a step 2.'),
  })
  .describe('The answer to the question of one mail, or to one step of it.')
  .meta({ examples: bodyExamples });

const resultExamples = [
  {
    ...{ type: 'single', step: 1, complete: true, correct: false },
    ...{ options: ['a'], rightOptions: ['b'] },
    ...{ feedback: 'The display proves nothing.', rightFeedback: 'Then you know who it is.' },
    explained: [
      said('a', true, false, 'The display proves nothing.'),
      said('b', false, true, 'Then you know who it is.'),
    ],
    ...counts,
  },
  {
    ...{ type: 'multiple', step: 1, complete: true, correct: false },
    ...{ options: ['a', 'b'], rightOptions: ['a', 'c'] },
    ...{ feedback: 'Yes. No, not yet.', rightFeedback: 'Yes. This too.' },
    explained: [
      said('a', true, true, 'Yes.'),
      said('b', true, false, 'No, not yet.'),
      said('c', false, true, 'This too.'),
    ],
    ...counts,
  },
  {
    ...{ type: 'scenario', step: 1, complete: false, correct: true },
    ...{ options: ['b'], rightOptions: ['b'] },
    ...{ feedback: 'She is not alone now.', rightFeedback: 'She is not alone now.' },
    explained: [said('b', true, true, 'She is not alone now.')],
    nextStep: {
      step: 2,
      text: 'The next day he is back. What do you do?',
      options: [
        { id: 'd', text: 'Wait and see' },
        { id: 'e', text: 'Tell your manager today' },
      ],
    },
    ...{ ...counts, lessonsAnswered: 2 },
  },
  {
    ...{ type: 'scenario', step: 2, complete: true, correct: true },
    ...{ options: ['e'], rightOptions: ['e'] },
    ...{ feedback: 'More people see more.', rightFeedback: 'More people see more.' },
    explained: [said('e', true, true, 'More people see more.')],
    ...counts,
  },
  {
    ...{ type: 'stance', step: 1, complete: true, correct: null },
    ...{ options: ['d'], rightOptions: [], rightFeedback: '' },
    feedback: 'What would a new colleague think?',
    explained: [said('d', true, null, 'What would a new colleague think?')],
    ...counts,
  },
];

/** What an answer came to. */
export const answerResult = z
  .object({
    type: z.enum(['single', 'multiple', 'scenario', 'stance']),
    step: z.int().describe('The step that this is the result of.'),
    complete: z.boolean().describe('False while another step is to come; see nextStep.'),
    correct: z
      .boolean()
      .nullable()
      .describe(
        'After the last step whether the whole question is answered right; null for a stance.',
      ),
    options: z
      .array(z.string())
      .describe(
        'Ids of the options that were answered in this step. Nothing is kept of a stance: empty whenever it comes again.',
      ),
    rightOptions: z.array(z.string()).describe('Ids of the right options of this step.'),
    feedback: z
      .string()
      .describe('What is to be said of the options that were chosen, in the language of the mail.'),
    rightFeedback: z.string().describe('Why the right answer is right.'),
    explained: z
      .array(
        z.object({
          option: z.string(),
          chosen: z.boolean(),
          correct: z.boolean().nullable(),
          feedback: z.string(),
        }),
      )
      .describe('The chosen and the right options one by one; of a multiple question each option.'),
    nextStep: z
      .object({
        step: z.int(),
        text: z.string(),
        options: z.array(z.object({ id: z.string(), text: z.string() })),
      })
      .optional()
      .describe('What is to be answered next with the same token; there while not complete.'),
    repeated: z.boolean().describe('The answer had been given before; this is its result.'),
    stored: z.boolean().describe('False for a link of a test mail.'),
    lessonsAnswered: z.int(),
    lessons: z.int(),
    next: z
      .object({ lesson: z.int(), title: z.string(), token: z.string(), url: z.url() })
      .optional()
      .describe('The oldest lesson that was sent and has no answer.'),
  })
  .meta({ examples: resultExamples });
