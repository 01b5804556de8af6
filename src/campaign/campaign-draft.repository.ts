import type { Database, Trx } from '../platform/database.ts';
import type {} from './campaign-draft.table.ts';
import { type Draft, type DraftContent, draftContentSchema } from './campaign-draft.ts';

const columns = ['id', 'content', 'created_by', 'changed_at', 'campaign_id'] as const;

type Row = {
  id: number;
  content: unknown;
  created_by: number | null;
  changed_at: Date;
  campaign_id: number | null;
};

export async function insertDraft(
  trx: Trx,
  now: Date,
  { content, createdBy }: Pick<Draft, 'content' | 'createdBy'>,
): Promise<number> {
  const row = await trx
    .insertInto('campaign_drafts')
    .values({
      content: JSON.stringify(content),
      created_by: createdBy,
      created_at: now,
      changed_at: now,
      campaign_id: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

/** Drafts that have not been launched, the one changed last first. */
export async function listDrafts(db: Database): Promise<Draft[]> {
  const rows = await db
    .selectFrom('campaign_drafts')
    .select(columns)
    .where('campaign_id', 'is', null)
    .orderBy('changed_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(toDraft);
}

export async function findDraft(db: Database, id: number): Promise<Draft | undefined> {
  const row = await db
    .selectFrom('campaign_drafts')
    .select(columns)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && toDraft(row);
}

/** The draft, locked against others until the transaction ends. */
export async function lockDraft(trx: Trx, id: number): Promise<Draft | undefined> {
  const row = await trx
    .selectFrom('campaign_drafts')
    .select(columns)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row && toDraft(row);
}

export async function updateDraft(
  trx: Trx,
  now: Date,
  id: number,
  content: DraftContent,
): Promise<void> {
  await trx
    .updateTable('campaign_drafts')
    .set({ content: JSON.stringify(content), changed_at: now })
    .where('id', '=', id)
    .execute();
}

export async function markLaunched(trx: Trx, id: number, campaignId: number): Promise<void> {
  await trx
    .updateTable('campaign_drafts')
    .set({ campaign_id: campaignId })
    .where('id', '=', id)
    .execute();
}

export async function deleteDraft(trx: Trx, id: number): Promise<void> {
  await trx.deleteFrom('campaign_drafts').where('id', '=', id).execute();
}

function toDraft(row: Row): Draft {
  return {
    id: row.id,
    content: draftContentSchema.parse(row.content),
    createdBy: row.created_by,
    changedAt: row.changed_at,
    campaignId: row.campaign_id,
  };
}
