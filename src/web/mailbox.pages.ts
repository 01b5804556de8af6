import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { findMessages } from '../platform/mailbox-index.ts';
import { readMessage } from '../platform/mailbox-store.ts';
import { publicRoute } from '../platform/route-access.ts';
import { negotiateLanguage, otherLanguage } from './language.ts';
import { parseMessage, withLinksInNewTab } from './mailbox-message.ts';
import { mailboxTexts } from './mailbox-texts.ts';
import { listBody, mailboxUrl, messageBody, type Reader } from './mailbox-view.ts';
import { errorPage, page } from './shell.ts';

const querySchema = z.object({
  lang: z.enum(['sv', 'en']).optional().catch(undefined),
  search: z.string().trim().max(200).catch(''),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
  view: z.enum(['html', 'text']).optional().catch(undefined),
});
const paramsSchema = z.object({ id: z.string().max(40).catch('') });

/** What a mail brings along can do nothing but look like something and open links in new tabs. */
const mailPolicy =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/**
 * The pages of the built-in mailbox under `dir` (NANOKURS_DIR). They show every mail, answer
 * links included, to whoever can reach them, so register them in trial mode only.
 */
export function registerMailboxPages(
  app: FastifyInstance,
  { dir, organisation, help }: { dir: string; organisation: string; help?: string },
): void {
  app.get('/mailbox', { config: publicRoute }, async (request, reply) => {
    const { search, page: number } = querySchema.parse(request.query);
    const reader = readerOf(request);
    const found = await findMessages(dir, { search, page: number });
    const title = mailboxTexts[reader.language].title;
    const body = listBody(reader, { search, page: number, ...found });
    return send(reply, page({ ...frameOf(request), title, body, width: 'wide' }));
  });

  app.get('/mailbox/:id', { config: publicRoute }, async (request, reply) => {
    const { id } = paramsSchema.parse(request.params);
    const raw = await readMessage(dir, id);
    if (raw === undefined) return gone(request, reply);
    const message = await parseMessage(raw);
    const reader = readerOf(request);
    const asked = querySchema.parse(request.query).view;
    const view = asked ?? (message.html === undefined ? 'text' : 'html');
    const title = message.subject || mailboxTexts[reader.language].noSubject;
    const body = messageBody(reader, { id, message, view });
    return send(reply, page({ ...frameOf(request), title, body, width: 'wide' }));
  });

  app.get('/mailbox/:id/html', { config: publicRoute }, async (request, reply) => {
    const { id } = paramsSchema.parse(request.params);
    const raw = await readMessage(dir, id);
    const { html } = raw === undefined ? {} : await parseMessage(raw);
    if (html === undefined) return gone(request, reply);
    reply.header('content-security-policy', mailPolicy).header('x-frame-options', 'SAMEORIGIN');
    return send(reply, withLinksInNewTab(html));
  });

  app.get('/mailbox/:id/source', { config: publicRoute }, async (request, reply) => {
    const { id } = paramsSchema.parse(request.params);
    const raw = await readMessage(dir, id);
    if (raw === undefined) return gone(request, reply);
    reply.header('x-content-type-options', 'nosniff');
    return send(reply, raw, 'text/plain; charset=utf-8');
  });

  const gone = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { gone: title, goneHelp: text } = mailboxTexts[readerOf(request).language];
    const { language, ...frame } = frameOf(request);
    return send(reply.code(404), errorPage(language, { title, text }, frame));
  };

  const frameOf = (request: FastifyRequest) => {
    const { language } = readerOf(request);
    const path = request.url.split('?')[0] ?? '';
    const { search, page: number, view } = querySchema.parse(request.query);
    const otherLanguageUrl = mailboxUrl(path.replace(/^\/mailbox/, ''), {
      search,
      view,
      page: number > 1 ? String(number) : undefined,
      lang: otherLanguage(language),
    });
    return { language, organisation, help, otherLanguageUrl, trial: true };
  };
}

function readerOf(request: FastifyRequest): Reader {
  const { lang } = querySchema.parse(request.query);
  return { lang, language: negotiateLanguage(request.headers['accept-language'], lang) };
}

function send(
  reply: FastifyReply,
  content: string | Buffer,
  type = 'text/html; charset=utf-8',
): FastifyReply {
  return reply.type(type).header('cache-control', 'no-store').send(content);
}
