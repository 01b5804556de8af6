import type { Course, Language, Lesson } from '../course/course.ts';
import { contactLink } from './contact-link.ts';
import { escapeHtml } from './html.ts';
import type { LessonPhrases } from './lesson-phrases.ts';
import { slot } from './mime-template.ts';
import { fillPhrase, region, type TemplateData, withoutMarks } from './text-template.ts';

/** Who sends. A contact is a mail address, a phone number, a web address or any other text. */
export type LessonSender = {
  organisation: string;
  helpContact: string;
  privacyContact: string;
  /** Host that all links lead to, as people see it in the address bar. */
  host: string;
};

export type MailTemplate = { mjml: string; text: string };

/** What every mail of a course is made from. */
export type SurroundedInput = {
  template: MailTemplate;
  phrases: LessonPhrases;
  sender: LessonSender;
  course: Course;
  language: Language;
};

export type MailInput = SurroundedInput & { lesson: Lesson };

/** A mail, or a part of one, the same for everybody who gets it in this language. */
export type MailSource = { mjml: string; text: string };

/** Columns of the text part (RFC 5322 section 2.1.1 asks for at most 78). */
export const textWidth = 72;

/** How a value is written where it stands. */
export type Encoding = { text: (text: string) => string; contact: (contact: string) => string };
export const asHtml: Encoding = {
  text: (plain) => escapeHtml(withoutMarks(plain)),
  contact: contactLink,
};
export const asText: Encoding = { text: withoutMarks, contact: (contact) => contact };

/** Wraps what only some mails have, so that MJML leaves the marks of the region alone. */
export function mjmlRegion(name: string): (content: string) => string {
  return (content) => `<mj-raw>${region(name)(`</mj-raw>${content}<mj-raw>`)}</mj-raw>`;
}

/** A for the first option. */
export function optionLetter(index: number): string {
  return String.fromCharCode(65 + index);
}

/** The phrases and what stands around every lesson: greeting, organisation and small print. */
export function surroundings(input: SurroundedInput, encoding: Encoding): TemplateData {
  const { phrases, sender, course, language } = input;
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
    language,
    organisation: encoding.text(sender.organisation),
    course: encoding.text(course.title[language]),
    greeting: slot('greeting'),
    why: said(phrases.why),
    seen: said(phrases.seen),
    links: said(phrases.links),
    help: said(phrases.help, sender.helpContact),
    privacy: said(phrases.privacy, sender.privacyContact),
    mark: slot('mark'),
  };
}

/**
 * The question, and the way to answer it, each link with a slot: one an option, or one to the
 * page for a question that takes more than a tap; a quiet one stands behind another question.
 */
export function questionValues(
  { phrases, lesson, language }: MailInput,
  encoding: Encoding,
  look: 'full' | 'quiet' = 'full',
): TemplateData {
  const { question } = lesson.text[language];
  const tapped = question.type === 'single';
  const options = question.options.map((option, index) => ({
    letter: optionLetter(index),
    text: encoding.text(option.text),
    answer: encoding.text(fillPhrase(phrases.answer, { letter: optionLetter(index) })),
    url: slot(`option${index}`),
  }));
  // The scale of a stance needs its place beside what is said of how it is stored, on the page.
  const listed = question.type === 'stance' ? [] : options;
  const { hint } = answerHints(phrases)[question.type];
  return {
    question: encoding.text(question.text),
    finish: encoding.text(answerHints(phrases)[question.type].finish),
    tapped: tapped ? [{ options }] : [],
    opened: tapped
      ? []
      : [{ listed: listed.length === 0 ? [] : [{ items: listed }], url: slot('option0') }],
    hint: hint === undefined ? [] : [{ text: encoding.text(hint) }],
    optionClass: look === 'full' ? 'option' : 'option quiet',
    optionColour: look === 'full' ? '#eaf5f3' : '#ffffff',
    optionBorder: look === 'full' ? '2px' : '1px',
  };
}

/** What a mail says of each type before and after the way to answer. */
function answerHints(phrases: LessonPhrases) {
  const { finish, finishOnPage, finishOrSkip } = phrases;
  return {
    single: { hint: undefined, finish },
    multiple: { hint: phrases.multipleHint, finish: finishOnPage },
    scenario: { hint: phrases.scenarioHint, finish: finishOnPage },
    stance: { hint: phrases.stanceHint, finish: finishOrSkip },
  };
}
