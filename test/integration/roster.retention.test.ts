import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { retireAnswers } from '../../src/answer/answer-retention.service.ts';
import { changeCampaign } from '../../src/campaign/change-campaign.service.ts';
import { reconcileEnrolments } from '../../src/campaign/reconcile.service.ts';
import { personEraseCommand, personShowCommand } from '../../src/delivery/person.command.ts';
import { importRoster } from '../../src/roster/import-roster.service.ts';
import { retireRosterData } from '../../src/roster/retention.service.ts';
import { completionOf } from '../../src/statistics/completion.service.ts';
import { makeCampaign, queueFirstLesson } from '../support/fixture.ts';
import { openRosterWorld, type RosterWorld } from '../support/roster-world.ts';
import { dumpDatabase } from '../support/tables.ts';

const september = new Date('2026-09-10T08:00:00Z');
const daysLater = (days: number) => new Date(september.getTime() + days * 86_400_000);
let world: RosterWorld;

beforeAll(async () => {
  world = await openRosterWorld();
});
afterEach(() => world.empty());
afterAll(() => world?.close());

async function answeredCampaign() {
  const fixture = await makeCampaign(world.db, september, 0);
  await reconcileEnrolments(world, september);
  await queueFirstLesson(world.db, september, fixture);
  await sql`update deliveries d set state = 'sent', sent_at = ${september}, smtp_reply = '250 ' || e.email
    from employees e where e.id = d.employee_id`.execute(world.db);
  await sql`
    insert into answers (asking_id, enrolment_id, options, correct, evidence, answered_at)
    select id, enrolment_id, '{hemligt-svar}', true, 'link', ${september} from askings`.execute(
    world.db,
  );
  await sql`
    update enrolments set first_sent_at = ${september}, first_answered_at = ${september},
      lessons_answered = 1`.execute(world.db);
  return fixture.campaignId;
}

test('rule 15: names and addresses of leavers go after 90 days, and who returns goes on', async () => {
  const both = await world.list([{ number: '1', last: 'Försvinner' }, { number: '2' }]);
  await world.take(september, both);
  await answeredCampaign();
  await world.take(september, await world.list([{ number: '2' }]));
  expect(await retireRosterData(world, daysLater(89))).toMatchObject({ leavers: 0 });
  expect(await dumpDatabase(world.db)).toContain('Försvinner');
  expect(await retireRosterData(world, daysLater(91))).toMatchObject({ leavers: 1 });
  expect(await dumpDatabase(world.db)).not.toContain('Försvinner');
  const enrolments = async () =>
    (await sql`select id, lessons_answered from enrolments order by id`.execute(world.db)).rows;
  const before = await enrolments();

  const { diff } = await world.take(daysLater(92), both);
  expect(diff.joiners).toMatchObject([{ number: '1', name: 'Kim Försvinner' }]);
  await reconcileEnrolments(world, daysLater(92));
  expect(await enrolments()).toEqual(before);
});

test('rule 15: answers lose their person 180 days after the end, and completion stays', async () => {
  await world.take(
    september,
    await world.list(Array.from({ length: 8 }, (_, n) => ({ number: String(n + 1) }))),
  );
  const id = await answeredCampaign();
  await changeCampaign(world, september, { id, change: 'end' });
  const figures = async (days: number) => {
    const shown = await completionOf(world, daysLater(days), { campaignId: id, visible: 'all' });
    return { ...shown, asOf: undefined };
  };
  const before = await figures(1);
  expect(await retireAnswers(world, daysLater(179))).toMatchObject({ enrolments: 0 });
  expect(await retireAnswers(world, daysLater(181))).toMatchObject({ enrolments: 8 });
  expect(await figures(181)).toEqual(before);
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from answers a join enrolments e on e.id = a.enrolment_id
    left join deliveries d on d.enrolment_id = e.id
    where e.employee_id is not null or d.employee_id is not null or d.smtp_reply is not null`.execute(
    world.db,
  );
  expect(rows[0]?.n).toBe(0);

  await world.take(daysLater(181), await world.list([{ number: '2' }]));
  await retireRosterData(world, daysLater(300));
  expect(await retireAnswers(world, daysLater(300))).toMatchObject({ leavers: 7 });
  expect(await figures(300)).toEqual(before);
});

test('rule 15: what waits to be confirmed goes after 24 hours, images after 30 days', async () => {
  const file = await world.list([{ number: '1', last: 'Väntar' }]);
  await importRoster(world, september, { file, source: 'hr' });
  expect(await retireRosterData(world, september)).toMatchObject({ staged: 0 });
  await sql`update roster_imports set created_at = now() - interval '25 hours'`.execute(world.db);
  expect(await retireRosterData(world, september)).toMatchObject({ staged: 1 });
  expect(await dumpDatabase(world.db)).not.toContain('Väntar');

  await world.take(september, await world.list([{ number: '1', last: 'Tidigare' }]));
  await world.take(september, await world.list([{ number: '1', last: 'Senare' }]));
  await retireRosterData(world, daysLater(29));
  expect(await dumpDatabase(world.db)).toContain('Tidigare');
  await retireRosterData(world, daysLater(31));
  expect(await dumpDatabase(world.db)).not.toContain('Tidigare');
});

test('rule 15: the settings decide', async () => {
  await sql`insert into settings (key, value) values ('retention', '{"leaverDays": 5}')`.execute(
    world.db,
  );
  await world.take(september, await world.list([{ number: '1' }, { number: '2' }]));
  await world.take(september, await world.list([{ number: '2' }]));
  expect(await retireRosterData(world, daysLater(6))).toMatchObject({ leavers: 1 });
});

test('rule 11: person show tells mails and holds and nothing of answers', async () => {
  await world.take(
    september,
    await world.list([{ number: '1', away: '2026-10-01' }, { number: '2' }]),
  );
  await answeredCampaign();
  const shown = await personShowCommand({ db: world.db, now: september }, ['1']);
  expect(shown.json).toMatchObject({
    people: [
      {
        number: '1',
        departments: [{ code: '10' }, { code: '1001' }],
        holds: [{ reason: 'frånvaro' }],
        mails: [{ sent: 1, failed: 0 }],
      },
    ],
  });
  const text = shown.text + JSON.stringify(shown.json);
  expect(text).not.toMatch(/hemligt-svar|answered|correct|rätt/);
  await expect(personShowCommand({ db: world.db, now: september }, ['404'])).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('person erase leaves nothing, in waiting rows and images neither', async () => {
  await world.take(september, await world.list([{ number: '1', last: 'Glöms' }, { number: '2' }]));
  await answeredCampaign();
  const other = await world.list([{ number: '1', last: 'Glömsbort' }, { number: '2' }]);
  await world.take(september, other);
  await importRoster(world, september, { file: other, source: 'hr' });
  const deps = { db: world.db, now: september };
  expect(await personEraseCommand(deps, ['1'])).toMatchObject({ exitCode: 1 });
  expect(await dumpDatabase(world.db)).toContain('Glöms');
  expect(await personEraseCommand(deps, ['1', '--yes'])).toMatchObject({ exitCode: 0 });
  expect(await dumpDatabase(world.db)).not.toMatch(/Glöms|kim1@/);
  expect((await world.people()).map(({ number }) => number)).toEqual(['2']);
});
