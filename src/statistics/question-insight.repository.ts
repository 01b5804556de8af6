import { sql } from 'kysely';
import type { Database } from '../platform/database.ts';
import type { QuestionCount } from './question-insight.ts';

/** First answers to each lesson's own question in a campaign, given before `until`. */
export async function countFirstAnswers(
  db: Database,
  campaign: number,
  until: Date,
): Promise<QuestionCount[]> {
  const { rows } = await sql<QuestionCount>`
    with given as (
      select k.lesson, a.correct, a.options from answers a join askings k on k.id = a.asking_id
      join enrolments e on e.id = k.enrolment_id
      where e.campaign_id = ${campaign} and k.round = 1 and a.answered_at < ${until}::timestamptz
    ), options as (
      select lesson, option, count(*) as times
      from given, unnest(options) option group by lesson, option
    )
    select g.lesson, count(*)::int as answered, (count(*) filter (where g.correct))::int as right,
      coalesce((
        select jsonb_object_agg(o.option, o.times) from options o where o.lesson = g.lesson
      ), '{}') as chosen
    from given g group by g.lesson`.execute(db);
  return rows;
}
