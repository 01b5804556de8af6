import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { authenticate, requireRole } from '../access/authenticate.service.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { completionOf } from './completion.service.ts';
import { completionSchema, views } from './completion.ts';

/** Postgres's largest `integer`, which is what ids are. */
const MAX_ID = 2_147_483_647;

const params = z.object({
  id: z.coerce.number().int().min(1).max(MAX_ID).describe('The id of the campaign.'),
});

const query = z.object({
  as: z
    .enum(views)
    .default('now')
    .describe(
      'now: those still employed, in the departments and the tree of today. then: everyone enrolled, leavers too, in the departments, names and tree of the moment the campaign ended (of today while it runs). Leavers are counted out of the total of `now` once enough have left, over the whole organisation, that nobody can be told from its fall, looked at once a day; out of a department only once enough have left that one.',
    ),
});

/** `GET /api/v1/campaigns/:id/completion`, for the roles admin and leader (DESIGN rules 10, 11). */
export function registerCompletionRoutes(
  app: FastifyInstance,
  deps: { db: Database; clock: Clock },
): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    '/api/v1/campaigns/:id/completion',
    {
      schema: {
        tags: ['campaigns'],
        summary: 'Completion of a campaign by department',
        description:
          'Every department counts its whole subtree. A leader sees its own subtree of today only, in both views. Groups of fewer than k people, and as many more as subtraction would need, have null figures and suppressed true. Departments change once a day, the total of the whole organisation with every answer. Errors are RFC 9457 problem documents: 401 UNAUTHORISED, 403 FORBIDDEN for the role hr, 404 CAMPAIGN_UNKNOWN.',
        security: [{ apiToken: [] }],
        params,
        querystring: query,
        response: { 200: completionSchema.describe('The figures in view.') },
      },
    },
    async (request, reply) => {
      const principal = await authenticate(deps.db, request.headers.authorization);
      requireRole(principal, ['admin', 'leader']);
      reply.header('cache-control', 'no-store');
      return completionOf(deps, await deps.clock.now(), {
        campaignId: request.params.id,
        visible: principal.visible,
        as: request.query.as,
      });
    },
  );
}
