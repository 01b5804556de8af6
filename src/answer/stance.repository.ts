import type { Connection, StoredAnswer } from './answer.repository.ts';
import type {} from './stance.table.ts';

/*
 * The answer says that the lesson is done; the choice goes into a counter of the department's
 * week, in the same statement, so that it counts if and only if the answer was stored. Every
 * option of the scale is written each time, most of them by nothing: rows that were written
 * together, in the transaction that wrote the answer, do not tell which one was raised, nor
 * whether any was.
 */
const recordStanceText = `
    with asked as (
      select id, enrolment_id, question, case round when 1 then 1 else 0 end as lessons
      from askings where id = $1 for update
    ), stored as (
      insert into answers
        (asking_id, enrolment_id, delivery_id, department_id, options, correct, evidence, answered_at)
      select asked.id, asked.enrolment_id, $2::bigint, e.department_id, '{}', null, $3::text,
             $4::timestamptz
      from asked join enrolments e on e.id = asked.enrolment_id
      on conflict (asking_id) do nothing
      returning asking_id, enrolment_id, department_id, answered_at
    ), counted as (
      insert into stance_counts (campaign_id, question, department_id, week, option, chosen)
      select c.id, asked.question, stored.department_id,
             date_trunc('week', stored.answered_at at time zone c.time_zone)::date,
             scale.option, (scale.option = any($6::text[]))::int
      from stored join asked on asked.id = stored.asking_id
      join enrolments e on e.id = stored.enrolment_id
      join campaigns c on c.id = e.campaign_id
      cross join unnest($5::text[]) with ordinality scale (option, place)
      order by scale.place
      on conflict (campaign_id, question, department_id, week, option)
      do update set chosen = stance_counts.chosen + excluded.chosen
    )
    update enrolments e
    set lessons_answered = e.lessons_answered + asked.lessons,
        first_answered_at = least(e.first_answered_at, stored.answered_at),
        completed_at = case
          when e.completed_at is null and e.lessons_answered + asked.lessons >= c.lessons
          then stored.answered_at else e.completed_at end
    from stored join asked on asked.id = stored.asking_id, campaigns c
    where e.id = stored.enrolment_id and c.id = e.campaign_id
    returning e.lessons_answered`;

/**
 * Stores that a stance was answered or skipped, and counts the choice without the person;
 * undefined when the asking has an answer already, or is gone. One statement, like `recordAnswer`.
 * `scale` are all option ids of the question, `chosen` the one that was chosen or none.
 */
export async function recordStance(
  connection: Connection,
  stance: {
    askingId: number;
    deliveryId: number;
    scale: readonly string[];
    chosen: readonly string[];
    evidence: string;
    answeredAt: Date;
  },
): Promise<StoredAnswer | undefined> {
  const { askingId, deliveryId, evidence, answeredAt, scale, chosen } = stance;
  const values = [askingId, deliveryId, evidence, answeredAt, scale, chosen];
  const query = { name: 'record-stance', text: recordStanceText, values };
  return (await connection.query<StoredAnswer>(query)).rows[0];
}
