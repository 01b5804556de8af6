/** A node of the tree with the number of people in its whole subtree, and what lies below it. */
export type Group = { readonly invited: number; readonly children: readonly Group[] };

/**
 * The groups whose figures must not be shown, so that no figure of 1 to k - 1 people can be
 * read or reached by subtraction (DESIGN rule 11).
 *
 * Why it holds: what a reader can compute from the shown rows are sums of remainders, a
 * remainder being a shown group less the topmost shown groups below it. Remainders do not
 * overlap. So it is enough that each holds nobody or at least k people. Where one holds too
 * few, the smallest group below it is hidden and joins it, until it holds enough. People
 * placed directly on a department belong to its remainder.
 *
 * Simple form: one view at one time. Differences between readers, dates and campaigns, and
 * shares of 0 and 100 %, are not covered.
 */
export function suppress(root: Group, k: number): ReadonlySet<Group> {
  const hidden = new Set<Group>();
  const remainders = new Map<Group, number>();
  const remainderOf = (group: Group) => remainders.get(group) ?? 0;
  const topmostShown = (group: Group): Group[] =>
    group.children.flatMap((child) => (hidden.has(child) ? topmostShown(child) : [child]));

  function settle(group: Group): void {
    let remainder = group.invited;
    for (const child of group.children) {
      settle(child);
      remainder -= hidden.has(child) ? child.invited - remainderOf(child) : child.invited;
    }
    if (group.invited < k) {
      hidden.add(group);
    } else if (remainder > 0 && remainder < k) {
      remainder = hideMore(topmostShown(group), remainder);
    }
    remainders.set(group, remainder);
  }

  function hideMore(shown: Group[], start: number): number {
    let remainder = start;
    while (remainder < k) {
      const next = smallest(shown);
      hidden.add(next);
      remainder += remainderOf(next);
      // What lies below comes first: at equal size, hiding it is what makes the hiding of its
      // parent count.
      shown = [...topmostShown(next), ...shown.filter((group) => group !== next)];
    }
    return remainder;
  }

  settle(root);
  return hidden;
}

/** The first of the smallest. */
function smallest(groups: readonly Group[]): Group {
  return groups.reduce((least, group) => (group.invited < least.invited ? group : least));
}
