import type { BaselineTime } from '../campaign/baseline-day.ts';
import type { Course, Language, VariantKey } from '../course/course.ts';
import { variantKeys } from './scenario.ts';

/** One of the mails that a campaign sends. */
export type PreviewedMail =
  | { kind: 'lesson' | 'reminder' | 'repetition'; lesson: number }
  | { kind: 'baseline'; baseline: BaselineTime }
  | { kind: 'announcement' };

/** Which mail, in which language and told in which variant; null: the lesson's own text. */
export type PreviewChoice = {
  mail: PreviewedMail;
  language: Language;
  variant: VariantKey | null;
};

/** What a mail shows. */
export type ShownMail = { subject: string; html: string; text: string };

/** Every mail of a campaign in the order in which somebody may get them. */
export function previewedMails(
  course: Course,
  sends: { announcement: boolean; baseline: boolean },
): PreviewedMail[] {
  const form = (baseline: BaselineTime): PreviewedMail[] =>
    sends.baseline && course.baseline !== undefined ? [{ kind: 'baseline', baseline }] : [];
  const lessons = course.lessons.flatMap(({ number, text }): PreviewedMail[] => [
    { kind: 'lesson', lesson: number },
    { kind: 'reminder', lesson: number },
    // A stance has no right answer and never comes back.
    ...(text.sv.question.type === 'stance'
      ? []
      : [{ kind: 'repetition' as const, lesson: number }]),
  ]);
  return [
    ...(sends.announcement ? [{ kind: 'announcement' as const }] : []),
    ...form('before'),
    ...lessons,
    ...form('after'),
  ];
}

/** How an address names a mail: `lesson-3`, `before`, `announcement`. */
export function mailName(mail: PreviewedMail): string {
  if (mail.kind === 'announcement') return mail.kind;
  return mail.kind === 'baseline' ? mail.baseline : `${mail.kind}-${mail.lesson}`;
}

/** The variants that any lesson of a course has. */
export function courseVariants({ lessons }: Course): VariantKey[] {
  return [...new Set(lessons.flatMap(variantKeys))].sort();
}

/** What an address asks for; what it does not say, or the course lacks, is the first there is. */
export function readPreview(
  course: Course,
  mails: readonly PreviewedMail[],
  asked: { mail: string; variant: string; language: Language },
): PreviewChoice | undefined {
  const mail = mails.find((one) => mailName(one) === asked.mail) ?? mails[0];
  const variant = courseVariants(course).find((one) => one === asked.variant) ?? null;
  return mail && { mail, variant, language: asked.language };
}
