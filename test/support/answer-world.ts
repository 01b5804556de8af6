import { Registry } from '@prometheus-io/client';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { registerAnswerPages } from '../../src/answer/answer.pages.ts';
import { registerAnswerRoutes } from '../../src/answer/answer.routes.ts';
import { registerBaselinePages } from '../../src/answer/baseline.pages.ts';
import type { Course, Language, LessonText } from '../../src/course/course.ts';
import { createCourseVersions } from '../../src/course/course-version.reader.ts';
import { storeCourseVersion } from '../../src/course/course-version.repository.ts';
import {
  createKeyring,
  ownQuestion,
  repeatedQuestion,
  signAnswerToken,
} from '../../src/delivery/answer-token.ts';
import type { DeliveryKind } from '../../src/delivery/delivery.table.ts';
import { fixedClock } from '../../src/platform/clock.ts';
import { createDatabase, createPool } from '../../src/platform/database.ts';
import { createHttp } from '../../src/platform/http.ts';
import { registerAssets } from '../../src/web/assets.ts';
import { errorPage } from '../../src/web/shell.ts';
import { baseline } from './baseline-course.ts';
import { cloneDatabase } from './database.ts';

export const today = new Date('2026-09-14T08:00:00Z');
export const linksEnd = new Date('2027-02-20T00:00:00Z');

const right = ['b', 'a', 'c'];

function lessonText(language: Language, number: number): LessonText {
  const sv = language === 'sv';
  const say = (swedish: string, english: string) => (sv ? swedish : english);
  const option = (id: string, swedish: string, english: string) => ({
    id,
    text: say(swedish, english),
    correct: right[number - 1] === id,
    feedback: say(`Därför ${id}${number}.`, `Because ${id}${number}.`),
  });
  return {
    subject: say(`Ämne ${number}`, `Subject ${number}`),
    title: say(`Lägg på och ring upp själv ${number}`, `Hang up and call back ${number}`),
    preview: '',
    body: say(
      `Telefonen ringer. **Displayen bevisar ingenting.**\n\nSäg att du ringer tillbaka, och lägg på.`,
      `The phone rings. **The display proves nothing.**\n\nSay that you will call back, and hang up.`,
    ),
    question: {
      key: `question-${number}`,
      type: 'single',
      text: say(
        'Din chef ringer från ett känt nummer och ber dig godkänna en inloggning. Vad gör du?',
        'Your manager calls from a known number and asks you to approve a sign-in. What do you do?',
      ),
      options: [
        option('a', 'Godkänner, eftersom både rösten och numret är hennes', 'Approve it'),
        option('b', 'Lägger på och ringer upp på numret du har sparat', 'Hang up and call back'),
        option('c', 'Skickar koden i ett sms <nu>', 'Send the code in a text message'),
      ],
    },
  };
}

export const course: Course = {
  slug: 'it-security',
  title: { sv: 'IT-säkerhet i vardagen', en: 'Everyday IT security' },
  description: { sv: 'Om IT', en: 'About IT' },
  baseline,
  lessons: [1, 2, 3].map((number) => ({
    number,
    slug: `lesson-${number}`,
    text: { sv: lessonText('sv', number), en: lessonText('en', number) },
    sources: [],
  })),
};

export type AnswerWorld = Awaited<ReturnType<typeof openAnswerWorld>>;
export type Invited = { employee: number; enrolment: number; deliveries: number[] };

/** A campaign of three lessons, or of a course, on a real database, and the web server that takes its answers. */
export async function openAnswerWorld({
  arm = 'none',
  of = course,
}: {
  arm?: string;
  of?: Course;
} = {}) {
  const { connectionString, drop } = await cloneDatabase();
  const pool = createPool(connectionString, 20, () => undefined);
  const db = createDatabase(pool);
  const clock = fixedClock(today);
  const keyring = createKeyring(['a secret for tests that is long enough']);
  const version = await db
    .transaction()
    .execute((trx) => storeCourseVersion(trx, { hash: 'hash', course: of }));
  const department = await db
    .insertInto('departments')
    .values({ code: '10', name: 'Omsorg', parent_id: null, closed_at: null })
    .returning('id')
    .executeTakeFirstOrThrow();
  const campaign = await db
    .insertInto('campaigns')
    .values({
      course_slug: of.slug,
      course_version_id: version,
      lessons: of.lessons.length,
      audience: JSON.stringify({ kind: 'all' }),
      start_on: '2026-08-31',
      until_on: '2026-12-20',
      cadence: JSON.stringify({ kind: 'every', days: 14, until: '2026-12-20' }),
      arm,
      window_from: '07:30',
      window_until: '16:00',
      weekdays: [1, 2, 3, 4, 5],
      time_zone: 'Europe/Stockholm',
      status: 'running',
      created_at: today,
      ended_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const deps = { db, pool, courseVersions: createCourseVersions(db), keyring, clock };
  let people = 0;

  /** Someone enrolled, to whom the first `sent` lessons have gone out. */
  async function invite(sent = 1, language: Language = 'sv'): Promise<Invited> {
    people += 1;
    const employee = await db
      .insertInto('employees')
      .values({
        source: 'test',
        employment_number: String(people),
        first_name: 'Åsa',
        last_name: 'Öberg Lind',
        email: `person${people}@example.test`,
        language,
        title: null,
        department_id: department.id,
        left_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const enrolment = await db
      .insertInto('enrolments')
      .values({
        campaign_id: campaign.id,
        employee_id: employee.id,
        department_id: department.id,
        anchor_on: '2026-08-31',
        next_due_at: null,
        reachable: true,
        left_at: null,
        first_sent_at: null,
        failed_at: null,
        first_answered_at: null,
        completed_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const deliveries: number[] = [];
    for (let lesson = 1; lesson <= sent; lesson += 1)
      deliveries.push(await deliver(employee.id, enrolment.id, lesson));
    return { employee: employee.id, enrolment: enrolment.id, deliveries };
  }

  async function ask(enrolment: number, lesson: number, round: number, at: Date) {
    const asking = await db
      .insertInto('askings')
      .values({
        enrolment_id: enrolment,
        course_version_id: version,
        lesson,
        question: `question-${lesson}`,
        round,
        asked_at: at,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return asking.id;
  }

  /** One mail of a lesson; a round after the first repeats its question. */
  async function deliver(employee: number, enrolment: number, lesson: number, round = 1) {
    const at = new Date(today.getTime() - (20 - lesson - 3 * round) * 86_400_000);
    const asking = await ask(enrolment, lesson, round, at);
    const kind = round === 1 ? 'lesson' : 'repetition';
    return send({ employee, enrolment, kind, lesson, asking, at });
  }

  /** A reminder of a lesson that was delivered, so many days ago. */
  async function remind(employee: number, enrolment: number, lesson: number, daysAgo = 1) {
    const { id } = await db
      .selectFrom('askings')
      .select('id')
      .where('enrolment_id', '=', enrolment)
      .where('lesson', '=', lesson)
      .where('round', '=', 1)
      .executeTakeFirstOrThrow();
    const at = new Date(today.getTime() - daysAgo * 86_400_000);
    return send({ employee, enrolment, kind: 'reminder', lesson, asking: id, at });
  }

  /** Lets a delivery repeat an earlier lesson's question besides its own. */
  async function addRider(enrolment: number, delivery: number, lesson: number, round: number) {
    const asking = await ask(enrolment, lesson, round, today);
    await db
      .updateTable('deliveries')
      .set({ repetition_asking_id: asking })
      .where('id', '=', delivery)
      .execute();
    return asking;
  }

  async function send(mail: {
    employee: number;
    enrolment: number;
    kind: DeliveryKind;
    lesson: number;
    asking: number;
    at: Date;
  }): Promise<number> {
    const { employee, enrolment, kind, lesson, asking, at } = mail;
    const delivery = await db
      .insertInto('deliveries')
      .values({
        kind,
        employee_id: employee,
        enrolment_id: enrolment,
        campaign_id: campaign.id,
        course_version_id: version,
        lesson,
        asking_id: asking,
        message_id: `<${kind}.${asking}@example.test>`,
        local_day: at.toISOString().slice(0, 10),
        scheduled_at: at,
        sent_at: at,
        state: 'sent',
        lease_until: null,
        claimed_by: null,
        smtp_code: 250,
        smtp_reply: null,
        reason: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return delivery.id;
  }

  /** The token of a link in the mail; `option` is an index, as in the mail. */
  const token = (
    delivery: number | undefined,
    option?: number,
    expires = linksEnd,
    question = ownQuestion,
  ) =>
    signAnswerToken(keyring, {
      purpose: 'answer',
      delivery: delivery ?? 0,
      question,
      option,
      expires,
    });
  /** As `token`, for the question that a mail repeats besides its own. */
  const riderToken = (delivery: number | undefined, option?: number) =>
    token(delivery, option, linksEnd, repeatedQuestion);
  const previewToken = (lesson: number, option?: number) =>
    signAnswerToken(keyring, {
      purpose: 'preview',
      delivery: campaign.id,
      question: lesson,
      option,
      expires: linksEnd,
    });

  const app: FastifyInstance = await createHttp({
    log: pino({ level: 'silent' }),
    trustedProxies: undefined,
    publicUrl: 'http://nanokurs.test',
    registry: new Registry(),
    securitySchemes: {},
    isReady: async () => undefined,
    errorPage: (error) => errorPage('sv', { title: error.code, text: error.message }),
  });
  await registerAssets(app);
  registerAnswerPages(app, {
    ...deps,
    organisation: 'Exempelkommun',
    trial: false,
    simulated: false,
    config: { HELP_CONTACT: 'kurs@exempelkommun.test' },
  });
  registerBaselinePages(app, {
    ...deps,
    organisation: 'Exempelkommun',
    trial: false,
    config: { HELP_CONTACT: 'kurs@exempelkommun.test' },
  });
  registerAnswerRoutes(app, { ...deps, publicUrl: 'http://nanokurs.test' });

  const form = (values: Record<string, string> | [string, string][]) =>
    app.inject({
      method: 'POST',
      url: '/a',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(values).toString(),
    });
  const api = (payload: unknown) =>
    app.inject({ method: 'POST', url: '/api/v1/answers', payload: payload as object });

  async function close(): Promise<void> {
    await app.close();
    await db.destroy();
    await drop();
  }
  return {
    ...{ app, db, pool, deps, clock, campaign: campaign.id, department: department.id },
    ...{ invite, deliver, remind, addRider, token, riderToken, previewToken, form, api, close },
  };
}
