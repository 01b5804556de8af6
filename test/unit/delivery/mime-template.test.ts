import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import { escapeHtml } from '../../../src/delivery/html.ts';
import {
  compileMimePiece,
  compileMimeTemplate,
  type MimeValues,
  slot,
} from '../../../src/delivery/mime-template.ts';
import { AppError } from '../../../src/platform/errors.ts';

const source = {
  from: { name: 'Nanokurs i Åre', address: 'nanokurs@kommunen.test' },
  replyTo: { address: 'hjalp@kommunen.test' },
  subject: 'Nanokurs 2/12: Får jag skicka listan?',
  headers: { 'Auto-Submitted': 'auto-generated' },
  text: '',
  html: '',
};
const values: MimeValues = {
  to: { name: 'Åsa Öberg', address: 'asa.oberg@kommunen.test' },
  messageId: '<d-1.abc@kommunen.test>',
  date: new Date('2026-08-31T06:30:00Z'),
  slots: {},
};

/** Text as people write it, with everything that quoted-printable treats specially. */
const prose = fc
  .array(
    fc.oneof(
      fc.constantFrom(' ', '  ', '\t', '=', '=3D', '.', '\n.', '\n', '\r\n', '--', 'From ', '\n\n'),
      fc.string({ unit: 'grapheme', maxLength: 30 }),
      fc.string({ unit: 'binary', maxLength: 10 }),
      fc.string({ unit: 'grapheme-ascii', minLength: 60, maxLength: 200 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join('').replace(/[\uE000-\uE00F\0]/g, ''));

/** Every line end as LF, and none at the end, since mailparser adds and drops those. */
const lines = (text: string) => text.replace(/\r\n?/g, '\n').replace(/\n+$/, '');

/** What the part holds by a decoder of our own: soft breaks out, codes to bytes, bytes to text. */
function decodedParts(raw: Buffer): string[] {
  const message = raw.toString('latin1');
  const boundary = /boundary="([^"]+)"/.exec(message)?.[1] ?? '';
  const parts = message.split(`--${boundary}`).slice(1, -1);
  return parts.map((part) => {
    const body = part.slice(part.indexOf('\r\n\r\n') + 4, -2);
    const bytes = body
      .replace(/=\r\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
    return Buffer.from(bytes, 'latin1').toString('utf8');
  });
}

describe('MIME template', () => {
  test('filled parts equal what a plain composition gives, in short lines of ASCII', () => {
    fc.assert(
      fc.property(fc.array(prose, { minLength: 1, maxLength: 4 }), prose, prose, (parts, a, b) => {
        const compose = (first: string, second: string) =>
          parts.map((part, at) => part + (at % 2 ? first : second)).join('');
        const body = compose(slot('a'), slot('b'));
        const template = compileMimeTemplate({ ...source, text: body, html: `<p>${body}</p>` });
        const raw = template.fill({ ...values, slots: { a, b } });
        const breaks = (text: string) => text.toWellFormed().replace(/\r\n|\r|\n/g, '\r\n');
        expect(decodedParts(raw)).toEqual([
          compose(breaks(a), breaks(b))
            .replace(/\r\n|\r|\n/g, '\r\n')
            .toWellFormed(),
          breaks(`<p>${compose(escapeHtml(a), escapeHtml(b))}</p>`),
        ]);
        const message = raw.toString('latin1');
        expect(message).toMatch(/^[\t\r\n -~]*$/);
        expect(message).not.toMatch(/(^|[^\r])\n|\r(?!\n)/);
        expect(message).not.toMatch(/[ \t]\r\n/);
        for (const line of message.split('\r\n')) expect(line.length).toBeLessThanOrEqual(76);
      }),
      { numRuns: 500 },
    );
  });

  test('a piece that was encoded by itself reads as if it had been written in its place', () => {
    fc.assert(
      fc.property(prose, prose, prose, prose, prose, (before, after, first, last, a) => {
        const inner = `${first}${slot('a')}${last}`;
        const piece = compileMimePiece({ text: inner, html: `<i>${inner}</i>` });
        const outer = `${before}${slot('piece')}${after}`;
        const template = compileMimeTemplate({ ...source, text: outer, html: `<p>${outer}</p>` });
        const pieces = { piece: piece.fill({ a }) };
        const raw = template.fill({ ...values, slots: {}, pieces });
        // As the piece is encoded: a line end cut in two at its edge is two line ends.
        const breaks = (text: string) => text.toWellFormed().replace(/\r\n|\r|\n/g, '\r\n');
        const whole = (open: string, value: string, close: string) =>
          [before, open, first, value, last, close, after].map(breaks).join('');
        expect(decodedParts(raw)).toEqual([
          whole('', a, ''),
          `<p>${whole('<i>', escapeHtml(a.toWellFormed()), '</i>')}</p>`,
        ]);
        for (const line of raw.toString('latin1').split('\r\n'))
          expect(line.length).toBeLessThanOrEqual(76);
      }),
      { numRuns: 300 },
    );
    expect(() => compileMimePiece({ text: slot('a'), html: '' }).fill({})).toThrow(RangeError);
  });

  test('a reply names the whole thread, and answers its last mail', async () => {
    const thread = ['<first@x.test>', '<second@x.test>'];
    const mail = await simpleParser(compileMimeTemplate(source).fill({ ...values, thread }));
    expect(mail.inReplyTo).toBe('<second@x.test>');
    expect(mail.references).toEqual(thread);
    const bad = ['<first@x.test>\r\nBcc: a@b.test'];
    expect(() => compileMimeTemplate(source).fill({ ...values, thread: bad })).toThrow(AppError);
    const none = compileMimeTemplate(source)
      .fill({ ...values, thread: [] })
      .toString('latin1');
    expect(none).not.toMatch(/References|In-Reply-To/);
  });

  test('an independent parser reads the same text, HTML and headers', async () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(prose, name, name, async (a, display, subject) => {
        const template = compileMimeTemplate({
          ...source,
          subject,
          text: `Hej ${slot('a')}!\nMer text.`,
          html: `<p title="${slot('a')}">Hej ${slot('a')}!</p>`,
        });
        const to = { name: display, address: values.to.address };
        const raw = template.fill({ ...values, to, thread: ['<first@x.test>'], slots: { a } });
        const mail = await simpleParser(raw, { skipTextToHtml: true, skipImageLinks: true });
        const wellFormed = a.toWellFormed();
        expect(lines(mail.text ?? '')).toBe(lines(`Hej ${wellFormed}!\nMer text.`));
        const escaped = escapeHtml(wellFormed);
        expect(lines(mail.html || '')).toBe(lines(`<p title="${escaped}">Hej ${escaped}!</p>`));
        expect(mail.messageId).toBe(values.messageId);
        expect(mail.inReplyTo).toBe('<first@x.test>');
        expect(mail.references).toBe('<first@x.test>');
        expect(mail.date?.toISOString()).toBe('2026-08-31T06:30:00.000Z');
        expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
        expect(mail.from?.value).toEqual([
          { name: 'Nanokurs i Åre', address: 'nanokurs@kommunen.test' },
        ]);
        const recipient = [mail.to].flat()[0]?.value;
        expect(recipient?.map((one) => one.address)).toEqual([values.to.address]);
        expect(squeeze(recipient?.[0]?.name ?? '')).toBe(squeeze(display));
        expect(squeeze(mail.subject ?? '')).toBe(squeeze(subject));
      }),
      { numRuns: 200 },
    );
  });

  test('rule 14: no value can add a header or a part', () => {
    const template = compileMimeTemplate({ ...source, text: slot('a'), html: slot('a') });
    const evil = 'x\r\nBcc: all@kommunen.test\r\n\r\n--=_';
    const raw = template.fill({
      ...values,
      to: { name: evil, address: values.to.address },
      slots: { a: evil },
    });
    const head = raw.toString('latin1').split('\r\n\r\n')[0] ?? '';
    expect(head).not.toMatch(/^bcc/im);
    const bad = ['a@b.test\r\nBcc: c@d.test', 'a@b.test>', '<a@b.test', 'a b@c.test', 'a@b@c', ''];
    for (const address of [...bad, '@b.test', 'a@', 'a..b@c.test', `${'a'.repeat(65)}@b.test`])
      expect(() => template.fill({ ...values, to: { address }, slots: { a: '' } })).toThrow(
        AppError,
      );
    for (const messageId of ['a@b', '<a@b>\r\nX: y', '<a b@c>', '<a@b>>'])
      expect(() => template.fill({ ...values, messageId, slots: { a: '' } })).toThrow(AppError);
    expect(() => compileMimeTemplate({ ...source, headers: { X: 'a\r\nY: b' } })).toThrow(
      RangeError,
    );
  });

  test('a domain with Swedish letters is written in ASCII', () => {
    const template = compileMimeTemplate({ ...source, text: '', html: '' });
    const raw = template.fill({ ...values, to: { address: 'info@åre.test' } });
    expect(raw.toString('latin1')).toContain('To: info@xn--re-xia.test\r\n');
  });

  test('a slot without a value is a mistake, not an empty place', () => {
    const template = compileMimeTemplate({ ...source, text: slot('a'), html: '' });
    expect(template.slots).toEqual(['a']);
    expect(() => template.fill(values)).toThrow(RangeError);
  });
});

/** Header text folds, so blanks and control characters are compared as one space. */
function squeeze(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}
