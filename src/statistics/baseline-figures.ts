import { z } from 'zod';
import { baselineOptions } from '../course/baseline-question.ts';
import type { BaselineQuestion } from '../course/course.ts';
import { changeOf, rounded } from './baseline-change.ts';
import {
  answeredIn,
  type FormBranch,
  hiddenBranches,
  hideTelling,
  type Side,
  sides,
  type Tallies,
  type Tally,
} from './baseline-tree.ts';

const figureSchema = z.object({
  answered: z.int().nullable().describe('How many answered the question; null where hidden.'),
  mean: z.number().nullable().describe('Confidence: the mean of 1 to 5; null where hidden.'),
  right: z
    .number()
    .nullable()
    .describe('Knowledge: share of right answers, 0 to 1; null where hidden.'),
});

const rowFields = {
  suppressed: z.boolean().describe('True where nothing is shown, to protect small groups.'),
  forms: z.object({
    before: z.int().nullable().describe('Forms sent in before the course.'),
    after: z.int().nullable().describe('Forms sent in after it.'),
  }),
  questions: z
    .array(
      z.object({
        key: z.string(),
        before: figureSchema,
        after: figureSchema,
        change: z.number().nullable().describe('After less before, of the mean or of the share.'),
      }),
    )
    .describe('In the order of the form.'),
};

const bothLanguages = z.object({ sv: z.string(), en: z.string() });

export const baselineSchema = z.object({
  campaign: z.int(),
  final: z
    .boolean()
    .describe(
      'Departments are shown once the campaign has ended; until then the total of the whole organisation alone.',
    ),
  questions: z.array(
    z.object({
      key: z.string(),
      kind: z.enum(['confidence', 'knowledge']),
      text: bothLanguages,
    }),
  ),
  departments: z
    .array(
      z.object({
        code: z.string(),
        name: z.string(),
        parent: z.string().nullable().describe('The code of the department above, or null.'),
        ...rowFields,
      }),
    )
    .describe('Departments with any form, each right below its parent; they count their subtree.'),
  total: z
    .object(rowFields)
    .describe('Everyone in view; of several topmost departments the sum of what they show.'),
});

export type BaselineReport = z.infer<typeof baselineSchema>;
export type BaselineRow = BaselineReport['total'];
type Figure = z.infer<typeof figureSchema>;

const nothing: Figure = { answered: null, mean: null, right: null };

/**
 * What the forms of a tree say, with everything hidden that could tell of fewer than `k` people, or
 * of a group in which all said the same (DESIGN rule 11). A department needs `k` forms on both
 * sides, and `k` answers on both to a question. The total shows each side that has `k`; `latest` is
 * what it counts where that is more than the departments.
 */
export function reportOf(
  campaign: number,
  questions: readonly BaselineQuestion[],
  root: FormBranch,
  { k, final, latest }: { k: number; final: boolean; latest?: Tallies },
): BaselineReport {
  const tree = final ? root : { ...root, children: [] };
  const whole: FormBranch = { ...tree, ...latest, children: [] };
  const byForms = hiddenBranches(tree, k, (branch, side) => branch[side].forms);
  const hidden = new Map(
    questions.map((question) => [question.key, hiddenFor(question, tree, byForms, k)]),
  );
  const row = (branch: FormBranch): BaselineRow => {
    const shows = (side: Side) =>
      branch === whole ? branch[side].forms >= k : !byForms.has(branch);
    return {
      suppressed: !sides.some(shows),
      forms: formsOf(branch, shows),
      questions: questions.map((question) => {
        // The whole has no row above it that could hide it.
        const isHidden =
          branch === whole
            ? isTelling(question, whole)
            : hidden.get(question.key)?.has(branch) === true;
        const figure = (side: Side) =>
          isHidden || !shows(side) || answeredIn(branch[side], question.key) < k
            ? nothing
            : figureOf(question, branch[side]);
        const [before, after] = [figure('before'), figure('after')];
        return { key: question.key, before, after, change: changeOf(before, after) };
      }),
    };
  };
  const below = (branch: FormBranch): BaselineReport['departments'] =>
    branch.children.flatMap((child) => [
      {
        code: child.department?.code ?? '',
        name: child.department?.name ?? '',
        parent: branch.department?.code ?? null,
        ...row(child),
      },
      ...below(child),
    ]);
  return {
    campaign,
    final,
    questions: questions.map(({ key, kind, text }) => ({ key, kind, text })),
    departments: below(tree),
    total: row(whole),
  };
}

function formsOf(branch: FormBranch, shows: (side: Side) => boolean): BaselineRow['forms'] {
  const of = (side: Side) => (shows(side) ? branch[side].forms : null);
  return { before: of('before'), after: of('after') };
}

function hiddenFor(
  question: BaselineQuestion,
  tree: FormBranch,
  byForms: ReadonlySet<FormBranch>,
  k: number,
): ReadonlySet<FormBranch> {
  const { key } = question;
  const few = hiddenBranches(tree, k, (branch, side) => answeredIn(branch[side], key));
  return hideTelling(tree, new Set([...byForms, ...few]), (remainder) =>
    isTelling(question, remainder),
  );
}

function isTelling(question: BaselineQuestion, tallies: Tallies): boolean {
  return sides.some((side) => allSaidTheSame(question, tallies[side]));
}

/** Everybody right, nobody right, or all at the same point of the scale. */
export function allSaidTheSame(question: BaselineQuestion, tally: Pick<Tally, 'chosen'>): boolean {
  const counts = tally.chosen.get(question.key);
  const answered = [...(counts?.values() ?? [])].reduce((sum, count) => sum + count, 0);
  if (answered === 0) return false;
  const isUnanimous = [...(counts?.values() ?? [])].some((count) => count === answered);
  if (question.kind === 'confidence') return isUnanimous;
  const right = rightIn(question, tally);
  return isUnanimous || right === 0 || right === answered;
}

function rightIn(question: BaselineQuestion, { chosen }: Pick<Tally, 'chosen'>): number {
  const counts = chosen.get(question.key);
  return baselineOptions(question)
    .filter(({ correct }) => correct === true)
    .reduce((sum, { id }) => sum + (counts?.get(id) ?? 0), 0);
}

function figureOf(question: BaselineQuestion, tally: Tally): Figure {
  const answered = answeredIn(tally, question.key);
  if (question.kind === 'knowledge')
    return { answered, mean: null, right: rounded(rightIn(question, tally) / answered, 100) };
  const points = [...(tally.chosen.get(question.key) ?? [])].reduce(
    (sum, [option, count]) => sum + Number(option) * count,
    0,
  );
  return { answered, mean: rounded(points / answered, 10), right: null };
}
