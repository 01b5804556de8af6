import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cookieNames, cookieOptions, localPath } from './session-cookie.ts';
import { hashSecret, isCsrfToken, isSecret } from './session-secret.ts';

/* What comes with a request for signing in: its query, its form, and the cookies of both. */

type Deps = { secure: boolean };

/** Text in an address or a form; what is none of it is as if not sent. */
export const text = z.string().max(1_000).optional().catch(undefined);
export const querySchema = z.object({ next: text, lang: text, sent: text, out: text, ended: text });
const formSchema = z.object({
  csrf: text,
  address: z.string().trim().max(1_000).catch(''),
  secret: z.string().max(200).catch(''),
  next: text,
  lang: text,
});
/** A body that is no form at all is an empty one, without a token. */
export const readForm = (body: unknown) => formSchema.safeParse(body).data ?? formSchema.parse({});

/** The way in, once somebody is signed in. */
export function enter(
  deps: Deps,
  reply: FastifyReply,
  { session }: { session: string },
  next: string | undefined,
): FastifyReply {
  const names = cookieNames(deps.secure);
  reply.setCookie(names.session, session, cookieOptions(deps.secure));
  reply.clearCookie(names.form, cookieOptions(deps.secure));
  return reply.header('cache-control', 'no-store').redirect(localPath(next) ?? '/start', 303);
}

/** The hash by which a browser that asks for a link is known again. */
export function browserOf(deps: Deps, request: FastifyRequest): Buffer | null {
  const secret = request.cookies[cookieNames(deps.secure).form];
  return isSecret(secret) ? hashSecret(secret) : null;
}

/** A form is ours when it carries what follows from the cookie that came with it. */
export function isFormOurs(deps: Deps, request: FastifyRequest, csrf: string | undefined) {
  const secret = request.cookies[cookieNames(deps.secure).form];
  return isSecret(secret) && isCsrfToken(secret, csrf);
}
