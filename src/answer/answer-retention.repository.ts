import { sql } from 'kysely';
import type { Trx } from '../platform/database.ts';

/**
 * Cuts the person from everything that hangs on campaigns which ended before an instant. The
 * enrolments stay, with department and stamps, so that every figure stays as it is.
 * @returns how many enrolments lost their person.
 */
export async function cutPeopleFromCampaigns(trx: Trx, endedBefore: Date): Promise<number> {
  const ended = sql`select id from campaigns
    where status = 'ended' and coalesce(ended_at, until_on::timestamptz) < ${endedBefore}::timestamptz`;
  // A relay's reply may quote the address.
  await sql`
    update deliveries set employee_id = null, smtp_reply = null
    where employee_id is not null and campaign_id in (${ended})`.execute(trx);
  // How questions stood serves nothing any more once nothing comes back.
  await sql`
    delete from reviews r using enrolments e
    where e.id = r.enrolment_id and e.campaign_id in (${ended})`.execute(trx);
  // Nor does half an answer; what a whole one says stands in the answer.
  await sql`
    delete from answer_steps s using askings a join enrolments e on e.id = a.enrolment_id
    where a.id = s.asking_id and e.campaign_id in (${ended})`.execute(trx);
  // Who has left since the end is known to the employee alone, so far.
  const result = await sql`
    update enrolments e set employee_id = null, left_at = coalesce(e.left_at, p.left_at)
    from employees p where p.id = e.employee_id and e.campaign_id in (${ended})`.execute(trx);
  return Number(result.numAffectedRows ?? 0);
}

/** Removes leavers whose name is gone and on whom nothing hangs any more, number and all. */
export async function deleteEmptyLeavers(trx: Trx): Promise<number> {
  const result = await sql`
    delete from employees p
    where anonymised_at is not null and left_at is not null and begins_on is null
      and not exists (select from enrolments e where e.employee_id = p.id)`.execute(trx);
  return Number(result.numAffectedRows ?? 0);
}
