declare module '../platform/database.ts' {
  interface Tables {
    stance_counts: StanceCountTable;
  }
}

/** Whole groups are written at a time, all options of a question, so that no row tells the last choice. */
export type StanceCountTable = {
  campaign_id: number;
  question: string;
  department_id: number | null;
  /** The Monday of the week, YYYY-MM-DD, in the campaign's time zone. */
  week: string;
  option: string;
  chosen: number;
};
