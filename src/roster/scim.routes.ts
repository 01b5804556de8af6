import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  hasZodFastifySchemaValidationErrors,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { z } from 'zod';
import { audited } from '../access/audit.service.ts';
import {
  actorOf,
  authenticate,
  type Principal,
  principalKey,
  requireRole,
} from '../access/authenticate.service.ts';
import type { AuditAction } from '../platform/audit-entry.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { findScimUser, listScimUsers } from './scim.repository.ts';
import { readScimFilter } from './scim-filter.ts';
import { scimErrorDocument, scimProblem } from './scim-problem.ts';
import { listResponse, selectAttributes, userResource } from './scim-resource.ts';
import {
  longestPage,
  resourceTypeDocument,
  schemaDocuments,
  serviceProviderConfig,
} from './scim-schema.ts';
import { readScimUser } from './scim-user.ts';
import {
  changeScimUser,
  createScimUser,
  removeScimUser,
  replaceScimUser,
} from './scim-users.service.ts';

const mediaType = 'application/scim+json';
const bodyLimit = 64 * 1024;
const tags = ['scim'];
const security = [{ apiToken: [] }];

const chosen = z.object({
  attributes: z.string().max(1_000).optional().describe('Only these, comma-separated.'),
  excludedAttributes: z.string().max(1_000).optional().describe('Without these.'),
});
const page = chosen.extend({
  filter: z
    .string()
    .max(2_000)
    .optional()
    .describe('eq joined by and, as: userName eq "anna@example.se"'),
  startIndex: z.coerce.number().int().max(10_000_000).optional().describe('From 1.'),
  count: z.coerce
    .number()
    .int()
    .max(10_000_000)
    .optional()
    .describe(`At most ${longestPage} come on one page.`),
});
const one = z.object({ id: z.string().max(100).describe('The id that creation gave.') });
const user = z.record(z.string(), z.unknown()).describe('A user as in RFC 7643. See /Schemas.');
const patch = z.record(z.string(), z.unknown()).describe('A PatchOp as in RFC 7644, 3.5.2.');
const operations = z
  .array(
    z.object({
      op: z.string().max(10),
      path: z.string().max(300).optional(),
      value: z.unknown().optional(),
    }),
  )
  .min(1)
  .max(100);

type Deps = { db: Database; clock: Clock; publicUrl: string };

/**
 * SCIM 2.0 (RFC 7643, 7644) for directories such as Entra ID: users with the enterprise
 * extension. For tokens of role hr or admin without a department.
 */
export async function registerScimRoutes(app: FastifyInstance, deps: Deps): Promise<void> {
  await app.register(
    async (scope) => {
      speakScim(scope);
      scope.decorateRequest(principalKey, null);
      scope.addHook('onRequest', async (request) => authorise(deps.db, request));
      registerDocuments(scope, deps);
      registerReading(scope, deps);
      registerWriting(scope, deps);
    },
    { prefix: '/scim/v2' },
  );
}

/** @throws AppError UNAUTHORISED, FORBIDDEN */
async function authorise(db: Database, request: FastifyRequest): Promise<void> {
  const principal = await authenticate(db, request.headers.authorization);
  requireRole(principal, ['hr', 'admin']);
  if (principal.visible !== 'all')
    throw new AppError('FORBIDDEN', 'Use a token without a department for provisioning.');
  request.setDecorator(principalKey, principal);
}

/** Media type both ways, and errors as SCIM documents. */
function speakScim(scope: FastifyInstance): void {
  const json = scope.getDefaultJsonParser('error', 'error');
  scope.addContentTypeParser(mediaType, { parseAs: 'string' }, json);
  scope.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store').type(`${mediaType}; charset=utf-8`);
  });
  scope.setErrorHandler((error, request, reply) => {
    const { status, body } = scimErrorDocument(asAppError(error));
    if (status >= 500) request.log.error({ err: error }, 'A SCIM request failed.');
    if (status === 401) reply.header('www-authenticate', 'Bearer');
    return send(reply.code(status), body);
  });
  scope.setNotFoundHandler(() => {
    throw new AppError('NOT_FOUND', 'There is no such resource type or resource.');
  });
}

/** Serialised here: the routes' own serialiser knows no `application/scim+json`. */
function send(reply: FastifyReply, body: object): FastifyReply {
  return reply.type(`${mediaType}; charset=utf-8`).send(JSON.stringify(body));
}

function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const [first] = error.validation;
    return scimProblem('invalidValue', `${first?.instancePath || '/'}: ${first?.message}`);
  }
  const status = (error as { statusCode?: number }).statusCode ?? 500;
  // Messages of the JSON parser quote what was sent.
  if (status < 500)
    return scimProblem('invalidSyntax', 'Send one JSON object of at most 64 kB, in UTF-8.');
  return new AppError('INTERNAL');
}

function registerDocuments(scope: FastifyInstance, deps: Deps): void {
  const base = () => `${deps.publicUrl}/scim/v2`;
  const routes = scope.withTypeProvider<ZodTypeProvider>();
  const schema = (summary: string) => ({ tags, security, summary });
  routes.get('/ServiceProviderConfig', { schema: schema('What is supported') }, (_request, reply) =>
    send(reply, serviceProviderConfig(base())),
  );
  routes.get('/ResourceTypes', { schema: schema('Types of resources') }, (_request, reply) =>
    send(reply, listResponse(1, 1, [resourceTypeDocument(base())])),
  );
  routes.get('/ResourceTypes/User', { schema: schema('The type User') }, (_request, reply) =>
    send(reply, resourceTypeDocument(base())),
  );
  routes.get('/Schemas', { schema: schema('Schemas') }, (_request, reply) => {
    const documents = schemaDocuments(base());
    return send(reply, listResponse(documents.length, 1, documents));
  });
  const params = z.object({ id: z.string().max(200).describe('Its urn.') });
  routes.get('/Schemas/:id', { schema: { ...schema('One schema'), params } }, (request, reply) => {
    const found = schemaDocuments(base()).find(({ id }) => id === request.params.id);
    if (found === undefined) throw new AppError('NOT_FOUND', 'There is no such schema.');
    return send(reply, found);
  });
  // Directories look for groups even where none are provisioned.
  routes.get('/Groups', { schema: schema('Groups: always none') }, (_request, reply) =>
    send(reply, listResponse(0, 1, [])),
  );
}

function registerReading(scope: FastifyInstance, deps: Deps): void {
  const routes = scope.withTypeProvider<ZodTypeProvider>();
  const base = () => `${deps.publicUrl}/scim/v2`;
  routes.get(
    '/Users',
    { schema: { tags, security, summary: 'Find users', querystring: page } },
    async (request, reply) => {
      const { filter, attributes, excludedAttributes } = request.query;
      const startIndex = Math.max(1, request.query.startIndex ?? 1);
      const count = Math.min(longestPage, Math.max(0, request.query.count ?? 100));
      const conditions = filter === undefined ? [] : readScimFilter(filter);
      const found = await listScimUsers(deps.db, conditions, startIndex - 1, count);
      const resources = found.users.map((row) =>
        selectAttributes(userResource(row, base()), attributes, excludedAttributes),
      );
      return send(reply, listResponse(found.total, startIndex, resources));
    },
  );
  routes.get(
    '/Users/:id',
    { schema: { tags, security, summary: 'One user', params: one, querystring: chosen } },
    async (request, reply) => {
      const row = await findScimUser(deps.db, userId(request.params.id));
      if (row === undefined) throw noUser();
      const { attributes, excludedAttributes } = request.query;
      const resource = userResource(row, base());
      return send(reply, selectAttributes(resource, attributes, excludedAttributes));
    },
  );
}

function registerWriting(scope: FastifyInstance, deps: Deps): void {
  const routes = scope.withTypeProvider<ZodTypeProvider>();
  const base = () => `${deps.publicUrl}/scim/v2`;
  const consumes = [mediaType];
  routes.post(
    '/Users',
    { bodyLimit, schema: { tags, security, consumes, summary: 'Add a user', body: user } },
    async (request, reply) => {
      const given = readScimUser(request.body);
      const row = await change(deps, request, 'scim.create', (db, now) =>
        createScimUser({ db }, now, given),
      );
      const resource = userResource(row, base());
      return send(reply.code(201).header('location', `${base()}/Users/${row.id}`), resource);
    },
  );
  routes.put(
    '/Users/:id',
    {
      bodyLimit,
      schema: { tags, security, consumes, summary: 'Replace a user', params: one, body: user },
    },
    async (request, reply) => {
      const input = { id: userId(request.params.id), user: readScimUser(request.body) };
      const row = await change(deps, request, 'scim.replace', (db, now) =>
        replaceScimUser({ db }, now, input),
      );
      return send(reply, userResource(row, base()));
    },
  );
  routes.patch(
    '/Users/:id',
    {
      bodyLimit,
      schema: { tags, security, consumes, summary: 'Change a user', params: one, body: patch },
    },
    async (request, reply) => {
      const input = { id: userId(request.params.id), operations: operationsOf(request.body) };
      const row = await change(deps, request, 'scim.change', (db, now) =>
        changeScimUser({ db }, now, input),
      );
      return send(reply, userResource(row, base()));
    },
  );
  routes.delete(
    '/Users/:id',
    { schema: { tags, security, summary: 'Remove a user', params: one } },
    async (request, reply) => {
      const id = userId(request.params.id);
      await change(deps, request, 'scim.remove', async (db, now) => {
        await removeScimUser({ db }, now, id);
        return { id };
      });
      return reply.code(204).removeHeader('content-type').send();
    },
  );
}

/** Recorded by the account's id, which the directory's own log knows too. */
async function change<T extends { id: string }>(
  deps: Deps,
  request: FastifyRequest,
  action: AuditAction,
  work: (db: Database, now: Date) => Promise<T>,
): Promise<T> {
  const now = await deps.clock.now();
  const actor = actorOf(request.getDecorator<Principal>(principalKey));
  return audited(
    deps,
    now,
    actor,
    (db) => work(db, now),
    ({ id }) => [{ action, subject: id }],
  );
}

/** `Operations` in any case of letters. @throws AppError BAD_REQUEST */
function operationsOf(body: Record<string, unknown>) {
  const given = Object.entries(body).find(([key]) => key.toLowerCase() === 'operations')?.[1];
  const read = operations.safeParse(given);
  if (!read.success)
    throw scimProblem(
      'invalidSyntax',
      'Operations: send 1 to 100 objects with op, path and value.',
    );
  return read.data;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function userId(text: string): string {
  if (!uuid.test(text)) throw noUser();
  return text.toLowerCase();
}

function noUser(): AppError {
  return new AppError('NOT_FOUND', 'There is no such user.');
}
