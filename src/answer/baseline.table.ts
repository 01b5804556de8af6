import type { BaselineTime } from '../campaign/baseline-day.ts';

declare module '../platform/database.ts' {
  interface Tables {
    baseline_counts: BaselineCountTable;
  }
}

/** How many chose an option of a form; question and option '' count the forms themselves. */
export type BaselineCountTable = {
  campaign_id: number;
  baseline: BaselineTime;
  department_id: number | null;
  /** The Monday of the week, a local date. */
  week: string;
  question: string;
  option: string;
  count: number;
};
