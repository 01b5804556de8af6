import { sql } from 'kysely';
import { findCourseVersion } from '../../src/course/course-version.repository.ts';
import type { Database } from '../../src/platform/database.ts';

/** A lesson to everybody reachable at once: nearly all arrive, some fail in different ways. */
export async function sendLessons(
  db: Database,
  { campaign, lesson, at }: { campaign: number; lesson: number; at: Date },
): Promise<void> {
  const question = await questionOf(db, campaign, lesson);
  await sql`
    with asked as (
      insert into askings (enrolment_id, course_version_id, lesson, question, round, asked_at)
      select e.id, c.course_version_id, ${lesson}, ${question.key}, 1, ${at}
      from enrolments e join campaigns c on c.id = e.campaign_id
      where e.campaign_id = ${campaign} and e.reachable
      returning id, enrolment_id, course_version_id
    )
    insert into deliveries (kind, employee_id, enrolment_id, campaign_id, course_version_id, lesson,
      asking_id, message_id, local_day, scheduled_at, sent_at, attempts, unknowns, state, smtp_code, smtp_reply)
    select 'lesson', e.employee_id, e.id, e.campaign_id, a.course_version_id, ${lesson}, a.id,
      '<' || a.id || '@nanokurs.test>', ${at}::timestamptz::date, ${at},
      case when o.state = 'sent' then ${at}::timestamptz end, 1, case o.state when 'unknown' then 2 else 0 end,
      o.state, o.code, o.reply
    from asked a join enrolments e on e.id = a.enrolment_id
    cross join lateral (values
      (case when e.employee_id % 31 = 7 then 'failed' when e.employee_id % 90 = 11 and ${lesson} = 1 then 'unknown' else 'sent' end,
        case when e.employee_id % 62 = 7 then 550 when e.employee_id % 31 = 7 then 552
          when e.employee_id % 90 = 11 and ${lesson} = 1 then null else 250 end,
        case when e.employee_id % 62 = 7 then '550 5.1.1 User unknown' when e.employee_id % 31 = 7 then '552 5.2.2 Mailbox full'
          when e.employee_id % 90 = 11 and ${lesson} = 1 then null else '250 2.0.0 OK' end)
    ) o (state, code, reply)`.execute(db);
  await sql`
    update enrolments e set
      first_sent_at = case when d.state = 'sent' then coalesce(e.first_sent_at, ${at}) else e.first_sent_at end,
      failed_at = case when d.state = 'failed' then coalesce(e.failed_at, ${at}) else e.failed_at end,
      next_lesson = ${lesson + 1}
    from deliveries d where d.enrolment_id = e.id and d.lesson = ${lesson} and d.kind = 'lesson'
      and e.campaign_id = ${campaign}`.execute(db);
}

/** Of those who have mails, `part` tenths, and more in some departments, answer what they have got, half of them all of it. */
export async function startSome(
  db: Database,
  { campaign, part, at, lessons }: { campaign: number; part: number; at: Date; lessons: number },
): Promise<void> {
  for (let lesson = 1; lesson <= lessons; lesson += 1) {
    const { options, wrong } = await questionOf(db, campaign, lesson);
    await sql`
      insert into answers (asking_id, enrolment_id, delivery_id, department_id, options, correct, evidence, answered_at)
      select a.id, e.id, d.id, e.department_id,
        case when (e.id * 7 + a.lesson * 3) % 10 < 7 then ${options}::text[] else ${wrong}::text[] end,
        (e.id * 7 + a.lesson * 3) % 10 < 7, 'link', ${at}
      from askings a join enrolments e on e.id = a.enrolment_id
      join deliveries d on d.asking_id = a.id and d.state = 'sent'
      where e.campaign_id = ${campaign} and a.lesson = ${lesson}
        and (e.id * 13 + e.department_id * 7) % 11 < ${part} - (a.lesson - 1) * (e.id % 2)
      on conflict do nothing`.execute(db);
  }
  await sql`
    update enrolments e set lessons_answered = g.answers,
      first_answered_at = coalesce(e.first_answered_at, ${at}),
      completed_at = case when g.answers >= ${lessons} then coalesce(e.completed_at, ${at}) end
    from (select enrolment_id, count(*)::int as answers from answers group by 1) g
    where g.enrolment_id = e.id and e.campaign_id = ${campaign}`.execute(db);
}

async function questionOf(db: Database, campaign: number, lesson: number) {
  const { id } = await db
    .selectFrom('campaigns')
    .select('course_version_id as id')
    .where('id', '=', campaign)
    .executeTakeFirstOrThrow();
  const version = await findCourseVersion(db, id);
  const question = version?.course.lessons[lesson - 1]?.text.sv.question;
  if (question === undefined) throw new Error(`Campaign ${campaign} has no lesson ${lesson}.`);
  const { key } = question;
  const all = 'options' in question ? question.options : [];
  const of = (right: boolean) =>
    all.filter((option) => 'correct' in option && option.correct === right).map(({ id }) => id);
  return { key, options: of(true), wrong: of(false).slice(0, 1) };
}
