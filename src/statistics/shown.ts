import type { Figures, Guarded } from './figures.ts';

/** The id of a department; null is nobody's department, and the place of the whole organisation. */
export type Place = number | null;

/** The two views: `past` is the view as it was then (people and tree of the end), `present` as it is now. */
export const sides = ['past', 'present'] as const;
export type Side = (typeof sides)[number];

/**
 * People who have been shown in the same places on every day so far. `atom`: those of one atom have
 * never been told apart by anything shown. `since` is the turn in which they came in.
 * `gone`: the view as it is now counts them no longer. `out`: the turn in which they were counted
 * out of its total alone, and so many more of them others may think had done it then. `last` is how
 * they stood when the first of both began; they stand still from then on. `back`: the total counts
 * them again, and their row, as they stood; `returned`: as they stand by now.
 */
export type Strand = {
  id: number;
  atom: number;
  since: number;
  past: Place;
  present: Place;
  gone: boolean;
  last?: Figures;
  out?: number;
  raise?: Record<Guarded, number>;
  back?: Back;
  returned?: true;
};

/**
 * What readers know of people who came back together: the sums of the `batch` they left the total
 * with and of the `group` that came back. `rows`: they had been out of their row as well.
 */
export type Back = { batch: string; group: string; rows: boolean };

/** How many of some who left together have done it, and how many more or fewer may have. */
export type Room = { count: number; up: number; down: number };

/** Some who left together and stand among the others again: what they had done stays to be hidden. */
export type PastPiece = Record<Guarded, Room> & {
  batch: string;
  group: string | undefined;
  people: number;
};

/** Where each department is shown; a department that is not in it stands at the top. */
export type Parents = ReadonlyMap<number, Place>;

/** What may be read of one department; null where it may not. */
export type ShownRow = {
  department: number;
  parent: Place;
  invited: number | null;
  delivered: number | null;
  failed: number | null;
  started: number | null;
  completed: number | null;
  /** The days of figures that are older than the row, since today's could not be shown. */
  asOf?: Partial<Record<Guarded, string>>;
};

/** `total` is everybody as it stood then, null for fewer than k; readers get it live. */
export type ShownView = { rows: ShownRow[]; total: Figures | null };

/**
 * A figure of the rows below a department that waits for a day on which it is safe to show; `row`:
 * the one of them to hide where no such day comes.
 */
export type Held = { below: Place; figure: Guarded; since: string; row?: number };

/**
 * What anybody outside can know of an atom: at least so many have come so far; `turn` is when the
 * figure of the block it stands in was last shown. `soon`: at least so many once rows that were held
 * back are shown.
 */
export type Known = Record<Guarded, { least: number; turn: number; soon?: number }>;

/**
 * All that has been shown of a campaign so far, as far as the next day depends on it. `hidden` only
 * ever grows. `ended`: the view as it was then does not change its places any more.
 */
export type Shown = {
  day: string;
  turn: number;
  k: number;
  ended: boolean;
  nextId: number;
  strands: Strand[];
  came: readonly PastPiece[];
  known: ReadonlyMap<number, Known>;
  parents: Record<Side, Parents>;
  hidden: ReadonlySet<number>;
  held: Held[];
  sides: Record<Side, ShownView>;
  /** Share of the people counted now whose own department has no figures, in whole per cent. */
  hiddenPercent: number;
};

/** People of one strand (null: not shown yet) who really stand in the same place. */
export type RealGroup = {
  strand: number | null;
  past: Place;
  present: Place;
  gone: boolean;
  /** Their enrolments are gone, so that nobody can come back. */
  erased?: true;
  figures: Figures;
};

/** What there really is on a day. */
export type Truth = {
  day: string;
  k: number;
  ended: boolean;
  groups: RealGroup[];
  /** By strand, of those who were counted out and are back: how they stood then. */
  then?: ReadonlyMap<number, Figures>;
  parents: Record<Side, Parents>;
};

/**
 * Who is shown elsewhere from this day on; `gone`: only who has left goes along; `back`: all who
 * have not, wherever they are.
 */
export type Step = {
  from: number | null;
  past: Place;
  present: Place;
  gone: boolean;
  back?: true;
  to: number;
};

export type NextDay = { shown: Shown; steps: Step[] };
