import type { VisibleDepartments } from '../access/visible-departments.ts';

/** A department that can be ticked, with those below it. */
export type DepartmentNode = {
  code: string;
  name: string;
  /** Current employees, those below included. */
  people: number;
  below: DepartmentNode[];
};

/** A department as it is listed: right below its parent, `level` counted from the top. */
export type ListedNode = {
  id: number;
  code: string;
  name: string;
  level: number;
  people: number;
};

/** The tree of those that are visible; one whose parent is not stands at the top. */
export function choosable(
  listed: readonly ListedNode[],
  visible: VisibleDepartments,
): DepartmentNode[] {
  const top: DepartmentNode[] = [];
  const above: { level: number; node: DepartmentNode }[] = [];
  for (const { id, code, name, level, people } of listed) {
    if (visible !== 'all' && !visible.has(id)) continue;
    while ((above.at(-1)?.level ?? -1) >= level) above.pop();
    const node: DepartmentNode = { code, name, people, below: [] };
    for (const one of above) one.node.people += people;
    (above.at(-1)?.node.below ?? top).push(node);
    above.push({ level, node });
  }
  return top;
}

/** The parts of a tree below these departments, themselves included; all of it for none. */
export function onlyBelow(
  tree: readonly DepartmentNode[],
  codes: readonly string[],
): DepartmentNode[] {
  if (codes.length === 0) return [...tree];
  const wanted = new Set(codes);
  const find = (nodes: readonly DepartmentNode[]): DepartmentNode[] =>
    nodes.flatMap((node) => (wanted.has(node.code) ? [node] : find(node.below)));
  return find(tree);
}

/** Of ticked departments those that no other ticked one includes; unknown codes are left out. */
export function topmost(tree: readonly DepartmentNode[], codes: readonly string[]): string[] {
  return codes.length === 0 ? [] : onlyBelow(tree, codes).map(({ code }) => code);
}
