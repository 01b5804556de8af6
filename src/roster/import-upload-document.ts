import type { RosterDiff } from './diff.ts';
import type { UploadFields } from './import-upload-fields.ts';
import type { UploadApplying, UploadReading } from './import-upload-reading.ts';
import type { BrakeReason } from './leaver-brake.ts';
import type { RowProblem } from './row-problem.ts';

type Someone = { number: string; name: string; department: string | null };

/**
 * A diff as other systems read it: the numbers of `roster import --json`, and the first of each
 * kind. `confirm` says what a confirmation must hold.
 */
export type ImportDocument = {
  joiners: number;
  leavers: number;
  movers: number;
  changed: number;
  held: number;
  rowsInError: number;
  protected: number;
  withoutEmail: number;
  people: number;
  departments: number;
  errors: RowProblem[];
  brake: BrakeReason[];
  confirm: { leavers: number | null; noProtection: boolean };
  lists: {
    joiners: Someone[];
    leavers: Someone[];
    movers: (Someone & { from: string | null })[];
    changed: (Someone & { what: string[] })[];
    held: { number: string; name: string; owner: string | null }[];
  };
};

/** Longest list in a document. */
export const longestList = 200;

export function importDocument(diff: RosterDiff, mustConfirmNoProtection: boolean): ImportDocument {
  const first = <T>(list: readonly T[]): T[] => list.slice(0, longestList);
  const someone = ({ number, name, department }: Someone): Someone => ({
    number,
    name,
    department,
  });
  return {
    joiners: diff.joiners.length,
    leavers: diff.leavers.length,
    movers: diff.movers.length,
    changed: diff.changed.length,
    held: diff.held.length,
    rowsInError: new Set(diff.errors.map(({ row }) => row)).size,
    protected: diff.protected,
    withoutEmail: diff.withoutEmail,
    people: diff.people,
    departments: diff.units,
    errors: first(diff.errors),
    brake: diff.brake,
    confirm: {
      leavers: diff.brake.length > 0 ? diff.leavers.length : null,
      noProtection: mustConfirmNoProtection,
    },
    lists: {
      joiners: first(diff.joiners).map(someone),
      leavers: first(diff.leavers).map(someone),
      movers: first(diff.movers).map((one) => ({ ...someone(one), from: one.from })),
      changed: first(diff.changed).map((one) => ({ ...someone(one), what: one.what })),
      held: first(diff.held).map(({ number, name, owner }) => ({ number, name, owner })),
    },
  };
}

export type UploadError = { code: string; detail: string | null };

export type Upload = {
  id: string;
  fileName: string;
  hash: Buffer | null;
  fields: UploadFields;
  /** Where it stands: the import's own status once it is staged. */
  status:
    | 'receiving'
    /** A person is to say what its columns mean. */
    | 'received'
    | 'queued'
    | 'reading'
    | 'staged'
    | 'failed'
    | 'applying'
    | 'applied'
    | 'discarded'
    | 'undone';
  rowsRead: number;
  import: number | null;
  document: ImportDocument | null;
  error: UploadError | null;
  reading: UploadReading | null;
  applying: UploadApplying | null;
  /** Why the last attempt to carry it out came to nothing. */
  problem: UploadError | null;
  createdAt: Date;
};
