import fastifyMultipart, { type Multipart } from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { audited } from '../access/audit.service.ts';
import {
  actorOf,
  authenticate,
  type Principal,
  principalKey,
  requireRole,
} from '../access/authenticate.service.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { importAudit } from './import-audit.ts';
import { confirmUpload, getUpload, undoUpload } from './import-upload.service.ts';
import type { Upload } from './import-upload-document.ts';
import { receiveUpload, type UploadPart } from './import-upload-receive.service.ts';
import { importSchema, importView } from './import-upload-view.ts';
import { rosterLimits } from './roster-limits.ts';

type Deps = { db: Database; clock: Clock; publicUrl: string };

const security = [{ apiToken: [] }];
const tags = ['roster'];
const params = z.object({ id: z.uuid().describe('The id that the upload gave.') });
const upload = z.object({
  file: z.file().describe('The staff list, CSV or XLSX, at most 100 MB.'),
  source: z.string().optional().describe("Absent: the profile's, else hr."),
  scope: z.string().optional().describe('all, or department:CODE,…'),
  profile: z.string().optional().describe('Name of a saved mapping.'),
});
const headers = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'write 1 to 200 characters without spaces')
    .optional()
    .describe('The same key with the same file and fields gives the same import, for 30 days.'),
});
const confirmation = z
  .object({
    confirmLeavers: z.int().min(0).max(10_000_000).optional().describe('diff.confirm.leavers'),
    confirmNoProtection: z
      .boolean()
      .optional()
      .describe('True: nobody in the file has a protected identity.'),
  })
  .strict()
  .nullish();

/** Unattended imports of the staff list, for tokens of role hr or admin without a department. */
export async function registerRosterImportRoutes(app: FastifyInstance, deps: Deps): Promise<void> {
  await app.register(async (scope) => {
    await scope.register(fastifyMultipart, {
      limits: {
        fileSize: rosterLimits.bytes,
        files: 1,
        fields: 5,
        parts: 6,
        fieldSize: 4_000,
        fieldNameSize: 50,
        headerPairs: 20,
      },
    });
    scope.decorateRequest(principalKey, null);
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const principal = await authenticate(deps.db, request.headers.authorization);
      requireRole(principal, ['hr', 'admin']);
      if (principal.visible !== 'all')
        throw new AppError('FORBIDDEN', 'Use a token without a department for the staff list.');
      request.setDecorator(principalKey, principal);
    });
    await scope.register(async (uploads) => registerUpload(uploads, deps));
    registerCalls(scope, deps);
  });
}

function registerUpload(scope: FastifyInstance, deps: Deps): void {
  // The body is a stream; its parts are read and checked one by one.
  scope.setValidatorCompiler<z.ZodType>((part) =>
    part.httpPart === 'body' ? (value) => ({ value }) : validatorCompiler(part),
  );
  scope.withTypeProvider<ZodTypeProvider>().post(
    '/api/v1/roster/imports',
    {
      bodyLimit: rosterLimits.bytes + 100_000,
      schema: {
        tags,
        security,
        consumes: ['multipart/form-data'],
        summary: 'Upload the staff list',
        description:
          'Changes nothing: a worker reads the file and compares it with the roster. Ask links.self until status is staged, look at diff, then call links.confirm. 202 also when the same Idempotency-Key comes again with the same file; 409 CONFLICT with another one. 422 FILE_INVALID or BAD_REQUEST, 503 UNAVAILABLE while ten files wait.',
        headers,
        body: upload,
        response: { 202: importSchema },
      },
    },
    async (request, reply) => {
      if (!request.isMultipart())
        throw new AppError('BAD_REQUEST', 'Send multipart/form-data with the field file.');
      const key = request.headers['idempotency-key'] ?? null;
      const { upload } = await receiveUpload(deps, { key, parts: partsOf(request.parts()) });
      const view = importView(upload, deps.publicUrl);
      return reply.code(202).header('location', view.links.self).send(view);
    },
  );
}

/** What is too long or too many is refused by the parser and told in our words. */
async function* partsOf(parts: AsyncIterable<Multipart>): AsyncGenerator<UploadPart> {
  try {
    for await (const part of parts) {
      if (part.type === 'file') {
        const { file, fieldname: name, filename: fileName } = part;
        yield { kind: 'file', name, fileName, content: file, cut: () => file.truncated };
      } else {
        const { fieldname: name, value, valueTruncated } = part;
        if (valueTruncated || typeof value !== 'string')
          throw new AppError('BAD_REQUEST', 'A text field is too long.');
        yield { kind: 'field', name, value };
      }
    }
  } catch (error) {
    if (error instanceof AppError || !isParserError(error)) throw error;
    throw new AppError(
      'BAD_REQUEST',
      'The form cannot be read: send one file and at most three text fields, whole.',
    );
  }
}

function isParserError(error: unknown): boolean {
  const status = (error as { statusCode?: unknown }).statusCode;
  return typeof status === 'number' ? status < 500 : error instanceof Error;
}

function registerCalls(scope: FastifyInstance, deps: Deps): void {
  const routes = scope.withTypeProvider<ZodTypeProvider>();
  const response = { 200: importSchema };
  routes.get(
    '/api/v1/roster/imports/:id',
    {
      schema: {
        tags,
        security,
        summary: 'How an import stands, and what it would change',
        description: 'Names in the diff are shown for 24 hours. 404 NOT_FOUND.',
        params,
        response,
      },
    },
    async (request) => importView(await getUpload(deps, request.params.id), deps.publicUrl),
  );
  routes.post(
    '/api/v1/roster/imports/:id/confirm',
    {
      schema: {
        tags,
        security,
        summary: 'Carry out an import as it was shown',
        description:
          'Repeating it is safe. 409 REFUSED where a confirmation is missing (leavers is the number to confirm) or the file is not read yet; 409 CONFLICT where the roster has changed since, then upload again.',
        params,
        body: confirmation,
        response,
      },
    },
    async (request) => {
      const { confirmLeavers, confirmNoProtection } = request.body ?? {};
      return change(deps, request, 'roster.import', (db, now) =>
        confirmUpload({ db }, now, {
          id: request.params.id,
          ...(confirmLeavers === undefined ? {} : { confirmLeavers }),
          ...(confirmNoProtection === undefined ? {} : { confirmNoProtection }),
        }),
      );
    },
  );
  routes.post(
    '/api/v1/roster/imports/:id/undo',
    {
      schema: {
        tags,
        security,
        summary: 'Restore what was before an import',
        description:
          'Repeating it is safe. 409 REFUSED where it was not applied, or later changes stand in the way, which it names.',
        params,
        response,
      },
    },
    async (request) =>
      change(deps, request, 'roster.undo', (db, now) => undoUpload({ db }, now, request.params.id)),
  );
}

/** What has been done already is done again by nobody, and not recorded again. */
async function change(
  deps: Deps,
  request: FastifyRequest<{ Params: { id: string } }>,
  action: 'roster.import' | 'roster.undo',
  work: (db: Database, now: Date) => Promise<Upload>,
) {
  const now = await deps.clock.now();
  const actor = actorOf(request.getDecorator<Principal>(principalKey));
  const { after } = await audited(
    deps,
    now,
    actor,
    async (db) => {
      const before = await getUpload({ db }, request.params.id);
      return { before, after: await work(db, now) };
    },
    ({ before, after }) => (before.status === after.status ? [] : [importAudit(action, after)]),
  );
  return importView(after, deps.publicUrl);
}
