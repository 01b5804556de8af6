import { sql } from 'kysely';
import { signInMessageId } from '../access/sign-in.mailer.ts';
import type { Database } from '../platform/database.ts';
import { readMailboxIndex } from '../platform/mailbox-index.ts';

export type DemoReport = {
  employees: number;
  delivered: number;
  answered: number;
  departments: number;
  /** Mails whose Message-ID stands in the mailbox more than once. */
  duplicates: number;
  /** Deliveries recorded as sent that are not in the mailbox, or mails there that no delivery knows. */
  lost: number;
  seconds: number;
};

/** What the run came to; duplicates and lost are found by comparing the mailbox with the database. */
export async function reportDemo(
  deps: { db: Database; dir: string },
  seconds: number,
): Promise<DemoReport> {
  const received = new Map<string, number>();
  for (const entry of (await readMailboxIndex(deps.dir)).entries)
    if (!entry.messageId.startsWith(`<${signInMessageId}`))
      received.set(entry.messageId, (received.get(entry.messageId) ?? 0) + 1);
  const deliveries = await deps.db
    .selectFrom('deliveries')
    .select(['message_id', 'state'])
    .execute();
  const sent = new Set(
    deliveries.filter((row) => row.state === 'sent').map((row) => row.message_id),
  );
  const unmatched = [...received.keys()].filter((id) => !sent.has(id)).length;
  const missing = [...sent].filter((id) => !received.has(id)).length;
  const { rows } = await sql<{ employees: number; answered: number; departments: number }>`
    select (select count(*)::int from employees where left_at is null) as employees,
      (select count(*)::int from answers) as answered,
      (select count(distinct department_id)::int from enrolments) as departments`.execute(deps.db);
  const counts = rows[0] ?? { employees: 0, answered: 0, departments: 0 };
  return {
    ...counts,
    delivered: sent.size,
    duplicates: [...received.values()].filter((times) => times > 1).length,
    lost: missing + unmatched,
    seconds: Math.round(seconds),
  };
}
