import type { Course, Question } from '../course/course.ts';
import type { Place } from './shown.ts';
import type { Node } from './shown-tree.ts';

/** First answers to one question by people shown in one place; `options` counts the wrong answers' choices. */
export type AnswerCounts = {
  question: string;
  place: Place;
  answers: number;
  right: number;
  wrongOptions: ReadonlyMap<string, number>;
};

/**
 * How a question went, without numbers of people: those, from one day to the next, would tell
 * single answers. Null where it may not be told.
 */
export type QuestionInsight = {
  question: string;
  /** The lesson it belongs to. */
  lesson: number;
  /** Right at the first try, in whole per cent; never 0 or 100. */
  rightPercent: number | null;
  /** The wrong option most often chosen, and its share of all answers in whole per cent. */
  wrongOption: string | null;
  wrongPercent: number | null;
};

export type DepartmentInsight = { department: Place; questions: QuestionInsight[] };

/** Groups with fewer answers than this say more of people than of questions. */
export const LEAST_ANSWERS = 20;

/** The questions that have a right answer; stances have none. */
export function askedIn(course: Course): { lesson: number; question: Question }[] {
  return course.lessons
    .map(({ number, text }) => ({ lesson: number, question: text.sv.question }))
    .filter(({ question }) => question.type !== 'stance');
}

/**
 * How a question went, for the organisation (department null) and for each department whose
 * figures cannot be subtracted from anything: all rows beside it, and all above it and beside those,
 * are shown as well, and each group in the family has answers enough and neither 0 nor 100 % right.
 * `families` are the rows shown side by side below one, the row's own people among them.
 * @returns what may be told by department, and the number of answers in each group it is told from.
 */
export function tellQuestion(
  lesson: number,
  question: Question,
  root: Node,
  isOpen: (node: Node) => boolean,
  byPlace: ByPlace,
  k: number,
): { found: Map<Place, QuestionInsight>; sums: Map<string, number> } {
  const least = Math.max(LEAST_ANSWERS, k);
  const found = new Map<Place, QuestionInsight>();
  const sums = new Map<string, number>();
  const tell = (node: Node): void => {
    const own = ownOf(node, byPlace);
    const children = node.children.map((child) => ({ child, total: totalBelow(child, byPlace) }));
    const family = [...children.map(({ total }) => total), own].filter(
      ({ answers }) => answers > 0,
    );
    if (!isOpen(node) || !family.every((total) => isTellable(total, least))) return;
    sums.set(`own ${node.id}`, own.answers);
    for (const { child, total } of children) {
      if (total.answers === 0) continue;
      sums.set(`all ${child.id}`, total.answers);
      found.set(child.id, told(question, lesson, total, k));
      tell(child);
    }
  };
  const all = totalBelow(root, byPlace);
  if (!isTellable(all, least)) {
    found.set(null, untold(question, lesson));
    return { found, sums };
  }
  sums.set(`all ${root.id}`, all.answers);
  found.set(null, told(question, lesson, all, k));
  tell(root);
  return { found, sums };
}

/** What is told of each department, question by question. */
export function inDepartments(
  told: readonly (readonly [Place, QuestionInsight])[],
): DepartmentInsight[] {
  const found = Map.groupBy(told, ([department]) => department);
  return [...found].map(([department, rows]) => ({
    department,
    questions: rows.map(([, question]) => question),
  }));
}

type Total = { answers: number; right: number; wrong: Map<string, number> };

type ByPlace = ReadonlyMap<Place, readonly Omit<AnswerCounts, 'question'>[]>;

function ownOf({ id }: Node, byPlace: ByPlace): Total {
  const total: Total = { answers: 0, right: 0, wrong: new Map() };
  for (const one of byPlace.get(id) ?? []) {
    total.answers += one.answers;
    total.right += one.right;
    for (const [option, count] of one.wrongOptions)
      total.wrong.set(option, (total.wrong.get(option) ?? 0) + count);
  }
  return total;
}

function totalBelow(node: Node, byPlace: ByPlace): Total {
  const total = ownOf(node, byPlace);
  for (const child of node.children) {
    const below = totalBelow(child, byPlace);
    total.answers += below.answers;
    total.right += below.right;
    for (const [option, count] of below.wrong)
      total.wrong.set(option, (total.wrong.get(option) ?? 0) + count);
  }
  return total;
}

function isTellable({ answers, right }: Total, least: number): boolean {
  return answers >= least && percent(right, answers) > 0 && percent(right, answers) < 100;
}

function percent(part: number, of: number): number {
  return Math.round((100 * part) / of);
}

function told(question: Question, lesson: number, total: Total, k: number): QuestionInsight {
  const options = [...question.options, ...(question.second?.options ?? [])];
  const wrong = new Set(options.filter(({ correct }) => !correct).map(({ id }) => id));
  let most: [option: string, count: number] | undefined;
  for (const [option, count] of [...total.wrong].sort(([a], [b]) => (a < b ? -1 : 1)))
    if (wrong.has(option) && count >= k && count > (most?.[1] ?? 0)) most = [option, count];
  return {
    question: question.key,
    lesson,
    rightPercent: percent(total.right, total.answers),
    wrongOption: most?.[0] ?? null,
    wrongPercent: most === undefined ? null : percent(most[1], total.answers),
  };
}

function untold(question: Question, lesson: number): QuestionInsight {
  return {
    question: question.key,
    lesson,
    rightPercent: null,
    wrongOption: null,
    wrongPercent: null,
  };
}
