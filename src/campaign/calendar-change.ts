import type { ClosedPeriod, FreeDays } from '../spacing/free-days.ts';
import type { EveId } from '../spacing/holiday.ts';

/** Words for each eve: its Swedish name as people write it, and the name in the setting. */
const eveWords: Readonly<Record<EveId, readonly string[]>> = {
  midsummerEve: ['midsommarafton', 'midsummereve'],
  christmasEve: ['julafton', 'christmaseve'],
  newYearsEve: ['nyårsafton', 'nyarsafton', 'newyearseve'],
  twelfthNight: ['trettondagsafton', 'twelfthnight'],
  holySaturday: ['påskafton', 'paskafton', 'holysaturday'],
};

/** The eve that a word means, whatever its case. */
export function eveOf(word: string): EveId | undefined {
  const wanted = word.trim().toLowerCase();
  return (Object.keys(eveWords) as EveId[]).find((id) => eveWords[id].includes(wanted));
}

/** Swedish names of the eves, to choose from. */
export function eveNames(): string[] {
  return Object.values(eveWords).map(([name = '']) => name);
}

/** With a closed period more; one with the same first day is replaced. */
export function withClosed(freeDays: FreeDays, period: ClosedPeriod): FreeDays {
  const others = freeDays.closed.filter((one) => one.from !== period.from);
  return {
    ...freeDays,
    closed: [...others, period].sort((one, other) => (one.from < other.from ? -1 : 1)),
  };
}

/** The closed periods of a name, whatever its case, or that begin on a day. */
export function closedPeriods(freeDays: FreeDays, nameOrDay: string): ClosedPeriod[] {
  const wanted = nameOrDay.trim().toLowerCase();
  return freeDays.closed.filter(
    ({ from, name }) => from === wanted || name.toLowerCase() === wanted,
  );
}

export function withoutClosed(freeDays: FreeDays, period: ClosedPeriod): FreeDays {
  return { ...freeDays, closed: freeDays.closed.filter((one) => one !== period) };
}

export function withEve(freeDays: FreeDays, eve: EveId, free: boolean): FreeDays {
  return { ...freeDays, eves: { ...freeDays.eves, [eve]: free } };
}
