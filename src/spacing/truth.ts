/**
 * A truth: how a simulated person really forgets. The arms never see it.
 * `ease` is how easy the question is for this person, on a scale where 0 is the middle and one
 * step multiplies how long things last by e.
 */
export type Truth = {
  name: TruthName;
  /** After the lesson and its first answer, on that day. */
  first(ease: number, right: boolean): Trace;
};

/** One memory. It is never changed; a repetition gives a new one. */
export type Trace = {
  /** The chance of recall so many days after the last repetition (or the lesson). */
  recall(days: number): number;
  /** After a repetition so many days after the last one, with feedback. */
  repeated(days: number, right: boolean): Trace;
};

export const truthNames = ['power', 'hlr', 'fsrs'] as const;
export type TruthName = (typeof truthNames)[number];
