import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Language, Option } from '../course/course.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { AppError } from '../platform/errors.ts';
import { publicRoute } from '../platform/route-access.ts';
import { errorPrefix } from '../web/components/error-summary.ts';
import { negotiateLanguage, otherLanguage } from '../web/language.ts';
import { errorPage, type Frame, page } from '../web/shell.ts';
import { readAnswerForm, readLang } from './answer-form.ts';
import { answerTexts } from './answer-texts.ts';
import { expiredBody } from './answer-view.ts';
import { type Asked, type AskedDeps, readAsked, type StoredResult } from './asked.reader.ts';
import { type GivenAnswer, giveAnswer } from './give-answer.service.ts';
import { type NextStepView, nextStepBody, questionBody, questionTitle } from './question-view.ts';
import {
  type ResultView,
  resultBody,
  type StanceView,
  stanceBody,
  stanceTitle,
} from './result-view.ts';
import { stepsOf } from './steps.ts';

export type AnswerPagesDeps = AskedDeps & {
  clock: Clock;
  organisation: string;
  trial: Frame['trial'];
  config: Pick<Config, 'HELP_CONTACT'>;
  /** True in the demo, where a header of the simulated employees marks their answers. */
  simulated: boolean;
};

const paramsSchema = z.object({ token: z.string().catch('') });

const formLimit = 8 * 1024;
const headers = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
};

/** Nothing is stored, and the page asks for what is still to be chosen. */
const asksAgain: ReadonlySet<string> = new Set([
  ...['OPTIONS_MISSING', 'OPTION_UNKNOWN'],
  ...['STEP_TOO_EARLY', 'BAD_REQUEST'],
]);

/** What the reader came with: the token as text, and the language where one was asked for. */
type Visit = { token: string; lang: Language | undefined; acceptLanguage: string | undefined };

/**
 * The pages behind the links in a mail (rule 1): GET and HEAD read, only POST stores. They set
 * no cookie and need no script, and whoever has the link may use it, so they need no CSRF token.
 */
export function registerAnswerPages(app: FastifyInstance, deps: AnswerPagesDeps): void {
  app.get('/a/:token', { schema: { hide: true }, config: publicRoute }, async (request, reply) => {
    const { token } = paramsSchema.parse(request.params);
    const visit = visitOf(request, token, readLang(request.query));
    return show(reply, visit, 'no');
  });

  app.post(
    '/a',
    { schema: { hide: true }, config: publicRoute, bodyLimit: formLimit },
    async (request, reply) => {
      const form = readAnswerForm(request.body);
      const visit = visitOf(request, form.token ?? '', form.lang);
      if (form.token === undefined) return trouble(reply, visit, 422);
      try {
        const now = await deps.clock.now();
        const { token, options, step } = form;
        const input = { token, options, step, evidence: evidenceOf(request) };
        const { asked, given } = await giveAnswer(deps, now, input);
        return responded(reply, visit, asked, given);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        if (error.code === 'ALREADY_ANSWERED') return show(reply, visit, 'other');
        if (asksAgain.has(error.code)) return show(reply, visit, 'no', true);
        if (error.code === 'TOKEN_EXPIRED') return show(reply, visit, 'no');
        if (error.code === 'TOKEN_INVALID') return trouble(reply, visit, 401);
        throw error;
      }
    },
  );

  /** How the answer came; a person who tries the demo is told from the simulated employees. */
  function evidenceOf(request: FastifyRequest): string {
    return deps.simulated && request.headers['x-nanokurs-simulated'] === '1' ? 'simulated' : 'link';
  }

  /** The page as things stand, without changing them. */
  async function show(
    reply: FastifyReply,
    visit: Visit,
    earlier: ResultView['earlier'],
    incomplete = false,
  ): Promise<FastifyReply> {
    let asked: Asked;
    try {
      asked = await readAsked(deps, await deps.clock.now(), visit.token);
    } catch (error) {
      if (error instanceof AppError && error.code === 'TOKEN_INVALID')
        return trouble(reply, visit, 401);
      throw error;
    }
    if (asked.expired) return expired(reply, visit, asked);
    if (asked.answer !== undefined)
      return answered(reply, visit, asked, asked.answer, earlier === 'no' ? 'same' : earlier);
    if (asked.firstStep !== undefined) {
      const { options, correct } = asked.firstStep;
      const step = {
        first: options,
        correct,
        earlier: earlier === 'no' ? 'same' : earlier,
      } as const;
      return nextStep(reply, visit, asked, { ...step, incomplete });
    }
    const context = contextOf(visit, asked);
    const view = { token: visit.token, lang: visit.lang, chosen: asked.tapped, incomplete };
    const body = questionBody(context, view);
    const title = questionTitle(context);
    return incomplete
      ? send(reply.code(422), visit, context, errorPrefix[context.language] + title, body)
      : send(reply, visit, context, title, body);
  }

  /** The page for what was just sent. */
  function responded(
    reply: FastifyReply,
    visit: Visit,
    asked: Asked,
    given: GivenAnswer,
  ): FastifyReply {
    const { options, correct, complete, repeated } = given;
    const earlier = repeated ? 'same' : 'no';
    if (asked.answer === undefined && !complete)
      return nextStep(reply, visit, asked, { first: options, correct: correct === true, earlier });
    if (correct !== null || repeated)
      return answered(reply, visit, asked, asked.answer ?? given, earlier);
    const { question } = contextOf(visit, asked).lesson;
    return stance(
      reply,
      visit,
      asked,
      question.options.find(({ id }) => id === options[0]) ?? null,
    );
  }

  function nextStep(
    reply: FastifyReply,
    visit: Visit,
    asked: Asked,
    {
      incomplete = false,
      ...step
    }: Omit<NextStepView, 'token' | 'lang' | 'incomplete'> & {
      incomplete?: boolean;
    },
  ): FastifyReply {
    const context = contextOf(visit, asked);
    const { token, lang } = visit;
    const body = nextStepBody(context, { ...step, token, lang, incomplete });
    const { right, wrong } = answerTexts[context.language];
    const title = step.correct ? right : wrong;
    return incomplete
      ? send(reply.code(422), visit, context, errorPrefix[context.language] + title, body)
      : send(reply, visit, context, title, body);
  }

  function answered(
    reply: FastifyReply,
    visit: Visit,
    asked: Asked,
    { options, correct }: StoredResult,
    earlier: ResultView['earlier'],
  ): FastifyReply {
    const context = contextOf(visit, asked);
    const { language, lesson } = context;
    if (correct === null || lesson.question.type === 'stance')
      return stance(reply, visit, asked, undefined);
    const steps = stepsOf(lesson.question).map((step) => ({ ...step, chosen: options }));
    const body = resultBody(context, {
      ...onwardsOf(visit, asked),
      // A test mail stores nothing, so its second step stands alone.
      steps: asked.answer ? steps : steps.filter((step) => step.options.some(isChosen(options))),
      correct,
      earlier,
    });
    const { right, wrong } = answerTexts[language];
    return send(reply, visit, context, correct ? right : wrong, body);
  }

  function stance(
    reply: FastifyReply,
    visit: Visit,
    asked: Asked,
    chosen: StanceView['chosen'],
  ): FastifyReply {
    const context = contextOf(visit, asked);
    const view = { ...onwardsOf(visit, asked), chosen };
    return send(reply, visit, context, stanceTitle(context, view), stanceBody(context, view));
  }

  function expired(reply: FastifyReply, visit: Visit, asked: Asked): FastifyReply {
    const context = contextOf(visit, asked);
    const view = { answered: asked.answer !== undefined, help: deps.config.HELP_CONTACT };
    const words = answerTexts[context.language];
    const title = view.answered ? words.expiredDone : words.expired;
    return send(reply.code(410), visit, context, title, expiredBody(context, view));
  }

  /** 401: the link is not one of ours any more; 422: the form came without it. */
  function trouble(reply: FastifyReply, visit: Visit, status: 401 | 422): FastifyReply {
    const language = negotiateLanguage(visit.acceptLanguage, visit.lang);
    const words = answerTexts[language];
    const what =
      status === 401
        ? { title: words.invalid, text: words.invalidMeans }
        : { title: words.missing, text: words.missingMeans };
    const frame = frameOf(visit, language);
    return document(reply.code(status), errorPage(language, what, frame));
  }

  function send(
    reply: FastifyReply,
    visit: Visit,
    { language }: { language: Language },
    title: string,
    body: string,
  ): FastifyReply {
    return document(reply, page({ ...frameOf(visit, language), language, title, body }));
  }

  function frameOf({ token }: Visit, language: Language): Frame {
    const url = `/a/${encodeURIComponent(token)}?lang=${otherLanguage(language)}`;
    const { organisation, trial } = deps;
    const help = deps.config.HELP_CONTACT;
    return { organisation, trial, help, otherLanguageUrl: token === '' ? undefined : url };
  }
}

function visitOf(request: FastifyRequest, token: string, chosen: Language | undefined): Visit {
  return { token, lang: chosen, acceptLanguage: request.headers['accept-language'] };
}

function contextOf(visit: Visit, asked: Asked) {
  const language = visit.lang ?? asked.language;
  return {
    language,
    courseTitle: asked.courseTitle[language],
    lesson: asked.lesson.text[language],
    person: asked.person,
    repeats: asked.isRepetition ? asked.lesson.number : undefined,
  };
}

function onwardsOf({ lang: chosen }: Visit, { language, next, lessons, lessonsAnswered }: Asked) {
  const query = chosen === undefined ? '' : `?lang=${chosen}`;
  return {
    next: next && { title: next.title[chosen ?? language], url: `/a/${next.token}${query}` },
    answered: lessonsAnswered,
    lessons,
  };
}

function isChosen(ids: readonly string[]): (option: Option) => boolean {
  return ({ id }) => ids.includes(id);
}

function document(reply: FastifyReply, markup: string): FastifyReply {
  return reply.headers(headers).type('text/html; charset=utf-8').send(markup);
}
