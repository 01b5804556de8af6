import { type Language, languages, type VariantKey, workplaces } from './course.ts';

/** What a file name in lessons/ or kit/ says. `number` is as written, without leading zeros. */
export type LessonName = {
  number: number;
  slug: string;
  variant: VariantKey | undefined;
  language: Language;
};

const pattern = /^(\d{1,3})-([a-z0-9]+(?:-[a-z0-9]+)*)(?:\.([^.]+))?\.(sv|en)\.md$/;

/**
 * Reads `NN-slug.sv.md` and `NN-slug.VARIANT.sv.md`, where VARIANT is a workplace or
 * `department-CODE`. Null for any other name.
 */
export function readLessonName(name: string): LessonName | null {
  const [, number, slug, place, written] = pattern.exec(name) ?? [];
  const language = languages.find((one) => one === written);
  if (number === undefined || slug === undefined || language === undefined) return null;
  const variant = place === undefined ? undefined : readVariant(place);
  if (variant === null) return null;
  return { number: Number(number), slug, variant, language };
}

/** `care` or `department-2003`, as people write a variant in file names and on the command line. */
export function readVariant(place: string): VariantKey | null {
  const workplace = workplaces.find((one) => one === place);
  if (workplace !== undefined) return workplace;
  const code = /^department-(.+)$/.exec(place)?.[1];
  return code === undefined ? null : `department:${code}`;
}

/** The way back from `readVariant`. */
export function writeVariant(variant: VariantKey): string {
  return variant.replace(':', '-');
}

/** The file name of a lesson that is sent as number `number`, from 1, or of a variant of it. */
export function lessonFileName(
  number: number,
  slug: string,
  language: Language,
  variant?: VariantKey,
): string {
  const place = variant === undefined ? '' : `.${writeVariant(variant)}`;
  return `${String(number).padStart(2, '0')}-${slug}${place}.${language}.md`;
}
