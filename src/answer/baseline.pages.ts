import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Language, languages } from '../course/course.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { AppError } from '../platform/errors.ts';
import { publicRoute } from '../platform/route-access.ts';
import { errorPrefix } from '../web/components/error-summary.ts';
import { negotiateLanguage, otherLanguage } from '../web/language.ts';
import { errorPage, type Frame, page } from '../web/shell.ts';
import { baselineTexts } from './baseline-texts.ts';
import {
  type FormContext,
  type FormView,
  formBody,
  formTitle,
  type Said,
  saidBody,
  saidTitle,
} from './baseline-view.ts';
import {
  type BaselineDeps,
  type GivenForm,
  giveForm,
  type OpenedForm,
  openForm,
} from './give-baseline.service.ts';

export type BaselinePagesDeps = BaselineDeps & {
  clock: Clock;
  organisation: string;
  trial: Frame['trial'];
  config: Pick<Config, 'HELP_CONTACT'>;
};

const lang = z.enum(languages).optional().catch(undefined);
const querySchema = z.object({ lang }).catch({ lang: undefined });
const paramsSchema = z.object({ token: z.string().catch('') });
const formSchema = z
  .looseObject({ token: z.string().optional().catch(undefined), lang })
  .catch({ token: undefined, lang: undefined });

const formLimit = 8 * 1024;
const headers = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
};

type Visit = { token: string; lang: Language | undefined; acceptLanguage: string | undefined };

/**
 * The form before and after a course, behind one link in a mail. GET and HEAD read, only POST
 * stores (rule 1). No cookie, no script, no name; whoever has the link may send it in, once.
 */
export function registerBaselinePages(app: FastifyInstance, deps: BaselinePagesDeps): void {
  app.get('/b/:token', { schema: { hide: true }, config: publicRoute }, async (request, reply) => {
    const { token } = paramsSchema.parse(request.params);
    const visit = visitOf(request, token, querySchema.parse(request.query).lang);
    try {
      const form = await openForm(deps, await deps.clock.now(), token);
      if (form.expired) return say(reply.code(410), visit, form, 'expired');
      if (form.isUsed) return say(reply, visit, form, 'used');
      return show(reply, visit, form, undefined);
    } catch (error) {
      return trouble(reply, visit, error);
    }
  });

  app.post(
    '/b',
    { schema: { hide: true }, bodyLimit: formLimit, config: publicRoute },
    async (request, reply) => {
      const { token, lang, ...values } = formSchema.parse(request.body);
      const visit = visitOf(request, token ?? '', lang);
      if (token === undefined) return problem(reply.code(422), visit, 'missing');
      let given: GivenForm;
      try {
        given = await giveForm(deps, await deps.clock.now(), { token, values });
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'TOKEN_EXPIRED')
          return trouble(reply, visit, error);
        const form = await openForm(deps, await deps.clock.now(), token);
        return say(reply.code(410), visit, form, 'expired');
      }
      const { form, outcome } = given;
      if (outcome === 'stored' || outcome === 'used') return say(reply, visit, form, outcome);
      return show(reply.code(422), visit, form, outcome);
    },
  );

  function show(
    reply: FastifyReply,
    visit: Visit,
    form: OpenedForm,
    wrong: FormView['problem'],
  ): FastifyReply {
    const context = contextOf(visit, form);
    const { token, lang } = visit;
    const title = (wrong === undefined ? '' : errorPrefix[context.language]) + formTitle(context);
    const body = formBody(context, { token, lang, questions: form.questions, problem: wrong });
    return send(reply, visit, context, title, body);
  }

  function say(reply: FastifyReply, visit: Visit, form: OpenedForm, said: Said): FastifyReply {
    const context = contextOf(visit, form);
    return send(reply, visit, context, saidTitle(context, said), saidBody(context, said));
  }

  function trouble(reply: FastifyReply, visit: Visit, error: unknown): FastifyReply {
    if (error instanceof AppError && error.code === 'TOKEN_INVALID')
      return problem(reply.code(401), visit, 'invalid');
    throw error;
  }

  function problem(reply: FastifyReply, visit: Visit, what: 'invalid' | 'missing'): FastifyReply {
    const language = negotiateLanguage(visit.acceptLanguage, visit.lang);
    const words = baselineTexts[language];
    const text = what === 'invalid' ? words.invalidMeans : words.missingMeans;
    const frame = frameOf(visit, language);
    return document(reply, errorPage(language, { title: words[what], text }, frame));
  }

  function send(
    reply: FastifyReply,
    visit: Visit,
    { language }: FormContext,
    title: string,
    body: string,
  ): FastifyReply {
    return document(reply, page({ ...frameOf(visit, language), language, title, body }));
  }

  function frameOf({ token }: Visit, language: Language): Frame {
    const url = `/b/${encodeURIComponent(token)}?lang=${otherLanguage(language)}`;
    const { organisation, trial } = deps;
    const help = deps.config.HELP_CONTACT;
    return { organisation, trial, help, otherLanguageUrl: token === '' ? undefined : url };
  }
}

function visitOf(request: FastifyRequest, token: string, chosen: Language | undefined): Visit {
  return { token, lang: chosen, acceptLanguage: request.headers['accept-language'] };
}

function contextOf(visit: Visit, form: OpenedForm): FormContext {
  const language = visit.lang ?? form.language;
  const { baseline, mailed } = form;
  const courseTitle = form.courseTitle[language];
  return { language, courseTitle, baseline, isPreview: mailed === undefined };
}

function document(reply: FastifyReply, markup: string): FastifyReply {
  return reply.headers(headers).type('text/html; charset=utf-8').send(markup);
}
