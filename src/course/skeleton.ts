import { stringify } from 'yaml';
import { gradedSteps } from './check-text.ts';
import { type Course, type Language, languages, type QuestionType } from './course.ts';
import { lessonFileName } from './lesson-name.ts';
import { type SkeletonOption, skeletonBaseline, skeletonTexts } from './skeleton-texts.ts';

/** New files by path inside the course's folder. */
export type NewFiles = ReadonlyMap<string, string>;

/** A course of one lesson that passes `content check` and waits for its author. `today` is an ISO date. */
export function skeletonCourse(slug: string, lesson: string, today: string): NewFiles {
  const { sv, en } = skeletonTexts;
  const head = {
    slug,
    title: { sv: sv.title, en: en.title },
    description: { sv: sv.description, en: en.description },
    lessons: [lesson],
  };
  const spec = { number: 1, slug: lesson, type: 'single', places: [0, 1], today } as const;
  return new Map([
    ['course.yaml', write(head)],
    ['baseline.yaml', baseline()],
    ...skeletonLesson(spec),
  ]);
}

/** `places` are where the right options of the two steps stand, from 0. */
export type LessonSpec = {
  number: number;
  slug: string;
  type: QuestionType;
  places: readonly [number, number];
  today: string;
};

/** A lesson with its kit in both languages. */
export function skeletonLesson(spec: LessonSpec): NewFiles {
  const files = new Map<string, string>();
  for (const language of languages) {
    const name = lessonFileName(spec.number, spec.slug, language);
    const { subject, preview, source, note, body, kit } = skeletonTexts[language];
    const front = {
      subject,
      title: subject,
      preview,
      note,
      sources: [source],
      checked: spec.today,
      question: question(spec, language),
    };
    files.set(`lessons/${name}`, `---\n${write(front)}---\n\n${body}\n`);
    const kitFront = { questions: kit.questions, note: kit.note };
    files.set(`kit/${name}`, `---\n${write(kitFront)}---\n\n${kit.scenario}\n`);
  }
  return files;
}

/** Where right options are rarest in a course: for a new first step of four options, a second of three. */
export function rarestPlaces(course: Pick<Course, 'lessons'>): [number, number] {
  const times = [0, 0, 0, 0];
  for (const { text } of course.lessons) {
    if (text.sv.question.type === 'multiple') continue;
    for (const { options } of gradedSteps(text.sv.question)) {
      const place = options.findIndex((one) => one.correct);
      times[place] = (times[place] ?? 0) + 1;
    }
  }
  const rarest = (among: number) =>
    times.slice(0, among).reduce((best, n, at, all) => (n < (all[best] ?? 0) ? at : best), 0);
  const first = rarest(4);
  times[first] = (times[first] ?? 0) + 1;
  return [first, rarest(3)];
}

function question({ slug, type, places }: LessonSpec, language: Language) {
  const texts = skeletonTexts[language];
  const [one, two, three] = texts.wrong;
  const head = { key: slug, type, text: type === 'stance' ? texts.stance.text : texts.question };
  if (type === 'stance') return { ...head, options: letters(texts.stance.scale, [], 'a') };
  const right = type === 'multiple' ? [texts.right, texts.alsoRight] : [texts.right];
  const wrong = type === 'multiple' ? [one, two] : [one, two, three];
  const first = { ...head, options: letters(place(right, wrong, places[0]), right, 'a') };
  if (type !== 'scenario') return first;
  const { text, right: next, wrong: others } = texts.second;
  const options = letters(place([next], others, places[1]), [next], 'e');
  return { ...first, second: { text, options } };
}

/** The right ones among the others, the first of them at `at`. */
function place(
  right: readonly SkeletonOption[],
  wrong: readonly SkeletonOption[],
  at: number,
): SkeletonOption[] {
  return [...wrong.slice(0, at), ...right, ...wrong.slice(at)];
}

function letters(
  options: readonly SkeletonOption[],
  right: readonly SkeletonOption[],
  from: string,
) {
  return options.map((option, index) => ({
    id: String.fromCharCode(from.charCodeAt(0) + index),
    text: option.text,
    ...(right.includes(option) ? { correct: true } : {}),
    feedback: option.feedback,
  }));
}

function baseline(): string {
  const questions = skeletonBaseline.map((one) => {
    if (!('options' in one)) return { key: one.key, kind: 'confidence', text: one.text };
    const options = one.options.map((text, index) => ({
      id: 'abc'[index],
      text,
      ...(index === 0 ? { correct: true } : {}),
    }));
    return { key: one.key, kind: 'knowledge', text: one.text, options };
  });
  return write({ questions });
}

/** Long lines stay whole, so that a text is one line to edit. */
function write(value: unknown): string {
  return stringify(value, { lineWidth: 0 });
}
