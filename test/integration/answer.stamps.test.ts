import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AnswerWorld, openAnswerWorld, today } from '../support/answer-world.ts';

let world: AnswerWorld;
beforeAll(async () => {
  world = await openAnswerWorld();
});
afterAll(() => world.close());

type Stamps = {
  lessons_answered: number;
  first_answered_at: Date | null;
  completed_at: Date | null;
};

/** The stamps as the answers themselves tell them, in the words of DESIGN section 1. */
async function recomputed(enrolment: number): Promise<Stamps> {
  const { rows } = await sql<Stamps>`
    select count(distinct a.lesson)::int as lessons_answered,
           min(g.answered_at) as first_answered_at,
           case when count(distinct a.lesson) = 3
                then max(g.answered_at) filter (where a.round = 1) end as completed_at
    from answers g join askings a on a.id = g.asking_id
    where g.enrolment_id = ${enrolment}`.execute(world.db);
  const [row] = rows;
  if (row === undefined) throw new Error('An aggregate always has a row.');
  return row;
}

const stamped = (enrolment: number): Promise<Stamps> =>
  world.db
    .selectFrom('enrolments')
    .select(['lessons_answered', 'first_answered_at', 'completed_at'])
    .where('id', '=', enrolment)
    .executeTakeFirstOrThrow();

/** Which mail is answered (a lesson, or the repetition of the first one), with which option. */
const answer = fc.record({
  mail: fc.constantFrom(0, 1, 2, 3),
  option: fc.constantFrom(0, 1, 2),
  minutes: fc.integer({ min: 0, max: 10_000 }),
});

test('section 3: the stamps of an enrolment are what its answers say, after any sequence', async () => {
  let answered = 0;
  let completed = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(answer, { maxLength: 9 }), async (sequence) => {
      const { employee, enrolment, deliveries } = await world.invite(3);
      let now = today.getTime();
      let repetition: number | undefined;
      for (const { mail, option, minutes } of sequence) {
        now += minutes * 60_000;
        world.clock.set(new Date(now));
        const first = deliveries[0];
        const known = (await stamped(enrolment)).lessons_answered > 0;
        // Only what was answered is repeated.
        if (mail === 3 && repetition === undefined && known && first !== undefined) {
          await world.api({ token: world.token(first, option) });
          repetition = await world.deliver(employee, enrolment, 1, 2);
        }
        const delivery = mail === 3 ? repetition : deliveries[mail];
        if (delivery === undefined) continue;
        const { statusCode } = await world.api({ token: world.token(delivery, option) });
        expect([200, 201, 409]).toContain(statusCode);
      }
      const stamps = await stamped(enrolment);
      if (stamps.lessons_answered > 0) answered += 1;
      if (stamps.completed_at !== null) completed += 1;
      expect(stamps).toEqual(await recomputed(enrolment));
    }),
    { numRuns: 60 },
  );
  expect(answered).toBeGreaterThan(0);
  expect(completed).toBeGreaterThan(0);
});
