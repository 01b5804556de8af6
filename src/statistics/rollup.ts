/** Numbers of people, as DESIGN section 1 defines them. */
export type Figures = {
  invited: number;
  delivered: number;
  failed: number;
  started: number;
  completed: number;
};

/** `headcount` is everyone enrolled and still here, with or without an address. */
export type Counts = Figures & { headcount: number };

export type Department = { id: number; code: string; name: string; parentId: number | null };

/** People placed on this very department; null collects those without one. */
export type DepartmentCounts = Counts & { department: Department | null };

/** A department with everyone below it counted in; the root has no department and is the total. */
export type Branch = Counts & { department: Department | null; children: readonly Branch[] };

const byName = new Intl.Collator('sv', { numeric: true });

/**
 * Sums the counts up the tree. A department whose parent is not among the rows stands
 * directly below the root; one without anybody enrolled in its subtree is left out.
 * Siblings stand in Swedish alphabetical order.
 * @throws Error where departments are each other's parents, which would lose their people.
 */
export function rollUp(rows: readonly DepartmentCounts[]): Branch {
  const known = new Set(rows.map((row) => row.department?.id));
  const below = new Map<number | null, DepartmentCounts[]>();
  const rootCounts: Counts[] = [];
  for (const row of rows) {
    if (row.department === null) {
      rootCounts.push(row);
      continue;
    }
    const { parentId } = row.department;
    const parent = parentId !== null && known.has(parentId) ? parentId : null;
    const siblings = below.get(parent);
    if (siblings === undefined) below.set(parent, [row]);
    else siblings.push(row);
  }

  let placed = rootCounts.length;
  const branchesBelow = (parent: number | null): Branch[] =>
    (below.get(parent) ?? [])
      .map((row) => {
        placed += 1;
        const children = branchesBelow(row.department?.id ?? null);
        return { ...sum([row, ...children]), department: row.department, children };
      })
      .filter((branch) => branch.headcount > 0)
      .sort((a, b) => compare(a.department, b.department));

  const children = branchesBelow(null);
  if (placed !== rows.length)
    throw new Error(`${rows.length - placed} departments form a circle of parents.`);
  return { ...sum([...rootCounts, ...children]), department: null, children };
}

function sum(parts: readonly Counts[]): Counts {
  const total = { headcount: 0, invited: 0, delivered: 0, failed: 0, started: 0, completed: 0 };
  for (const part of parts) {
    total.headcount += part.headcount;
    total.invited += part.invited;
    total.delivered += part.delivered;
    total.failed += part.failed;
    total.started += part.started;
    total.completed += part.completed;
  }
  return total;
}

function compare(a: Department | null, b: Department | null): number {
  return (
    byName.compare(a?.name ?? '', b?.name ?? '') || byName.compare(a?.code ?? '', b?.code ?? '')
  );
}
