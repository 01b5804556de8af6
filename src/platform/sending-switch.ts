import type { Database } from './database.ts';

/**
 * The switch for all sending of every process. Senders look at it before each claim and
 * again before each group of mails, so it holds at once, not only for new work.
 */
export async function setSending(db: Database, state: 'stopped' | 'started'): Promise<void> {
  await db
    .insertInto('settings')
    .values({ key: 'sending', value: JSON.stringify(state) })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({ value: JSON.stringify(state), changed_at: new Date() }),
    )
    .execute();
}

export async function isSendingStopped(db: Database): Promise<boolean> {
  const row = await db
    .selectFrom('settings')
    .select('value')
    .where('key', '=', 'sending')
    .executeTakeFirst();
  return row?.value === 'stopped';
}
