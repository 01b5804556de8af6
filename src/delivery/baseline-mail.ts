import type { BaselineTime } from '../campaign/baseline-day.ts';
import type { BaselinePhrases } from './baseline-phrases.ts';
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
import { slot } from './mime-template.ts';
import {
  fillPhrase,
  region,
  renderTemplate,
  type TemplateData,
  wrapLines,
} from './text-template.ts';

/** What the mail of a form is made from, besides what stands around every mail. */
export type BaselineMailInput = SurroundedInput & {
  baseline: BaselineTime;
  own: BaselinePhrases;
};

/**
 * The mail that leads to a form: what it is, why, that it is voluntary and anonymous. It asks
 * nothing itself, so that one link serves all questions. Slot: `web`, the link.
 */
export function baselineMailSource(input: BaselineMailInput): MailSource & { subject: string } {
  const { baseline, course, language, own, template } = input;
  const isBefore = baseline === 'before';
  const n = String(course.baseline?.length ?? 0);
  const { subjectBefore, subjectAfter, ...phrases } = own;
  const title = isBefore ? phrases.titleBefore : phrases.titleAfter;
  const values = (encoding: Encoding): TemplateData => {
    const said = (text: string) =>
      fillPhrase(encoding.text(text), {
        n,
        course: encoding.text(course.title[language]),
        organisation: encoding.text(input.sender.organisation),
        host: encoding.text(input.sender.host),
      });
    return {
      ...surroundings(input, encoding),
      ...Object.fromEntries(Object.entries(phrases).map(([name, text]) => [name, said(text)])),
      title: said(title),
      position: said(isBefore ? phrases.positionBefore : phrases.positionAfter),
      preview: said(isBefore ? phrases.previewBefore : phrases.previewAfter),
      what: said(isBefore ? phrases.whatBefore : phrases.whatAfter),
      url: slot('web'),
    };
  };
  const mjml = renderTemplate(template.mjml, { ...values(asHtml), marked: mjmlRegion('mark') });
  const text = renderTemplate(template.text, {
    ...values(asText),
    titleLine: '-'.repeat(Math.min(title.length, textWidth)),
    marked: region('mark'),
  });
  const subject = fillPhrase(isBefore ? subjectBefore : subjectAfter, { n });
  return { subject, mjml, text: wrapLines(text, textWidth) };
}
