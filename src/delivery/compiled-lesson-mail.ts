import { escapeHtml } from './html.ts';
import type { LessonPhrases, MailMark } from './lesson-phrases.ts';
import { checkedAddress, type Mailbox } from './mail-header.ts';
import { compileMimeTemplate, type MimeTemplate, slot } from './mime-template.ts';
import { fillPhrase, keepRegions } from './text-template.ts';

/** One person's copy. Message-IDs are written in angle brackets. */
export type LessonMailValues = {
  messageId: string;
  /** The service's `now`. */
  date: Date;
  to: Mailbox;
  /** May be empty: then the greeting has no name. */
  firstName: string;
  /** One URL an option, in the order of the options. */
  optionUrls: readonly string[];
  /** The lesson on the web with no option chosen. */
  webUrl?: string | undefined;
  /** The Message-ID of the course's first mail to this person. */
  references?: string | undefined;
  mark?: 'test' | 'simulated' | undefined;
};

export type CompiledLessonMail = {
  /** Without the prefix of a mark. */
  subject: string;
  /** How many option URLs a copy needs. */
  options: number;
  /**
   * The envelope and the finished message; a matter of some 20 microseconds.
   * @throws AppError BAD_REQUEST for an address or a Message-ID that cannot stand in a header,
   * RangeError when the number of URLs is not that of the options.
   */
  fill: (values: LessonMailValues) => { envelope: { from: string; to: string }; raw: Buffer };
};

/** A lesson as made by `lessonMailSource`, its MJML turned into HTML, and what is around it. */
export type LessonMailParts = {
  subject: string;
  text: string;
  html: string;
  options: number;
  from: Mailbox;
  replyTo: Mailbox;
  headers: Readonly<Record<string, string>>;
  phrases: LessonPhrases;
  /** The mark of mails that have no other, in trial mode. */
  usualMark: MailMark | undefined;
};

/** Each combination of mark and web link is compiled when it is first used. */
export function compileLessonMail(parts: LessonMailParts): CompiledLessonMail {
  const { phrases, from, subject, options } = parts;
  const variants = new Map<string, MimeTemplate>();
  const optionSlots = Array.from({ length: options }, (_, index) => `option${index}`);

  const variant = (mark: MailMark | undefined, web: boolean): MimeTemplate => {
    const name = `${mark} ${web}`;
    const kept = variants.get(name);
    if (kept !== undefined) return kept;
    const regions = [...(mark ? ['mark'] : []), ...(web ? ['web'] : [])];
    const markText = mark ? phrases.marks[mark] : '';
    const made = compileMimeTemplate({
      ...parts,
      subject: `${mark ? phrases.subjectMarks[mark] : ''}${subject}`,
      text: keepRegions(parts.text, regions).replaceAll(slot('mark'), markText),
      html: keepRegions(parts.html, regions).replaceAll(slot('mark'), escapeHtml(markText)),
    });
    variants.set(name, made);
    return made;
  };

  const fill: CompiledLessonMail['fill'] = (values) => {
    const { firstName, optionUrls, webUrl, to } = values;
    if (optionUrls.length !== options)
      throw new RangeError(`The mail needs ${options} option URLs, not ${optionUrls.length}.`);
    const mark = values.mark ?? parts.usualMark;
    const slots: Record<string, string> = {
      greeting: firstName
        ? fillPhrase(phrases.greeting, { name: firstName })
        : phrases.greetingWithoutName,
      web: webUrl ?? '',
    };
    optionSlots.forEach((name, index) => {
      slots[name] = optionUrls[index] ?? '';
    });
    const raw = variant(mark, webUrl !== undefined).fill({ ...values, slots });
    return { envelope: { from: from.address, to: checkedAddress(to.address) }, raw };
  };
  return { subject, options, fill };
}
