import type { Figures } from './figures.ts';
import { makePattern, signature } from './pattern.ts';
import type { Shown, Step, Strand, Truth } from './shown.ts';
import type { Placing } from './shown-parts.ts';

/**
 * Lets in who has not been shown yet, at once and where they are: before, they counted nowhere, so
 * their coming tells nothing of what others did. They join an atom of those they stand with.
 */
export function enterPeople(
  previous: Shown | undefined,
  truth: Truth,
  given: Pick<Placing, 'parents'> & {
    figures: Map<number, Figures>;
    k: number;
    before: ReadonlySet<number>;
  },
): Placing {
  const { figures, parents, k, before } = given;
  const strands = [...(previous?.strands ?? [])];
  const steps: Step[] = [];
  const turn = (previous?.turn ?? 0) + 1;
  let nextId = previous?.nextId ?? 1;
  const entering = new Map<string, Strand>();
  for (const group of truth.groups) {
    if (group.strand !== null || group.figures.invited === 0) continue;
    // Who has left, or moved since the end, was there when the mails went out.
    const place = group.gone || truth.ended ? group.past : group.present;
    const key = `${place}`;
    let strand = entering.get(key);
    if (strand === undefined) {
      strand = { id: nextId++, atom: 0, since: turn, past: place, present: place, gone: false };
      entering.set(key, strand);
      strands.push(strand);
      figures.set(strand.id, { ...group.figures });
      steps.push({ from: null, past: place, present: place, gone: false, to: strand.id });
    } else {
      const sum = figures.get(strand.id);
      if (sum !== undefined) add(sum, group.figures);
    }
  }
  const pattern = makePattern(strands, figures, parents, k, before);
  const named = nameAtoms(strands, nextId, (strand) => signature(strand, pattern), figures);
  const came = previous?.came ?? [];
  return { strands, figures, came, parents, pattern, steps, nextId: named };
}

function add(sum: Figures, more: Figures): void {
  sum.invited += more.invited;
  sum.delivered += more.delivered;
  sum.failed += more.failed;
  sum.started += more.started;
  sum.completed += more.completed;
}

/** New strands take the largest atom of their place, else of their block, else one of their own. */
function nameAtoms(
  strands: readonly Strand[],
  nextId: number,
  signatureOf: (strand: Strand) => string,
  figures: ReadonlyMap<number, Figures>,
): number {
  const fresh = strands.filter(({ atom }) => atom === 0);
  if (fresh.length === 0) return nextId;
  const inPlace = new Map<string, { atom: number; people: number }>();
  const inBlock = new Map<string, { atom: number; people: number }>();
  for (const strand of strands) {
    const people = figures.get(strand.id)?.invited ?? 0;
    if (strand.atom === 0 || strand.last !== undefined || people === 0) continue;
    for (const [map, key] of [
      [inPlace, `${strand.past}/${strand.present}`],
      [inBlock, signatureOf(strand)],
    ] as const)
      if (people > (map.get(key)?.people ?? 0)) map.set(key, { atom: strand.atom, people });
  }
  let next = nextId;
  for (const strand of fresh) {
    const key = signatureOf(strand);
    let atom = inPlace.get(`${strand.past}/${strand.present}`) ?? inBlock.get(key);
    if (atom === undefined) {
      atom = { atom: next++, people: 0 };
      inBlock.set(key, atom);
    }
    strand.atom = atom.atom;
  }
  return next;
}
