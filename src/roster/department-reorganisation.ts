import { compareCodes } from './main-employment.ts';

/** The main department of somebody who stays, or of so many people, before and after; codes. */
export type Transfer = { from: string; to: string; people?: number };

/** What a file seems to have done to the tree, beside what its codes say outright. */
export type Reorganisation = {
  /** Codes that are gone and whose people stand together under one. */
  merged: { codes: string[]; into: string; people: number }[];
  /** One code gone, and its people under one new code: most likely only a new code. */
  replaced: { code: string; by: string; people: number }[];
  /** People of one code under several, some of them new; `into` holds the code itself if it stays. */
  split: { code: string; into: string[]; people: number }[];
};

/** So large a share of the people of a department must have gone the same way. */
const shareThatTells = 0.8;
/** Fewer people than this tell nothing of a department. */
const fewestPeople = 3;

/**
 * Recognises merges, new codes and splits by where people went. It informs whoever confirms the
 * diff and changes nothing: people are placed by the codes of the file either way.
 * @param gone codes that were open and that the file should have but has not.
 * @param added codes that the file has and that were not stored.
 */
export function recogniseReorganisation(
  transfers: readonly Transfer[],
  gone: ReadonlySet<string>,
  added: ReadonlySet<string>,
): Reorganisation {
  const outOf = new Map<string, Map<string, number>>();
  const arrived = new Map<string, number>();
  for (const { from, to, people = 1 } of transfers) {
    const ways = outOf.get(from) ?? new Map<string, number>();
    ways.set(to, (ways.get(to) ?? 0) + people);
    outOf.set(from, ways);
    arrived.set(to, (arrived.get(to) ?? 0) + people);
  }

  const sources = new Map<string, { code: string; people: number }[]>();
  const split: Reorganisation['split'] = [];
  for (const [code, ways] of outOf) {
    const all = [...ways.values()].reduce((sum, count) => sum + count, 0);
    if (all < fewestPeople) continue;
    const [into, most] = [...ways].reduce((a, b) =>
      b[1] > a[1] || (b[1] === a[1] && compareCodes(b[0], a[0]) < 0) ? b : a,
    );
    if (gone.has(code) && most >= all * shareThatTells) {
      sources.set(into, [...(sources.get(into) ?? []), { code, people: most }]);
      continue;
    }
    const parts = [...ways].filter(
      ([to, count]) =>
        to === code ||
        (added.has(to) &&
          count >= fewestPeople &&
          count >= (arrived.get(to) ?? 0) * shareThatTells),
    );
    const people = parts.reduce((sum, [, count]) => sum + count, 0);
    if (parts.length > 1 && people >= all * shareThatTells)
      split.push({ code, into: parts.map(([to]) => to).sort(compareCodes), people });
  }

  const merged: Reorganisation['merged'] = [];
  const replaced: Reorganisation['replaced'] = [];
  for (const [into, parts] of sources) {
    const people = parts.reduce((sum, part) => sum + part.people, 0);
    const [first] = parts;
    if (first !== undefined && parts.length === 1 && added.has(into))
      replaced.push({ code: first.code, by: into, people });
    else merged.push({ codes: parts.map(({ code }) => code).sort(compareCodes), into, people });
  }
  return {
    merged: merged.sort((a, b) => compareCodes(a.into, b.into)),
    replaced: replaced.sort((a, b) => compareCodes(a.code, b.code)),
    split: split.sort((a, b) => compareCodes(a.code, b.code)),
  };
}
