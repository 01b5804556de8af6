import { type Employment, mainEmployment } from './main-employment.ts';

/** Whether someone is employed on a day, and by which employment. */
export type Standing = {
  /** True for whoever has left and for whoever has not begun; `begins` tells them apart. */
  left: boolean;
  begins: string | null;
  /** Undefined where the department stays as it is. */
  main: Employment | undefined;
};

/**
 * What a person's employments come to on a local day. Only employments that hold on the day
 * decide the department. Between an ended employment and the next one a person is not here;
 * but whoever is here and whose file names only employments to come simply stays till then,
 * since HR has then written the new employment over the old.
 * @param today YYYY-MM-DD; undefined leaves dates out of account.
 */
export function standingOn(
  employments: readonly Employment[],
  today: string | undefined,
  wasHere: boolean,
): Standing {
  if (today === undefined) return { left: false, begins: null, main: mainEmployment(employments) };
  if (employments.every((one) => holdsOn(one, today)))
    return { left: employments.length === 0, begins: null, main: mainEmployment(employments) };
  const current = employments.filter((one) => holdsOn(one, today));
  if (current.length > 0) return { left: false, begins: null, main: mainEmployment(current) };
  const coming = employments.filter(({ startsOn }) => startsOn !== null && startsOn > today);
  if (coming.length === 0) return { left: true, begins: null, main: mainEmployment(employments) };
  if (wasHere && coming.length === employments.length)
    return { left: false, begins: null, main: undefined };
  const begins = coming.map(({ startsOn }) => startsOn ?? '').reduce((a, b) => (b < a ? b : a));
  return { left: true, begins, main: mainEmployment(coming) };
}

function holdsOn({ startsOn, endsOn }: Employment, day: string): boolean {
  return (startsOn === null || startsOn <= day) && (endsOn === null || endsOn >= day);
}
