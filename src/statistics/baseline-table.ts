import type { BaselineReport, BaselineRow } from './baseline-figures.ts';
import { TABLE_WIDTH } from './completion-table.ts';

const column = 11;

/** The report as text of at most 80 columns: the questions, then a block for each department. */
export function baselineTable(report: BaselineReport): string {
  if (report.questions.length === 0)
    return 'Kursen har inget formulär före och efter. / The course has no form before and after.';
  const legend = report.questions.flatMap(({ text, kind }, index) => [
    `${index + 1}  ${kind === 'confidence' ? '(1–5) ' : '(rätt / right) '}${text.sv}`,
    `   ${text.en}`,
  ]);
  return [
    ...legend.flatMap((line) => fold(line)),
    '',
    head(),
    ...report.departments.flatMap((row) => block(`${row.code}  ${row.name}`, row, report)),
    ...block('Totalt / total', report.total, report),
    '',
    ...(report.final
      ? []
      : fold(
          'Enheter visas när utskicket är slut. / Departments are shown once the campaign has ended.',
        )),
    ...fold('– = dolt: färre än fem svar, eller sådant som annars skulle röja ett svar'),
    ...fold('– = hidden: fewer than five replies, or what would give one away'),
  ].join('\n');
}

function head(): string {
  return line('Formulär / forms', ['före/before', 'efter/after', 'skillnad']);
}

function block(name: string, row: BaselineRow, { questions }: BaselineReport): string[] {
  const title = name.replace(/\p{C}+/gu, ' ');
  if (row.suppressed) return [line(title, ['–', '–', ''])];
  const shown = row.questions.flatMap(({ key, before, after, change }) => {
    const index = questions.findIndex((question) => question.key === key);
    const kind = questions[index]?.kind;
    const text = (figure: typeof before) =>
      kind === 'confidence' ? number(figure.mean) : percent(figure.right);
    const moved =
      change === null
        ? ''
        : `${change > 0 ? '+' : ''}${kind === 'confidence' ? number(change) : percent(change)}`;
    return [line(`  ${index + 1}`, [text(before), text(after), moved])];
  });
  return [line(title, [count(row.forms.before), count(row.forms.after), '']), ...shown];
}

function line(name: string, values: readonly string[]): string {
  const width = TABLE_WIDTH - values.length * (column + 1);
  const letters = Array.from(name);
  const start = letters.length > width ? `${letters.slice(0, width - 1).join('')}…` : name;
  return `${start.padEnd(width)}${values.map((value) => ` ${value.padStart(column)}`).join('')}`.trimEnd();
}

const count = (value: number | null) => (value === null ? '–' : String(value));
const number = (value: number | null) =>
  value === null ? '–' : value.toFixed(1).replace('.', ',');
const percent = (value: number | null) => (value === null ? '–' : `${Math.round(value * 100)} %`);

function fold(text: string): string[] {
  if (text.length <= TABLE_WIDTH) return [text];
  const at = text.lastIndexOf(' ', TABLE_WIDTH);
  return at <= 3 ? [text] : [text.slice(0, at), ...fold(`   ${text.slice(at + 1)}`)];
}
