import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { authenticate, requireRole } from '../access/authenticate.service.ts';
import type { CourseVersions } from '../course/course-version.reader.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { baselineSchema } from './baseline-figures.ts';
import { baselineReport } from './baseline-report.service.ts';

/** Postgres's largest `integer`, which is what ids are. */
const maxId = 2_147_483_647;

const params = z.object({
  id: z.coerce.number().int().min(1).max(maxId).describe('The id of the campaign.'),
});

/** `GET /api/v1/campaigns/:id/baseline`, for the roles admin and leader (DESIGN rules 10, 11). */
export function registerBaselineRoutes(
  app: FastifyInstance,
  deps: { db: Database; courseVersions: CourseVersions; clock: Clock },
): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    '/api/v1/campaigns/:id/baseline',
    {
      schema: {
        tags: ['campaigns'],
        summary: 'What the forms before and after a course said, by department',
        description:
          'Voluntary, anonymous forms. While the campaign runs only the total of the whole organisation, which moves by whole weeks and at least five answers; departments once it has ended, as they stood then. A department needs five forms both before and after, and as many are hidden besides as subtraction would need, also where all of a group said the same: hidden figures are null. A leader sees its own subtree only. Errors are RFC 9457 problem documents: 401 UNAUTHORISED, 403 FORBIDDEN for the role hr, 404 CAMPAIGN_UNKNOWN.',
        security: [{ apiToken: [] }],
        params,
        response: { 200: baselineSchema.describe('The figures in view.') },
      },
    },
    async (request, reply) => {
      const principal = await authenticate(deps.db, request.headers.authorization);
      requireRole(principal, ['admin', 'leader']);
      reply.header('cache-control', 'no-store');
      return baselineReport(deps, await deps.clock.now(), {
        campaignId: request.params.id,
        visible: principal.visible,
      });
    },
  );
}
