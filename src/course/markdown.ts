import MarkdownIt, { type MarkdownIt as Parser, type Token } from 'markdown-it';

/** Something in a lesson's body outside the subset. `line` counts from 1 in the body. */
export type MarkdownProblem = { line: number; what: string; remedy: string };

/** Columns of the text part; RFC 5322 section 2.1.1 asks for at most 78. */
const textWidth = 72;

/**
 * What a lesson may use. Anything not enabled here comes out as the characters that were
 * written, escaped, so that content which slipped past the check still does no harm.
 */
const subset = [
  ...['normalize', 'block', 'inline', 'text_join'],
  ...['paragraph', 'list', 'blockquote', 'reference'],
  ...['text', 'newline', 'escape', 'entity', 'emphasis', 'link', 'autolink'],
];

function parser(rules: readonly string[], html: boolean): Parser {
  return new MarkdownIt('zero', { html, linkify: false, typographer: false }).enable([...rules]);
}

const isWebLink = (href: string) => /^https?:\/\/[^\s/]/i.test(href);

const safe = parser(subset, false);
safe.validateLink = isWebLink;

/** Knows everything, so that what is not in the subset is recognised and named. */
const wide = parser(
  [
    ...subset,
    ...['heading', 'lheading', 'hr', 'table', 'code', 'fence', 'html_block'],
    ...['image', 'backticks', 'strikethrough', 'html_inline'],
  ],
  true,
);
wide.validateLink = () => true;

const allowed = new Set([
  ...['paragraph_open', 'paragraph_close', 'inline', 'text', 'text_special', 'softbreak'],
  ...['strong_open', 'strong_close', 'em_open', 'em_close', 'link_open', 'link_close'],
  ...['bullet_list_open', 'bullet_list_close', 'ordered_list_open', 'ordered_list_close'],
  ...['list_item_open', 'list_item_close', 'blockquote_open', 'blockquote_close'],
]);

const names: Readonly<Record<string, string>> = {
  heading_open: 'a heading',
  hr: 'a horizontal rule',
  table_open: 'a table',
  code_block: 'a code block (a line that begins with four spaces)',
  fence: 'a code block',
  code_inline: 'code between backticks',
  html_block: 'HTML',
  html_inline: 'HTML',
  image: 'an image',
  s_open: 'struck text',
  hardbreak: 'a forced line break',
};

/** Everything in the body that the subset does not have; empty when the body is fine. */
export function checkMarkdown(body: string): MarkdownProblem[] {
  const problems: MarkdownProblem[] = [];
  for (const token of wide.parse(body, {})) {
    const line = (token.map?.[0] ?? 0) + 1;
    checkToken(token, line, problems);
    let inner = line;
    for (const child of token.children ?? []) {
      checkToken(child, inner, problems);
      if (child.type === 'softbreak' || child.type === 'hardbreak') inner += 1;
    }
  }
  return problems;
}

function checkToken(token: Token, line: number, problems: MarkdownProblem[]): void {
  if (!allowed.has(token.type)) {
    if (token.nesting < 0 || /^(thead|tbody|tr|th|td)_/.test(token.type)) return;
    const what = `${names[token.type] ?? token.type} is not allowed in a lesson`;
    const remedy = 'use paragraphs, **bold**, *italics*, lists, quotes and links only';
    problems.push({ line, what, remedy });
  } else if (token.type === 'link_open') {
    const href = String(token.attrGet('href') ?? '');
    if (!isWebLink(href)) {
      const what = `the link "${href.slice(0, 80)}" does not lead to a web page`;
      problems.push({ line, what, remedy: 'begin it with https://' });
    }
    if (token.attrGet('title') !== null) {
      const what = 'a link has a title in quotes after its address';
      problems.push({ line, what, remedy: 'remove the title' });
    }
  }
}

/** Plain semantic HTML without classes or styles; what is not in the subset comes out escaped. */
export function markdownToHtml(markdown: string): string {
  return safe.render(markdown);
}

/** Text for the text part of a mail: at most 72 columns, "- " lists, "text (url)" links. */
export function markdownToText(markdown: string): string {
  const lines: string[] = [];
  const prefixes: { first: string; rest: string }[] = [];
  const lists: { next: number | null }[] = [];
  /** The prefix of an empty line that the next block must be preceded by. */
  let blank: string | null = null;
  const prefix = () => prefixes.map((p) => p.rest).join('');

  const emit = (text: string) => {
    if (blank !== null) lines.push(blank.trimEnd());
    blank = null;
    for (const line of wrap(text, textWidth - prefix().length)) {
      lines.push(prefixes.map((p) => p.first).join('') + line);
      for (const p of prefixes) p.first = p.rest;
    }
  };

  for (const token of safe.parse(markdown, {})) {
    switch (token.type) {
      case 'inline':
        emit(inlineText(token.children ?? []));
        break;
      case 'paragraph_close':
        if (!token.hidden) blank = prefix();
        break;
      case 'blockquote_open':
        prefixes.push({ first: '> ', rest: '> ' });
        break;
      case 'bullet_list_open':
        lists.push({ next: null });
        break;
      case 'ordered_list_open':
        lists.push({ next: Number(token.attrGet('start') ?? 1) });
        break;
      case 'list_item_open': {
        const list = lists.at(-1);
        const mark = list?.next == null ? '- ' : `${list.next++}. `;
        prefixes.push({ first: mark, rest: ' '.repeat(mark.length) });
        break;
      }
      case 'list_item_close':
        prefixes.pop();
        break;
      case 'blockquote_close':
        prefixes.pop();
        blank = prefix();
        break;
      case 'bullet_list_close':
      case 'ordered_list_close':
        lists.pop();
        if (lists.length === 0) blank = prefix();
        break;
    }
  }
  return lines.join('\n');
}

function inlineText(tokens: readonly Token[]): string {
  let text = '';
  const links: { href: string; from: number }[] = [];
  for (const token of tokens) {
    if (token.type === 'link_open') {
      links.push({ href: String(token.attrGet('href') ?? ''), from: text.length });
    } else if (token.type === 'link_close') {
      const link = links.pop();
      if (link && text.slice(link.from) !== link.href) text += ` (${link.href})`;
    } else if (token.type === 'softbreak' || token.type === 'hardbreak') text += ' ';
    else text += token.content;
  }
  return text;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/[ \n\t]+/).filter((w) => w !== '')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** Every link of a body with its line, from 1 in the body. */
export function markdownLinks(body: string): { href: string; line: number }[] {
  const links: { href: string; line: number }[] = [];
  for (const token of wide.parse(body, {})) {
    let line = (token.map?.[0] ?? 0) + 1;
    for (const child of token.children ?? []) {
      if (child.type === 'link_open')
        links.push({ href: String(child.attrGet('href') ?? ''), line });
      if (child.type === 'softbreak' || child.type === 'hardbreak') line += 1;
    }
  }
  return links;
}
