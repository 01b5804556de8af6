import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import { numberText, percentText } from '../web/components/format.ts';
import { shareBar } from '../web/components/share-bar.ts';
import { table } from '../web/components/table.ts';
import type { Completion, CompletionRow } from './completion.ts';
import { overviewTexts } from './overview-texts.ts';
import type { ReportBranch, ReportRows } from './report.ts';
import { reportTexts } from './report-texts.ts';

/** The two topmost levels: as rows where they fit, else those below in a line. */
export function reportDepartments(
  language: Language,
  { kind, branches, more }: ReportRows,
  { departments }: Completion,
): string {
  const text = overviewTexts[language];
  if (departments.length === 0) return html`<p>${text.noDepartmentsText}</p>`;
  const rest =
    more === 0
      ? ''
      : html`<p class="small">${reportTexts[language].moreTops(numberText(language, more))}</p>`;
  const intro = kind === 'full' ? '' : html`<p class="small">${reportTexts[language].briefly}</p>`;
  return html`!${intro}!${table({
    caption: text.byDepartment,
    captionHidden: true,
    columns: [
      { head: text.department },
      { head: text.invited, number: true },
      { head: text.started, number: true },
      { head: text.completed, number: true },
    ],
    rows: branches.flatMap((branch) =>
      kind === 'full' ? fullRows(language, branch) : [briefRow(language, branch)],
    ),
  })}
!${rest}`;
}

function fullRows(language: Language, { row, below }: ReportBranch): string[][] {
  const first = below.length === 0 ? html`${row.name}` : html`<strong>${row.name}</strong>`;
  return [
    [first, ...cells(language, row)],
    ...below.map((one) => [
      html`<span class="indented">${one.name}</span>`,
      ...cells(language, one),
    ]),
  ];
}

function briefRow(language: Language, { row, below, more }: ReportBranch): string[] {
  const text = reportTexts[language];
  const { hidden } = overviewTexts[language];
  const each = below.map(({ name, completed, invited }) => {
    const share =
      completed === null || invited === null ? hidden : percentText(language, completed, invited);
    return html`<span class="part">${name} <strong>${share}</strong></span>`;
  });
  if (more > 0) each.push(html`<span class="part">${text.more(numberText(language, more))}</span>`);
  const line = each.length === 0 ? '' : html`<br><span class="brief">!${each.join(' · ')}</span>`;
  return [html`<strong>${row.name}</strong>!${line}`, ...cells(language, row)];
}

function cells(language: Language, { invited, started, completed }: CompletionRow): string[] {
  if (invited === null) return ['–', '–', '–'];
  const share = (part: number | null) =>
    part === null
      ? '–'
      : html`<span class="share"><span>${numberText(language, part)} <span class="muted">(${percentText(language, part, invited)})</span></span>!${shareBar(part, invited)}</span>`;
  return [html`${numberText(language, invited)}`, share(started), share(completed)];
}
