import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Language } from '../course/course.ts';
import type { AuditEntry } from '../platform/audit-entry.ts';
import type { Database } from '../platform/database.ts';
import type { RouteThing } from '../platform/route-access.ts';
import type { Role } from './role.ts';
import type { VisibleDepartments } from './visible-departments.ts';

/*
 * How to add a page for people who are signed in
 *
 * 1. Write `src/ROOM/THING.pages.ts` with
 *      import type { SignedInPages } from '../access/signed-in-page.ts';
 *      export function registerThingPages(pages: SignedInPages, deps: …): void {
 *        pages.nav({ path: '/things', label: { sv: 'Saker', en: 'Things' }, roles, order: 30 });
 *        pages.page({
 *          path: '/things/:id', roles: ['admin', 'leader'],
 *          params: { schema: z.object({ id: idParam }), things: { id: 'campaign' } },
 *          query: z.object({ page: pageNumber }),
 *          show: async ({ params, query, principal, language }) => ({ title, crumbs, body }),
 *        });
 *        pages.action({
 *          path: '/things/:id/end', roles: ['admin'], params: …,
 *          form: z.object({ reason: z.string().max(200) }), exampleForm: { reason: 'Prov' },
 *          act: async ({ params, form, db }, now) => ({ to: '/things', flash: …, audit: […] }),
 *        });
 *        pages.download({ path: '/things.csv', roles, send: async () => ({ fileName, … , audit }) });
 *      }
 *    and add one line for it to `registerSignedIn` in src/app.ts.
 * 2. Every query takes `principal.visible`. What lies outside it is `throw new AppError('NOT_FOUND')`.
 * 3. Markup comes from ghtml and src/web/components (pages and `*-view.ts` files may import them):
 *    `form(visit, …)` has the CSRF field; `table`, `tag`, `summaryList`, `notice`, `errorSummary`, …
 * 4. An action uses the `db` it is given: its change and its audit entries are one transaction.
 *    A wrong form: return `{ status: 422, page: { … } }` with errorSummary and the values as sent.
 * 5. `things` and `exampleForm` let test/integration/access.matrix.test.ts walk the page for every
 *    role, inside and outside the departments, and without a CSRF token. There is nothing to add there.
 *
 * Not signed in: redirect to /sign-in?next=…; wrong role: 403; unreadable parameters: 404.
 */

/** Who is signed in, as a page sees them: only the grants whose role the page is for count. */
export type UserPrincipal = {
  userId: number;
  /** The strongest of their roles that this page is for. */
  role: Role;
  /** All departments in which they have one of the page's roles (DESIGN rule 10). */
  visible: VisibleDepartments;
};

export type Visit = {
  principal: UserPrincipal;
  /** Their own address, for sending a test to oneself. */
  address: string;
  language: Language;
  csrfToken: string;
  /** The path without its query, and the whole address as it was asked for. */
  path: string;
  url: string;
  /** Whether they have one of these roles anywhere: for links to pages of other roles. */
  may(roles: readonly Role[]): boolean;
  /** What they see by grants of these roles alone; undefined without one. For what others of the page's roles may only look at. */
  visibleAs(roles: readonly Role[]): Promise<VisibleDepartments | undefined>;
  request: FastifyRequest;
};

export type Crumb = { href: string; text: string };

/** `title` is plain text; `body` is markup with its own h1; `crumbs` lead to the page, without itself. */
export type PageView = {
  title: string;
  body: string;
  crumbs?: readonly Crumb[];
  /** Default wide. */
  width?: 'reading' | 'wide';
  /** Names of files in src/web/assets, such as `sort.js`. */
  scripts?: readonly string[];
  /** A look at a person: recorded before the page is shown, also where a wrong form leads to it. */
  audit?: readonly AuditEntry[];
};

/** What the next page says once, in the words of the language given to the action. */
export type FlashMessage = { kind: 'good' | 'warn' | 'bad'; text: string };

/** What an action ends with: a redirect (POST-redirect-GET), or the form again with what was wrong. */
export type ActionResult =
  | { to: string; flash?: FlashMessage; audit: readonly AuditEntry[] }
  | { status: 409 | 422; page: PageView };

export type Download = {
  fileName: string;
  type: string;
  content: string | Buffer | Readable;
  audit: readonly AuditEntry[];
};

export type Params<P extends z.ZodType> = {
  schema: P;
  /** What each parameter names, for the test of all routes. */
  things: Readonly<Record<string, RouteThing>>;
};

export type RouteOptions<P extends z.ZodType> = {
  path: string;
  /** Whoever has one of them, somewhere. */
  roles: readonly Role[];
  /** Only for grants without a department: others are told 403. */
  whole?: boolean;
  /** For whoever is signed in, also while all their grants are suspended: one's own account. */
  anyone?: boolean;
  params?: Params<P>;
};

export type PageOptions<P extends z.ZodType, Q extends z.ZodType> = RouteOptions<P> & {
  /** Give every field a `.catch()`: what does not fit is 404. */
  query?: Q;
  show(visit: Visit & { params: z.infer<P>; query: z.infer<Q> }, now: Date): Promise<PageView>;
};

export type DownloadOptions<P extends z.ZodType, Q extends z.ZodType> = RouteOptions<P> & {
  query?: Q;
  send(visit: Visit & { params: z.infer<P>; query: z.infer<Q> }, now: Date): Promise<Download>;
};

export type ActionOptions<P extends z.ZodType, F extends z.ZodType> = RouteOptions<P> & {
  form: F;
  /** A form that could be sent, for the test of all routes. */
  exampleForm: Readonly<Record<string, string>>;
  /**
   * False where it sends or waits for others: `db` is then no transaction, and the audit entries
   * are recorded after it.
   */
  transaction?: boolean;
  act(
    visit: Visit & { params: z.infer<P>; form: z.infer<F>; db: Database },
    now: Date,
  ): Promise<ActionResult>;
};

/** One part of a sent form with files, in the order it came; fields before the file. */
export type SentPart =
  | { kind: 'field'; name: string; value: string }
  | {
      kind: 'file';
      name: string;
      fileName: string;
      content: AsyncIterable<Buffer>;
      /** True once the content has ended because it was too long. */
      cut(): boolean;
    };

export type UploadOptions<P extends z.ZodType> = RouteOptions<P> & {
  /** Longest file in bytes. */
  bytes: number;
  /** The CSRF field must come first in the form (`uploadForm` puts it there), and is checked before. */
  receive(
    visit: Visit & { params: z.infer<P>; parts: AsyncIterable<SentPart> },
    now: Date,
  ): Promise<ActionResult>;
};

/** A whole document that pages show in a sandboxed frame, under a policy of its own. */
export type FramedDocument = { content: string; policy: string };

export type FrameOptions<P extends z.ZodType, Q extends z.ZodType> = RouteOptions<P> & {
  query?: Q;
  frame(
    visit: Visit & { params: z.infer<P>; query: z.infer<Q> },
    now: Date,
  ): Promise<FramedDocument>;
};

export type NavItem = {
  path: string;
  label: { sv: string; en: string };
  roles: readonly Role[];
  /** As for the page that it leads to. */
  whole?: boolean;
  /** Smaller comes first: 10 overview, 20 campaigns, 30 people, 40 departments, 50 delivery, 60 review, 90 users. */
  order: number;
};

/** What page modules are given to add their pages to. */
export type SignedInPages = {
  nav(item: NavItem): void;
  page<P extends z.ZodType = z.ZodType<object>, Q extends z.ZodType = z.ZodType<object>>(
    options: PageOptions<P, Q>,
  ): void;
  frame<P extends z.ZodType = z.ZodType<object>, Q extends z.ZodType = z.ZodType<object>>(
    options: FrameOptions<P, Q>,
  ): void;
  download<P extends z.ZodType = z.ZodType<object>, Q extends z.ZodType = z.ZodType<object>>(
    options: DownloadOptions<P, Q>,
  ): void;
  action<F extends z.ZodType, P extends z.ZodType = z.ZodType<object>>(
    options: ActionOptions<P, F>,
  ): void;
  upload<P extends z.ZodType = z.ZodType<object>>(options: UploadOptions<P>): void;
};
