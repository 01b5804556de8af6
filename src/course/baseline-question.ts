import type { BaselineQuestion, Language } from './course.ts';

/** A possible answer; `correct` is undefined on a scale, where nothing is right or wrong. */
export type BaselineOption = { id: string; text: Record<Language, string>; correct?: boolean };

const scale: readonly BaselineOption[] = [
  { id: '1', text: { sv: 'Stämmer inte alls', en: 'Not true at all' } },
  { id: '2', text: { sv: 'Stämmer dåligt', en: 'Mostly not true' } },
  { id: '3', text: { sv: 'Stämmer delvis', en: 'Partly true' } },
  { id: '4', text: { sv: 'Stämmer ganska bra', en: 'Mostly true' } },
  { id: '5', text: { sv: 'Stämmer helt', en: 'Completely true' } },
];

/** The options of a question of the form; those of `confidence` are built in, 1 to 5. */
export function baselineOptions(question: BaselineQuestion): readonly BaselineOption[] {
  return question.kind === 'confidence' ? scale : question.options;
}
