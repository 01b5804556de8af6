import type { Course } from '../course/course.ts';
import {
  type AnswerCounts,
  askedIn,
  type DepartmentInsight,
  inDepartments,
  LEAST_ANSWERS,
  type QuestionInsight,
  tellQuestion,
} from './insight.ts';
import type { Place } from './shown.ts';
import type { Node } from './shown-tree.ts';

type Counts = Omit<AnswerCounts, 'question' | 'place'>;

/** A question as it was told last: from which answers, in how many by group, and what was said. */
export type ToldQuestion = {
  question: string;
  counts: [place: Place, answers: number, right: number, wrong: Record<string, number>][];
  sums: [group: string, answers: number][];
  told: [department: Place, insight: QuestionInsight][];
};

/**
 * How the questions went, told anew only where enough answers have come since it was told last.
 *
 * Shares in per cent say, from one day to the next and beside the number of those who have started,
 * what a single person answered. So the answers of a place count from when they are at least `k`
 * more than those counted before: whatever anybody computes from figures of several days is then a
 * sum of such batches. Departments of which none below is told count as one place. Where people
 * move, batches could cancel out; then all figures of that question stay as they were told.
 */
export function tellInBatches(
  course: Course,
  root: Node,
  isOpen: (node: Node) => boolean,
  counts: readonly AnswerCounts[],
  k: number,
  before: readonly ToldQuestion[],
): { insight: DepartmentInsight[]; told: ToldQuestion[] } {
  const places = placesBelow(root, isOpen);
  const last = new Map(before.map((one) => [one.question, one]));
  const byQuestion = Map.groupBy(counts, ({ question }) => question);
  const told = askedIn(course).map(({ lesson, question }): ToldQuestion => {
    const { key } = question;
    const known = last.get(key);
    const now = addedUp(byQuestion.get(key) ?? [], places);
    const counted = inBatches(addedUp(readCounts(known), places), now, k);
    const byPlace = new Map([...counted].map(([place, one]) => [place, [{ ...one, place }]]));
    const { found, sums } = tellQuestion(lesson, question, root, isOpen, byPlace, k);
    if (known !== undefined && !isFarEnough(known.sums, sums, k)) return known;
    // A group that is not told today is remembered as it was told.
    const all = new Map([...(known?.sums ?? []), ...sums]);
    return { question: key, counts: keepCounts(counted), sums: [...all], told: [...found] };
  });
  return { insight: inDepartments(told.flatMap((one) => one.told)), told };
}

/** Whether rows below a department may ever be told, by who stands there: none of them is too small. */
export function hasRoom(node: Node, invited: ReadonlyMap<Place, number>): boolean {
  const parts = node.children.map((child) => invited.get(child.id) ?? 0);
  const own = (invited.get(node.id) ?? 0) - parts.reduce((sum, one) => sum + one, 0);
  return [own, ...parts].every((people) => people === 0 || people >= LEAST_ANSWERS);
}

/** The place at which each department's answers count. */
function placesBelow(root: Node, isOpen: (node: Node) => boolean): Map<Place, Place> {
  const places = new Map<Place, Place>();
  const walk = (node: Node, pool: Node | undefined) => {
    const own = pool ?? (isOpen(node) ? undefined : node);
    places.set(node.id, (own ?? node).id);
    for (const child of node.children) walk(child, own);
  };
  walk(root, undefined);
  return places;
}

function addedUp(
  counts: readonly (Counts & { place: Place })[],
  places: ReadonlyMap<Place, Place>,
): Map<Place, Counts> {
  const sums = new Map<Place, Counts>();
  for (const { place, answers, right, wrongOptions } of counts) {
    const at = places.get(place) ?? place;
    const known = sums.get(at) ?? { answers: 0, right: 0, wrongOptions: new Map() };
    const wrong = new Map(known.wrongOptions);
    for (const [option, count] of wrongOptions) wrong.set(option, (wrong.get(option) ?? 0) + count);
    sums.set(at, {
      answers: known.answers + answers,
      right: known.right + right,
      wrongOptions: wrong,
    });
  }
  return sums;
}

const none: Counts = { answers: 0, right: 0, wrongOptions: new Map() };

function inBatches(
  before: ReadonlyMap<Place, Counts>,
  now: ReadonlyMap<Place, Counts>,
  k: number,
): Map<Place, Counts> {
  const counted = new Map<Place, Counts>();
  for (const place of new Set([...before.keys(), ...now.keys()])) {
    const [old, real] = [before.get(place) ?? none, now.get(place) ?? none];
    const one = Math.abs(real.answers - old.answers) >= k ? real : old;
    if (one.answers > 0) counted.set(place, one);
  }
  return counted;
}

function isFarEnough(
  before: readonly [string, number][],
  now: ReadonlyMap<string, number>,
  k: number,
): boolean {
  return before.every(([group, answers]) => {
    const change = Math.abs((now.get(group) ?? answers) - answers);
    return change === 0 || change >= k;
  });
}

function readCounts(told: ToldQuestion | undefined): (Counts & { place: Place })[] {
  return (told?.counts ?? []).map(([place, answers, right, wrong]) => ({
    ...{ place, answers, right },
    wrongOptions: new Map(Object.entries(wrong)),
  }));
}

function keepCounts(counted: ReadonlyMap<Place, Counts>): ToldQuestion['counts'] {
  return [...counted].map(([place, { answers, right, wrongOptions }]) => [
    place,
    answers,
    right,
    Object.fromEntries(wrongOptions),
  ]);
}
