import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { publicRoute } from '../platform/route-access.ts';
import type { AskedDeps } from './asked.reader.ts';
import { type Answered, giveAnswer } from './give-answer.service.ts';
import { feedbackOn } from './grade.ts';

const body = z
  .object({
    token: z.string().describe('The part of an answer link after /a/.'),
    options: z
      .array(z.string().max(20))
      .max(20)
      .optional()
      .describe('Ids of the chosen options. Absent: the option that the link carries.'),
    step: z.int().min(1).optional().describe('The step that is answered; questions have one.'),
  })
  .describe('The answer to the question of one mail.');

const result = z.object({
  correct: z.boolean(),
  options: z.array(z.string()).describe('Ids of the options that were answered.'),
  rightOptions: z.array(z.string()).describe('Ids of the right options.'),
  feedback: z.string().describe('Why the answer is right or wrong, in the language of the mail.'),
  rightFeedback: z.string().describe('Why the right answer is right.'),
  repeated: z.boolean().describe('The same answer had been given before; this is its result.'),
  stored: z.boolean().describe('False for a link of a test mail.'),
  lessonsAnswered: z.int(),
  lessons: z.int(),
  next: z
    .object({ lesson: z.int(), title: z.string(), token: z.string(), url: z.url() })
    .optional()
    .describe('The oldest lesson that was sent and has no answer.'),
});

const bodyLimit = 8 * 1024;

/** Answers from other systems. Whoever has the token may answer, as on the page behind the link. */
export function registerAnswerRoutes(
  app: FastifyInstance,
  deps: AskedDeps & { clock: Clock; publicUrl: string },
): void {
  app.withTypeProvider<ZodTypeProvider>().post(
    '/api/v1/answers',
    {
      bodyLimit,
      config: publicRoute,
      attachValidation: true,
      schema: {
        summary: 'Answer a question',
        tags: ['answers'],
        description:
          '201 stores the answer. 200 is the first result when the same answer comes again, or a test link. 401 TOKEN_INVALID, 409 ALREADY_ANSWERED with `first` when another option was answered before, 410 TOKEN_EXPIRED, 422 TOKEN_MISSING or OPTION_UNKNOWN.',
        body,
        response: { 200: result, 201: result },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      if (request.validationError !== undefined) throw badRequest(request);
      const { token, options, step } = request.body;
      if (step !== undefined && step > 1)
        throw new AppError('BAD_REQUEST', 'step: the question has one step; leave it out.');
      const now = await deps.clock.now();
      const answered = await giveAnswer(deps, now, { token, options, evidence: 'api' });
      const { stored, repeated } = answered.given;
      return reply.code(stored && !repeated ? 201 : 200).send(resultOf(answered, deps.publicUrl));
    },
  );
}

/** A missing token has a code of its own; everything else says which field is wrong. */
function badRequest({ body: given, validationError }: { body: unknown; validationError?: Error }) {
  const token = z.object({ token: z.unknown() }).safeParse(given).data?.token;
  return typeof token === 'string'
    ? new AppError('BAD_REQUEST', validationError?.message)
    : new AppError('TOKEN_MISSING');
}

function resultOf({ asked, given }: Answered, publicUrl: string): z.infer<typeof result> {
  const { language, next } = asked;
  return {
    correct: given.correct,
    options: given.options,
    ...feedbackOn(asked.lesson.text[language].question, given.options),
    repeated: given.repeated,
    stored: given.stored,
    lessonsAnswered: asked.lessonsAnswered,
    lessons: asked.lessons,
    ...(next === undefined
      ? {}
      : {
          next: {
            lesson: next.number,
            title: next.title[language],
            token: next.token,
            url: `${publicUrl}/a/${next.token}`,
          },
        }),
  };
}
