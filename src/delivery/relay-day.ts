/** So many mails of one day that have to leave between two local times, on one side of midnight. */
export type DayLoad = { from: string; until: string; mails: number };

/** Hours of a day in which more mails have to leave than the relay lets out. */
export type TightHours = {
  from: string;
  until: string;
  mails: number;
  /** What the relay needs for them, and how long those hours are. */
  hours: number;
  open: number;
};

/**
 * The hours of a day in which a relay of so many mails a minute falls behind most, or undefined
 * where all mails can leave in time. Whoever sends what has to leave soonest first manages a day
 * exactly if, between the beginning of any window and the end of any other, the mails of the
 * windows that lie within do.
 */
export function tightestHours(
  loads: readonly DayLoad[],
  perMinute: number,
): TightHours | undefined {
  let tightest: TightHours | undefined;
  for (const from of new Set(loads.map((load) => load.from)))
    for (const until of new Set(loads.map((load) => load.until))) {
      const open = hoursBetween(from, until);
      if (open <= 0) continue;
      const mails = loads
        .filter((load) => load.from >= from && load.until <= until)
        .reduce((sum, load) => sum + load.mails, 0);
      const hours = mails / perMinute / 60;
      const over = hours - open;
      if (over > 0 && (tightest === undefined || over > tightest.hours - tightest.open))
        tightest = { from, until, mails, hours, open };
    }
  return tightest;
}

/** Hours between two local times, HH:MM, of one day; negative where the second is earlier. */
export function hoursBetween(from: string, until: string): number {
  return (minuteOf(until) - minuteOf(from)) / 60;
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
