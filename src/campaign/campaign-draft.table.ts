import type { Generated, JSONColumnType } from 'kysely';
import type { DraftContent } from './campaign-draft.ts';

declare module '../platform/database.ts' {
  interface Tables {
    campaign_drafts: CampaignDraftTable;
  }
}

export type CampaignDraftTable = {
  id: Generated<number>;
  content: JSONColumnType<DraftContent>;
  /** The user who began it. */
  created_by: number | null;
  created_at: Date;
  changed_at: Date;
  /** What it became when it was launched; null until then. */
  campaign_id: number | null;
};
