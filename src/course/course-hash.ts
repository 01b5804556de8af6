import { createHash } from 'node:crypto';
import {
  type Course,
  type CourseVersion,
  type Language,
  type Lesson,
  type LessonText,
  languages,
  type Option,
  type Question,
  type VariantKey,
} from './course.ts';

/** Freezes a course under the SHA-256 (hex) of its canonical JSON. */
export function freezeCourse(course: Course): CourseVersion {
  const hash = createHash('sha256').update(canonicalJson(course), 'utf8').digest('hex');
  return { hash, course };
}

/** JSON with the keys of every object sorted and no spaces, so that equal content is equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** One thing that differs between two versions of a course, in words for whoever confirms it. */
export type CourseChange = {
  /** Slug of the lesson; null where the course itself changed. */
  lesson: string | null;
  /** Null where the change concerns both languages. */
  language: Language | null;
  sv: string;
  en: string;
};

const tongue = { sv: { sv: 'svenska', en: 'engelska' }, en: { sv: 'Swedish', en: 'English' } };

/**
 * Everything that changes when a campaign goes from `before` to `after`, course first, then
 * lesson by lesson. Lessons are recognised by slug. Empty only when the hashes are equal.
 */
export function compareCourses(before: Course, after: Course): CourseChange[] {
  const changes: CourseChange[] = [];
  const both = (lesson: string | null, sv: string, en: string) =>
    changes.push({ lesson, language: null, sv, en });

  if (before.slug !== after.slug) {
    const was = `${before.slug} → ${after.slug}`;
    both(null, `Kursens namn i adresser: ${was}`, `Slug of the course: ${was}`);
  }
  for (const language of languages) {
    const add = (sv: string, en: string) => changes.push({ lesson: null, language, sv, en });
    const title = shift(before.title[language], after.title[language]);
    if (title) add(`Kursens titel: ${title}`, `Title of the course: ${title}`);
    if (before.description[language] !== after.description[language]) {
      add('Kursens beskrivning är ändrad', 'The description of the course has changed');
    }
  }
  if (canonicalJson(before.baseline ?? []) !== canonicalJson(after.baseline ?? []))
    both(
      null,
      'Frågorna före och efter kursen är ändrade',
      'The questions before and after changed',
    );
  const old = new Map(before.lessons.map((lesson) => [lesson.slug, lesson]));
  for (const lesson of after.lessons) {
    const was = old.get(lesson.slug);
    old.delete(lesson.slug);
    const { number, slug } = lesson;
    if (!was) {
      both(slug, `Lektion ${number} är ny: ${slug}`, `Lesson ${number} is new: ${slug}`);
      continue;
    }
    if (was.number !== number) {
      const moved = `${was.number} → ${number}`;
      both(slug, `${slug} byter plats: ${moved}`, `${slug} moves: ${moved}`);
    }
    if (canonicalJson(was.sources) !== canonicalJson(lesson.sources)) {
      both(
        slug,
        `Lektion ${number}: källorna är ändrade`,
        `Lesson ${number}: sources have changed`,
      );
    }
    changes.push(...compareMeta(was, lesson), ...compareTexts(was, lesson));
  }
  for (const gone of old.values()) {
    const name = `${gone.number}, ${gone.slug}`;
    both(gone.slug, `Lektion ${name}, är borttagen`, `Lesson ${name}, is removed`);
  }
  return changes;
}

/** What surrounds the text of a lesson. Versions stored before a field was there lack it. */
function compareMeta(before: Lesson, after: Lesson): CourseChange[] {
  const { number, slug } = after;
  const add = (name: Words, was: string, is: string) => {
    const change = shift(was, is);
    if (change === null) return [];
    const sv = `Lektion ${number}: ${name.sv} ${change}`;
    return [{ lesson: slug, language: null, sv, en: `Lesson ${number}: ${name.en} ${change}` }];
  };
  const list = (keys: string[] | undefined) => (keys ?? []).join(', ');
  return [
    ...add({ sv: 'kontrollerad', en: 'checked' }, before.checked ?? '', after.checked ?? ''),
    ...add({ sv: 'kontakter', en: 'contacts' }, list(before.contacts), list(after.contacts)),
    ...add({ sv: 'lagrum', en: 'laws' }, list(before.laws), list(after.laws)),
    ...add({ sv: 'arbetsplats', en: 'workplace' }, before.workplace ?? '', after.workplace ?? ''),
  ];
}

function compareTexts(before: Lesson, after: Lesson): CourseChange[] {
  const keys = Object.keys({ ...before.variants, ...after.variants }) as VariantKey[];
  return [undefined, ...keys.sort()].flatMap((key): CourseChange[] => {
    const was = key === undefined ? before.text : before.variants?.[key];
    const is = key === undefined ? after.text : after.variants?.[key];
    const { number, slug } = after;
    const variant = { sv: `varianten ${key}`, en: `the variant ${key}` };
    const told = (words: string) => (key === undefined ? '' : `, ${words}`);
    if (was === undefined || is === undefined) {
      const happened =
        is === undefined ? { sv: 'borttagen', en: 'removed' } : { sv: 'ny', en: 'new' };
      const sv = `Lektion ${number}: ${variant.sv} är ${happened.sv}`;
      const en = `Lesson ${number}: ${variant.en} is ${happened.en}`;
      return [{ lesson: slug, language: null, sv, en }];
    }
    return languages.flatMap((language) => {
      const [a, b] = [was[language], is[language]];
      return [...compareText(a, b), ...compareQuestion(a.question, b.question)].map((c) => ({
        lesson: slug,
        language,
        sv: `Lektion ${number}, ${tongue.sv[language]}${told(variant.sv)}: ${c.sv}`,
        en: `Lesson ${number}, ${tongue.en[language]}${told(variant.en)}: ${c.en}`,
      }));
    });
  });
}

type Words = { sv: string; en: string };

function compareText(before: LessonText, after: LessonText): Words[] {
  const changes: Words[] = [];
  const subject = shift(before.subject, after.subject);
  if (subject) changes.push({ sv: `ämnesrad ${subject}`, en: `subject ${subject}` });
  const title = shift(before.title, after.title);
  if (title) changes.push({ sv: `rubrik ${title}`, en: `title ${title}` });
  const preview = shift(before.preview, after.preview);
  if (preview) changes.push({ sv: `förhandstext ${preview}`, en: `preview ${preview}` });
  if (before.body !== after.body) changes.push({ sv: 'ny lektionstext', en: 'new body' });
  return changes;
}

function compareQuestion(before: Question, after: Question): Words[] {
  const changes: Words[] = [];
  if (before.key !== after.key) {
    const key = `${before.key} → ${after.key}`;
    changes.push({ sv: `ny fråga (${key})`, en: `new question (${key})` });
  }
  if (before.type !== after.type) {
    const type = `${before.type} → ${after.type}`;
    changes.push({ sv: `frågetyp ${type}`, en: `question type ${type}` });
  }
  const text = shift(before.text, after.text);
  if (text) changes.push({ sv: `frågans text ${text}`, en: `text of the question ${text}` });
  changes.push(...compareOptions(before.options, after.options));
  const [was, is] = [before.second, after.second];
  const second = shift(was?.text ?? '', is?.text ?? '');
  if (second) changes.push({ sv: `andra steget ${second}`, en: `second step ${second}` });
  changes.push(...compareOptions(was?.options ?? [], is?.options ?? []));
  return changes;
}

function compareOptions(before: readonly Option[], after: readonly Option[]): Words[] {
  const changes: Words[] = [];
  const ids = shift(idsOf(before), idsOf(after));
  if (ids) changes.push({ sv: `alternativ ${ids}`, en: `options ${ids}` });
  const right = shift(rightOf(before), rightOf(after));
  if (right) changes.push({ sv: `RÄTT ALTERNATIV ${right}`, en: `CORRECT OPTION ${right}` });
  for (const option of after) {
    const was = before.find((o) => o.id === option.id);
    if (!was) continue;
    const { id } = option;
    const words = shift(was.text, option.text);
    if (words) changes.push({ sv: `alternativ ${id} ${words}`, en: `option ${id} ${words}` });
    if (was.feedback !== option.feedback) {
      changes.push({ sv: `ny återkoppling på ${id}`, en: `new feedback on ${id}` });
    }
  }
  return changes;
}

const idsOf = (options: readonly Option[]) => options.map((o) => o.id).join(', ');
const rightOf = (options: readonly Option[]) => idsOf(options.filter((o) => o.correct));

function shift(before: string, after: string): string | null {
  return before === after ? null : `”${before}” → ”${after}”`;
}
