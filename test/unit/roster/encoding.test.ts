import { describe, expect, it } from 'vitest';
import { findDelimiter } from '../../../src/roster/csv-delimiter.ts';
import { decodeMacRoman } from '../../../src/roster/mac-roman.ts';
import { surveyBytes, utf16From } from '../../../src/roster/text-encoding.ts';

function survey(bytes: Buffer, chunk = bytes.length || 1) {
  const { add, result } = surveyBytes();
  for (let at = 0; at < bytes.length; at += chunk) add(bytes.subarray(at, at + chunk));
  return result();
}
const text = 'Anställningsnummer;Förnamn\n000405;Åsa\n000406;Östen\n';
const upper = Buffer.from(Array.from({ length: 128 }, (_, at) => at + 128));
const macOf = new Map([...decodeMacRoman(upper)].map((letter, at) => [letter, at + 128]));
const macRoman = (given: string) =>
  Buffer.from([...given].map((letter) => macOf.get(letter) ?? letter.charCodeAt(0)));

describe('decodeMacRoman', () => {
  it('reads the Swedish letters', () => {
    const bytes = Buffer.from([0x8c, 0x8a, 0x9a, 0x81, 0x80, 0x85, 0x8e, 0x41]);
    expect(decodeMacRoman(bytes)).toBe('åäöÅÄÖéA');
  });

  it('agrees with the standard on every byte', () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, at) => at));
    expect(decodeMacRoman(all)).toBe(new TextDecoder('macintosh').decode(all));
  });
});

describe('surveyBytes', () => {
  it.each([
    ['ASCII', Buffer.from('Anst.nr;Namn\n1;Kim\n'), 'utf-8'],
    ['UTF-8', Buffer.from(text), 'utf-8'],
    ['UTF-8 with other scripts', Buffer.from(`${text}7;Łukasz 田中 😀\n`), 'utf-8'],
    ['Windows-1252', Buffer.from(text, 'latin1'), 'windows-1252'],
    ['Mac Roman', macRoman(text), 'macintosh'],
    [
      'one š and no Swedish letters',
      Buffer.from('Number;Name\n1;\x8aimi\n', 'latin1'),
      'windows-1252',
    ],
    [
      'many Š and š beside Swedish letters',
      Buffer.from(`Förnamn;Efternamn\nÅsa;\x9aari\nPär;\x8aimi\nBo;Ek\n`, 'latin1'),
      'windows-1252',
    ],
    ['one letter, in the heading', macRoman('Förnamn\nKim\n'), 'macintosh'],
    [
      'the first letter on the last row',
      Buffer.from(`${'1;Kim\n'.repeat(20_000)}2;Åsa`, 'latin1'),
      'windows-1252',
    ],
  ])('knows %s', (_what, bytes, encoding) => {
    for (const chunk of [1, 7, 65_536])
      expect(survey(bytes, chunk)).toEqual({ kind: 'text', encoding });
  });

  it('takes a character cut off at the very end for what it is', () => {
    expect(survey(Buffer.from('a;b\n1;Å').subarray(0, -1))).toMatchObject({
      encoding: 'windows-1252',
    });
  });

  it('names the line where UTF-8 and something else are mixed', () => {
    const mixed = Buffer.concat([Buffer.from(text), Buffer.from('3;Ek\n4;Pär\n', 'latin1')]);
    for (const chunk of [1, 5, 65_536])
      expect(survey(mixed, chunk)).toEqual({ kind: 'mixed', line: 5 });
    const turned = Buffer.concat([Buffer.from('a;b\n4;Pär\n', 'latin1'), Buffer.from(text)]);
    expect(survey(turned)).toEqual({ kind: 'mixed', line: 2 });
  });

  it('tells what is no text', () => {
    expect(survey(Buffer.from('a;b\n\0\0\0'))).toEqual({ kind: 'binary' });
  });
});

describe('utf16From', () => {
  it.each([
    ['little-endian with a mark', Buffer.from(`\ufeff${text}`, 'utf16le'), 'utf-16le'],
    ['big-endian with a mark', Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), 'utf-16be'],
    ['little-endian', Buffer.from(text, 'utf16le'), 'utf-16le'],
    ['big-endian', Buffer.from(text, 'utf16le').swap16(), 'utf-16be'],
    ['no UTF-16', Buffer.from(text), undefined],
    ['zeros', Buffer.alloc(100), undefined],
    ['nothing', Buffer.alloc(0), undefined],
  ])('knows %s', (_what, bytes, encoding) => expect(utf16From(bytes)).toBe(encoding));
});

describe('findDelimiter', () => {
  it.each([
    ['semicolons', 'a;b;c\n1;2;3\n', ';'],
    ['commas', 'a,b,c\n1,2,3\n', ','],
    ['bars', 'a|b|c\n1|2,5|3\n', '|'],
    ['tabs', 'a\tb\tc\r\n1\t2\t3\r\n', '\t'],
    ['semicolons among decimal commas', 'a;b\n1,5;2,5\n1,5;2,5\n', ';'],
    ['a comma inside a heading', 'Namn (efternamn, förnamn);Enhet\nFalk, Kim;1\nEk, Bo;2\n', ';'],
    ['delimiters inside quotes', '"a;b;c;d",e\n"1;2;3;4",5\n', ','],
    ['line breaks inside quotes', '"a\n;;;;",b,c\n1,2,3\n', ','],
    ['doubled quotes', '"a "";;;"" b",c\n1,2\n', ','],
    ['blank lines first', '\n\na,b\n1,2\n', ','],
    ['a title above', 'Uttag 2026-11-20, Lön\n\na;b;c\n1;2;3\n1;2;3\n', ';'],
    ['a title cut as the rows are', 'Lista;;;\nUttag, lön;;;\na;b;c;d;e\n1;2;3;4;5\n', ';'],
    ['one column', 'a\n1\n', ';'],
    ['nothing', '', ';'],
  ])('finds %s', (_what, given, delimiter) =>
    expect(findDelimiter(given)).toEqual({ delimiter, namedFirst: false }),
  );

  it('believes a line that names it', () => {
    expect(findDelimiter('sep=,\r\na;b,c\r\n')).toEqual({ delimiter: ',', namedFirst: true });
  });
});
