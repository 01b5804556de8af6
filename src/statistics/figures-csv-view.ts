import type { Language } from '../course/course.ts';
import { wholePercent } from '../web/components/format.ts';
import type { CompletionRow } from './completion.ts';
import { type FormsReport, type FormsRow, formsAt } from './forms-table-view.ts';
import { changeOf, type Earlier, type FiguresDay } from './overview.ts';
import type { QuestionRow } from './question-rows.ts';

/** A table as it stands in a file; null for what is hidden, and the last column says why. */
export type FileTable = { headings: string[]; rows: (string | number | null)[][] };

const texts = {
  sv: {
    departments: ['Kod', 'Enhet', 'Ovanför', 'Nivå'],
    figures: ['Inbjudna', 'Fått mejl', 'Nåddes inte', 'Har börjat', 'Klara'],
    shares: ['Har börjat, %', 'Klara, %'],
    since: (day: string) => [`Har börjat sedan ${day}`, `Klara sedan ${day}`],
    day: 'Dag',
    note: 'Anmärkning',
    hidden: 'Dold: för få personer, eller så skulle siffrorna röja en sådan grupp',
    noMails: 'Mejl visas inte bredvid en dold enhet',
    older: (day: string) => `Börjat och klara är från ${day}`,
    lesson: ['Lektion', 'Rubrik', 'Fråga'],
    questions: ['Rätt vid första försöket, %', 'Vanligaste fel svar', 'Andel av svaren, %'],
    hiddenQuestion: 'Dold: för få svar, eller så svarade alla lika',
    hiddenWrong: 'Felsvaret visas inte: för få valde samma',
    form: ['Kod', 'Enhet', 'Fråga', 'Mått', 'Svar före', 'Före', 'Svar efter', 'Efter', 'Skillnad'],
    mean: 'medel 1–5',
    right: 'andel rätt, %',
    everybody: 'Alla',
    hiddenForm: 'Dold: för få svar, eller så svarade alla lika',
  },
  en: {
    departments: ['Code', 'Department', 'Above', 'Level'],
    figures: ['Invited', 'Got mail', 'Not reached', 'Have started', 'Completed'],
    shares: ['Have started, %', 'Completed, %'],
    since: (day: string) => [`Started since ${day}`, `Completed since ${day}`],
    day: 'Day',
    note: 'Note',
    hidden: 'Hidden: too few people, or the figures would tell of such a group',
    noMails: 'Mails are not shown beside a hidden department',
    older: (day: string) => `Started and completed are of ${day}`,
    lesson: ['Lesson', 'Title', 'Question'],
    questions: ['Right at the first try, %', 'Most common wrong answer', 'Share of answers, %'],
    hiddenQuestion: 'Hidden: too few answers, or all answered alike',
    hiddenWrong: 'The wrong answer is not shown: too few chose the same',
    form: [
      'Code',
      'Department',
      'Question',
      'Measure',
      'Replies before',
      'Before',
      'Replies after',
      'After',
      'Difference',
    ],
    mean: 'mean 1–5',
    right: 'share right, %',
    everybody: 'Everybody',
    hiddenForm: 'Hidden: too few replies, or all replied alike',
  },
} as const;

/** Departments as they lie in the tree, each with how deep. */
export function departmentFile(
  language: Language,
  rows: readonly CompletionRow[],
  earlier: Earlier | undefined,
): FileTable {
  const text = texts[language];
  const levels = new Map<string, number>();
  return {
    headings: [
      ...text.departments,
      ...text.figures,
      ...text.shares,
      ...(earlier === undefined ? [] : text.since(earlier.day)),
      text.note,
    ],
    rows: rows.map((row) => {
      const { code, name, parent, invited, delivered, failed, started, completed } = row;
      const level = parent === null ? 1 : (levels.get(parent) ?? 0) + 1;
      levels.set(code, level);
      const change = changeOf(row, earlier?.departments.get(code));
      return [
        ...[code, name, parent ?? '', level],
        ...[invited, delivered, failed, started, completed],
        ...[percentOf(started, invited), percentOf(completed, invited)],
        ...(earlier === undefined ? [] : [change.started, change.completed]),
        departmentNote(language, row),
      ];
    }),
  };
}

function departmentNote(language: Language, row: CompletionRow): string {
  const text = texts[language];
  if (row.invited === null) return text.hidden;
  const notes = [
    row.delivered === null ? text.noMails : '',
    row.asOf === undefined ? '' : text.older(row.asOf),
  ];
  return notes.filter((note) => note !== '').join('. ');
}

/** Every day, the oldest first. */
export function dayFile(language: Language, days: readonly FiguresDay[]): FileTable {
  const text = texts[language];
  return {
    headings: [text.day, ...text.figures, ...text.shares, text.note],
    rows: days.map(({ day, invited, delivered, failed, started, completed }) => [
      ...[day, invited, delivered, failed, started, completed],
      ...[percentOf(started, invited), percentOf(completed, invited)],
      invited === null ? text.hidden : delivered === null ? text.noMails : '',
    ]),
  };
}

export function questionFile(language: Language, rows: readonly QuestionRow[]): FileTable {
  const text = texts[language];
  return {
    headings: [...text.lesson, ...text.questions, text.note],
    rows: rows.map(({ lesson, title, text: question, rightPercent, wrongText, wrongPercent }) => [
      ...[lesson, title, question],
      ...[rightPercent, wrongText, wrongPercent],
      rightPercent === null ? text.hiddenQuestion : wrongText === null ? text.hiddenWrong : '',
    ]),
  };
}

/** A question a row: of one department, or of everybody and each. No rows where nothing is asked. */
export function formsFile(
  language: Language,
  report: FormsReport | undefined,
  department: string | undefined,
): FileTable {
  const text = texts[language];
  const headings = [...text.form, text.note];
  if (report === undefined) return { headings, rows: [] };
  const one = formsAt(report, department);
  const own =
    department === undefined
      ? [
          { code: '', name: text.everybody, row: report.total },
          ...report.departments.map((row) => ({ code: row.code, name: row.name, row })),
        ]
      : [{ code: department, name: nameOf(report, department), row: one }];
  return {
    headings,
    rows: own.flatMap(({ code, name, row }) =>
      report.questions.map((question) => formCells(language, { code, name }, question, row)),
    ),
  };
}

function nameOf({ departments }: FormsReport, department: string): string {
  return departments.find(({ code }) => code === department)?.name ?? department;
}

function formCells(
  language: Language,
  { code, name }: { code: string; name: string },
  question: FormsReport['questions'][number],
  row: FormsRow | undefined,
): (string | number | null)[] {
  const text = texts[language];
  const found = row?.questions.find(({ key }) => key === question.key);
  const isMean = question.kind === 'confidence';
  const value = (figure: { mean: number | null; right: number | null } | undefined) =>
    (isMean ? figure?.mean : percent(figure?.right)) ?? null;
  const [before, after] = [value(found?.before), value(found?.after)];
  return [
    ...[code, name, question.text[language], isMean ? text.mean : text.right],
    ...[found?.before.answered ?? null, before, found?.after.answered ?? null, after],
    isMean ? (found?.change ?? null) : percent(found?.change),
    before === null || after === null ? text.hiddenForm : '',
  ];
}

function percent(share: number | null | undefined): number | null {
  return share === null || share === undefined ? null : Math.round(share * 100);
}

function percentOf(part: number | null, whole: number | null): number | null {
  return part === null || whole === null ? null : wholePercent(part, whole);
}
