import { sql } from 'kysely';
import type { Database } from '../platform/database.ts';
import type { DeliveryState } from './delivery.table.ts';
import { forEverybody } from './due-mails.repository.ts';

/** A person's mails in one campaign, by what became of them. */
export type PersonMails = {
  campaign: number;
  course: string;
  sent: number;
  failed: number;
  open: number;
  lastSentAt: Date | null;
};

/** Counts mails and never looks at answers. */
export async function countMails(db: Database, employeeId: number): Promise<PersonMails[]> {
  const { rows } = await sql<PersonMails>`
    select c.id as campaign, c.course_slug as course,
      count(d.id) filter (where d.state = 'sent')::int as sent,
      count(d.id) filter (where d.state = 'failed')::int as failed,
      count(d.id) filter (where d.state in ('due', 'claimed', 'sending', 'unknown'))::int as open,
      max(d.sent_at) as "lastSentAt"
    from enrolments e join campaigns c on c.id = e.campaign_id
    left join deliveries d on d.enrolment_id = e.id and ${forEverybody}
    where e.employee_id = ${employeeId}
    group by c.id order by c.id`.execute(db);
  return rows;
}

export type PersonMail = {
  id: number;
  kind: 'lesson' | 'baseline' | 'announcement';
  campaign: number;
  course: string;
  lesson: number;
  /** The local day that it counts for. */
  day: string;
  state: DeliveryState;
  sentAt: Date | null;
  /** The relay's code and words, where it refused. */
  code: number | null;
  reply: string | null;
};

/** A person's mails of those kinds, the newest first. */
export async function listMails(
  db: Database,
  employeeId: number,
  limit: number,
): Promise<PersonMail[]> {
  const { rows } = await sql<PersonMail>`
    select d.id, d.kind, c.id as campaign, c.course_slug as course, d.lesson,
      d.local_day::text as day, d.state, d.sent_at as "sentAt", d.smtp_code as code,
      d.smtp_reply as reply
    from deliveries d join campaigns c on c.id = d.campaign_id
    where d.employee_id = ${employeeId} and ${forEverybody}
    order by d.local_day desc, d.id desc limit ${limit}`.execute(db);
  return rows;
}
