import { sql } from 'kysely';
import type { Database } from '../platform/database.ts';

/** A person's mails in one campaign, by what became of them. */
export type PersonMails = {
  campaign: number;
  course: string;
  sent: number;
  failed: number;
  open: number;
  lastSentAt: Date | null;
};

/** Counts mails and never looks at answers (DESIGN rule 11). */
export async function countMails(db: Database, employeeId: number): Promise<PersonMails[]> {
  const { rows } = await sql<PersonMails>`
    select c.id as campaign, c.course_slug as course,
      count(d.id) filter (where d.state = 'sent')::int as sent,
      count(d.id) filter (where d.state = 'failed')::int as failed,
      count(d.id) filter (where d.state in ('due', 'claimed', 'sending', 'unknown'))::int as open,
      max(d.sent_at) as "lastSentAt"
    from enrolments e join campaigns c on c.id = e.campaign_id
    left join deliveries d on d.enrolment_id = e.id
    where e.employee_id = ${employeeId}
    group by c.id order by c.id`.execute(db);
  return rows;
}
