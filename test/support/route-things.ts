import { sql } from 'kysely';
import { addUser } from '../../src/access/change-user.service.ts';
import { insertCampaign } from '../../src/campaign/campaign.repository.ts';
import { insertDraft } from '../../src/campaign/campaign-draft.repository.ts';
import { freezeCourse } from '../../src/course/course-hash.ts';
import { storeCourseVersion } from '../../src/course/course-version.repository.ts';
import type { Database } from '../../src/platform/database.ts';
import type { RouteThing } from '../../src/platform/route-access.ts';
import type { Resources } from '../../src/resources.ts';
import { addDays, localDay } from '../../src/spacing/sending-window.ts';
import { alwaysOpen } from './fixture.ts';

type Kind = Exclude<RouteThing, object>;
/** What a parameter of each kind names, as it stands in an address. */
export type Things = Record<Kind, string>;

let made = 0;

/** Departments 10 and 20 at the top, 11 below 10: those limited to 10 are inside 10 and 11. */
export async function addRouteDepartments(db: Database): Promise<void> {
  await sql`insert into departments (code, name) values ('10', 'Omsorg'), ('20', 'Skola')`.execute(
    db,
  );
  await sql`
    insert into departments (code, name, parent_id)
    select '11', 'Hemtjänst', id from departments where code = '10'`.execute(db);
}

/** Puts them back as they were, after a form that moved or closed one. */
export async function restoreRouteDepartments(db: Database): Promise<void> {
  await sql`
    update departments d set closed_at = null, parent_id = top.id
    from departments top where d.code = '11' and top.code = '10'`.execute(db);
}

/** A campaign with some people, one of them, and a user, all in one department, and all new. */
export async function makeThings(resources: Resources, code: string): Promise<Things> {
  const { db, courses } = resources;
  const now = await resources.clock.now();
  const today = localDay(alwaysOpen.timeZone, now);
  // Far enough for a course; plans of longer ones take long to draw.
  const until = addDays(today, 200);
  const unique = ++made;
  const { rows } = await sql<{ id: number; departmentId: number }>`
    insert into employees (source, employment_number, first_name, last_name, email, department_id)
    select 'test', ${`${unique}-`} || n, 'Åsa', 'Öberg',
      ${`thing-${unique}-`} || n || '@exempelkommun.test', d.id
    from departments d, generate_series(1, 8) n where d.code = ${code}
    returning id, department_id as "departmentId"`.execute(db);
  const [first] = rows;
  const [course] = courses;
  if (first === undefined || course === undefined) throw new Error('There is nothing to make.');
  const campaign = await db.transaction().execute(async (trx) => {
    const id = await insertCampaign(trx, now, {
      courseSlug: course.slug,
      courseVersionId: await storeCourseVersion(trx, freezeCourse(course)),
      lessons: course.lessons.length,
      baseline: false,
      audience: { kind: 'departments', codes: [code] },
      start: today,
      until,
      cadence: { kind: 'every', days: 14, until },
      arm: 'none',
      window: alwaysOpen,
    });
    await sql`
      insert into enrolments (campaign_id, employee_id, department_id, anchor_on, lesson_on, reachable)
      select ${id}, id, department_id, ${today}::date, ${today}::date, true from employees
      where id = any(${rows.map((row) => row.id)}::bigint[])`.execute(trx);
    return id;
  });
  const cadence = { kind: 'spread' as const, until };
  const when = {
    start: addDays(today, 20),
    cadence,
    arm: 'none',
    window: { ...alwaysOpen, weekdays: [...alwaysOpen.weekdays] },
    baseline: false,
    announceDays: 5,
  };
  const draft = await db.transaction().execute((trx) =>
    insertDraft(trx, now, {
      content: { course: course.slug, audience: { kind: 'departments', codes: [code] }, when },
      createdBy: null,
    }),
  );
  const { user } = await addUser(
    { db },
    {
      address: `thing-${unique}@exempelkommun.test`,
      grants: [{ role: 'reader', department: code }],
    },
  );
  return {
    department: code,
    'department-id': String(first.departmentId),
    employee: String(first.id),
    campaign: String(campaign),
    'campaign-draft': String(draft),
    user: String(user.id),
  };
}
