import { titleKey } from './audience.ts';

/** Titles that are hardly like the one looked for help nobody. */
const leastLikeness = 0.3;

/** The titles most like one that nobody has, most alike first: its spelling, or a part of it. */
export function nearestTitles(wanted: string, titles: readonly string[], most = 3): string[] {
  const target = pairs(wanted);
  return titles
    .map((title) => ({ title, likeness: likeness(target, pairs(title)) }))
    .filter((one) => one.likeness >= leastLikeness)
    .sort((a, b) => b.likeness - a.likeness || (a.title < b.title ? -1 : 1))
    .slice(0, most)
    .map(({ title }) => title);
}

/** Pairs of neighbouring letters, the word's ends included. */
function pairs(text: string): ReadonlySet<string> {
  const letters = ` ${titleKey(text)} `;
  return new Set(Array.from({ length: letters.length - 1 }, (_, at) => letters.slice(at, at + 2)));
}

/** L. R. Dice, Measures of the amount of ecologic association between species, 1945. */
function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let common = 0;
  for (const pair of one) if (other.has(pair)) common++;
  return (2 * common) / (one.size + other.size);
}
