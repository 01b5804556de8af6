import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkMarkdown, markdownToHtml, markdownToText } from '../../../src/course/markdown.ts';

describe('markdownToHtml', () => {
  test('writes plain semantic elements without classes or styles', () => {
    const html = markdownToHtml(
      'Hej **du**, *läs* [mer](https://a.se/?b=1&c="2").\n\n- ett\n- två\n\n1. tre\n\n> citat',
    );
    expect(html).toBe(
      '<p>Hej <strong>du</strong>, <em>läs</em> <a href="https://a.se/?b=1&amp;c=%222%22">mer</a>.</p>\n' +
        '<ul>\n<li>ett</li>\n<li>två</li>\n</ul>\n<ol>\n<li>tre</li>\n</ol>\n' +
        '<blockquote>\n<p>citat</p>\n</blockquote>\n',
    );
  });

  test('escapes HTML that somebody wrote', () => {
    expect(markdownToHtml('<script>alert("x")</script> & <b>y</b>')).toBe(
      '<p>&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &lt;b&gt;y&lt;/b&gt;</p>\n',
    );
  });

  test.each(['javascript:alert(1)', 'data:text/html,x', 'mailto:a@b.se', '/path', '//host'])(
    'makes no link to %s',
    (href) => {
      expect(markdownToHtml(`[x](${href})`)).not.toContain('<a');
      expect(markdownToHtml(`[x][r]\n\n[r]: ${href}`)).not.toContain('<a');
      expect(markdownToHtml(`<${href}>`)).not.toContain('<a');
    },
  );

  test('never emits an element or attribute outside the subset, whatever is written', () => {
    const piece = fc.constantFrom(
      ...[
        '<img src=x onerror=y>',
        '[a](javascript:b)',
        '![c](https://d.se)',
        '# ',
        '```\n',
        '\n\n',
      ],
      ...[
        '- ',
        '> ',
        '**',
        '*',
        '`',
        '|a|b|\n|-|-|\n',
        '&lt;',
        '&#106;',
        '"',
        "'",
        '<',
        '>',
        'ord ',
      ],
      ...['[a](https://b.se "c")', '<https://e.se>', '\t', '    ', '\\', '1. '],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const rest = markdownToHtml(pieces.join('')).replace(
          /<\/?(?:p|strong|em|ul|ol|li|blockquote)>|<ol start="\d+">|<a href="https?:\/\/[^"<>]*"(?: title="[^"<>]*")?>|<\/a>/g,
          '',
        );
        expect(rest).not.toMatch(/[<>]/);
      }),
    );
  });
});

describe('markdownToText', () => {
  test('writes lists, quotes and links for readers of plain text', () => {
    const text = markdownToText(
      'Läs **mer** på [sidan](https://a.se/x).\n\n- ett\n- två\n  1. inre\n\n> citat\n>\n> slut\n\n<https://b.se>',
    );
    expect(text).toBe(
      'Läs mer på sidan (https://a.se/x).\n\n- ett\n- två\n  1. inre\n\n> citat\n>\n> slut\n\nhttps://b.se',
    );
  });

  test('wraps at 72 columns with hanging indents and leaves long addresses whole', () => {
    const url = `https://exempel.se/${'lång'.repeat(20)}`;
    const text = markdownToText(`- ${'orden räcker längre än raden '.repeat(5)}\n\nse <${url}>`);
    const lines = text.split('\n');
    expect(lines.length).toBeGreaterThan(3);
    expect(lines[1]).toMatch(/^ {2}\S/);
    for (const line of lines)
      if (!line.includes('://')) expect(line.length).toBeLessThanOrEqual(72);
    expect(lines.some((line) => line.startsWith('https://exempel.se/'))).toBe(true);
  });

  test('gives the characters, not entities', () => {
    expect(markdownToText('R&D \\*inte kursivt\\* &lt;b&gt; "citat"')).toBe(
      'R&D *inte kursivt* <b> "citat"',
    );
  });
});

describe('checkMarkdown', () => {
  test('finds nothing wrong with the whole subset', () => {
    const body = 'A **b** *c* [d](https://e.se)\nf\n\n- g\n  - h\n\n1. i\n\n> j\n\n\\# k &amp; l';
    expect(checkMarkdown(body)).toEqual([]);
  });

  test.each([
    ['# Rubrik', 'a heading'],
    ['Rubrik\n======', 'a heading'],
    ['![b](https://c.se/d.png)', 'an image'],
    ['|a|b|\n|-|-|\n|c|d|', 'a table'],
    ['`kod`', 'code between backticks'],
    ['```\nkod\n```', 'a code block'],
    ['    kod', 'a code block'],
    ['<div>x</div>', 'HTML'],
    ['x <b>y</b>', 'HTML'],
    ['***\n', 'a horizontal rule'],
    ['~~x~~', 'struck text'],
    ['a  \nb', 'a forced line break'],
    ['[x](javascript:alert(1))', 'javascript:alert(1)'],
    ['[x](mailto:a@b.se)', 'mailto:a@b.se'],
    ['[x](http:)', 'http:'],
    ['[x](https://a.se "titel")', 'a title'],
  ])('refuses %j', (source, what) => {
    const problems = checkMarkdown(`först\n\n${source}`);
    expect(problems.map((p) => p.what).join()).toContain(what);
    expect(problems[0]?.line).toBe(3);
  });

  test('counts lines inside a paragraph', () => {
    expect(checkMarkdown('ett\ntvå\n`tre`').map((p) => p.line)).toEqual([3]);
  });
});
