declare module '../platform/database.ts' {
  interface Tables {
    digests: DigestTable;
  }
}

/** A row for each user who wants the weekly mail. */
export type DigestTable = {
  user_id: number;
  /** Monday of the week that they last had it for; null before the first. */
  sent_week: string | null;
};
