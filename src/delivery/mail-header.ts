import { domainToASCII } from 'node:url';
import { AppError } from '../platform/errors.ts';

/** A mailbox: the address, and the name shown for it. */
export type Mailbox = { address: string; name?: string | undefined };

/** Longest plain text that still fits one header line with any of our header names. */
const plainLength = 55;
/** Longest payload of one encoded word: 75 characters less `=?UTF-8?Q?` and `?=`. */
const wordLength = 63;

// RFC 5321 section 4.5.3.1 limits the local part to 64 and the whole to 254 octets.
const localPart = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const domain =
  /^(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*$/;
const ordinary = /^[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/;
const messageIdentifier = /^<[!-;=?A-~]{1,300}@[!-;=?A-~]{1,300}>$/;

/**
 * An address as it may stand in a header and in an envelope; a domain with other letters
 * becomes its ASCII form.
 * @throws AppError BAD_REQUEST when it is anything else, line breaks and angle brackets
 * included. The message does not repeat the address.
 */
export function checkedAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (address.length <= 254 && ordinary.test(address) && !address.includes('..')) {
    if (address[0] !== '.' && address[at - 1] !== '.') return address;
  }
  const local = address.slice(0, Math.max(at, 0));
  // domainToASCII drops line breaks silently, so they are refused before.
  const host = /[\s<>]/.test(address) ? '' : domainToASCII(address.slice(at + 1));
  if (local.length > 64 || !localPart.test(local) || !domain.test(host) || at + host.length > 253)
    throw new AppError('BAD_REQUEST', 'A mail address cannot be written in a mail header.');
  return `${local}@${host}`;
}

/** Splits `Name <address>` or a bare address. */
export function parseMailbox(text: string): Mailbox {
  const match = /^\s*(?:"?([^"<>]*?)"?\s*)<([^<>]*)>\s*$/.exec(text);
  const name = match?.[1];
  return name
    ? { name, address: checkedAddress(match?.[2] ?? '') }
    : { address: checkedAddress((match?.[2] ?? text).trim()) };
}

/** The mailbox as a header value; an empty name is left out. */
export function mailboxHeader(mailbox: Mailbox): string {
  const address = checkedAddress(mailbox.address);
  const name = oneLine(mailbox.name ?? '');
  if (name === '') return address;
  // A name on a line of its own keeps every line short, however long the address.
  return `${phrase(name)}\r\n <${address}>`;
}

/** A name before an angle bracket: words as they are, otherwise quoted or encoded (RFC 5322, 2047). */
export function phrase(text: string): string {
  const name = oneLine(text);
  if (!isPlain(name)) return encodedWords(name);
  return /^[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]+$/.test(name)
    ? name
    : `"${name.replace(/["\\]/g, '\\$&')}"`;
}

/** Free text as a header value, for Subject. Line breaks become spaces. */
export function textHeader(text: string): string {
  const line = oneLine(text);
  return isPlain(line) ? line : encodedWords(line);
}

/** RFC 5322 section 3.3, in universal time. */
export function dateHeader(date: Date): string {
  if (Number.isNaN(date.getTime())) throw new RangeError('A mail needs a valid date.');
  return date.toUTCString().replace('GMT', '+0000');
}

/** @throws AppError BAD_REQUEST unless it is `<left@right>` without spaces and line breaks. */
export function checkedMessageId(id: string): string {
  if (!messageIdentifier.test(id))
    throw new AppError('BAD_REQUEST', 'A Message-ID must look like <left@right>.');
  return id;
}

function oneLine(text: string): string {
  return /[\p{Cc}\u2028\u2029]/u.test(text) || /^ | $/.test(text)
    ? text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
    : text;
}

function isPlain(text: string): boolean {
  return text.length <= plainLength && /^[ -~]*$/.test(text) && !text.includes('=?');
}

/** RFC 2047 Q encoding; each word holds whole characters, words stand on lines of their own. */
function encodedWords(text: string): string {
  const words: string[] = [];
  let current = '';
  for (const character of text.toWellFormed()) {
    const piece = /[A-Za-z0-9]/.test(character)
      ? character
      : character === ' '
        ? '_'
        : Buffer.from(character, 'utf8').toString('hex').toUpperCase().replace(/../g, '=$&');
    if (current.length + piece.length > wordLength) {
      words.push(current);
      current = '';
    }
    current += piece;
  }
  words.push(current);
  return words.map((word) => `=?UTF-8?Q?${word}?=`).join('\r\n ');
}
