import type { Language } from '../course/course.ts';
import type { Completion, CompletionRow, CompletionTotal, View } from './completion.ts';
import type { DigestCampaign, DigestFigures } from './digest.ts';

/** Figures as a reader sees them; null where they are hidden. */
export type Shown = Omit<CompletionTotal, 'suppressed'> & Pick<CompletionRow, 'asOf'>;

/** A campaign's figures on one day. */
export type FiguresDay = Omit<CompletionTotal, 'suppressed'> & { day: string };

/** A campaign as its pages name it; days are ISO. */
export type OverviewCampaign = {
  id: number;
  status: 'running' | 'paused' | 'ended';
  start: string;
  until: string | null;
  course: Record<Language, string>;
};

export type Overview = {
  campaign: OverviewCampaign;
  /** Whether the reader sees the whole organisation. */
  whole: boolean;
  completion: Completion;
  /** What was shown a week before; undefined for a campaign without days that old. */
  earlier: Earlier | undefined;
  /** The department that is all the reader sees, where it is one. */
  top: string | undefined;
};

/** What was shown on an earlier day, by the code of the department. */
export type Earlier = { day: string; total: Shown; departments: ReadonlyMap<string, Shown> };

/** What a page is about: a department with those right below it, or all that the reader sees. */
export type Focus = {
  /** Undefined for all that the reader sees. */
  row: CompletionRow | undefined;
  figures: Shown;
  before: Shown | undefined;
  /** From the top down to the department's parent. */
  above: CompletionRow[];
  below: CompletionRow[];
};

/**
 * Undefined where the department is not in view. A reader of one department alone is there from
 * the start, since all that such a reader sees is that department.
 */
export function focusOn(
  { departments, total }: Completion,
  earlier: Earlier | undefined,
  code: string | undefined,
): Focus | undefined {
  const rows = new Map(departments.map((row) => [row.code, row]));
  const childrenOf = (parent: string | null) => departments.filter((row) => row.parent === parent);
  if (code === undefined)
    return {
      row: undefined,
      figures: total,
      before: earlier?.total,
      above: [],
      below: childrenOf(null),
    };
  const row = rows.get(code);
  if (row === undefined) return undefined;
  const above: CompletionRow[] = [];
  for (let at = parentIn(rows, row); at !== undefined; at = parentIn(rows, at)) above.push(at);
  return {
    row,
    figures: row,
    before: earlier?.departments.get(code),
    above: above.toReversed(),
    below: childrenOf(code),
  };
}

function parentIn(rows: ReadonlyMap<string, CompletionRow>, { parent }: CompletionRow) {
  return parent === null ? undefined : rows.get(parent);
}

export type Change = { started: number | null; completed: number | null };

/** How many more or fewer than before; null where one is hidden, or older than it says. */
export function changeOf(now: Shown, before: Shown | undefined): Change {
  const of = (figure: keyof Change) => {
    const [a, b] = [now[figure], before?.[figure] ?? null];
    return a === null || b === null ? null : a - b;
  };
  const isOld = now.asOf !== undefined || before?.asOf !== undefined;
  return isOld
    ? { started: null, completed: null }
    : { started: of('started'), completed: of('completed') };
}

export const sortKeys = ['name', 'invited', 'failed', 'started', 'completed', 'change'] as const;
export type SortKey = (typeof sortKeys)[number];
export type Sort = { key: SortKey; descending: boolean };

/** As it stands in the address: `completed`, or `-completed` for the greatest first. */
export function readSort(text: string): Sort {
  const descending = text.startsWith('-');
  const key = sortKeys.find((one) => one === text.replace('-', ''));
  return key === undefined ? { key: 'name', descending: false } : { key, descending };
}

export function sortText({ key, descending }: Sort): string {
  return descending ? `-${key}` : key;
}

const byName = new Intl.Collator('sv', { numeric: true });

/**
 * Rows by a column: people by number, who has started or completed by their share of the invited,
 * the change by those who have started. What is hidden stands last either way.
 */
export function sortRows(
  rows: readonly CompletionRow[],
  earlier: Earlier | undefined,
  { key, descending }: Sort,
): CompletionRow[] {
  const value = (row: CompletionRow): number | null => {
    if (key === 'started' || key === 'completed') return shareOf(row[key], row.invited);
    if (key === 'change') return changeOf(row, earlier?.departments.get(row.code)).started;
    return key === 'name' ? 0 : row[key];
  };
  return rows.toSorted((one, other) => {
    const [a, b] = [value(one), value(other)];
    const names = byName.compare(one.name, other.name) || byName.compare(one.code, other.code);
    if (key === 'name') return descending ? -names : names;
    if (a === null || b === null) return Number(a === null) - Number(b === null) || names;
    return (descending ? b - a : a - b) || names;
  });
}

function shareOf(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole === 0 ? null : part / whole;
}

/** What the rules of attention need of a campaign (digest.ts). */
export function digestOf(
  campaign: Pick<DigestCampaign, 'id' | 'course' | 'paused' | 'until'>,
  { departments }: Pick<Completion, 'departments'>,
  { figures, before }: Pick<Focus, 'figures' | 'before'>,
): DigestCampaign {
  const parents = new Set(departments.map(({ parent }) => parent));
  return {
    ...campaign,
    total: wholeFigures(figures),
    before: wholeFigures(before),
    departments: departments.flatMap(({ code, name, invited, started, asOf }) =>
      parents.has(code) || invited === null || started === null || asOf !== undefined
        ? []
        : [{ name, invited, started }],
    ),
  };
}

function wholeFigures(shown: Shown | undefined): DigestFigures | null {
  const { invited, started, completed, delivered, failed } = shown ?? {};
  if (invited == null || started == null || completed == null) return null;
  // Mails are told in fewer places than answers; unknown failures need no attention.
  return { invited, started, completed, delivered: delivered ?? 0, failed: failed ?? 0 };
}

/** A department and all below it that is in view, in the order of the tree. */
export function subtreeOf(
  departments: readonly CompletionRow[],
  code: string | undefined,
): CompletionRow[] {
  if (code === undefined) return [...departments];
  const within = new Set([code]);
  return departments.filter((row) => {
    if (row.parent !== null && within.has(row.parent)) within.add(row.code);
    return within.has(row.code);
  });
}

/** How the page that the reader asked for is kept in the address; what is usual is left out. */
export type Choice = { as: View; department: string | undefined; sort: Sort };

export function queryOf({ as, department, sort }: Choice): Record<string, string | undefined> {
  const sorted = sortText(sort);
  return {
    department,
    as: as === 'now' ? undefined : as,
    sort: sorted === 'name' ? undefined : sorted,
  };
}

/** The one department that is all a reader sees; undefined where there are several or none. */
export function onlyTop(departments: readonly CompletionRow[]): string | undefined {
  const tops = departments.filter(({ parent }) => parent === null);
  return tops.length === 1 ? tops[0]?.code : undefined;
}
