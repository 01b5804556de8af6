import type { StoredDepartment } from './roster-state.ts';

/** What is known of a department beside how it stands, as the source of an import sees it. */
export type Remembered = {
  /** Set where an import recognised its merge; absent where somebody stated it. */
  mergedHow?: 'recognised' | 'recoded';
  /** What the source's files last said of it. */
  said?: { name: string; parent: string | null };
};

export type KnownDepartment = StoredDepartment & Remembered;
