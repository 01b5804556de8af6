import type { Course, Lesson, VariantKey } from '../course/course.ts';
import { lessonText, type Place, variantFor } from '../course/variant.ts';

/** The scenario of a lesson for somebody of a department; null: the lesson's own text. */
export type ScenarioOf = (lesson: Lesson, department: number | null) => VariantKey | null;

const own: ScenarioOf = () => null;

/** True where it matters who reads: else nobody's workplace needs to be looked up. */
export function hasVariants({ lessons }: Pick<Course, 'lessons'>): boolean {
  return lessons.some(({ variants }) => variants !== undefined);
}

/** Where people work, by department id; `none` holds for people without a department. */
export type Places = { byDepartment: ReadonlyMap<number, Place>; none: Place };

/** Decides scenarios; without places every lesson is told by its own text. */
export function scenariosFrom(places: Places | undefined): ScenarioOf {
  if (places === undefined) return own;
  return (lesson, department) => {
    if (lesson.variants === undefined) return null;
    const place = department === null ? undefined : places.byDepartment.get(department);
    return variantFor(lesson, place ?? places.none) ?? null;
  };
}

/**
 * A lesson as it is told in a variant, in both languages: the same in everything else. A variant
 * that the lesson does not have (any more) is its own text.
 */
export function lessonIn(lesson: Lesson, variant: VariantKey | null | undefined): Lesson {
  if (variant == null || lesson.variants?.[variant] === undefined) return lesson;
  const text = (language: 'sv' | 'en') => lessonText(lesson, variant, language);
  return { ...lesson, text: { sv: text('sv'), en: text('en') } };
}

/** The variants of a lesson in a fixed order, in which links of test mails count them. */
export function variantKeys({ variants }: Pick<Lesson, 'variants'>): VariantKey[] {
  return (Object.keys(variants ?? {}) as VariantKey[]).sort();
}
