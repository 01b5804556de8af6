import { createHash } from 'node:crypto';
import { escapeHtml } from './html.ts';
import {
  checkedMessageId,
  dateHeader,
  type Mailbox,
  mailboxHeader,
  textHeader,
} from './mail-header.ts';
import { quotedPrintable, softBreak } from './quoted-printable.ts';

/**
 * A mail that many people get. `text` and `html` hold `slot(name)` wherever each person's own
 * value goes. `headers` are written as they are, below the standard ones.
 */
export type MimeSource = {
  from: Mailbox;
  replyTo?: Mailbox | undefined;
  subject: string;
  headers?: Readonly<Record<string, string>>;
  text: string;
  html: string;
};

/** One person's mail. Message-IDs are written in angle brackets. */
export type MimeValues = {
  to: Mailbox;
  messageId: string;
  date: Date;
  /** The mails of its thread that it follows, oldest first; it replies to the last of them. */
  thread?: readonly string[];
  /** A value for every slot; it is escaped where the slot stands in HTML. */
  slots: Readonly<Record<string, string>>;
  /** Slots that hold a finished piece instead of a value. */
  pieces?: Readonly<Record<string, MimePiece>>;
};

/** A part of a mail, encoded already, to stand in a slot on a line of its own. */
export type MimePiece = { text: string; html: string };

export type MimeTemplate = {
  slots: readonly string[];
  /**
   * The whole message: pure ASCII, CRLF line ends, not dot-stuffed (the SMTP client does that).
   * @throws AppError BAD_REQUEST for an address or a Message-ID that cannot stand in a header,
   * RangeError for a slot without a value.
   */
  fill: (values: MimeValues) => Buffer;
};

/** A part that several mails have in common, encoded once, with slots of its own. */
export type MimePieceTemplate = {
  /** @throws RangeError for a slot without a value. */
  fill: (slots: MimeValues['slots']) => MimePiece;
};

/** The mark of a slot, made of private-use characters that no language uses. */
export function slot(name: string): string {
  return `\uE000${name}\uE001`;
}

const needsEscape = /[&<>"']/;
const slotMark = /\uE000([\w-]+)\uE001/;

/**
 * Encodes once what all recipients share: a multipart/alternative message in quoted-printable.
 * Soft line breaks stand around every slot, so that a value can be encoded by itself and put
 * between finished pieces; filling is mere joining.
 * @throws RangeError when one of `headers` has a line break or is not ASCII.
 */
export function compileMimeTemplate(source: MimeSource): MimeTemplate {
  const digest = createHash('sha256').update(source.text).update(source.html).digest('hex');
  // `=_` occurs in no quoted-printable text (RFC 2045 section 6.7).
  const boundary = `=_${digest.slice(0, 24)}`;
  const part = (type: string) =>
    `--${boundary}\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n`;
  const text = encodedAroundSlots(source.text);
  const html = encodedAroundSlots(source.html);
  const slots = [...new Set([...text.slots, ...html.slots])];
  const head = `${sharedHeaders(source, boundary)}\r\n${part('text/plain')}`;
  const end = `\r\n--${boundary}--\r\n`;
  // The last piece of the text and the first of the HTML are one.
  const between = `${text.fixed.at(-1)}\r\n${part('text/html')}${html.fixed[0]}`;
  const fixed = [...text.fixed.slice(0, -1), between, ...html.fixed.slice(1)].map(oneByte);
  const order = [
    ...text.slots.map((name) => slots.indexOf(name)),
    ...html.slots.map((name) => slots.indexOf(name) + slots.length),
  ];

  const fill = (values: MimeValues): Buffer => {
    const encoded = encodeValues(slots, values.slots, values.pieces);
    let message = ownHeaders(values) + head + fixed[0];
    for (let at = 0; at < order.length; at += 1)
      message += `${encoded[order[at] ?? 0]}${fixed[at + 1]}`;
    return Buffer.from(message + end, 'latin1');
  };
  return { slots, fill };
}

/** Encodes a part once, so that what goes into many mails does not multiply them. */
export function compileMimePiece(source: { text: string; html: string }): MimePieceTemplate {
  const text = encodedAroundSlots(source.text);
  const html = encodedAroundSlots(source.html);
  const slots = [...new Set([...text.slots, ...html.slots])];
  const joiner = ({ fixed, slots: names }: typeof text, offset: number) => {
    const [first = '', ...rest] = fixed.map(oneByte);
    const order = names.map((name) => slots.indexOf(name) + offset);
    return (encoded: readonly string[]): string => {
      let part = first;
      for (let at = 0; at < order.length; at += 1) part += `${encoded[order[at] ?? 0]}${rest[at]}`;
      return part;
    };
  };
  const [joinText, joinHtml] = [joiner(text, 0), joiner(html, slots.length)];
  return {
    fill: (values) => {
      const encoded = encodeValues(slots, values);
      return { text: joinText(encoded), html: joinHtml(encoded) };
    },
  };
}

/**
 * The same ASCII text kept in one byte a character. Cut from text with wider characters it
 * takes two, and so would every message made of it: ten times slower to fill.
 */
function oneByte(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

/** The text between slots, always one piece more than there are slots. */
function encodedAroundSlots(text: string): { fixed: string[]; slots: string[] } {
  const parts = text.split(slotMark);
  const between = parts.filter((_, at) => at % 2 === 0);
  const fixed = between.map((part, at) => {
    const before = at === 0 || /^[\r\n]/.test(part) ? '' : softBreak;
    const last = at === between.length - 1;
    const after = last || (at === 0 && part === '') || /[\r\n]$/.test(part) ? '' : softBreak;
    return before + quotedPrintable(part) + after;
  });
  return { fixed, slots: parts.filter((_, at) => at % 2 === 1) };
}

/** All values for text, then all for HTML. */
function encodeValues(
  slots: readonly string[],
  values: MimeValues['slots'],
  pieces: MimeValues['pieces'] = {},
): string[] {
  const text: string[] = [];
  const html: string[] = [];
  for (const name of slots) {
    const piece = pieces[name];
    if (piece !== undefined) {
      text.push(piece.text);
      html.push(piece.html);
      continue;
    }
    const value = values[name];
    if (value === undefined) throw new RangeError(`The mail has no value for ${name}.`);
    const encoded = quotedPrintable(value);
    text.push(encoded);
    html.push(needsEscape.test(value) ? quotedPrintable(escapeHtml(value)) : encoded);
  }
  return [...text, ...html];
}

function sharedHeaders(source: MimeSource, boundary: string): string {
  const lines = [
    `From: ${mailboxHeader(source.from)}`,
    ...(source.replyTo ? [`Reply-To: ${mailboxHeader(source.replyTo)}`] : []),
    `Subject: ${textHeader(source.subject)}`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/alternative;\r\n boundary="${boundary}"`,
  ];
  for (const [name, value] of Object.entries(source.headers ?? {})) {
    if (!/^[A-Za-z-]+$/.test(name) || !/^[ -~]*(?:\r\n [!-~][ -~]*)*$/.test(value))
      throw new RangeError(`The header ${name} is not one line of ASCII.`);
    lines.push(`${name}: ${value}`);
  }
  return `${lines.join('\r\n')}\r\n`;
}

function ownHeaders({ to, messageId, date, thread = [] }: MimeValues): string {
  const own = `Message-ID: ${checkedMessageId(messageId)}\r\nDate: ${dateHeader(date)}\r\nTo: ${mailboxHeader(to)}\r\n`;
  const references = thread.map(checkedMessageId);
  const last = references.at(-1);
  if (last === undefined) return own;
  // Each on a line of its own, so that no line grows too long (RFC 5322 section 2.1.1).
  return `${own}In-Reply-To: ${last}\r\nReferences: ${references.join('\r\n ')}\r\n`;
}
