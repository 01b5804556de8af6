/**
 * Best gap between two encounters against the delay until memory is tested, both in days:
 * Cepeda, Vul, Rohrer, Wixted and Pashler, Spacing effects in learning: a temporal ridgeline of
 * optimal retention, Psychological Science 19 (2008), as commonly rendered. Their best gap falls
 * from about 20-40 % of a delay of weeks to about 5-10 % of a year.
 */
const ridge: readonly (readonly [delayDays: number, gapDays: number])[] = [
  [7, 3],
  [35, 8],
  [70, 12],
  [350, 27],
];

/**
 * The gap in days that serves a delay of so many days best. Between the published points it
 * follows straight lines on logarithmic scales, as beyond the last one; below the first it keeps
 * the first one's share.
 */
export function bestGapDays(delayDays: number): number {
  const [first, ...rest] = ridge;
  if (first === undefined || delayDays <= 0) return 0;
  if (delayDays <= first[0]) return (delayDays * first[1]) / first[0];
  let low = first;
  let gap = first[1];
  for (const high of rest) {
    const slope = Math.log(high[1] / low[1]) / Math.log(high[0] / low[0]);
    gap = low[1] * (delayDays / low[0]) ** slope;
    if (delayDays <= high[0]) return gap;
    low = high;
  }
  return gap;
}

/**
 * The gap in days for so many lessons that begin `horizonDays` before the day up to which they
 * are to be retained: the best one for the delay that is left after the last lesson, which a
 * wider gap shortens. The lessons of a course lead on from each other, and this takes the gap
 * between two of them for the gap between two encounters; that is an assumption, not a finding.
 */
export function retentionGapDays(horizonDays: number, lessons: number): number {
  let [low, high] = [0, Math.max(0, horizonDays)];
  // What is best for the remaining delay falls while the gap grows, so they meet in one place.
  for (let round = 0; round < 40; round++) {
    const middle = (low + high) / 2;
    if (bestGapDays(horizonDays - middle * (lessons - 1)) > middle) low = middle;
    else high = middle;
  }
  return low;
}
