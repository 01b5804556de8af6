import { withoutReferences } from './contact-reference.ts';
import type { Option, Question } from './course.ts';
import type { Report } from './finding.ts';
import { markdownLinks } from './markdown.ts';
import { countWords, lix } from './readability.ts';
import { skeletonMark, wordsToAvoid } from './words-to-avoid.ts';

export const limits = {
  bodyWords: { least: 90, most: 180 },
  lix: 40,
  averageLix: 35,
  feedbackWords: 16,
  /** The longest option may have so many times the letters of the shortest. */
  optionLength: 1.25,
  oldMonths: 12,
} as const;

/** What a reader meets in a file with front matter: every line but those of these keys. */
const unread = /^(sources|checked|laws|workplace)$/;

/**
 * Lines of the file that readers meet, with their numbers; `notes` for those that only editors do.
 * Nothing is resolved: it is what the author wrote.
 */
function readLines(source: string): { text: string; line: number; note: boolean }[] {
  let key = '';
  let fences = 0;
  return source.split('\n').flatMap((text, index) => {
    if (fences < 2 && /^---\s*$/.test(text)) {
      fences += 1;
      key = '';
      return [];
    }
    if (fences === 1) key = /^(\w+):/.exec(text)?.[1] ?? key;
    return unread.test(key) ? [] : [{ text, line: index + 1, note: key === 'note' }];
  });
}

/** A Swedish number of four digits or more, as people write one. 112 is none. */
const phone =
  /(?<![\d:.-])(?:0\d{1,3}[- ]?\d{2,3}(?: ?\d{2,3}){1,3}|11\d ?\d{2,3}|116 ?\d{3})(?!\d|[.:]\d)/;

/** Words to avoid, what a skeleton left, and numbers that belong in the register, line by line. */
export function checkWords(source: string, report: Report): void {
  const left = readLines(source).find(({ text }) => skeletonMark.test(text));
  if (left !== undefined)
    report(
      'warning',
      'skeleton',
      left.line,
      'the text is still that of the skeleton',
      'write your own, and remove the mark',
    );
  for (const { text, line, note } of readLines(source)) {
    for (const { pattern, severity, why, remedy } of wordsToAvoid) {
      const found = pattern.exec(text);
      // A note may well tell why a word was left out.
      if (found !== null && !note) report(severity, 'avoid', line, `"${found[0]}": ${why}`, remedy);
    }
    const number = note ? null : phone.exec(withoutReferences(text));
    if (number !== null) {
      const what = `the number ${number[0]} is written out`;
      const remedy =
        'put it in contacts.yaml and write {{contact:KEY}}, so that it is checked every year';
      report('error', 'phone', line, what, remedy);
    }
  }
}

/** Links of a body: web addresses over https, whole and without anybody's credentials. */
export function checkLinks(body: string, bodyLine: number, report: Report): void {
  for (const { href, line } of markdownLinks(body)) {
    const why = linkProblem(href);
    if (why !== undefined)
      report(
        'error',
        'link',
        bodyLine + line - 1,
        `the link "${href.slice(0, 80)}" ${why}`,
        'correct it',
      );
  }
}

function linkProblem(href: string): string | undefined {
  const url = URL.parse(href);
  if (url === null) return 'is no web address';
  if (url.protocol !== 'https:') return 'does not begin with https://';
  if (url.username !== '' || url.password !== '') return 'holds a name or a password';
  return /\.[a-z]{2,}$/i.test(url.hostname) ? undefined : 'leads to no public site';
}

export function checkWordCount(
  text: string,
  range: { least: number; most: number },
  line: number,
  report: Report,
): void {
  const words = countWords(text);
  if (words >= range.least && words <= range.most) return;
  report(
    'error',
    'words',
    line,
    `the text has ${words} words`,
    `write ${range.least} to ${range.most}`,
  );
}

/** LIX of a text, one decimal in messages. */
export function checkLix(text: string, name: string, line: number, report: Report): void {
  const value = lix(text);
  if (value <= limits.lix) return;
  const what = `${name} has LIX ${value.toFixed(1)}`;
  report('error', 'lix', line, what, `shorten sentences and words to at most ${limits.lix}`);
}

/** The steps of a question in which one option, or several, are right, and where they stand. */
export function gradedSteps(question: Question): { path: PropertyKey[]; options: Option[] }[] {
  if (question.type === 'stance') return [];
  const first = { path: ['question', 'options'], options: question.options };
  const { second } = question;
  if (second === undefined) return [first];
  return [first, { path: ['question', 'second', 'options'], options: second.options }];
}

/** Options whose lengths give the right one away. */
export function checkOptionLengths(
  options: readonly { text: string }[],
  line: number,
  report: Report,
): void {
  const lengths = options.map(({ text }) => text.length);
  const ratio = Math.max(...lengths) / Math.min(...lengths);
  if (ratio <= limits.optionLength) return;
  const what = `the longest option has ${ratio.toFixed(2)} times the letters of the shortest (${lengths.join(', ')})`;
  report(
    'error',
    'option-length',
    line,
    what,
    `write options of like length, at most ${limits.optionLength}`,
  );
}

/** `checked` in the future, or more than a year before the ISO date `today`. */
export function checkDate(checked: string, today: string, line: number, report: Report): void {
  if (checked > today) {
    report(
      'error',
      'date',
      line,
      `checked is ${checked}, and today is ${today}`,
      'write the day it was done',
    );
    return;
  }
  const oldest = Temporal.PlainDate.from(today).subtract({ months: limits.oldMonths });
  if (Temporal.PlainDate.compare(checked, oldest) >= 0) return;
  const what = `the facts were last checked on ${checked}`;
  report('warning', 'old', line, what, 'hold them against their sources and move the date');
}
