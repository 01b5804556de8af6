import type { Generated } from 'kysely';

declare module '../platform/database.ts' {
  interface Tables {
    roster_uploads: RosterUploadTable;
    roster_upload_chunks: { upload_id: string; position: number; content: Buffer };
    roster_upload_lists: { upload_id: string; list: string; page: number; items: unknown };
  }
}

export type RosterUploadTable = {
  id: string;
  idempotency_key: string | null;
  file_name: string;
  bytes: Generated<number>;
  /** SHA-256 of the file. */
  content_hash: Buffer | null;
  source: Generated<string>;
  scope: unknown;
  profile: string | null;
  status: 'receiving' | 'received' | 'queued' | 'reading' | 'staged' | 'failed';
  /** How often a worker has begun; a file that brings workers down is given up. */
  starts: Generated<number>;
  rows_read: Generated<number>;
  import_id: number | null;
  document: unknown;
  error: unknown;
  /** An `UploadReading`; null where nobody was asked what the columns mean. */
  reading: unknown;
  /** An `UploadApplying` while somebody's import is being carried out, and why one could not be. */
  applying: unknown;
  problem: unknown;
  created_at: Generated<Date>;
  changed_at: Generated<Date>;
};
