import type { Course, Language, Lesson, LessonText } from '../course/course.ts';
import { markdownToHtml, markdownToText } from '../course/markdown.ts';
import { countWords } from '../course/readability.ts';
import { contactLink } from './contact-link.ts';
import { escapeHtml } from './html.ts';
import type { LessonPhrases } from './lesson-phrases.ts';
import { slot } from './mime-template.ts';
import {
  fillPhrase,
  region,
  renderTemplate,
  type TemplateData,
  withoutMarks,
  wrapLines,
} from './text-template.ts';

/** Who sends. A contact is a mail address, a phone number, a web address or any other text. */
export type LessonSender = {
  organisation: string;
  helpContact: string;
  privacyContact: string;
  /** Host that all links lead to, as people see it in the address bar. */
  host: string;
};

export type LessonMailInput = {
  templates: { mjml: string; text: string };
  phrases: LessonPhrases;
  sender: LessonSender;
  course: Course;
  lesson: Lesson;
  language: Language;
};

/**
 * Slots: `greeting`, `option0` and so on, `web`, `mark`. Regions: `web` and `mark`, for the
 * mails that have a link to the web page, or a mark.
 */
export type LessonMailSource = { subject: string; mjml: string; text: string };

/** Columns of the text part (RFC 5322 section 2.1.1 asks for at most 78). */
const textWidth = 72;
/** Unhurried reading; adults read about 240 words of prose a minute (Brysbaert 2019). */
const wordsPerMinute = 200;
/** Minutes to weigh the options, answer and read the feedback. */
const answering = 0.75;
/** A bar with more steps would be too narrow to count in. */
const mostSteps = 24;

/** How a value is written where it stands. */
type Encoding = { text: (text: string) => string; contact: (contact: string) => string };

/**
 * One lesson as MJML and as text, the same for everybody who gets it in this language, with
 * slots for what is theirs. No image and nothing that reports back (rule 12).
 */
export function lessonMailSource(input: LessonMailInput): LessonMailSource {
  const { phrases, templates, course, lesson, language } = input;
  const text = lesson.text[language];
  const mjml = renderTemplate(templates.mjml, {
    ...values(input, { text: (plain) => escapeHtml(withoutMarks(plain)), contact: contactLink }),
    language,
    body: withoutMarks(markdownToHtml(text.body)),
    steps: steps(lesson.number, course.lessons.length),
    webHtml: fillPhrase(escapeHtml(phrases.webHtml), {
      open: `<a href="${slot('web')}">${escapeHtml(phrases.webOpen)}</a>`,
    }),
    marked: (content) => `<mj-raw>${region('mark')(`</mj-raw>${content}<mj-raw>`)}</mj-raw>`,
  });
  const plain = renderTemplate(templates.text, {
    ...values(input, { text: withoutMarks, contact: (contact) => contact }),
    body: withoutMarks(markdownToText(text.body)),
    titleLine: '-'.repeat(Math.min(text.title.length, textWidth)),
    questionLine: '-'.repeat(phrases.questionLabel.length),
    marked: region('mark'),
  });
  const place = { number: String(lesson.number), count: String(course.lessons.length) };
  return {
    subject: fillPhrase(phrases.subject, { ...place, subject: text.subject }),
    mjml,
    text: wrapLines(plain, textWidth),
  };
}

/** A for the first option. */
export function optionLetter(index: number): string {
  return String.fromCharCode(65 + index);
}

function values(input: LessonMailInput, encoding: Encoding): TemplateData {
  const { phrases, sender, course, lesson, language } = input;
  const text = lesson.text[language];
  const minutes = minutesOf(text);
  const position = fillPhrase(phrases.position, {
    number: String(lesson.number),
    count: String(course.lessons.length),
    minutes: fillPhrase(minutes === 1 ? phrases.minute : phrases.minutes, { n: String(minutes) }),
  });
  const { marks: _, subjectMarks: __, ...plainPhrases } = phrases;
  const said = (phrase: string, contact = '') =>
    fillPhrase(encoding.text(phrase), {
      organisation: encoding.text(sender.organisation),
      host: encoding.text(sender.host),
      contact: encoding.contact(contact),
    });
  return {
    ...Object.fromEntries(
      Object.entries(plainPhrases).map(([name, phrase]) => [name, encoding.text(phrase)]),
    ),
    organisation: encoding.text(sender.organisation),
    course: encoding.text(course.title[language]),
    position: encoding.text(position),
    title: encoding.text(text.title),
    preview: encoding.text(text.preview),
    greeting: slot('greeting'),
    question: encoding.text(text.question.text),
    options: text.question.options.map((option, index) => ({
      letter: optionLetter(index),
      text: encoding.text(option.text),
      answer: encoding.text(fillPhrase(phrases.answer, { letter: optionLetter(index) })),
      url: slot(`option${index}`),
    })),
    why: said(phrases.why),
    seen: said(phrases.seen),
    links: said(phrases.links),
    help: said(phrases.help, sender.helpContact),
    privacy: said(phrases.privacy, sender.privacyContact),
    mark: slot('mark'),
    url: slot('web'),
    hasWeb: region('web'),
  };
}

function minutesOf({ body, question }: LessonText): number {
  const options = question.options.map((option) => option.text).join('\n');
  const words = countWords(`${body}\n${question.text}\n${options}`);
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
