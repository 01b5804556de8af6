import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { publicRoute } from '../platform/route-access.ts';
import { answerBody, answerResult } from './answer-schema.ts';
import type { AskedDeps } from './asked.reader.ts';
import { type Answered, giveAnswer } from './give-answer.service.ts';
import { feedbackOn } from './grade.ts';
import { stepsOf } from './steps.ts';

const bodyLimit = 8 * 1024;

const description = `201 stores the answer, or the first step of a scenario. 200 is the first result when the same answer comes again, or a test link.

A question of type multiple is right with all right options and no other. A scenario has two steps: the result of the first carries nextStep, and the lesson counts as answered when the second is. A stance is voluntary and not graded (correct is null); an empty list of options skips it. Its choice is only counted by department and week, so when it comes again the answer is 200 whatever was chosen, without options and feedback.

401 TOKEN_INVALID, 409 ALREADY_ANSWERED with \`first\` when another option was answered before, 409 STEP_TOO_EARLY for step 2 before step 1, 410 TOKEN_EXPIRED, 422 TOKEN_MISSING, OPTIONS_MISSING when neither the link nor the body has an option, OPTION_UNKNOWN, or BAD_REQUEST for a step that the question does not have.`;

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
        description,
        body: answerBody,
        response: { 200: answerResult, 201: answerResult },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      if (request.validationError !== undefined) throw badRequest(request);
      const { token, options, step } = request.body;
      const now = await deps.clock.now();
      const answered = await giveAnswer(deps, now, { token, options, step, evidence: 'api' });
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

function resultOf({ asked, given }: Answered, publicUrl: string): z.infer<typeof answerResult> {
  const { language, next } = asked;
  const { question } = asked.lesson.text[language];
  const following = given.complete ? undefined : stepsOf(question)[given.step];
  return {
    type: question.type,
    ...given,
    ...feedbackOn(question, given.options, given.step),
    lessonsAnswered: asked.lessonsAnswered,
    lessons: asked.lessons,
    ...(following === undefined
      ? {}
      : {
          nextStep: {
            step: given.step + 1,
            text: following.text,
            options: following.options.map(({ id, text }) => ({ id, text })),
          },
        }),
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
