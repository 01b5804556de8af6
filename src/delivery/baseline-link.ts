import type { BaselineTime } from '../campaign/baseline-day.ts';

/** What the link of a test mail carries as its question where it leads to a form; no lesson is 0 or 255. */
const previewQuestions: Record<BaselineTime, number> = { before: 0, after: 255 };

export function previewQuestion(baseline: BaselineTime): number {
  return previewQuestions[baseline];
}

/** The reverse of `previewQuestion`; undefined for a lesson's number. */
export function previewedForm(question: number): BaselineTime | undefined {
  if (question === previewQuestions.before) return 'before';
  return question === previewQuestions.after ? 'after' : undefined;
}
