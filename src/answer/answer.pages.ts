import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Language, languages } from '../course/course.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { AppError } from '../platform/errors.ts';
import { publicRoute } from '../platform/route-access.ts';
import { negotiateLanguage, otherLanguage } from '../web/language.ts';
import { errorPage, type Frame, page } from '../web/shell.ts';
import { answerTexts } from './answer-texts.ts';
import {
  expiredBody,
  questionBody,
  questionTitle,
  type ResultView,
  resultBody,
} from './answer-view.ts';
import { type Asked, type AskedDeps, readAsked } from './asked.reader.ts';
import { giveAnswer } from './give-answer.service.ts';
import { explainAnswer } from './grade.ts';

export type AnswerPagesDeps = AskedDeps & {
  clock: Clock;
  organisation: string;
  trial: Frame['trial'];
  config: Pick<Config, 'HELP_CONTACT'>;
  /** True in the demo, where a header of the simulated employees marks their answers. */
  simulated: boolean;
};

const lang = z.enum(languages).optional().catch(undefined);
const querySchema = z.object({ lang }).catch({ lang: undefined });
const paramsSchema = z.object({ token: z.string().catch('') });
const text = z.string().optional().catch(undefined);
const formSchema = z
  .object({
    token: text,
    option: z
      .union([z.string().transform((one) => [one]), z.array(z.string()).max(20)])
      .optional()
      .catch([]),
    lang,
  })
  .catch({ token: undefined, option: undefined, lang: undefined });

const formLimit = 8 * 1024;
const headers = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
};

/** What the reader came with: the token as text, and the language where one was asked for. */
type Visit = { token: string; lang: Language | undefined; acceptLanguage: string | undefined };

/**
 * The pages behind the links in a mail (rule 1): GET and HEAD read, only POST stores. They set
 * no cookie and need no script, and whoever has the link may use it, so they need no CSRF token.
 */
export function registerAnswerPages(app: FastifyInstance, deps: AnswerPagesDeps): void {
  app.get('/a/:token', { schema: { hide: true }, config: publicRoute }, async (request, reply) => {
    const { token } = paramsSchema.parse(request.params);
    const visit = visitOf(request, token, querySchema.parse(request.query).lang);
    return show(reply, visit, 'no');
  });

  app.post(
    '/a',
    { schema: { hide: true }, config: publicRoute, bodyLimit: formLimit },
    async (request, reply) => {
      const form = formSchema.parse(request.body);
      const visit = visitOf(request, form.token ?? '', form.lang);
      if (form.token === undefined) return trouble(reply, visit, 422);
      try {
        const now = await deps.clock.now();
        const input = { token: form.token, options: form.option, evidence: evidenceOf(request) };
        const { asked, given } = await giveAnswer(deps, now, input);
        return answered(reply, visit, asked, given, given.repeated ? 'same' : 'no');
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        if (error.code === 'ALREADY_ANSWERED') return show(reply, visit, 'other');
        if (error.code === 'OPTION_UNKNOWN') return show(reply, visit, 'no', true);
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
    const context = contextOf(visit, asked);
    const view = { token: visit.token, lang: visit.lang, chosen: asked.tapped, incomplete };
    const body = questionBody(context, view);
    return send(reply.code(incomplete ? 422 : 200), visit, context, questionTitle(context), body);
  }

  function answered(
    reply: FastifyReply,
    visit: Visit,
    asked: Asked,
    answer: { options: string[]; correct: boolean },
    earlier: ResultView['earlier'],
  ): FastifyReply {
    const context = contextOf(visit, asked);
    const { language, lesson } = context;
    const query = visit.lang === undefined ? '' : `?lang=${visit.lang}`;
    const body = resultBody(context, {
      ...explainAnswer(lesson.question, answer.options),
      correct: answer.correct,
      earlier,
      next: asked.next && {
        title: asked.next.title[language],
        url: `/a/${asked.next.token}${query}`,
      },
      answered: asked.lessonsAnswered,
      lessons: asked.lessons,
    });
    const { right, wrong } = answerTexts[language];
    return send(reply, visit, context, answer.correct ? right : wrong, body);
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
    const frame = { ...frameOf(visit, language), help: deps.config.HELP_CONTACT };
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
    return { organisation, trial, otherLanguageUrl: token === '' ? undefined : url };
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

function document(reply: FastifyReply, markup: string): FastifyReply {
  return reply.headers(headers).type('text/html; charset=utf-8').send(markup);
}
