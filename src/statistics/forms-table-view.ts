import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import { numberText } from '../web/components/format.ts';
import { table } from '../web/components/table.ts';

type FormFigure = { answered: number | null; mean: number | null; right: number | null };

/** What forms before and after a course said of one group; null where hidden. */
export type FormsRow = {
  suppressed: boolean;
  forms: { before: number | null; after: number | null };
  questions: { key: string; before: FormFigure; after: FormFigure; change: number | null }[];
};

export type FormsReport = {
  /** Departments are shown once the campaign has ended. */
  final: boolean;
  questions: {
    key: string;
    kind: 'confidence' | 'knowledge';
    text: Record<Language, string>;
  }[];
  departments: ({ code: string; name: string; parent: string | null } & FormsRow)[];
  total: FormsRow;
};

const texts = {
  sv: {
    lead: 'Frivilliga och anonyma formulär, före första lektionen och efter den sista.',
    forms: (before: string, after: string) => `${before} svarade före och ${after} efter.`,
    caption: 'Svar före och efter',
    question: 'Fråga',
    before: 'Före',
    after: 'Efter',
    change: 'Skillnad',
    scale: 'medel, 1–5',
    right: 'andel rätt',
    notFinal:
      'Medan utskicket pågår visas bara hela organisationens svar. Enheternas svar visas när utskicket har avslutats.',
    none: 'Svaren visas när tillräckligt många har svarat.',
    notShown: 'visas inte',
    points: 'procentenheter',
  },
  en: {
    lead: 'Voluntary and anonymous forms, before the first lesson and after the last.',
    forms: (before: string, after: string) => `${before} replied before and ${after} after.`,
    caption: 'Replies before and after',
    question: 'Question',
    before: 'Before',
    after: 'After',
    change: 'Difference',
    scale: 'mean, 1–5',
    right: 'share right',
    notFinal:
      'While the campaign runs only the replies of the whole organisation are shown. Replies of departments are shown once the campaign has ended.',
    none: 'The replies are shown once enough have come.',
    notShown: 'not shown',
    points: 'percentage points',
  },
} as const;

/** The row of a department, or of all that the reader sees; undefined where there is none yet. */
export function formsAt(
  { departments, total }: FormsReport,
  department: string | undefined,
): FormsRow | undefined {
  return department === undefined ? total : departments.find(({ code }) => code === department);
}

/** What was said before and after the course, question by question. */
export function formsTable(
  language: Language,
  report: FormsReport,
  row: FormsRow | undefined,
  download: string,
): string {
  const text = texts[language];
  const lead = html`<p>${text.lead}!${report.final ? '' : html` ${text.notFinal}`}</p>`;
  // The lead has said already that departments come later.
  if (row === undefined && !report.final) return lead;
  if (row === undefined || row.suppressed) return html`!${lead}<p class="muted">${text.none}</p>`;
  const { before, after } = row.forms;
  const count = (value: number | null) =>
    value === null ? text.notShown : numberText(language, value);
  return html`!${lead}
<p>${text.forms(count(before), count(after))}</p>
!${table({
    caption: text.caption,
    captionHidden: true,
    columns: [
      { head: text.question },
      ...[text.before, text.after, text.change].map((head) => ({ head, number: true })),
    ],
    rows: report.questions.flatMap(({ key, kind, text: question }) => {
      const figures = row.questions.find((one) => one.key === key);
      if (figures === undefined) return [];
      const unit = kind === 'confidence' ? text.scale : text.right;
      return [
        [
          html`${question[language]} <span class="muted small">(${unit})</span>`,
          html`${figureText(language, figures.before)}`,
          html`${figureText(language, figures.after)}`,
          html`${formsChangeText(language, kind, figures.change)}`,
        ],
      ];
    }),
  })}
!${download}`;
}

export function figureText(language: Language, { mean, right }: FormFigure): string {
  if (mean !== null) return meanText(language, mean);
  if (right === null) return '–';
  const percent = Math.round(right * 100);
  return language === 'sv' ? `${percent}\u00a0%` : `${percent}%`;
}

/** `+0,4`, or `+12 procentenheter`; a dash where it is not known. */
export function formsChangeText(
  language: Language,
  kind: 'confidence' | 'knowledge',
  change: number | null,
): string {
  if (change === null) return '–';
  const sign = change > 0 ? '+' : change < 0 ? '−' : '±';
  const size = Math.abs(change);
  return kind === 'confidence'
    ? `${sign}${meanText(language, size)}`
    : `${sign}${Math.round(size * 100)} ${texts[language].points}`;
}

function meanText(language: Language, mean: number): string {
  const text = mean.toFixed(1);
  return language === 'sv' ? text.replace('.', ',') : text;
}
