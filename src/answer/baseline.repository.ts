import { sql } from 'kysely';
import type { BaselineTime } from '../campaign/baseline-day.ts';
import type { Language } from '../course/course.ts';
import type { Database, Trx } from '../platform/database.ts';
import type {} from './baseline.table.ts';
import type { Counter } from './baseline-form.ts';

/** A form that was mailed, without anything that says whose it is. */
export type MailedForm = {
  baseline: BaselineTime;
  isUsed: boolean;
  courseVersionId: number;
  campaignId: number;
  departmentId: number | null;
  language: Language;
  timeZone: string;
  endedAt: Date | null;
};

/** The form behind a link; undefined where there is none (any more). */
export async function findForm(db: Database, deliveryId: number): Promise<MailedForm | undefined> {
  const { rows } = await sql<MailedForm>`
    select d.baseline, d.form_used is not null as "isUsed", d.course_version_id as "courseVersionId",
      d.campaign_id as "campaignId", e.department_id as "departmentId",
      coalesce(p.language, 'sv') as language, c.time_zone as "timeZone", c.ended_at as "endedAt"
    from deliveries d
    join enrolments e on e.id = d.enrolment_id
    join campaigns c on c.id = d.campaign_id
    left join employees p on p.id = e.employee_id
    where d.id = ${deliveryId} and d.kind = 'baseline' and d.state <> 'cancelled'`.execute(db);
  return rows[0];
}

/** Marks a form as sent in. @returns false where it was before. */
export async function useForm(trx: Trx, deliveryId: number): Promise<boolean> {
  const result = await sql`
    update deliveries set form_used = true
    where id = ${deliveryId} and kind = 'baseline' and form_used is null`.execute(trx);
  return result.numAffectedRows === 1n;
}

/** Adds a form to the counters of its department and week. */
export async function addToCounters(
  trx: Trx,
  form: Pick<MailedForm, 'campaignId' | 'baseline' | 'departmentId'> & { week: string },
  counters: readonly Counter[],
): Promise<void> {
  await sql`
    insert into baseline_counts
      (campaign_id, baseline, department_id, week, question, option, count)
    select ${form.campaignId}::int, ${form.baseline}::text, ${form.departmentId}::int,
      ${form.week}::date, c.*
    from unnest(
      ${counters.map(({ question }) => question)}::text[],
      ${counters.map(({ option }) => option)}::text[],
      ${counters.map(({ add }) => add)}::int[]) c
    on conflict (campaign_id, baseline, department_id, week, question, option)
    do update set count = baseline_counts.count + excluded.count`.execute(trx);
}
