import { AppError } from '../platform/errors.ts';
import { escapeHtml } from './html.ts';
import type { LessonPhrases, MailMark } from './lesson-phrases.ts';
import { checkedAddress, type Mailbox } from './mail-header.ts';
import {
  compileMimePiece,
  compileMimeTemplate,
  type MimePiece,
  type MimeTemplate,
  slot,
} from './mime-template.ts';
import { fillPhrase, keepRegions } from './text-template.ts';

/** One person's copy. Message-IDs are written in angle brackets. */
export type LessonMailValues = {
  messageId: string;
  /** The service's `now`. */
  date: Date;
  to: Mailbox;
  /** May be empty: then the greeting has no name. */
  firstName: string;
  /** One URL for each link of the question (question-links.ts), in their order. */
  optionUrls: readonly string[];
  /** The lesson on the web with no option chosen. */
  webUrl?: string | undefined;
  /** The Message-IDs of the mails that this one follows, oldest first. */
  thread?: readonly string[];
  /** The question of an earlier lesson that goes along, with its URLs. */
  rider?: { compiled: CompiledRider; optionUrls: readonly string[] } | undefined;
  mark?: 'test' | 'simulated' | undefined;
};

export type CompiledLessonMail = {
  /** Without the prefix of a mark. */
  subject: string;
  /** How many option URLs a copy needs: one an option, or one for a question of several. */
  options: number;
  /**
   * The envelope and the finished message; a matter of some 20 microseconds.
   * @throws AppError BAD_REQUEST for an address or a Message-ID that cannot stand in a header,
   * CONTENT_INVALID when lesson and rider are too large together; RangeError when the number of
   * URLs is not that of the options.
   */
  fill: (values: LessonMailValues) => { envelope: { from: string; to: string }; raw: Buffer };
};

/** The question of an earlier lesson, finished but for the links. */
export type CompiledRider = {
  htmlBytes: number;
  /** @throws RangeError when the number of URLs is not that of the options. */
  fill: (optionUrls: readonly string[]) => MimePiece;
};

/** Gmail cuts a mail at 102 kB. */
export const mostHtmlBytes = 90_000;

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
  const optionSlots = slotsFor(options);
  const htmlBytes = Buffer.byteLength(parts.html);

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
    const { firstName, optionUrls, webUrl, to, rider } = values;
    const mark = values.mark ?? parts.usualMark;
    const slots = slotValues(optionSlots, optionUrls);
    slots.greeting = firstName
      ? fillPhrase(phrases.greeting, { name: firstName })
      : phrases.greetingWithoutName;
    slots.web = webUrl ?? '';
    slots.rider = '';
    const envelope = { from: from.address, to: checkedAddress(to.address) };
    const template = variant(mark, webUrl !== undefined);
    if (rider === undefined) return { envelope, raw: template.fill({ ...values, slots }) };
    if (htmlBytes + rider.compiled.htmlBytes > mostHtmlBytes)
      throw new AppError(
        'CONTENT_INVALID',
        `The mail "${subject}" would be larger than ${mostHtmlBytes / 1000} kB together with a repeated question. Shorten the lesson.`,
      );
    const pieces = { rider: rider.compiled.fill(rider.optionUrls) };
    return { envelope, raw: template.fill({ ...values, slots, pieces }) };
  };
  return { subject, options, fill };
}

/** `html` and `text` as made by `riderSource`, with slots for `options` links. */
export function compileRider(parts: {
  text: string;
  html: string;
  options: number;
}): CompiledRider {
  const piece = compileMimePiece(parts);
  const optionSlots = slotsFor(parts.options);
  return {
    htmlBytes: Buffer.byteLength(parts.html),
    fill: (optionUrls) => piece.fill(slotValues(optionSlots, optionUrls)),
  };
}

function slotsFor(options: number): string[] {
  return Array.from({ length: options }, (_, index) => `option${index}`);
}

function slotValues(names: readonly string[], urls: readonly string[]): Record<string, string> {
  if (urls.length !== names.length)
    throw new RangeError(`The mail needs ${names.length} option URLs, not ${urls.length}.`);
  const slots: Record<string, string> = {};
  names.forEach((name, index) => {
    slots[name] = urls[index] ?? '';
  });
  return slots;
}
