import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { recordAnswer } from '../../src/answer/answer.repository.ts';
import { loadReviews, rowOfReview, saveReviews } from '../../src/campaign/review.repository.ts';
import { markSending } from '../../src/delivery/claim.repository.ts';
import { dayText, epochDay, firstReview, sent } from '../../src/spacing/review.ts';
import { type AnswerWorld, openAnswerWorld, today } from '../support/answer-world.ts';

let world: AnswerWorld;
let plain: AnswerWorld;
beforeAll(async () => {
  [world, plain] = await Promise.all([openAnswerWorld({ arm: '12-24' }), openAnswerWorld()]);
});
afterAll(() => Promise.all([world.close(), plain.close()]));
beforeEach(() => world.clock.set(today));

const day = (date: string) => new Date(`${date}T08:00:00Z`);
const [right, wrong] = [1, 0];
const kept = async (enrolment: number) =>
  (await world.db.transaction().execute((trx) => loadReviews(trx, [enrolment]))).get(enrolment) ??
  [];
const reviewOf = async (enrolment: number, lesson: number) =>
  (await kept(enrolment)).find((one) => one.lesson === lesson)?.review;
const enrolmentOf = (id: number) =>
  world.db
    .selectFrom('enrolments')
    .select(['lessons_answered', 'first_answered_at', 'completed_at', 'next_due_at', 'parked'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
const answersOf = (enrolment: number) =>
  world.db.selectFrom('answers').selectAll().where('enrolment_id', '=', enrolment).execute();
/** What the tick writes when it sends a repetition. */
const markRepeated = async (enrolment: number, lesson: number) => {
  const review = await reviewOf(enrolment, lesson);
  if (review === undefined) throw new Error('Nothing to repeat.');
  const row = {
    enrolmentId: enrolment,
    lesson,
    question: `question-${lesson}`,
    review: sent(review),
  };
  await world.db.transaction().execute((trx) => saveReviews(trx, [row]));
};

describe('a question that a lesson repeats besides its own', () => {
  test('has a page, an answer and a feedback of its own', async () => {
    const { enrolment, deliveries } = await world.invite(2);
    const [, second = 0] = deliveries;
    await world.api({ token: world.token(deliveries[0], right) });
    await world.addRider(enrolment, second, 1, 2);

    const page = await world.app.inject(`/a/${world.riderToken(second, 2)}`);
    expect(page.body).toContain('<h1>Minns du?</h1>');
    expect(page.body).toContain('En fråga från lektion 1');
    expect(page.body).toMatch(/value="c"[^>]* checked/);
    // The title would give the answer away; the lesson can be read all the same, when asked for.
    expect(page.body).not.toContain('ring upp själv');
    expect(page.body).not.toMatch(/<details[^>]* open/);
    expect(page.body).toContain('Läs lektionen igen');

    const feedback = await world.form({ token: world.riderToken(second, 2), option: 'c' });
    for (const part of ['Inte rätt', 'Därför c1.', 'Därför b1.', 'Läs lektionen igen'])
      expect(feedback.body).toContain(part);
    // Next is the lesson of the same mail, for its own question has no answer.
    const next = /class="button" href="\/a\/([\w-]+)"/.exec(feedback.body)?.[1] ?? '';
    expect((await world.app.inject(`/a/${next}`)).body).toContain('ring upp själv 2');

    const own = await world.api({ token: world.token(second, 0) });
    expect(own.json()).toMatchObject({ correct: true, feedback: 'Därför a2.', lessonsAnswered: 2 });
    expect(own.json().next).toBeUndefined();
    expect(await answersOf(enrolment)).toHaveLength(3);
  });

  test('a mail without one has no such link', async () => {
    const { deliveries } = await world.invite();
    expect((await world.api({ token: world.riderToken(deliveries[0], right) })).statusCode).toBe(
      401,
    );
    expect((await world.app.inject(`/a/${world.riderToken(deliveries[0])}`)).statusCode).toBe(401);
  });
});

describe('a repetition', () => {
  test('never changes what counts as answered or completed', async () => {
    const { employee, enrolment, deliveries } = await world.invite(3);
    for (const delivery of deliveries) await world.api({ token: world.token(delivery, right) });
    const before = await enrolmentOf(enrolment);
    expect(before.lessons_answered).toBe(3);
    world.clock.set(day('2026-10-08'));
    const repetition = await world.deliver(employee, enrolment, 1, 2);
    const answer = await world.api({ token: world.token(repetition, right) });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({ correct: true, lessonsAnswered: 3, lessons: 3 });
    const { lessons_answered, first_answered_at, completed_at } = await enrolmentOf(enrolment);
    expect({ lessons_answered, first_answered_at, completed_at }).toEqual({
      lessons_answered: before.lessons_answered,
      first_answered_at: before.first_answered_at,
      completed_at: before.completed_at,
    });
  });

  test('is never offered as a lesson that waits', async () => {
    const { employee, enrolment, deliveries } = await world.invite(2);
    await world.api({ token: world.token(deliveries[0], right) });
    await world.deliver(employee, enrolment, 1, 2);
    const page = await world.form({ token: world.token(deliveries[1], 0), option: 'a' });
    expect(page.body).toContain('Du är ikapp');
  });
});

describe('a reminder', () => {
  test('asks what its lesson asked: one answer, from whichever mail', async () => {
    const { employee, enrolment, deliveries } = await world.invite();
    const reminder = await world.remind(employee, enrolment, 1);
    expect((await world.api({ token: world.token(reminder, right) })).statusCode).toBe(201);
    const again = await world.api({ token: world.token(deliveries[0], right) });
    expect([again.statusCode, again.json().repeated]).toEqual([200, true]);
    expect((await world.api({ token: world.token(deliveries[0], 2) })).statusCode).toBe(409);
    const answers = await answersOf(enrolment);
    expect(answers.map((one) => one.delivery_id)).toEqual([reminder]);
    expect((await enrolmentOf(enrolment)).lessons_answered).toBe(1);
  });

  test('of the oldest unanswered lesson is where one is led to', async () => {
    const { employee, enrolment, deliveries } = await world.invite(2);
    const reminder = await world.remind(employee, enrolment, 1);
    const page = await world.api({ token: world.token(deliveries[1], 0) });
    const { lesson, token } = page.json().next;
    expect(lesson).toBe(1);
    await world.api({ token, options: ['b'] });
    const answers = await answersOf(enrolment);
    expect(answers.map((one) => one.delivery_id)).toContain(reminder);
  });
});

describe('the review of a question', () => {
  test('12-24: begins with the lesson and moves with every round', async () => {
    const { employee, enrolment, deliveries } = await world.invite();
    await world.api({ token: world.token(deliveries[0], wrong) });
    expect(await kept(enrolment)).toMatchObject([
      { lesson: 1, question: 'question-1', review: { wrong: 1, asked: 0 } },
    ]);
    expect(dayText((await reviewOf(enrolment, 1))?.dueOn ?? 0)).toBe('2026-09-26');

    const dues: unknown[] = [];
    for (const [round, date] of [
      [2, '2026-09-26'],
      [3, '2026-10-20'],
    ] as const) {
      world.clock.set(day(date));
      const repetition = await world.deliver(employee, enrolment, 1, round);
      await markRepeated(enrolment, 1);
      await world.api({ token: world.token(repetition, right) });
      const review = await reviewOf(enrolment, 1);
      dues.push([review?.asked, review?.rightInRow, review?.retired, review?.dueOn]);
    }
    expect(dues).toEqual([
      [1, 1, false, epochDay('2026-10-20')],
      [2, 2, true, null],
    ]);
  });

  test('moves once, however often and from wherever the same asking is answered at once', async () => {
    const { employee, enrolment, deliveries } = await world.invite();
    const reminder = await world.remind(employee, enrolment, 1);
    const tokens = Array.from({ length: 20 }, (_, at) =>
      world.token(at % 2 ? deliveries[0] : reminder, right),
    );
    const responses = await Promise.all(tokens.map((token) => world.api({ token })));
    expect(responses.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1);
    expect(responses.filter(({ statusCode }) => statusCode === 200)).toHaveLength(19);
    expect(await reviewOf(enrolment, 1)).toMatchObject({ rightInRow: 1, retired: false });

    const second = await world.deliver(employee, enrolment, 1, 2);
    const again = await Promise.all(
      Array.from({ length: 20 }, () => world.api({ token: world.token(second, right) })),
    );
    expect(again.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1);
    expect(await reviewOf(enrolment, 1)).toMatchObject({ rightInRow: 2, retired: true });
  });

  test('two rounds answered at once, while the tick sends a third, lose nothing', async () => {
    for (let turn = 0; turn < 10; turn++) {
      const { employee, enrolment, deliveries } = await world.invite();
      await world.api({ token: world.token(deliveries[0], wrong) });
      const rounds = [
        await world.deliver(employee, enrolment, 1, 2),
        await world.deliver(employee, enrolment, 1, 3),
      ];
      const tick = world.db.transaction().execute(async (trx) => {
        await trx
          .selectFrom('enrolments')
          .select('id')
          .where('id', '=', enrolment)
          .forUpdate()
          .execute();
        const [one] = (await loadReviews(trx, [enrolment])).get(enrolment) ?? [];
        if (one === undefined) throw new Error('There is a review.');
        await saveReviews(trx, [{ ...one, enrolmentId: enrolment, review: sent(one.review) }]);
      });
      const responses = await Promise.all(
        rounds.map((delivery) => world.api({ token: world.token(delivery, wrong) })),
      );
      await tick;
      expect(responses.map(({ statusCode }) => statusCode)).toEqual([201, 201]);
      expect(await reviewOf(enrolment, 1)).toMatchObject({ wrong: 3, asked: 1 });
    }
  });

  test('is not kept where nothing is repeated', async () => {
    const { enrolment, deliveries } = await plain.invite();
    await plain.api({ token: plain.token(deliveries[0], right) });
    expect(await plain.db.selectFrom('reviews').selectAll().execute()).toEqual([]);
    const row = await plain.db
      .selectFrom('enrolments')
      .select(['lessons_answered', 'next_due_at'])
      .where('id', '=', enrolment)
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ lessons_answered: 1, next_due_at: null });
  });
});

describe('a campaign that repeats nothing any more', () => {
  test('takes answers to what it asked before', async () => {
    const { enrolment, deliveries, employee } = await plain.invite(2);
    await plain.api({ token: plain.token(deliveries[0], right) });
    await plain.addRider(enrolment, deliveries[1] ?? 0, 1, 2);
    const alone = await plain.deliver(employee, enrolment, 1, 3);
    for (const token of [plain.riderToken(deliveries[1], 0), plain.token(alone, 0)]) {
      expect((await plain.app.inject(`/a/${token}`)).body).toContain('<h1>Minns du?</h1>');
      expect((await plain.api({ token })).json()).toMatchObject({ lessonsAnswered: 1 });
    }
    expect(await plain.db.selectFrom('reviews').selectAll().execute()).toEqual([]);
  });

  test('an answer given meanwhile moves no review', async () => {
    const { enrolment, deliveries } = await plain.invite();
    await plain.api({ token: plain.token(deliveries[0], right) });
    const [{ asking_id } = { asking_id: 0 }] = await plain.db
      .selectFrom('answers')
      .select('asking_id')
      .where('enrolment_id', '=', enrolment)
      .execute();
    const review = firstReview(false, epochDay('2026-09-14'));
    const row = rowOfReview({ enrolmentId: enrolment, lesson: 1, question: 'question-1', review });
    const recorded = await recordAnswer(plain.pool, {
      askingId: asking_id,
      deliveryId: deliveries[0] ?? 0,
      options: ['a'],
      correct: false,
      evidence: 'link',
      answeredAt: today,
      review: { row, version: null },
    });
    expect(recorded).toBeUndefined();
    expect(await plain.db.selectFrom('reviews').selectAll().execute()).toEqual([]);
  });
});

describe('when the tick looks again', () => {
  const midnight = new Date('2026-09-25T22:00:00Z');
  const earlier = new Date('2026-09-20T06:00:00Z');
  const later = new Date('2026-10-20T06:00:00Z');
  const parkedAs = [
    ['has a lesson earlier', null, earlier, { parked: null, next_due_at: earlier }],
    ['has a lesson later', null, later, { parked: null, next_due_at: midnight }],
    ['was through', 'end', null, { parked: null, next_due_at: midnight }],
    ['has left', 'left', null, { parked: 'left', next_due_at: null }],
    ['has no address', 'no-address', null, { parked: 'no-address', next_due_at: null }],
    ['is on hold', 'hold', null, { parked: 'hold', next_due_at: null }],
  ] as const;
  test.each(parkedAs)('by the day the review falls due: who %s', async (_, parked, due, after) => {
    const { enrolment, deliveries } = await world.invite();
    await world.db
      .updateTable('enrolments')
      .set({ parked, next_due_at: due })
      .where('id', '=', enrolment)
      .execute();
    await world.api({ token: world.token(deliveries[0], wrong) });
    expect(await enrolmentOf(enrolment)).toMatchObject(after);
  });

  test('not after the last day, and not once the campaign has ended', async () => {
    const late = await world.invite();
    await world.db
      .updateTable('enrolments')
      .set({ parked: 'end' })
      .where('id', '=', late.enrolment)
      .execute();
    world.clock.set(day('2026-12-15'));
    await world.api({ token: world.token(late.deliveries[0], wrong) });
    expect(await enrolmentOf(late.enrolment)).toMatchObject({ parked: 'end', next_due_at: null });

    const { enrolment, deliveries } = await world.invite();
    await world.db
      .updateTable('enrolments')
      .set({ parked: 'end' })
      .where('id', '=', enrolment)
      .execute();
    await world.db.updateTable('campaigns').set({ status: 'ended' }).execute();
    world.clock.set(today);
    await world.api({ token: world.token(deliveries[0], wrong) });
    await world.db.updateTable('campaigns').set({ status: 'running' }).execute();
    expect(await enrolmentOf(enrolment)).toMatchObject({ parked: 'end', next_due_at: null });
  });
});

test('what is read before a mail leaves: its kind, its thread and what it repeats', async () => {
  const { employee, enrolment, deliveries } = await plain.invite(2);
  const [first = 0, second = 0] = deliveries;
  const reminder = await plain.remind(employee, enrolment, 2);
  const repetition = await plain.deliver(employee, enrolment, 1, 2);
  await plain.addRider(enrolment, second, 1, 3);
  const rows = await plain.db.selectFrom('deliveries').select(['id', 'message_id']).execute();
  const messageId = (id: number) => rows.find((row) => row.id === id)?.message_id;
  const read = async (id: number) => {
    const claimed = { state: 'claimed', claimed_by: 'pool', local_day: '2026-09-14' } as const;
    await plain.db
      .updateTable('deliveries')
      .set({ ...claimed, lease_until: new Date(Date.now() + 60_000) })
      .where('id', '=', id)
      .execute();
    const open = [{ campaign: plain.campaign, department: 0, day: '2026-09-14' }];
    const [item] = await markSending(plain.db, 'pool', [id], { open, ownHours: [] }, undefined);
    // Sent again, and out of the way of the next one on this day.
    await plain.db
      .updateTable('deliveries')
      .set({ state: 'sent', local_day: `2026-08-${10 + (id % 20)}` })
      .where('id', '=', id)
      .execute();
    if (item === undefined) throw new Error('Not claimed.');
    const { kind, lesson, firstMessageId, lessonMessageId } = item;
    return { kind, lesson, repetition: item.repetition, firstMessageId, lessonMessageId };
  };
  const none = { repetition: null, firstMessageId: null, lessonMessageId: null };
  expect(await read(first)).toEqual({ ...none, kind: 'lesson', lesson: 1 });
  expect(await read(second)).toEqual({
    ...none,
    kind: 'lesson',
    lesson: 2,
    repetition: { lesson: 1, question: 'question-1', variant: null },
    firstMessageId: messageId(first),
  });
  expect(await read(reminder)).toEqual({
    ...none,
    kind: 'reminder',
    lesson: 2,
    firstMessageId: messageId(first),
    lessonMessageId: messageId(second),
  });
  expect(await read(repetition)).toEqual({
    ...none,
    kind: 'repetition',
    lesson: 1,
    firstMessageId: messageId(first),
  });
});
