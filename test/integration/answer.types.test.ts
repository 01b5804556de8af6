import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { retireAnswers } from '../../src/answer/answer-retention.service.ts';
import { recordStep } from '../../src/answer/answer-step.repository.ts';
import { loadUnanswered } from '../../src/delivery/due-mails.repository.ts';
import { openAndAnswer } from '../../src/demo/simulation.ts';
import { readStanceCounts } from '../../src/statistics/stance.repository.ts';
import { type AnswerWorld, openAnswerWorld, today } from '../support/answer-world.ts';
import { writtenRows } from '../support/tables.ts';
import { typedCourse } from '../support/typed-course.ts';

let world: AnswerWorld;
beforeAll(async () => {
  world = await openAnswerWorld({ arm: '12-24', of: typedCourse });
});
beforeEach(() => world.clock.set(today));
afterAll(() => world.close());

/** Lessons of the course, by type. */
const [multiple, scenario, stance] = [1, 2, 3];
const get = (token: string) => world.app.inject(`/a/${token}`);
const answersOf = (enrolment: number) =>
  world.db.selectFrom('answers').selectAll().where('enrolment_id', '=', enrolment).execute();
const reviewsOf = (enrolment: number) =>
  world.db
    .selectFrom('reviews')
    .select(['question', 'last'])
    .where('enrolment_id', '=', enrolment)
    .execute();
const answered = async (enrolment: number) =>
  (
    await world.db
      .selectFrom('enrolments')
      .select('lessons_answered')
      .where('id', '=', enrolment)
      .executeTakeFirstOrThrow()
  ).lessons_answered;
const steps = () => world.db.selectFrom('answer_steps').selectAll().execute();
const counts = async () =>
  (
    await sql<{ option: string; chosen: number }>`
    select option, sum(chosen)::int as chosen from stance_counts group by option order by option`.execute(
      world.db,
    )
  ).rows.map(({ chosen }) => chosen);

/** Somebody who got all four lessons, and the link of one of them. */
async function asked(lesson: number) {
  const { enrolment, deliveries } = await world.invite(4);
  return { enrolment, deliveries, token: world.token(deliveries[lesson]) };
}

/**
 * Opens connections and lets each of them plan what reads a link: whoever has one that knows it
 * already would else be done before the others begin.
 */
async function warmUp(token: string): Promise<void> {
  const lanes = Array.from({ length: 8 });
  await Promise.all(lanes.map(() => world.pool.query('select pg_sleep(0.02)')));
  await Promise.all(lanes.map(() => get(token)));
}

describe('rule 1', () => {
  test('GET and HEAD of any type, open, half answered, answered or late, write no row', async () => {
    const tokens: string[] = [];
    for (const lesson of [multiple, scenario, stance]) {
      const open = await asked(lesson);
      const done = await asked(lesson);
      tokens.push(open.token, done.token, world.previewToken(lesson + 1));
      tokens.push(world.token(open.deliveries[lesson], undefined, today));
      await world.api({ token: done.token, options: [lesson === scenario ? 'b' : 'a'] });
    }
    const before = await writtenRows(world.db);
    expect(before['public.answer_steps']).toHaveLength(1);
    expect(before['public.stance_counts']).toHaveLength(3);
    for (const token of tokens)
      for (const method of ['HEAD', 'GET'] as const)
        for (const query of ['', '?option=a&step=2&skip=1']) {
          const { statusCode } = await world.app.inject({ method, url: `/a/${token}${query}` });
          expect([200, 410]).toContain(statusCode);
        }
    expect(await writtenRows(world.db)).toEqual(before);
  });

  test('a late or forged answer, a wrong step and no choice store nothing', async () => {
    const before = await writtenRows(world.db).then(({ 'public.answers': answers }) => answers);
    const stepsBefore = await steps();
    const countsBefore = await counts();
    for (const lesson of [multiple, scenario, stance]) {
      const { token, deliveries } = await asked(lesson);
      const late = world.token(deliveries[lesson], undefined, today);
      expect((await world.form({ token: late, option: 'a' })).statusCode).toBe(410);
      expect((await world.api({ token: late, options: ['a'] })).statusCode).toBe(410);
      const empty = await world.form({ token });
      expect(empty.statusCode).toBe(422);
      expect(empty.body).toContain('id="problem"');
      expect((await world.form({ token, option: 'zz' })).statusCode).toBe(422);
      expect((await world.api({ token })).json().code).toBe('OPTIONS_MISSING');
      expect((await world.api({ token, options: ['a'], step: 3 })).statusCode).toBe(422);
      expect((await world.api({ token, options: ['a'], step: 0 })).statusCode).toBe(422);
    }
    expect((await writtenRows(world.db))['public.answers']).toEqual(before);
    expect(await steps()).toEqual(stepsBefore);
    expect(await counts()).toEqual(countsBefore);
  });

  test('links of a test mail lead through every type and store nothing', async () => {
    const before = await writtenRows(world.db);
    for (const [lesson, option] of [
      [2, 'a'],
      [3, 'b'],
      [4, 'c'],
    ] as const) {
      const page = await world.form({ token: world.previewToken(lesson), option });
      expect(page.statusCode).toBe(200);
      expect(page.body).toContain('inget sparas');
      expect(page.body).toContain(`Därför ${option}.`);
    }
    const second = { token: world.previewToken(3), option: 'd', step: '2' };
    const page = await world.form(second);
    expect(page.body).toContain('Därför d.');
    expect(page.body).not.toContain('<form');
    const json = (await world.api({ token: world.previewToken(3), options: ['b'] })).json();
    expect(json).toMatchObject({ stored: false, complete: false, nextStep: { step: 2 } });
    expect(await writtenRows(world.db)).toEqual(before);
  });
});

describe('a question of several right options', () => {
  test('is right with all of them and no other, and comes back if not', async () => {
    for (const [ids, correct] of [
      [['a', 'c'], true],
      [['a'], false],
      [['a', 'b', 'c'], false],
    ] as const) {
      const { enrolment, token } = await asked(multiple);
      const options = ids.map((id): [string, string] => ['option', id]);
      const page = await world.form([['token', token], ...options]);
      expect(page.statusCode).toBe(200);
      expect(page.body).toContain(correct ? 'Rätt svar!' : 'Inte rätt');
      for (const id of ['a', 'b', 'c', 'd']) expect(page.body).toContain(`Därför ${id}.`);
      const last = correct ? 'right' : 'wrong';
      expect(await answersOf(enrolment)).toMatchObject([{ options: ids, correct }]);
      expect(await reviewsOf(enrolment)).toEqual([{ question: 'question-2', last }]);
    }
  });

  test('tells the API what each option is about; the order of ids does not matter', async () => {
    const { token } = await asked(multiple);
    const first = await world.api({ token, options: ['c', 'b'] });
    expect(first.statusCode).toBe(201);
    expect(first.json()).toMatchObject({
      ...{ type: 'multiple', correct: false, complete: true, options: ['b', 'c'] },
      ...{ rightOptions: ['a', 'c'], feedback: 'Därför b. Därför c.' },
      explained: [
        { option: 'a', chosen: false, correct: true },
        { option: 'b', chosen: true, correct: false },
        { option: 'c', chosen: true, correct: true },
        { option: 'd', chosen: false, correct: false },
      ],
    });
    expect((await world.api({ token, options: ['b', 'c'] })).statusCode).toBe(200);
    const other = await world.api({ token, options: ['b'] });
    expect(other.statusCode).toBe(409);
    expect(other.json().first).toMatchObject({ options: ['b', 'c'], correct: false });
  });
});

describe('a scenario', () => {
  test('goes on at the second step, by the form or later by the link, and counts when both are done', async () => {
    const { enrolment, token } = await asked(scenario);
    const first = await world.form({ token, option: 'a' });
    for (const part of ['Inte rätt', 'Därför a.', 'Därför b.', 'Steg 2 av 2', 'name="step"'])
      expect(first.body).toContain(part);
    expect(await answersOf(enrolment)).toEqual([]);
    expect(await answered(enrolment)).toBe(0);

    const later = await get(token);
    const again = await world.form({ token, option: 'a' });
    const other = await world.form({ token, option: 'b' });
    for (const page of [later, again, other]) {
      expect(page.statusCode).toBe(200);
      expect(page.body).toContain('Därför a.');
      expect(page.body).toContain('Väntar och ser');
    }
    expect(later.body).toContain('första steget är sparat');
    expect(other.body).toContain('Det första svaret gäller');
    expect((await world.form({ token, step: '2' })).statusCode).toBe(422);

    const second = await world.form({ token, option: 'e', step: '2' });
    for (const part of ['Inte rätt', 'Steg 1 av 2', 'Därför a.', 'Därför e.'])
      expect(second.body).toContain(part);
    expect(second.body).not.toContain('<form');
    expect(await answersOf(enrolment)).toMatchObject([{ options: ['a', 'e'], correct: false }]);
    expect(await answered(enrolment)).toBe(1);
    expect(await reviewsOf(enrolment)).toEqual([{ question: 'question-3', last: 'wrong' }]);
    for (const form of [{ option: 'a' }, { option: 'd', step: '2' }]) {
      const page = await world.form({ token, ...form });
      expect(page.body).toContain('Du har redan svarat');
    }
    expect(await answersOf(enrolment)).toHaveLength(1);
  });

  test('through the API: the first result carries the second step, and each step its first result', async () => {
    const { enrolment, token } = await asked(scenario);
    const early = await world.api({ token, options: ['e'], step: 2 });
    expect([early.statusCode, early.json().code]).toEqual([409, 'STEP_TOO_EARLY']);
    const first = await world.api({ token, options: ['b'], step: 1 });
    expect(first.statusCode).toBe(201);
    expect(first.json()).toMatchObject({
      ...{ type: 'scenario', step: 1, complete: false, correct: true, lessonsAnswered: 0 },
      ...{ options: ['b'], rightOptions: ['b'], feedback: 'Därför b.', repeated: false },
      nextStep: {
        step: 2,
        text: 'Dagen efter händer det igen. Vad gör du?',
        options: [
          { id: 'd', text: 'Väntar och ser' },
          { id: 'e', text: 'Tar det med chefen i dag' },
        ],
      },
    });
    const same = await world.api({ token, options: ['b'] });
    expect(same.statusCode).toBe(200);
    expect(same.json()).toEqual({ ...first.json(), repeated: true });
    const other = await world.api({ token, options: ['c'], step: 1 });
    expect(other.json()).toMatchObject({ code: 'ALREADY_ANSWERED', first: { options: ['b'] } });
    expect((await world.api({ token, options: ['b'], step: 2 })).json().code).toBe(
      'OPTION_UNKNOWN',
    );
    expect((await world.api({ token, step: 2 })).json().code).toBe('OPTIONS_MISSING');
    expect((await world.api({ token, options: ['e'], step: 3 })).json().code).toBe('BAD_REQUEST');

    const second = await world.api({ token, options: ['e'], step: 2 });
    expect(second.statusCode).toBe(201);
    expect(second.json()).toMatchObject({
      ...{ step: 2, complete: true, correct: true, options: ['e'], rightOptions: ['e'] },
      ...{ feedback: 'Därför e.', lessonsAnswered: 1 },
    });
    expect(second.json().nextStep).toBeUndefined();
    expect(await answersOf(enrolment)).toMatchObject([{ options: ['b', 'e'], correct: true }]);
    const repeat = await world.api({ token, options: ['e'], step: 2 });
    expect([repeat.statusCode, repeat.json().repeated]).toEqual([200, true]);
    const changed = await world.api({ token, options: ['d'], step: 2 });
    expect(changed.statusCode).toBe(409);
    expect(changed.json().first).toMatchObject({ options: ['e'], feedback: 'Därför e.' });
    const firstAgain = await world.api({ token, options: ['b'] });
    expect(firstAgain.statusCode).toBe(200);
    expect(firstAgain.json()).toMatchObject({ step: 1, correct: true, complete: true });
  });

  test('posts at the same time give one first step and one answer', async () => {
    const { enrolment, token } = await asked(scenario);
    const post = (options: string[], step: number) => world.api({ token, options, step });
    await warmUp(token);
    const ones = await Promise.all(['a', 'b', 'a', 'b', 'a', 'b'].map((id) => post([id], 1)));
    expect(ones.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1);
    const won = ones.find(({ statusCode }) => statusCode === 201)?.json().options;
    const [{ asking_id: asking = 0 } = {}] = (await steps()).toSorted(
      (one, other) => other.asking_id - one.asking_id,
    );
    const late = { options: ['c'], correct: false };
    expect(await recordStep(world.pool, asking, late)).toBeUndefined();
    const twos = await Promise.all(['d', 'e', 'd', 'e'].map((id) => post([id], 2)));
    expect(twos.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1);
    const last = twos.find(({ statusCode }) => statusCode === 201)?.json().options;
    expect(await answersOf(enrolment)).toMatchObject([{ options: [...won, ...last] }]);
    expect(await answered(enrolment)).toBe(1);
  });
});

describe('a stance', () => {
  test('counts without the person: the answer holds neither option nor grade', async () => {
    const { enrolment, token } = await asked(stance);
    const [a = 0, b = 0, c = 0] = await counts();
    const page = await world.form({ token, option: 'b' });
    for (const part of ['Tack för ditt svar!', 'Stämmer delvis', 'Därför b.'])
      expect(page.body).toContain(part);
    expect(await counts()).toEqual([a, b + 1, c]);
    expect(await answersOf(enrolment)).toMatchObject([{ options: [], correct: null }]);
    expect(await answered(enrolment)).toBe(1);
    // It never comes back as repetition.
    expect(await reviewsOf(enrolment)).toEqual([]);

    for (const later of [
      await get(token),
      await world.form({ token, option: 'b' }),
      await world.form({ token, option: 'c' }),
      await world.form({ token, skip: '1' }),
    ]) {
      expect(later.statusCode).toBe(200);
      expect(later.body).toContain('Lektionen räknas som besvarad');
      expect(later.body).toContain('sparas inte tillsammans med dig');
      expect(later.body).not.toMatch(/Därför|Stämmer|<form/);
    }
    expect(await counts()).toEqual([a, b + 1, c]);
  });

  test('may be skipped, which counts as answered and leaves the same trace', async () => {
    const chose = await asked(stance);
    const skipped = await asked(stance);
    const before = await counts();
    const page = await world.form({ token: skipped.token, skip: '1', option: 'a' });
    expect(page.body).toContain('markerad som läst');
    expect(await counts()).toEqual(before);
    expect(await answered(skipped.enrolment)).toBe(1);
    await world.form({ token: chose.token, option: 'a' });
    const [one] = await answersOf(chose.enrolment);
    const [other] = await answersOf(skipped.enrolment);
    expect({ ...one, asking_id: 0, enrolment_id: 0, delivery_id: 0 }).toEqual({
      ...{ ...other, asking_id: 0, enrolment_id: 0, delivery_id: 0 },
    });
  });

  test('through the API: correct is null, [] skips, a repeat knows nothing of the choice', async () => {
    const { token } = await asked(stance);
    const first = await world.api({ token, options: ['c'] });
    expect(first.statusCode).toBe(201);
    expect(first.json()).toMatchObject({
      ...{ type: 'stance', correct: null, complete: true, options: ['c'], rightOptions: [] },
      explained: [{ option: 'c', chosen: true, correct: null, feedback: 'Därför c.' }],
    });
    const before = await counts();
    for (const options of [['c'], ['a'], []]) {
      const again = await world.api({ token, options });
      expect(again.statusCode).toBe(200);
      expect(again.json()).toMatchObject({ repeated: true, correct: null, options: [] });
      expect(again.json()).toMatchObject({ feedback: '', explained: [] });
    }
    expect(await counts()).toEqual(before);
    const skipped = await asked(stance);
    const skip = await world.api({ token: skipped.token, options: [] });
    expect([skip.statusCode, skip.json().correct]).toEqual([201, null]);
    expect(await answered(skipped.enrolment)).toBe(1);
  });

  test('posts at the same time count once', async () => {
    const { token } = await asked(stance);
    const before = (await counts()).reduce((sum, one) => sum + one, 0);
    const ids = ['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b'];
    await warmUp(token);
    const all = await Promise.all(ids.map((id) => world.api({ token, options: [id] })));
    expect(all.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1);
    expect((await counts()).reduce((sum, one) => sum + one, 0)).toBe(before + 1);
  });

  test('rule 11: what the counter was written with does not tell which option was raised', async () => {
    const writers = async () =>
      (
        await sql<{
          writer: string;
        }>`select distinct xmin::text as writer from stance_counts`.execute(world.db)
      ).rows;
    for (const options of [['a'], ['c'], []]) {
      const { token } = await asked(stance);
      await world.api({ token, options });
      expect(await writers()).toHaveLength(1);
    }
    const { rows } = await sql<{ name: string }>`
      select column_name as name from information_schema.columns
      where table_name = 'stance_counts' order by ordinal_position`.execute(world.db);
    expect(rows.map(({ name }) => name)).toEqual([
      'campaign_id',
      'question',
      'department_id',
      'week',
      'option',
      'chosen',
    ]);
  });

  test('rule 10: counts are read by department in view, and only of weeks that are over', async () => {
    const sunday = new Date('2026-09-20T21:30:00Z');
    const monday = new Date('2026-09-20T22:30:00Z');
    for (const now of [sunday, monday]) {
      world.clock.set(now);
      const { token } = await asked(stance);
      await world.api({ token, options: ['b'] });
    }
    const read = (visible: 'all' | ReadonlySet<number>, now: Date) =>
      readStanceCounts(world.db, visible, { campaignId: world.campaign, now });
    expect(await read('all', sunday)).toEqual([]);
    const own = await read(new Set([world.department]), monday);
    expect(new Set(own.map(({ week }) => week))).toEqual(new Set(['2026-09-14']));
    expect(own.map(({ option }) => option)).toEqual(['a', 'b', 'c']);
    expect(own.every(({ departmentId }) => departmentId === world.department)).toBe(true);
    const later = await read('all', new Date('2026-09-28T08:00:00Z'));
    const last = later.filter(({ week }) => week === '2026-09-21');
    expect(last.map(({ chosen }) => chosen)).toEqual([0, 1, 0]);
    expect(await read(new Set([world.department + 1]), monday)).toEqual([]);
  });
});

test('rule 7: an answer of any type stops its reminders, a skipped stance too; half an answer does not', async () => {
  for (const [lesson, posts] of [
    [multiple, [{ options: ['d'] }]],
    [scenario, [{ options: ['a'] }, { options: ['e'], step: 2 }]],
    [stance, [{ options: [] }]],
  ] as const) {
    const { enrolment, token, deliveries } = await asked(lesson);
    // Reminders look at the lesson that was sent last.
    await world.db
      .updateTable('deliveries')
      .set({ state: 'cancelled' })
      .where('id', 'in', [0, ...deliveries.slice(lesson + 1)])
      .execute();
    const open = () =>
      world.db
        .transaction()
        .execute(async (trx) => (await loadUnanswered(trx, [enrolment])).get(enrolment)?.lesson);
    for (const post of posts) {
      expect(await open()).toBe(lesson + 1);
      expect((await world.api({ token, ...post })).statusCode).toBe(201);
    }
    expect(await open()).toBeUndefined();
  }
});

/** A post of anything to one of the lessons. */
const post = fc.record({
  lesson: fc.constantFrom(multiple, scenario, scenario, stance),
  step: fc.constantFrom(undefined, 1, 2, 2),
  options: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'd', 'e').map((id): string[] => [id]) },
    { weight: 1, arbitrary: fc.subarray<string>(['a', 'c', 'd']) },
  ),
  page: fc.boolean(),
});
type Post = typeof post extends fc.Arbitrary<infer One> ? One : never;

/** What a sequence of posts is to leave behind: option ids by lesson, and by step of the scenario. */
function outcome(sequence: readonly Post[]) {
  const kept = new Map<string, string[]>();
  for (const { lesson, step = 1, options, page } of sequence) {
    const among = (ids: string) => options.every((id) => ids.includes(id));
    const fits =
      lesson === multiple
        ? step === 1 && options.length > 0 && among('abcd')
        : lesson === scenario
          ? options.length === 1 && (step === 1 ? among('abc') : kept.has('2 1') && among('de'))
          : step === 1 && options.length <= 1 && among('abc') && !(page && options.length === 0);
    const key = `${lesson} ${step}`;
    if (fits && !kept.has(key)) kept.set(key, options);
  }
  return kept;
}

test('any sequence of posts over steps gives one answer a question, and the first counts', async () => {
  let complete = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(post, { maxLength: 12 }), async (sequence) => {
      const { enrolment, deliveries } = await world.invite(4);
      const before = (await counts()).reduce((sum, one) => sum + one, 0);
      for (const { lesson, step, options, page } of sequence) {
        const token = world.token(deliveries[lesson]);
        const number: [string, string][] = step === undefined ? [] : [['step', String(step)]];
        const chosen = options.map((id): [string, string] => ['option', id]);
        const { statusCode } = page
          ? await world.form([['token', token], ...number, ...chosen])
          : await world.api({ token, options, step });
        expect([200, 201, 409, 422]).toContain(statusCode);
      }
      const kept = outcome(sequence);
      const [first, second] = [kept.get(`${scenario} 1`), kept.get(`${scenario} 2`)];
      const scene = first && second && [...first, ...second];
      const choice = kept.get(`${stance} 1`);
      const several = kept.get(`${multiple} 1`);
      const expected = [
        [multiple, several, several?.join() === 'a,c'],
        [scenario, scene, scene?.join() === 'b,e'],
        [stance, choice && [], null],
      ].flatMap(([lesson, options, correct]) =>
        options === undefined ? [] : [{ lesson, options, correct }],
      );
      const stored = (await answersOf(enrolment)).map(({ delivery_id, options, correct }) => ({
        ...{ lesson: deliveries.indexOf(delivery_id ?? 0), options, correct },
      }));
      expect(stored.toSorted((one, other) => one.lesson - other.lesson)).toEqual(expected);
      expect(await answered(enrolment)).toBe(expected.length);
      const counted = (await counts()).reduce((sum, one) => sum + one, 0) - before;
      expect(counted).toBe(choice?.length ?? 0);
      if (scene !== undefined) complete += 1;
    }),
    { numRuns: 40 },
  );
  expect(complete).toBeGreaterThan(3);
});

test('simulated employees answer every type by its page', async () => {
  const origin = await world.app.listen({ host: '127.0.0.1', port: 0 });
  const right = typedCourse.lessons.flatMap(({ text }) =>
    [text.sv.question, text.sv.question.second].flatMap((step) =>
      (step?.options ?? []).flatMap((one) => (one.correct ? [one.text] : [])),
    ),
  );
  for (const [knows, grades] of [
    [true, [true, true, true, null]],
    [false, [false, false, false, null]],
  ] as const) {
    const { enrolment, deliveries } = await world.invite(4);
    const links: number[] = [];
    for (const [index, delivery] of deliveries.entries()) {
      const link = `${origin}/a/${world.token(delivery, index === 0 ? 0 : undefined)}`;
      const how = { right: knows, wrongPick: 0.5 };
      links.push((await openAndAnswer(link, how, (label) => right.includes(label)))?.links ?? 0);
    }
    expect(links).toEqual([3, 1, 1, 1]);
    const given = (await answersOf(enrolment)).toSorted((x, y) => x.asking_id - y.asking_id);
    expect(given.map(({ correct }) => correct)).toEqual(grades);
    expect(await answered(enrolment)).toBe(4);
  }
});

test('rule 15: steps go with the person; what was counted stays', async () => {
  await world.api({ token: (await asked(scenario)).token, options: ['b'] });
  expect(await steps()).not.toEqual([]);
  const before = await counts();
  await world.db.updateTable('campaigns').set({ status: 'ended', ended_at: today }).execute();
  const after = (days: number) => new Date(today.getTime() + days * 86_400_000);
  await retireAnswers({ db: world.db }, after(179));
  expect(await steps()).not.toEqual([]);
  await retireAnswers({ db: world.db }, after(181));
  expect(await steps()).toEqual([]);
  expect(await counts()).toEqual(before);
});
