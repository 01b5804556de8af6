import type { LessonText } from '../course/course.ts';
import { markdownToHtml, markdownToText } from '../course/markdown.ts';
import { countWords } from '../course/readability.ts';
import { escapeHtml } from './html.ts';
import {
  asHtml,
  asText,
  type Encoding,
  type MailInput,
  type MailSource,
  mjmlRegion,
  questionValues,
  surroundings,
  textWidth,
} from './mail-values.ts';
import { slot } from './mime-template.ts';
import {
  fillPhrase,
  region,
  renderTemplate,
  type TemplateData,
  withoutMarks,
  wrapLines,
} from './text-template.ts';

/**
 * Slots: `greeting`, `option0` and so on, `web`, `mark`, and `rider` for the question of an
 * earlier lesson. Regions: `web` and `mark`, for the mails that have a link to the web page, or
 * a mark.
 */
export type LessonMailSource = MailSource & { subject: string };

/** Unhurried reading; adults read about 240 words of prose a minute (Brysbaert 2019). */
const wordsPerMinute = 200;
/** Minutes to weigh the options, answer and read the feedback. */
const answering = 0.75;
/** A bar with more steps would be too narrow to count in. */
const mostSteps = 24;

/**
 * One lesson as MJML and as text, the same for everybody who gets it in this language, with
 * slots for what is theirs. A reminder is the lesson once more, with a line that says so. No
 * image and nothing that reports back (rule 12).
 */
export function lessonMailSource(input: MailInput, kind: 'lesson' | 'reminder'): LessonMailSource {
  const { phrases, template, course, lesson, language } = input;
  const text = lesson.text[language];
  const mjml = renderTemplate(template.mjml, {
    ...values(input, kind, asHtml),
    body: withoutMarks(markdownToHtml(text.body)),
    steps: steps(lesson.number, course.lessons.length),
    webHtml: fillPhrase(escapeHtml(phrases.webHtml), {
      open: `<a href="${slot('web')}">${escapeHtml(phrases.webOpen)}</a>`,
    }),
    marked: mjmlRegion('mark'),
  });
  const plain = renderTemplate(template.text, {
    ...values(input, kind, asText),
    body: withoutMarks(markdownToText(text.body)),
    titleLine: '-'.repeat(Math.min(text.title.length, textWidth)),
    questionLine: '-'.repeat(phrases.questionLabel.length),
    marked: region('mark'),
  });
  const place = { number: String(lesson.number), count: String(course.lessons.length) };
  const subject = fillPhrase(phrases.subject, { ...place, subject: text.subject });
  return {
    subject: kind === 'lesson' ? subject : fillPhrase(phrases.reminderSubject, { subject }),
    mjml,
    text: wrapLines(plain, textWidth),
  };
}

function values(input: MailInput, kind: 'lesson' | 'reminder', encoding: Encoding): TemplateData {
  const { phrases, course, lesson, language } = input;
  const text = lesson.text[language];
  const minutes = minutesOf(text);
  const position = fillPhrase(phrases.position, {
    number: String(lesson.number),
    count: String(course.lessons.length),
    minutes: fillPhrase(minutes === 1 ? phrases.minute : phrases.minutes, { n: String(minutes) }),
  });
  const isReminder = kind === 'reminder';
  return {
    ...surroundings(input, encoding),
    ...questionValues(input, encoding),
    position: encoding.text(
      isReminder ? fillPhrase(phrases.reminderPosition, { position }) : position,
    ),
    reminding: isReminder ? [{}] : [],
    title: encoding.text(text.title),
    preview: encoding.text(isReminder ? phrases.reminderPreview : text.preview),
    url: slot('web'),
    hasWeb: region('web'),
    riderSlot: slot('rider'),
  };
}

function minutesOf({ body, question }: LessonText): number {
  const steps = [question, ...(question.second === undefined ? [] : [question.second])];
  const asked = steps.flatMap(({ text, options }) => [text, ...options.map((one) => one.text)]);
  const words = countWords([body, ...asked].join('\n'));
  return Math.max(1, Math.round(words / wordsPerMinute + answering));
}

/** Cells of the progress bar: one a lesson, or one a share where there are many. */
function steps(number: number, count: number): TemplateData[] {
  const cells = Math.min(count, mostSteps);
  const done = Math.max(1, Math.round((number / count) * cells));
  return Array.from({ length: cells }, (_, at) => ({
    state: at < done ? 'done' : 'left',
    colour: at < done ? '#0a5c5a' : '#d5dedc',
    gap: at < cells - 1 ? '<td width="4"></td>' : '',
  }));
}
