import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertDeliveries } from '../../src/delivery/planned-delivery.repository.ts';
import { days, openTickWorld, type TickWorld } from '../support/tick-world.ts';

const start = new Date('2026-08-31T02:00:00Z');
let world: TickWorld;

beforeAll(async () => {
  world = await openTickWorld(2_000, 1);
  await world.campaign(start, { course: 'one' });
  const { id } = await world.campaign(start, { course: 'two' });
  // Enrolled in the opposite order, as people are who come to two audiences by different ways.
  await sql`delete from enrolments where campaign_id = ${id}`.execute(world.db);
  await sql`
    insert into enrolments (campaign_id, employee_id, anchor_on, reachable)
    select ${id}, id, '2026-08-31', true from employees order by id desc`.execute(world.db);
});
afterAll(() => world.close());

test('two campaigns that plan the same people in opposite orders never wait for each other for ever', async () => {
  const campaigns = await world.db
    .selectFrom('campaigns')
    .select(['id', 'course_version_id'])
    .orderBy('id')
    .execute();
  const batches = await Promise.all(
    campaigns.map(async (campaign, index) => {
      const rows = await world.db
        .selectFrom('enrolments')
        .select(['id', 'employee_id'])
        .where('campaign_id', '=', campaign.id)
        .orderBy('employee_id', index === 0 ? 'asc' : 'desc')
        .execute();
      return { campaign, rows };
    }),
  );
  for (const day of days('2026-08-31', '2026-09-04')) {
    const written = await Promise.all(
      batches.map(({ campaign, rows }) =>
        world.db.transaction().execute((trx) =>
          insertDeliveries(
            trx,
            start,
            'nanokurs.test',
            rows.map((row) => ({
              enrolmentId: row.id,
              employeeId: row.employee_id ?? 0,
              campaignId: campaign.id,
              courseVersionId: campaign.course_version_id,
              kind: 'lesson' as const,
              lesson: 1,
              baseline: null,
              asking: null,
              asks: { lesson: 1, question: 'fraga-1', round: 1, variant: null },
              repeats: null,
              day,
            })),
          ),
        ),
      ),
    );
    expect(written.reduce((sum, one) => sum + one.size, 0)).toBe(2_000);
  }
});
