import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AnswerWorld, linksEnd, openAnswerWorld, today } from '../support/answer-world.ts';
import { writtenRows } from '../support/tables.ts';

let world: AnswerWorld;
beforeAll(async () => {
  world = await openAnswerWorld();
});
afterAll(() => world.close());

const get = (token: string, query = '') => world.app.inject(`/a/${token}${query}`);
const answersOf = (enrolment: number) =>
  world.db.selectFrom('answers').selectAll().where('enrolment_id', '=', enrolment).execute();
const stampsOf = (enrolment: number) =>
  world.db
    .selectFrom('enrolments')
    .select(['lessons_answered', 'first_answered_at', 'completed_at'])
    .where('id', '=', enrolment)
    .executeTakeFirstOrThrow();

const everything = () => writtenRows(world.db);

describe('GET /a/:token', () => {
  test('shows whose answer it is, the lesson, the question and the tapped option', async () => {
    const { deliveries } = await world.invite();
    const response = await get(world.token(deliveries[0], 2));
    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
    });
    expect(response.headers['set-cookie']).toBeUndefined();
    for (const part of ['Åsa Ö.', 'IT-säkerhet i vardagen', 'Lägg på och ring upp själv 1'])
      expect(response.body).toContain(part);
    expect(response.body).toMatch(/value="c"[^>]* checked/);
    expect(response.body).not.toContain('Öberg');
  });

  test('rule 1: HEAD and GET of every kind of link write no row', async () => {
    const one = await world.invite(2);
    const two = await world.invite(1);
    const answered = world.token(two.deliveries[0], 1);
    await world.form({ token: answered, option: 'b' });
    const expired = world.token(one.deliveries[0], 1, new Date(today.getTime() - 1));
    const links = [answered, expired, world.previewToken(1, 0), 'forged'];
    for (const delivery of one.deliveries)
      for (const option of [undefined, 0, 1, 2]) links.push(world.token(delivery, option));

    const before = await everything();
    expect(before['public.enrolments']?.length).toBeGreaterThan(0);
    expect(before['public.answers']?.length).toBeGreaterThan(0);
    const statuses = new Set<number>();
    for (const link of links)
      for (const method of ['HEAD', 'GET', 'GET'] as const)
        for (const query of ['', '?lang=en', '?option=b&token=x']) {
          const response = await world.app.inject({ method, url: `/a/${link}${query}` });
          statuses.add(response.statusCode);
        }
    expect([...statuses].sort()).toEqual([200, 401, 410]);
    expect(await everything()).toEqual(before);
  });

  test('rule 13: is in the language of the employee, and in the other one on request', async () => {
    const { deliveries } = await world.invite(1, 'en');
    const token = world.token(deliveries[0], 0);
    const english = await get(token);
    expect(english.body).toContain('<html lang="en">');
    expect(english.body).toContain(`/a/${token}?lang&#61;sv`);
    const swedish = await get(token, '?lang=sv');
    expect(swedish.body).toContain('<html lang="sv">');
    expect(swedish.body).toContain('<input type="hidden" name="lang" value="sv">');
    expect((await get(token, '?lang=xx')).body).toContain('<html lang="en">');
  });

  test('an expired link is 410 and keeps the lesson readable', async () => {
    const { deliveries } = await world.invite();
    const response = await get(world.token(deliveries[0], 0, today));
    expect(response.statusCode).toBe(410);
    expect(response.body).toContain('Displayen bevisar ingenting.');
    expect(response.body).toContain('kurs@exempelkommun.test');
    expect(response.body).not.toContain('<form');
  });

  test('a changed or foreign link is a 401 page that helps, in both languages', async () => {
    const { deliveries } = await world.invite();
    const good = world.token(deliveries[0], 0);
    const changed = `${good.slice(0, 20)}${good[20] === 'A' ? 'B' : 'A'}${good.slice(21)}`;
    for (const token of [changed, 'x', good.slice(0, 30), '%3Cscript%3E', world.token(987_654)]) {
      const response = await get(token);
      expect(response.statusCode).toBe(401);
      expect(response.body).toContain('Gå tillbaka till mejlet');
      expect(response.body).not.toContain('<script>');
      expect((await get(token, '?lang=en')).body).toContain('Go back to the mail');
    }
  });

  test('a cancelled delivery is no longer asked', async () => {
    const { deliveries } = await world.invite();
    await world.db
      .updateTable('deliveries')
      .set({ state: 'cancelled' })
      .where('id', '=', deliveries[0] ?? 0)
      .execute();
    expect((await get(world.token(deliveries[0], 0))).statusCode).toBe(401);
    expect((await world.api({ token: world.token(deliveries[0], 1) })).statusCode).toBe(401);
  });
});

describe('POST /a', () => {
  test('stores the chosen option, explains it, and offers the oldest unanswered lesson', async () => {
    const { enrolment, deliveries } = await world.invite(3);
    const response = await world.form({ token: world.token(deliveries[2], 1), option: 'a' });
    expect(response.statusCode).toBe(200);
    expect(response.headers['cache-control']).toBe('no-store');
    for (const part of ['Inte rätt', 'Därför a3.', 'Därför c3.', 'Lägg på och ring upp själv 1'])
      expect(response.body).toContain(part);
    const [answer] = await answersOf(enrolment);
    expect(answer).toMatchObject({
      delivery_id: deliveries[2],
      department_id: world.department,
      options: ['a'],
      correct: false,
      evidence: 'link',
      answered_at: today,
    });

    const next = /href="\/a\/([\w-]+)"/.exec(response.body)?.[1] ?? '';
    const page = await get(next);
    expect(page.body).toContain('Lägg på och ring upp själv 1');
    expect(page.body).not.toMatch(/<input[^>]* checked/);
    expect(page.body).toMatch(/<details[^>]* open/);
    const last = await world.form({ token: next, option: 'b' });
    expect(last.body).toContain('Lägg på och ring upp själv 2');
    const end = await world.form({ token: world.token(deliveries[1]), option: 'a' });
    expect(end.body).toContain('Du är ikapp');
    expect(end.body).toContain('alla lektioner');
  });

  test('a second click or visit shows what was answered first', async () => {
    const { enrolment, deliveries } = await world.invite();
    const token = world.token(deliveries[0], 1);
    await world.form({ token, option: 'b' });
    const again = await world.form({ token, option: 'b' });
    const other = await world.form({ token, option: 'a' });
    const visit = await get(world.token(deliveries[0], 0));
    for (const response of [again, other, visit]) {
      expect(response.statusCode).toBe(200);
      expect(response.body).toContain('Rätt svar!');
      expect(response.body).toContain('Därför b1.');
      expect(response.body).toContain('Du har redan svarat');
      expect(response.body).not.toContain('<form');
    }
    expect(other.body).toContain('Det första svaret gäller');
    expect(await answersOf(enrolment)).toHaveLength(1);
  });

  test('keeps the chosen language through the form and to the next lesson', async () => {
    const { deliveries } = await world.invite(2);
    const token = world.token(deliveries[0], 1);
    const response = await world.form({ token, option: 'b', lang: 'en' });
    expect(response.body).toContain('Right answer!');
    expect(response.body).toMatch(/href="\/a\/[\w-]+\?lang&#61;en"/);
    expect(response.body).toContain(`/a/${token}?lang&#61;sv`);
  });

  test('without a choice it asks again; an option of another question is no choice', async () => {
    const { enrolment, deliveries } = await world.invite();
    const token = world.token(deliveries[0]);
    for (const values of [{ token }, { token, option: 'zz' }]) {
      const response = await world.form(values);
      expect(response.statusCode).toBe(422);
      expect(response.body).toContain('Välj ett av alternativen');
      expect(response.body).toContain('<form');
    }
    expect(await answersOf(enrolment)).toEqual([]);
  });

  test('missing token 422, forged 401, expired 410 with the lesson', async () => {
    const { enrolment, deliveries } = await world.invite();
    const missing = await world.form({ option: 'b' });
    expect(missing.statusCode).toBe(422);
    expect(missing.body).toContain('Gå tillbaka till mejlet');
    expect((await world.form({ token: 'forged', option: 'b' })).statusCode).toBe(401);
    const late = world.token(deliveries[0], 1, today);
    const expired = await world.form({ token: late, option: 'b' });
    expect(expired.statusCode).toBe(410);
    expect(expired.body).toContain('Displayen bevisar ingenting.');
    expect(await answersOf(enrolment)).toEqual([]);
  });

  test('rule 14: a body above 8 kB is refused', async () => {
    const { enrolment, deliveries } = await world.invite();
    const token = world.token(deliveries[0], 1);
    const response = await world.form({ token, option: 'b', more: 'x'.repeat(9_000) });
    expect(response.statusCode).toBeGreaterThanOrEqual(400);
    expect(response.statusCode).toBeLessThan(500);
    expect(await answersOf(enrolment)).toEqual([]);
  });

  test('an ended campaign takes answers while its links hold', async () => {
    const { enrolment, deliveries } = await world.invite();
    await world.db.updateTable('campaigns').set({ status: 'ended' }).execute();
    await world.form({ token: world.token(deliveries[0], 1), option: 'b' });
    await world.db.updateTable('campaigns').set({ status: 'running' }).execute();
    expect(await answersOf(enrolment)).toHaveLength(1);
  });
});

describe('links of a test mail', () => {
  test('show the page and the feedback, say that it is a test, and store nothing', async () => {
    const token = world.previewToken(2, 0);
    const before = await everything();
    const page = await get(token);
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('Detta är ett test');
    expect(page.body).toContain('Lägg på och ring upp själv 2');
    const answered = await world.form({ token, option: 'a' });
    expect(answered.body).toContain('Rätt svar!');
    expect(answered.body).toContain('inget sparas');
    const api = await world.api({ token });
    expect(api.statusCode).toBe(200);
    expect(api.json()).toMatchObject({ correct: true, stored: false });
    expect((await get(world.previewToken(9))).statusCode).toBe(401);
    expect(await everything()).toEqual(before);
  });
});

describe('POST /api/v1/answers', () => {
  test('201 with the result, 200 with the first result, 409 for another option', async () => {
    const { enrolment, deliveries } = await world.invite(2);
    const token = world.token(deliveries[0], 0);
    const first = await world.api({ token });
    expect(first.statusCode).toBe(201);
    expect(first.json()).toMatchObject({
      correct: false,
      options: ['a'],
      rightOptions: ['b'],
      feedback: 'Därför a1.',
      rightFeedback: 'Därför b1.',
      repeated: false,
      stored: true,
      lessonsAnswered: 1,
      lessons: 3,
      next: { lesson: 2, title: 'Lägg på och ring upp själv 2' },
    });
    expect(first.json().next.url).toBe(`http://nanokurs.test/a/${first.json().next.token}`);

    const repeat = await world.api({ token, options: ['a'], step: 1 });
    expect(repeat.statusCode).toBe(200);
    expect(repeat.json()).toEqual({ ...first.json(), repeated: true });
    const other = await world.api({ token, options: ['b'] });
    expect(other.statusCode).toBe(409);
    expect(other.json()).toMatchObject({
      code: 'ALREADY_ANSWERED',
      first: { correct: false, options: ['a'], feedback: 'Därför a1.' },
    });
    const answers = await answersOf(enrolment);
    expect(answers).toHaveLength(1);
    expect(answers[0]?.evidence).toBe('api');
  });

  test('errors have the status and the code of the contract', async () => {
    const { enrolment, deliveries } = await world.invite();
    const token = world.token(deliveries[0]);
    const cases: [unknown, number, string][] = [
      [{}, 422, 'TOKEN_MISSING'],
      [{ token: 7 }, 422, 'TOKEN_MISSING'],
      [{ token: '' }, 401, 'TOKEN_INVALID'],
      [{ token: `${token}x` }, 401, 'TOKEN_INVALID'],
      [{ token, options: 'b' }, 422, 'BAD_REQUEST'],
      [{ token, options: ['b'], step: 2 }, 422, 'BAD_REQUEST'],
      [{ token }, 422, 'OPTIONS_MISSING'],
      [{ token, options: [] }, 422, 'OPTIONS_MISSING'],
      [{ token, options: ['z'] }, 422, 'OPTION_UNKNOWN'],
      [{ token, options: ['a', 'b'] }, 422, 'OPTION_UNKNOWN'],
      [{ token: world.token(deliveries[0], 1, today) }, 410, 'TOKEN_EXPIRED'],
    ];
    for (const [payload, status, code] of cases) {
      const response = await world.api(payload);
      expect({ payload, status: response.statusCode, code: response.json().code }).toEqual({
        payload,
        status,
        code,
      });
      expect(response.headers['content-type']).toContain('application/problem+json');
    }
    expect(await answersOf(enrolment)).toEqual([]);
  });

  test('rule 5: links expire by the time of the service', async () => {
    const { deliveries } = await world.invite();
    const token = world.token(deliveries[0], 1);
    world.clock.set(linksEnd);
    expect((await world.api({ token })).statusCode).toBe(410);
    world.clock.set(new Date(linksEnd.getTime() - 1));
    const last = await world.api({ token });
    world.clock.set(today);
    expect(last.statusCode).toBe(201);
  });
});

describe('at the same time', () => {
  test('twenty posts of one link give one answer and one result', async () => {
    const { enrolment, deliveries } = await world.invite();
    const token = world.token(deliveries[0], 1);
    const responses = await Promise.all(Array.from({ length: 20 }, () => world.api({ token })));
    const results = responses.map((response) => ({ ...response.json(), repeated: undefined }));
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    expect(responses.filter((response) => response.statusCode === 201)).toHaveLength(1);
    expect(responses.filter((response) => response.statusCode === 200)).toHaveLength(19);
    expect(await answersOf(enrolment)).toHaveLength(1);
    expect((await stampsOf(enrolment)).lessons_answered).toBe(1);
  });

  test('different options of one link: the first one counts, the others are told', async () => {
    const { enrolment, deliveries } = await world.invite();
    const responses = await Promise.all(
      Array.from({ length: 18 }, (_, index) =>
        world.api({ token: world.token(deliveries[0], index % 3) }),
      ),
    );
    const won = responses.find((response) => response.statusCode === 201)?.json().options;
    const [stored] = await answersOf(enrolment);
    expect(stored?.options).toEqual(won);
    for (const response of responses)
      if (response.statusCode === 409) expect(response.json().first.options).toEqual(won);
      else expect(response.json().options).toEqual(won);
    expect(responses.filter((response) => response.statusCode === 409)).toHaveLength(12);
  });

  test('all lessons of one enrolment: each is counted', async () => {
    const { enrolment, deliveries } = await world.invite(3);
    await Promise.all(
      deliveries.flatMap((delivery) =>
        [1, 1, 1].map((o) => world.api({ token: world.token(delivery, o) })),
      ),
    );
    expect(await stampsOf(enrolment)).toEqual({
      lessons_answered: 3,
      first_answered_at: today,
      completed_at: today,
    });
  });
});
