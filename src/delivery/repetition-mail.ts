import type { LessonMailSource } from './lesson-mail.ts';
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
import {
  fillPhrase,
  region,
  renderTemplate,
  type TemplateData,
  wrapLines,
} from './text-template.ts';

/**
 * A mail that only asks the question of an earlier lesson once more. It gives neither the
 * lesson's title nor its text, because they would answer the question: what helps the memory
 * is to find the answer there. The page behind the links has the whole lesson.
 */
export function repetitionMailSource(input: MailInput): LessonMailSource {
  const { phrases, template, lesson, language } = input;
  const number = String(lesson.number);
  const values = (encoding: Encoding): TemplateData => {
    const position = encoding.text(fillPhrase(phrases.repetitionPosition, { number }));
    return {
      ...surroundings(input, encoding),
      ...questionValues(input, encoding),
      title: position,
      position,
      preview: encoding.text(phrases.repetitionPreview),
    };
  };
  const mjml = renderTemplate(template.mjml, { ...values(asHtml), marked: mjmlRegion('mark') });
  const text = renderTemplate(template.text, { ...values(asText), marked: region('mark') });
  const { subject } = lesson.text[language];
  return {
    subject: fillPhrase(phrases.repetitionSubject, { subject }),
    mjml,
    text: wrapLines(text, textWidth),
  };
}

/** Name of the region that holds the rider in MJML's output. */
export const riderRegion = 'rider';

/**
 * The question of an earlier lesson as a part of a lesson mail, clearly apart from the lesson's
 * own. It is compiled by itself and put into the finished lesson, so that lessons and riders do
 * not multiply. Slots: `option0` and so on.
 */
export function riderSource(input: MailInput): MailSource {
  const { phrases, template, lesson } = input;
  const label = fillPhrase(phrases.riderLabel, { number: String(lesson.number) });
  const values = (encoding: Encoding): TemplateData => ({
    ...surroundings(input, encoding),
    ...questionValues(input, encoding, 'quiet'),
    title: encoding.text(label),
    preview: '',
    riderLabel: encoding.text(label),
  });
  const text = renderTemplate(template.text, {
    ...values(asText),
    riderLine: '-'.repeat(Math.min(label.length, textWidth)),
  });
  return {
    mjml: renderTemplate(template.mjml, { ...values(asHtml), fragment: mjmlRegion(riderRegion) }),
    text: `${wrapLines(text, textWidth).trimEnd()}\n`,
  };
}
