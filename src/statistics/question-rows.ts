import type { Course, Language } from '../course/course.ts';
import type { QuestionInsight } from './insight.ts';

/** A question as people read it, and how it went; null where it may not be told. */
export type QuestionRow = {
  lesson: number;
  title: string;
  text: string;
  rightPercent: number | null;
  wrongText: string | null;
  wrongPercent: number | null;
};

type Insight = {
  organisation: QuestionInsight[] | null;
  departments: { code: string; questions: QuestionInsight[] }[];
};

/** Of a department, or of the organisation; empty where nothing may be told of it. */
export function insightAt(insight: Insight, department: string | undefined): QuestionInsight[] {
  if (department === undefined) return insight.organisation ?? [];
  return insight.departments.find(({ code }) => code === department)?.questions ?? [];
}

/** In the order of the lessons. A question that the course no longer has is left out. */
export function questionRows(
  course: Course,
  questions: readonly QuestionInsight[],
  language: Language,
): QuestionRow[] {
  const rows = questions.flatMap((one): QuestionRow[] => {
    const lesson = course.lessons.find(({ number }) => number === one.lesson)?.text[language];
    if (lesson === undefined || lesson.question.key !== one.question) return [];
    const options = [...lesson.question.options, ...(lesson.question.second?.options ?? [])];
    return [
      {
        lesson: one.lesson,
        title: lesson.title,
        text: lesson.question.text,
        rightPercent: one.rightPercent,
        wrongText: options.find(({ id }) => id === one.wrongOption)?.text ?? null,
        wrongPercent: one.wrongPercent,
      },
    ];
  });
  return rows.toSorted((one, other) => one.lesson - other.lesson);
}

/** Best known first; those that may not be told are left out. */
export function byShareRight(rows: readonly QuestionRow[]): QuestionRow[] {
  return rows
    .filter(({ rightPercent }) => rightPercent !== null)
    .toSorted((one, other) => (other.rightPercent ?? 0) - (one.rightPercent ?? 0));
}
