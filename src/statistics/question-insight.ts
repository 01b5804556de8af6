import type { Course, Language } from '../course/course.ts';

/** How a question was answered when it came with its lesson, by everybody in a campaign. */
export type QuestionCount = {
  lesson: number;
  answered: number;
  right: number;
  /** How often each option was chosen, by id. */
  chosen: Readonly<Record<string, number>>;
};

/** Why a cell is empty: too few answers, all alike, or nothing is right or wrong in it. */
export type HiddenReason = 'few' | 'alike' | 'stance' | 'none';

export type QuestionInsight = {
  lesson: number;
  title: Record<Language, string>;
  question: Record<Language, string>;
  /** Share right to the nearest 5 per cent, 5 to 95, or why it is not shown. */
  right: { percent: number } | { hidden: HiddenReason };
  /** The wrong option chosen most, where enough people chose it. */
  wrong: Record<Language, string> | undefined;
};

/**
 * Every question of a course with what may be shown of it. Shares are rounded to 5 per cent and
 * counts are not told, so that two looks do not say what one person answered in between; a share
 * that is 0 or 100 per cent would say it of everybody.
 * @param k the smallest group that is shown.
 */
export function questionInsights(
  course: Course,
  counts: readonly QuestionCount[],
  k: number,
): QuestionInsight[] {
  const byLesson = new Map(counts.map((one) => [one.lesson, one]));
  return course.lessons.map(({ number, text }) => {
    const count = byLesson.get(number);
    const right = shownShare(count, text.sv.question.type === 'stance', k);
    const wrong = 'percent' in right && count !== undefined ? mostWrong(text, count, k) : undefined;
    return {
      lesson: number,
      title: { sv: text.sv.title, en: text.en.title },
      question: { sv: text.sv.question.text, en: text.en.question.text },
      right,
      wrong,
    };
  });
}

function shownShare(
  count: QuestionCount | undefined,
  isStance: boolean,
  k: number,
): QuestionInsight['right'] {
  if (isStance) return { hidden: 'stance' };
  if (count === undefined || count.answered === 0) return { hidden: 'none' };
  const { answered, right } = count;
  if (answered < k) return { hidden: 'few' };
  if (right === 0 || right === answered) return { hidden: 'alike' };
  const rounded = Math.round((right / answered) * 20) * 5;
  return { percent: Math.min(95, Math.max(5, rounded)) };
}

function mostWrong(
  text: Course['lessons'][number]['text'],
  { chosen }: QuestionCount,
  k: number,
): Record<Language, string> | undefined {
  const wrong = text.sv.question.options.filter(({ correct }) => !correct);
  const [most, next] = wrong
    .map(({ id }) => ({ id, times: chosen[id] ?? 0 }))
    .sort((one, other) => other.times - one.times);
  if (most === undefined || most.times < k || most.times === next?.times) return undefined;
  const of = (language: Language) =>
    text[language].question.options.find(({ id }) => id === most.id)?.text ?? '';
  return { sv: of('sv'), en: of('en') };
}
