import { sql } from 'kysely';
import { insertCampaign } from '../../src/campaign/campaign.repository.ts';
import type { Course, Lesson } from '../../src/course/course.ts';
import { freezeCourse } from '../../src/course/course-hash.ts';
import { storeCourseVersion } from '../../src/course/course-version.repository.ts';
import { insertDeliveries } from '../../src/delivery/planned-delivery.repository.ts';
import type { Database } from '../../src/platform/database.ts';
import { localDay, type SendingWindow } from '../../src/spacing/sending-window.ts';

/** Always open, so that only what a test is about can stop a mail. */
export const alwaysOpen: SendingWindow = {
  timeZone: 'Europe/Stockholm',
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  from: '00:00',
  until: '24:00',
};

export const messageDomain = 'nanokurs.test';

export type Fixture = {
  campaignId: number;
  courseVersionId: number;
  course: Course;
  /** In the order of their addresses, person-000001@example.org and so on. */
  employeeIds: number[];
};

/**
 * Departments, so many employees with addresses, and a running campaign from `now` in which
 * all of them take part; nothing is due yet.
 */
export async function makeCampaign(
  db: Database,
  now: Date,
  employees: number,
  course: Course = tinyCourse(),
): Promise<Fixture> {
  await sql`
    insert into departments (code, name) values ('10', 'Barn och utbildning'), ('20', 'Omsorg')
    on conflict do nothing`.execute(db);
  const { rows } = await sql<{ id: number }>`
    with numbered as (
      select n, lpad(n::text, greatest(6, length(n::text)), '0') as number
      from generate_series(
        (select count(*) from employees) + 1,
        (select count(*) from employees) + ${employees}::int) n
    ), departments as (
      select id, row_number() over (order by code) - 1 as place from departments
    )
    insert into employees (source, employment_number, first_name, last_name, email, department_id)
    select 'test', number, 'Förnamn' || n, 'Östgård', 'person-' || number || '@example.org', d.id
    from numbered join departments d on d.place = n % 2
    order by n
    returning id`.execute(db);
  const employeeIds = rows.map((row) => row.id);
  const day = localDay(alwaysOpen.timeZone, now);
  const until = Temporal.PlainDate.from(day).add({ months: 3 }).toString();
  const { campaignId, courseVersionId } = await db.transaction().execute(async (trx) => {
    const courseVersionId = await storeCourseVersion(trx, freezeCourse(course));
    const campaignId = await insertCampaign(trx, now, {
      courseSlug: course.slug,
      courseVersionId,
      lessons: course.lessons.length,
      audience: { kind: 'all' },
      start: day,
      until,
      cadence: { kind: 'every', days: 14, until },
      baseline: false,
      arm: 'none',
      window: alwaysOpen,
    });
    await sql`
      insert into enrolments (campaign_id, employee_id, department_id, anchor_on, lesson_on, reachable)
      select ${campaignId}, id, department_id, ${day}::date, ${day}::date, true
      from employees where id = any(${employeeIds}::bigint[])
      order by id`.execute(trx);
    return { campaignId, courseVersionId };
  });
  return { campaignId, courseVersionId, course, employeeIds };
}

/** Puts the campaign's first lesson in the queue for everybody, on the local day of `now`. */
export async function queueFirstLesson(db: Database, now: Date, fixture: Fixture): Promise<void> {
  const { rows: enrolments } = await sql<{ id: number; employeeId: number }>`
    select id, employee_id as "employeeId" from enrolments
    where campaign_id = ${fixture.campaignId} order by id`.execute(db);
  const day = localDay(alwaysOpen.timeZone, now);
  const lesson = fixture.course.lessons[0];
  if (lesson === undefined) throw new Error('The course has no lesson.');
  for (let from = 0; from < enrolments.length; from += 5_000) {
    const planned = enrolments.slice(from, from + 5_000).map((row) => ({
      enrolmentId: row.id,
      employeeId: row.employeeId,
      campaignId: fixture.campaignId,
      courseVersionId: fixture.courseVersionId,
      kind: 'lesson' as const,
      lesson: lesson.number,
      baseline: null,
      asking: null,
      asks: {
        lesson: lesson.number,
        question: lesson.text.sv.question.key,
        round: 1,
        variant: null,
      },
      repeats: null,
      day,
    }));
    await db.transaction().execute((trx) => insertDeliveries(trx, now, messageDomain, planned));
  }
}

/** A course of three lessons with four options each. */
export function tinyCourse(slug = 'prov'): Course {
  const title = { sv: 'Provkursen', en: 'The test course' };
  return { slug, title, description: title, lessons: [1, 2, 3].map(tinyLesson) };
}

function tinyLesson(number: number): Lesson {
  const text = (heading: string) => ({
    subject: `${heading} ${number}`,
    title: `${heading} ${number}`,
    preview: heading,
    body: `${heading}.`,
    question: {
      key: `fraga-${number}`,
      type: 'single' as const,
      text: `${heading}?`,
      options: ['a', 'b', 'c', 'd'].map((id) => ({
        id,
        text: `${heading} ${id}`,
        correct: id === 'b',
        feedback: `${heading} ${id}.`,
      })),
    },
  });
  return {
    number,
    slug: `lektion-${number}`,
    text: { sv: text('Lektion'), en: text('Lesson') },
    sources: [],
  };
}
