import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import { numberText, percentText } from '../web/components/format.ts';
import { shareBar } from '../web/components/share-bar.ts';
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
  const intro = kind !== 'brief' ? '' : html`<p class="small">${reportTexts[language].briefly}</p>`;
  const heads = [text.invited, text.started, text.completed];
  return html`!${intro}<section class="table-box" tabindex="0" aria-label="${text.byDepartment}">
<table>
<caption class="visually-hidden">${text.byDepartment}</caption>
<thead><tr><th scope="col">${text.department}</th>!${heads.map((head) => html`<th scope="col" class="number">${head}</th>`)}</tr></thead>
!${branches.map((branch) => html`<tbody>!${kind === 'full' ? fullRows(language, branch) : briefRows(language, branch)}</tbody>`)}
</table>
</section>
!${rest}`;
}

function fullRows(language: Language, { row, below }: ReportBranch): string[] {
  const name = below.length === 0 ? html`${row.name}` : html`<strong>${row.name}</strong>`;
  return [
    tableRow(name, cells(language, row)),
    ...below.map((one) =>
      tableRow(html`<span class="indented">${one.name}</span>`, cells(language, one)),
    ),
  ];
}

function briefRows(language: Language, { row, below, more }: ReportBranch): string[] {
  const { hidden } = overviewTexts[language];
  const parts = below.map(({ name, completed, invited }) => {
    const share =
      completed === null || invited === null ? hidden : percentText(language, completed, invited);
    return html`<span class="part">${name} <strong>${share}</strong></span>`;
  });
  const rest = reportTexts[language].more(numberText(language, more));
  if (more > 0) parts.push(html`<span class="part">${rest}</span>`);
  const line = html`<tr><td colspan="4" class="brief">!${parts.join(' · ')}</td></tr>`;
  return [
    tableRow(html`<strong>${row.name}</strong>`, cells(language, row)),
    ...(parts.length === 0 ? [] : [line]),
  ];
}

function tableRow(name: string, numbers: readonly string[]): string {
  return html`<tr><th scope="row">!${name}</th>!${numbers.map((cell) => html`<td class="number">!${cell}</td>`)}</tr>`;
}

function cells(language: Language, { invited, started, completed }: CompletionRow): string[] {
  if (invited === null) return ['–', '–', '–'];
  const share = (part: number | null) =>
    part === null
      ? '–'
      : html`<span class="share"><span>${numberText(language, part)} <span class="muted">(${percentText(language, part, invited)})</span></span>!${shareBar(part, invited)}</span>`;
  return [html`${numberText(language, invited)}`, share(started), share(completed)];
}
