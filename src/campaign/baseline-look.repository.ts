import type pg from 'pg';

/**
 * The last lesson is answered: the tick looks at the enrolment again at once, so that the form
 * after the course need not wait. Without a form to come nothing changes.
 */
export async function lookForForm(
  connection: Pick<pg.Pool, 'query'>,
  enrolmentId: number,
  now: Date,
): Promise<void> {
  await connection.query(
    `update enrolments e set next_due_at = least(e.next_due_at, $2::timestamptz), parked = null
     from campaigns c
     where e.id = $1 and c.id = e.campaign_id and c.status <> 'ended'
       and e.baseline = 'after' and coalesce(e.parked, 'end') = 'end'`,
    [enrolmentId, now],
  );
}
