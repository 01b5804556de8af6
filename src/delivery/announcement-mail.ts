import type { AnnouncementPhrases } from './announcement-phrases.ts';
import {
  asHtml,
  asText,
  type Encoding,
  type MailSource,
  mjmlRegion,
  type SurroundedInput,
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

/** What the announcement is made from, besides what stands around every mail. */
export type AnnouncementInput = SurroundedInput & {
  own: AnnouncementPhrases;
  /** The address that all mails of the course come from, with its name. */
  from: string;
  /** The first day of the course, YYYY-MM-DD. */
  start: string;
};

const locale = { sv: 'sv-SE', en: 'en-GB' } as const;

/**
 * The mail that goes before a course: who sends the mails that will come, where their links lead
 * and what they are for, so that people can tell them from a fraud. It asks nothing and has no
 * link of its own, since a mail from somebody unknown is not to be clicked in.
 */
export function announcementSource(input: AnnouncementInput): MailSource & { subject: string } {
  const { course, from, language, own, sender, template } = input;
  const start = Temporal.PlainDate.from(input.start).toLocaleString(locale[language], {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
  const { subject, ...phrases } = own;
  const values = (encoding: Encoding): TemplateData => {
    const said = (text: string) =>
      fillPhrase(encoding.text(text), {
        n: String(course.lessons.length),
        start: encoding.text(start),
        sender: encoding.text(from),
        course: encoding.text(course.title[language]),
        organisation: encoding.text(sender.organisation),
        host: encoding.text(sender.host),
        contact: encoding.contact(sender.helpContact),
      });
    return {
      ...surroundings(input, encoding),
      ...Object.fromEntries(Object.entries(phrases).map(([name, text]) => [name, said(text)])),
      purpose: encoding.text(course.description[language]),
    };
  };
  const line = (text: string) => '-'.repeat(Math.min(text.length, textWidth));
  const mjml = renderTemplate(template.mjml, { ...values(asHtml), marked: mjmlRegion('mark') });
  const text = renderTemplate(template.text, {
    ...values(asText),
    titleLine: line(own.title),
    recogniseLine: line(own.recognise),
    marked: region('mark'),
  });
  return { subject, mjml, text: wrapLines(text, textWidth) };
}
