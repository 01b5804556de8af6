import { z } from 'zod';
import type { VisibleDepartments } from '../access/visible-departments.ts';
import { type Figures, nobody, plus } from './figures.ts';
import type { Place, ShownRow } from './shown.ts';

/** As it was when the campaign ended, or as it is now. */
export const views = ['then', 'now'] as const;
export type View = (typeof views)[number];

const people = (meaning: string) => z.int().nonnegative().nullable().describe(meaning);

const figures = {
  invited: people(
    'Enrolled people who have or had an address; leavers are counted in the view `then`, and out of `now` in batches: of the total sooner than of departments.',
  ),
  delivered: people(
    'Of them: at least one mail was accepted by the relay, or answered. Null also beside a hidden department.',
  ),
  failed: people(
    'Of them: no mail was accepted, and one failed for good. Null also beside a hidden department.',
  ),
  started: people('Of them: at least one lesson answered, right or wrong.'),
  completed: people('Of them: every lesson answered.'),
  suppressed: z
    .boolean()
    .describe('True where the figures are null, because a small group could be told from them.'),
};

/** The completion of a campaign; every row counts its whole subtree. */
export const completionSchema = z.object({
  campaign: z.int().describe('The id of the campaign.'),
  as: z
    .enum(views)
    .describe('then: people, departments and tree when the campaign ended; now: as they are now.'),
  asOf: z.iso
    .date()
    .describe('The local day of the departments’ figures, which change once a day.'),
  k: z.int().describe('Groups of fewer people than this are hidden, and what would tell of them.'),
  hiddenPercent: z
    .int()
    .describe('How many of all people stand in a department without figures; whole per cent.'),
  departments: z
    .array(
      z.object({
        code: z.string(),
        name: z.string(),
        parent: z
          .string()
          .nullable()
          .describe('The code of the department above; null at the top of what may be seen.'),
        ...figures,
        asOf: z.iso
          .date()
          .optional()
          .describe('Where started or completed are older than the rest: of which day.'),
      }),
    )
    .describe('Departments with anybody enrolled, each right below its parent.'),
  total: z
    .object(figures)
    .describe(
      'The whole organisation at this moment; for whoever sees a part, the sum of its topmost rows.',
    ),
});

export type Completion = z.infer<typeof completionSchema>;
export type CompletionRow = Completion['departments'][number];
export type CompletionTotal = Completion['total'];

export type NamedDepartment = { code: string; name: string };

export const nothing: CompletionTotal = {
  invited: null,
  delivered: null,
  failed: null,
  started: null,
  completed: null,
  suppressed: true,
};

const unseen = { invited: null, delivered: null, failed: null, started: null, completed: null };

/** A total of everybody; hidden where they are fewer than k. */
export function totalOf(sum: Figures, k: number): CompletionTotal {
  return sum.invited < k ? nothing : { ...sum, suppressed: false };
}

/**
 * The part of what is shown that a reader may see (DESIGN rule 10), each department right below its
 * parent, siblings in Swedish alphabetical order, and their sum: hidden where one of the topmost
 * rows is, since it is then no row that is shown.
 */
export function visiblePart(
  rows: readonly ShownRow[],
  visible: VisibleDepartments,
  names: ReadonlyMap<number, NamedDepartment>,
): { departments: CompletionRow[]; total: CompletionTotal } {
  const seen = new Map<number, ShownRow>();
  const partly = visible === 'all' ? new Set() : aboveOthers(rows, visible);
  for (const row of rows)
    if (visible === 'all' || visible.has(row.department))
      seen.set(row.department, partly.has(row.department) ? { ...row, ...unseen } : row);
  const below = new Map<Place, ShownRow[]>();
  for (const row of seen.values()) {
    const parent = row.parent !== null && seen.has(row.parent) ? row.parent : null;
    const siblings = below.get(parent);
    if (siblings === undefined) below.set(parent, [row]);
    else siblings.push(row);
  }
  const named = (id: Place) => (id === null ? undefined : names.get(id));
  const inOrder = (parent: Place): CompletionRow[] =>
    (below.get(parent) ?? [])
      .sort((a, b) => compare(named(a.department), named(b.department)))
      .flatMap((row) => [
        toRow(row, named(row.department), named(parent)),
        ...inOrder(row.department),
      ]);
  return { departments: inOrder(null), total: sumOf(below.get(null) ?? []) };
}

/** A department and the one it stood right below. */
export type Ancestry = Pick<ShownRow, 'department' | 'parent'>;

/** Rows that count people of departments that the reader may not see: as it was then, or not yet moved. */
export function aboveOthers(rows: readonly Ancestry[], visible: ReadonlySet<number>): Set<number> {
  const parents = new Map(rows.map(({ department, parent }) => [department, parent]));
  const above = new Set<number>();
  for (const { department } of rows) {
    if (visible.has(department)) continue;
    for (let at = parents.get(department) ?? null; at !== null; at = parents.get(at) ?? null)
      above.add(at);
  }
  return above;
}

const byName = new Intl.Collator('sv', { numeric: true });

function compare(a: NamedDepartment | undefined, b: NamedDepartment | undefined): number {
  return (
    byName.compare(a?.name ?? '', b?.name ?? '') || byName.compare(a?.code ?? '', b?.code ?? '')
  );
}

function toRow(
  row: ShownRow,
  own: NamedDepartment | undefined,
  parent: NamedDepartment | undefined,
): CompletionRow {
  const { invited, delivered, failed, started, completed, asOf = {} } = row;
  const [oldest] = Object.values(asOf).sort();
  return {
    code: own?.code ?? '',
    name: own?.name ?? '',
    parent: parent?.code ?? null,
    invited,
    delivered,
    failed,
    started,
    completed,
    suppressed: invited === null,
    ...(oldest === undefined ? {} : { asOf: oldest }),
  };
}

/** Sums of figures that each row has; mails are summed only where no row lacks them. */
function sumOf(rows: readonly ShownRow[]): CompletionTotal {
  if (rows.length === 0 || rows.some(({ invited }) => invited === null)) return nothing;
  const sum = rows.reduce<Figures>(
    (all, { invited, delivered, failed, started, completed }) =>
      plus(all, {
        invited: invited ?? 0,
        delivered: delivered ?? 0,
        failed: failed ?? 0,
        started: started ?? 0,
        completed: completed ?? 0,
      }),
    nobody,
  );
  const mails = rows.every(({ delivered }) => delivered !== null);
  return { ...sum, ...(mails ? {} : { delivered: null, failed: null }), suppressed: false };
}
