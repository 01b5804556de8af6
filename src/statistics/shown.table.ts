import type { JSONColumnType } from 'kysely';

declare module '../platform/database.ts' {
  interface Tables {
    shown_campaigns: ShownCampaignTable;
    completion_days: CompletionDayTable;
    insight_days: InsightDayTable;
    insight_told: InsightToldTable;
    shown_erased: ShownErasedTable;
  }
}

/** `state` is what the next day is made from (shown-state.ts). */
export type ShownCampaignTable = { campaign_id: number; k: number; state: string };

/** What was shown of a campaign on a local day; `past` is null where it is as `present`. */
export type CompletionDayTable = {
  campaign_id: number;
  day: string;
  made_at: Date;
  summary: JSONColumnType<object>;
  present: JSONColumnType<object>;
  past: JSONColumnType<object> | null;
};

export type InsightDayTable = {
  campaign_id: number;
  day: string;
  questions: JSONColumnType<object[]>;
};

/** What the questions were told from last (insight-batches.ts). */
export type InsightToldTable = { campaign_id: number; questions: JSONColumnType<object[]> };

/** How those whose enrolments are gone stood, by where they were shown. */
export type ShownErasedTable = {
  campaign_id: number;
  strand: number;
  invited: number;
  delivered: number;
  failed: number;
  started: number;
  completed: number;
};
