import { type Group, suppress } from './suppression.ts';

/** As the tree of today has it. */
export type Department = { id: number; code: string; name: string; parentId: number | null };

/** Which of the two forms. */
export const sides = ['before', 'after'] as const;
export type Side = (typeof sides)[number];

/** Forms that were sent in, and how many chose each option of each question. */
export type Tally = { forms: number; chosen: ReadonlyMap<string, ReadonlyMap<string, number>> };

export type Tallies = Record<Side, Tally>;

/** Forms of a department itself; null collects those without one. */
export type PlacedForms = Tallies & { department: Department | null };

/** A department with everything below it counted in; the root has no department. */
export type FormBranch = Tallies & { department: Department | null; children: FormBranch[] };

const none: Tally = { forms: 0, chosen: new Map() };
export const noForms: Tallies = { before: none, after: none };

const byName = new Intl.Collator('sv', { numeric: true });

/** Sums the forms up the tree; a department without any below it is left out. */
export function growTree(rows: readonly PlacedForms[]): FormBranch {
  const known = new Set(rows.map((row) => row.department?.id));
  const below = Map.groupBy(rows, ({ department }) => {
    const parent = department?.parentId ?? null;
    return parent !== null && known.has(parent) ? parent : null;
  });
  const branches = (parent: number | null): FormBranch[] =>
    (below.get(parent) ?? [])
      .filter(({ department }) => department !== null)
      .map((row) => {
        const children = row.department === null ? [] : branches(row.department.id);
        return { ...addAll([row, ...children]), department: row.department, children };
      })
      .filter(({ before, after }) => before.forms + after.forms > 0)
      .sort(
        (a, b) =>
          byName.compare(a.department?.name ?? '', b.department?.name ?? '') ||
          byName.compare(a.department?.code ?? '', b.department?.code ?? ''),
      );
  const children = branches(null);
  const unplaced = rows.filter(({ department }) => department === null);
  return { ...addAll([...unplaced, ...children]), department: null, children };
}

export function addAll(parts: readonly Tallies[]): Tallies {
  return { before: add(parts.map((one) => one.before)), after: add(parts.map((one) => one.after)) };
}

function add(tallies: readonly Tally[]): Tally {
  const chosen = new Map<string, Map<string, number>>();
  let forms = 0;
  for (const tally of tallies) {
    forms += tally.forms;
    for (const [question, options] of tally.chosen) {
      const sum = chosen.get(question) ?? new Map<string, number>();
      chosen.set(question, sum);
      for (const [option, count] of options) sum.set(option, (sum.get(option) ?? 0) + count);
    }
  }
  return { forms, chosen };
}

/** How many answered a question. */
export function answeredIn({ chosen }: Tally, question: string): number {
  return [...(chosen.get(question)?.values() ?? [])].reduce((sum, count) => sum + count, 0);
}

/**
 * The branches below the root that must not be shown, because one of the two forms has too few
 * people there, or because showing them would give a smaller group away. Hiding by one form never
 * uncovers what the other hides: what is hidden more only joins remainders, which stay empty or
 * large enough (see `suppress`).
 * @param count how many people a branch has on a side.
 */
export function hiddenBranches(
  root: FormBranch,
  k: number,
  count: (branch: FormBranch, side: Side) => number,
): ReadonlySet<FormBranch> {
  const hidden = new Set<FormBranch>();
  for (const side of sides) {
    const groups = new Map<Group, FormBranch>();
    const grouped = (branch: FormBranch): Group => {
      const group = { invited: count(branch, side), children: branch.children.map(grouped) };
      groups.set(group, branch);
      return group;
    };
    for (const group of suppress(grouped(root), k)) {
      const branch = groups.get(group);
      if (branch !== undefined && branch !== root) hidden.add(branch);
    }
  }
  return hidden;
}

/**
 * Hides more, until nothing that can be read or reached by subtraction is a group in which all
 * said the same: of each remainder (a shown branch less the topmost shown ones below it) `isTelling`
 * is asked, and where it says yes the smallest branch below joins it, or else it is hidden itself.
 */
export function hideTelling(
  root: FormBranch,
  known: ReadonlySet<FormBranch>,
  isTelling: (remainder: Tallies) => boolean,
): ReadonlySet<FormBranch> {
  const hidden = new Set(known);
  const remainders = new Map<FormBranch, Tallies>();
  const shownBelow = (branch: FormBranch): FormBranch[] =>
    branch.children.flatMap((child) => (hidden.has(child) ? shownBelow(child) : [child]));
  const remainderOf = (branch: FormBranch) => remainders.get(branch) ?? noForms;

  function settle(branch: FormBranch): void {
    for (const child of branch.children) settle(child);
    let remainder = less(branch, shownBelow(branch));
    while (isTelling(remainder)) {
      const next = smallest(shownBelow(branch));
      if (next === undefined) {
        if (branch !== root) hidden.add(branch);
        break;
      }
      hidden.add(next);
      remainder = addAll([remainder, remainderOf(next)]);
    }
    remainders.set(branch, remainder);
  }
  settle(root);
  return hidden;
}

function smallest(branches: readonly FormBranch[]): FormBranch | undefined {
  const size = ({ before, after }: FormBranch) => before.forms + after.forms;
  return branches.toSorted((a, b) => size(a) - size(b))[0];
}

function less(whole: Tallies, parts: readonly Tallies[]): Tallies {
  const sum = addAll(parts);
  const side = (one: Tally, other: Tally): Tally => ({
    forms: one.forms - other.forms,
    chosen: new Map(
      [...one.chosen].map(([question, options]) => [
        question,
        new Map(
          [...options].map(([option, count]) => [
            option,
            count - (other.chosen.get(question)?.get(option) ?? 0),
          ]),
        ),
      ]),
    ),
  });
  return { before: side(whole.before, sum.before), after: side(whole.after, sum.after) };
}
