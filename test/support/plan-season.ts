import { sql } from 'kysely';
import { giveAnswer } from '../../src/answer/give-answer.service.ts';
import type { AnswerModel } from '../../src/campaign/forecast.ts';
import { createCourseVersions } from '../../src/course/course-version.reader.ts';
import {
  createKeyring,
  ownQuestion,
  repeatedQuestion,
  signAnswerToken,
} from '../../src/delivery/answer-token.ts';
import { createPool } from '../../src/platform/database.ts';
import { addDays } from '../../src/spacing/sending-window.ts';
import { days, isAnythingDue, type TickWorld } from './tick-world.ts';
import { officeHours } from './windows.ts';

type Mail = {
  id: number;
  employee: number;
  campaign: number;
  kind: 'lesson' | 'reminder' | 'repetition';
  lesson: number;
  round: number;
  riderLesson: number | null;
  riderRound: number | null;
};
type Answer = { on: string; delivery: number; question: number; correct: boolean };

/** Ticks are never more than an hour after somebody's slot, as they would be with a service that runs. */
const ticks = [
  '00:05',
  '08:29',
  '09:29',
  '10:29',
  '11:29',
  '12:29',
  '13:29',
  '14:29',
  '15:29',
  '15:59',
];
const keyring = createKeyring(['a secret for tests that is long enough']);

export const stockholm = (day: string, time: string): Date =>
  new Date(
    Temporal.PlainDate.from(day).toZonedDateTime({
      timeZone: officeHours.timeZone,
      plainTime: time,
    }).epochMilliseconds,
  );

/**
 * Lets a world run from one local day to another, both included: the relay takes everything, and
 * people answer as the model of each of them says, before the first mail of the day.
 */
export async function runDays(
  world: TickWorld,
  from: string,
  until: string,
  answersOf: (employee: number) => AnswerModel,
): Promise<void> {
  const pool = createPool(world.connectionString, 2, () => undefined);
  const deps = { db: world.db, pool, courseVersions: createCourseVersions(world.db), keyring };
  let pending: Answer[] = [];
  try {
    for (const day of days(from, until)) {
      await answerAll(day, '00:01');
      for (const time of ticks) {
        const now = stockholm(day, time);
        if (!(await isAnythingDue(world.db, now))) continue;
        await world.tick(now);
        pending.push(...(await waiting(world)).flatMap((mail) => answersTo(mail, day)));
        await world.send();
      }
      await answerAll(day, '22:00');
    }
  } finally {
    await pool.end();
  }

  function answersTo(mail: Mail, day: string): Answer[] {
    if (mail.kind === 'reminder') return [];
    const asked = [
      { question: ownQuestion, lesson: mail.lesson, round: mail.round },
      { question: repeatedQuestion, lesson: mail.riderLesson, round: mail.riderRound },
    ];
    return asked.flatMap(({ question, lesson, round }) => {
      if (lesson === null || round === null) return [];
      const given = answersOf(mail.employee)({ campaign: mail.campaign, lesson, round });
      if (given === undefined) return [];
      const { afterDays, correct } = given;
      return [{ on: addDays(day, afterDays), delivery: mail.id, question, correct }];
    });
  }

  async function answerAll(day: string, time: string): Promise<void> {
    const expires = new Date('2027-12-31T00:00:00Z');
    for (const { delivery, question, correct } of pending.filter(({ on }) => on === day)) {
      const token = signAnswerToken(keyring, {
        purpose: 'answer',
        delivery,
        question,
        option: undefined,
        expires,
      });
      const options = [correct ? 'b' : 'c'];
      await giveAnswer(deps, stockholm(day, time), { token, options, evidence: 'link' });
    }
    pending = pending.filter(({ on }) => on !== day);
  }
}

async function waiting(world: TickWorld): Promise<Mail[]> {
  const { rows } = await sql<Mail>`
    select d.id, d.employee_id as employee, d.campaign_id as campaign, d.kind, d.lesson, a.round,
      r.lesson as "riderLesson", r.round as "riderRound"
    from deliveries d join askings a on a.id = d.asking_id
    left join askings r on r.id = d.repetition_asking_id
    where d.state = 'due' order by d.id`.execute(world.db);
  return rows;
}
