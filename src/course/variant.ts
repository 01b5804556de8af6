import type { Language, Lesson, LessonText, VariantKey, Workplace } from './course.ts';

/**
 * Where somebody works: the codes of their own department and of those above it, nearest first,
 * and the workplace that holds there; absent where no department says any.
 */
export type Place = {
  departmentCodes: readonly string[];
  workplace?: Workplace | undefined;
};

/**
 * The scenario of a lesson for a place: that of the nearest department with one of its own, else
 * that of the workplace. Undefined: the lesson's own text, which is also the scenario of the
 * workplace that it says it plays in.
 */
export function variantFor(
  { variants, workplace }: Pick<Lesson, 'variants' | 'workplace'>,
  place: Place,
): VariantKey | undefined {
  if (variants === undefined) return undefined;
  for (const code of place.departmentCodes) {
    const key: VariantKey = `department:${code}`;
    if (variants[key] !== undefined) return key;
  }
  if (place.workplace === undefined || place.workplace === workplace) return undefined;
  return variants[place.workplace] === undefined ? undefined : place.workplace;
}

/**
 * What a lesson says in a variant and a language. A variant that this version of the course does
 * not have is the lesson's own text: the question is the same in all of them.
 */
export function lessonText(
  { text, variants }: Pick<Lesson, 'text' | 'variants'>,
  variant: VariantKey | null | undefined,
  language: Language,
): LessonText {
  const own = variant == null ? undefined : variants?.[variant];
  return (own ?? text)[language];
}
