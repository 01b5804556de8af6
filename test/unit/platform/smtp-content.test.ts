import fc from 'fast-check';
import { expect, it } from 'vitest';
import { smtpContent } from '../../../src/platform/smtp-content.ts';

const wire = (text: string) => smtpContent(Buffer.from(text, 'latin1')).toString('latin1');

it.each([
  ['', '\r\n.\r\n'],
  ['a\r\n', 'a\r\n.\r\n'],
  ['a', 'a\r\n.\r\n'],
  ['.a\r\n..\r\n.\r\n', '..a\r\n...\r\n..\r\n.\r\n'],
  ['a.b\r\n', 'a.b\r\n.\r\n'],
  ['a\nb\rc\r\n', 'a\r\nb\r\nc\r\n.\r\n'],
  ['a\r\r\n.\n', 'a\r\n\r\n..\r\n.\r\n'],
])('%j goes over the wire as %j', (text, expected) => {
  expect(wire(text)).toBe(expected);
});

it('the content ends once, at its end, and comes out again as it went in', () => {
  const pieces = fc.array(fc.constantFrom('.', '\r', '\n', '\r\n', '\r\n.', 'a', 'å'));
  fc.assert(
    fc.property(pieces, (parts) => {
      const text = parts.join('');
      const sent = wire(text);
      expect(`\r\n${sent}`.indexOf('\r\n.\r\n')).toBe(sent.length - 3);
      expect(sent).not.toMatch(/\r(?!\n)|(?<!\r)\n/);
      const received = sent.slice(0, -3).replace(/(^|\r\n)\./g, '$1');
      const usual = text.replace(/\r\n|\r|\n/g, '\r\n');
      expect(received).toBe(usual.endsWith('\r\n') ? usual : `${usual}\r\n`);
    }),
    { numRuns: 2_000 },
  );
});
