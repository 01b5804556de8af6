import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Language } from '../course/course.ts';
import type { AuditEntry } from '../platform/audit-entry.ts';
import { AppError, errorCatalogue } from '../platform/errors.ts';
import { inLanguage } from '../platform/in-language.ts';
import type { SignedInAccess } from '../platform/route-access.ts';
import type { AuditActor } from './audit.ts';
import type { Role } from './role.ts';
import { csrfTokenOf } from './session-secret.ts';
import type {
  ActionResult,
  NavItem,
  RouteOptions,
  UserPrincipal,
  Visit,
} from './signed-in-page.ts';
import { signedInTexts } from './signed-in-texts.ts';

type Grants = readonly { role: Role; departmentId: number | null }[];

/** What a page learns of a request. */
export function visitOf(
  request: FastifyRequest,
  visitor: {
    session: { address: string; language: Language; grants: Grants };
    secret: string;
    principal: UserPrincipal;
  },
): Omit<Visit, 'visibleAs'> {
  const { session, secret, principal } = visitor;
  return {
    principal,
    address: session.address,
    language: session.language,
    csrfToken: csrfTokenOf(secret),
    path: request.url.split('?')[0] ?? '/',
    url: request.url,
    may: (roles) => session.grants.some((grant) => roles.includes(grant.role)),
    request,
  };
}

/** The entries of the menu that somebody may open, in their order. */
export function menuOf(nav: readonly NavItem[], grants: Grants): NavItem[] {
  return nav
    .filter(({ roles, whole }) =>
      grants.some((one) => roles.includes(one.role) && !(whole && one.departmentId !== null)),
    )
    .toSorted((one, other) => one.order - other.order);
}

/** What a route declares of itself. */
export function accessOf(
  { roles, whole, anyone, params }: RouteOptions<z.ZodType>,
  example: { form?: Readonly<Record<string, string>>; multipart?: boolean } = {},
): SignedInAccess {
  const { form = {}, multipart = false } = example;
  return {
    kind: 'signed-in',
    roles,
    whole: whole === true,
    anyone: anyone === true,
    params: params?.things ?? {},
    form,
    multipart,
  };
}

const nothing = z.object({});

/** @throws AppError NOT_FOUND where the parameters or the query cannot be read. */
export function readAddress<P extends z.ZodType, Q extends z.ZodType>(
  options: RouteOptions<P> & { query?: Q },
  request: FastifyRequest,
): { params: z.infer<P>; query: z.infer<Q> } {
  const params = (options.params?.schema ?? nothing).safeParse(request.params);
  const query = (options.query ?? nothing).safeParse(request.query);
  if (!params.success || !query.success) throw new AppError('NOT_FOUND');
  return { params: params.data as z.infer<P>, query: query.data as z.infer<Q> };
}

/** Back to what was asked for after signing in; a form that was sent too late is not sent again. */
export function signInAddress({ method, url }: { method: string; url: string }): string {
  if (method === 'POST') return '/sign-in?ended=1';
  return url === '/start' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(url)}`;
}

/** A Content-Disposition that saves a file under a name with any letters (RFC 6266). */
export function dispositionOf(fileName: string): string {
  const plain = fileName.normalize('NFD').replace(/[^A-Za-z0-9._ -]/g, '');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(fileName)}`;
}

/** How the audit trail names somebody who is signed in. */
export function userActor({ userId, role }: UserPrincipal): AuditActor {
  return { kind: 'user', id: userId, role };
}

/** What an action did, or whom the page looks at that came instead. */
export function entriesOf(result: ActionResult): readonly AuditEntry[] {
  return 'page' in result ? (result.page.audit ?? []) : result.audit;
}

/** What a body says the CSRF token is. */
export function sentCsrf(body: unknown): unknown {
  return z.object({ csrf: z.unknown() }).safeParse(body).data?.csrf;
}

export function wrongCsrf(): AppError {
  return new AppError('FORBIDDEN', undefined, { csrf: true });
}

/** A form that its page could not have sent so. */
export function unreadableForm(): AppError {
  const sv = 'Formuläret gick inte att läsa. Gå tillbaka, ladda om sidan och försök igen.';
  const en = 'The form could not be read. Go back, reload the page and try again.';
  return new AppError('BAD_REQUEST', `${sv} / ${en}`);
}

/** What the page for an error says: a title and what to do. */
export function refusalTexts(language: Language, error: AppError): { title: string; lead: string } {
  const text = signedInTexts[language];
  if (error.extra.csrf === true) return { title: text.csrf, lead: text.csrfText };
  if (error.code === 'FORBIDDEN') return { title: text.forbidden, lead: text.forbiddenText };
  if (error.status === 404) return { title: text.notFound, lead: text.notFoundText };
  return {
    title: errorCatalogue[error.code][language],
    lead: inLanguage(error.detail ?? '', language),
  };
}
