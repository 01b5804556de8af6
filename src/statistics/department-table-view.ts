import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import { dayInYearText, numberText, percentText } from '../web/components/format.ts';
import { withQuery } from '../web/components/pagination.ts';
import { shareBar } from '../web/components/share-bar.ts';
import { type Column, table } from '../web/components/table.ts';
import type { CompletionRow } from './completion.ts';
import { signedText } from './figures-view.ts';
import {
  type Choice,
  changeOf,
  type Earlier,
  queryOf,
  type Shown,
  type SortKey,
  sortRows,
} from './overview.ts';
import { overviewTexts } from './overview-texts.ts';

export type DepartmentTable = {
  path: string;
  choice: Choice;
  rows: readonly CompletionRow[];
  earlier: Earlier | undefined;
  caption: string;
  /** The row that counts them all. */
  total: { name: string; figures: Shown; before: Shown | undefined };
};

/** Departments side by side with bars, each a link to what is below it; sorted by the address. */
export function departmentTable(language: Language, options: DepartmentTable): string {
  const { path, choice, earlier, caption, total } = options;
  const rows = sortRows(options.rows, earlier, choice.sort);
  return table({
    id: 'departments',
    caption,
    captionHidden: true,
    columns: columns(language, options),
    rows: rows.map((row) => {
      const before = earlier?.departments.get(row.code);
      const href = withQuery(path, queryOf({ ...choice, department: row.code }));
      return [
        nameCell(language, row, href),
        ...cells(language, row, before, earlier !== undefined),
      ];
    }),
    total: [
      html`${total.name}`,
      ...cells(language, total.figures, total.before, earlier !== undefined),
    ],
  });
}

function columns(language: Language, { path, choice, earlier }: DepartmentTable): Column[] {
  const text = overviewTexts[language];
  const { sort } = choice;
  const column = (key: SortKey, head: string, number = true): Column => {
    const isSorted = sort.key === key;
    // Numbers are looked at from the greatest down, names from A.
    const descending = isSorted ? !sort.descending : key !== 'name';
    const href = withQuery(path, queryOf({ ...choice, sort: { key, descending } }));
    const direction = sort.descending ? 'descending' : 'ascending';
    return {
      head,
      number,
      sort: { href: `${href}#departments`, direction: isSorted ? direction : undefined },
    };
  };
  return [
    column('name', text.department, false),
    column('invited', text.invited),
    { head: text.delivered, number: true },
    column('failed', text.failed),
    column('started', text.started),
    column('completed', text.completed),
    ...(earlier === undefined
      ? []
      : [column('change', text.since(dayInYearText(language, earlier.day)))]),
  ];
}

function nameCell(language: Language, row: CompletionRow, href: string): string {
  const text = overviewTexts[language];
  const link = html`<a href="${href}">${row.name}</a>`;
  if (row.suppressed) return html`!${link} <span class="muted small">(${text.hidden})</span>`;
  if (row.asOf === undefined) return link;
  const day = dayInYearText(language, row.asOf);
  return html`!${link} <span class="muted small">(${text.older(day)})</span>`;
}

function cells(
  language: Language,
  figures: Shown,
  before: Shown | undefined,
  changes: boolean,
): string[] {
  const { invited, delivered, failed, started, completed } = figures;
  const mails = [delivered, failed].map((value) => countCell(language, value));
  return [
    countCell(language, invited),
    ...mails,
    shareCell(language, started, invited),
    shareCell(language, completed, invited),
    ...(changes ? [changeCell(language, figures, before)] : []),
  ];
}

/** A dash for the eye, and words for the ear. */
function unknown(language: Language): string {
  const { notShown } = overviewTexts[language];
  return html`<span aria-hidden="true">–</span><span class="visually-hidden">${notShown}</span>`;
}

function countCell(language: Language, value: number | null): string {
  return value === null ? unknown(language) : html`${numberText(language, value)}`;
}

function shareCell(language: Language, part: number | null, whole: number | null): string {
  if (part === null || whole === null) return unknown(language);
  const share = percentText(language, part, whole);
  return html`<span class="share">${numberText(language, part)} <span class="muted">(${share})</span>!${shareBar(part, whole)}</span>`;
}

function changeCell(language: Language, now: Shown, before: Shown | undefined): string {
  const text = overviewTexts[language];
  const { started, completed } = changeOf(now, before);
  if (started === null || completed === null) return unknown(language);
  const [first, last] = [signedText(language, started), signedText(language, completed)];
  return html`<span class="small">${text.newStarted(first)}<br>${text.newCompleted(last)}</span>`;
}
