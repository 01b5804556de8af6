import { readFile, rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkContent } from '../../../src/course/check-content.ts';
import { loadContent } from '../../../src/course/course.loader.ts';
import { describeFinding, type Finding } from '../../../src/course/finding.ts';
import {
  courseYaml,
  kitText,
  questionYaml,
  type TemporaryContent,
  temporaryContent,
} from '../../support/content-folder.ts';

const today = '2026-11-21';
/** Ninety words and more, LIX under 20, with an ending in the language. */
const text = (language: string, more = '') =>
  `${'Du ser det i dag och går fram till henne. '.repeat(11).trim()}\n\n${more}${language === 'sv' ? '**Gör i dag:** hälsa.' : '**Do today:** say hello.'}`;
const feedback = `'${'Det är en bra tanke att gå fram till henne nu. '.repeat(2).trim()}'`;

let folder: TemporaryContent;
beforeEach(async () => {
  folder = await temporaryContent();
  await folder.write('demo/course.yaml', courseYaml('demo', ['first']));
  await lesson();
});
afterEach(() => folder.remove());

/** The lesson in both languages, changed, and everything a shipped course has around it. */
async function lesson(change: (file: string) => string = (file) => file, type = {}): Promise<void> {
  for (const language of ['sv', 'en']) {
    const question = questionYaml('first', type).replace(/feedback: .*/g, `feedback: ${feedback}`);
    const file = `---\nsubject: Ett ämne\ntitle: En titel\npreview: En rad till\nnote: Om valen.\nsources: [källan]\nchecked: 2026-11-20\nlaws: []\n${question}\n---\n\n${text(language)}\n`;
    await folder.write(`demo/lessons/01-first.${language}.md`, change(file));
  }
  await folder.both('demo/kit/01-first', kitText());
  const option = (id: string, right: boolean) =>
    `      - { id: ${id}, text: { sv: ${id}, en: ${id} }${right ? ', correct: true' : ''} }\n`;
  const known = (key: string) =>
    `  - key: ${key}\n    kind: knowledge\n    text: { sv: Vad?, en: What? }\n    options:\n${option('a', true)}${option('b', false)}${option('c', false)}`;
  const sure = (key: string) => `  - { key: ${key}, kind: confidence, text: { sv: Jag, en: I } }\n`;
  await folder.write(
    'demo/baseline.yaml',
    `questions:\n${sure('a')}${sure('b')}${sure('c')}${known('d')}${known('e')}`,
  );
}

async function findings(shipped = true): Promise<Finding[]> {
  const dirs = shipped ? [folder.dir] : [`${folder.dir}/nowhere`, folder.dir];
  const found = checkContent(await loadContent(dirs), today);
  return found
    .filter(({ what }) => what !== 'the content folder cannot be read')
    .map((one) => ({ ...one, file: one.file.replace(`${folder.dir}/`, '') }));
}
const svFindings = async () =>
  (await findings()).filter(({ file }) => !file.endsWith('.en.md')).map(describeFinding);

test('a good lesson passes', async () => {
  expect(await findings()).toEqual([]);
});

describe('rule 14: each rule tells file, line, what and remedy', () => {
  const sv = (from: string | RegExp, to: string) => (file: string) => file.replace(from, to);
  const cases: [string, (file: string) => string, RegExp][] = [
    [
      'few words',
      sv('Du ser det i dag och går fram till henne. '.repeat(4), ''),
      /:2[0-9]: error: the text has \d+ words; write 90 to 180 \[words\]/,
    ],
    [
      'LIX',
      sv('hälsa', `${'personuppgiftsincidenter '.repeat(50)}`),
      /error: the body has LIX \d\d\.\d; .* \[lix\]/,
    ],
    [
      'no ending',
      sv(/\*\*(Gör i dag|Do today):\*\*/, ''),
      /:28: error: the last paragraph does not begin with "Gör i dag:"/,
    ],
    [
      'a telling subject',
      sv('Ett ämne', 'Om våldet'),
      /:2: error: subject says "våld".* \[subject\]/,
    ],
    [
      'a long option',
      sv('Val b', 'Val b som är lång'),
      /:13: error: the longest option has 3\.\d\d times .* \[option-length\]/,
    ],
    [
      'short feedback',
      sv(feedback, 'Ja.'),
      /:16: error: the feedback on a has 1 words; .* \[feedback\]/,
    ],
    [
      'a date to come',
      sv('2026-11-20', '2026-11-22'),
      /:7: error: checked is 2026-11-22, and today is 2026-11-21; .* \[date\]/,
    ],
    [
      'an old date',
      sv('2026-11-20', '2025-11-20'),
      /:7: warning: the facts were last checked on 2025-11-20; .* \[old\]/,
    ],
    [
      'http',
      sv('hälsa', '[hälsa](http://a.se)'),
      /:28: error: the link "http:\/\/a\.se" does not begin with https:\/\/; correct it/,
    ],
    [
      'a link with a password',
      sv('hälsa', '[hälsa](https://a:b@c.se)'),
      /holds a name or a password/,
    ],
    ['a link to no site', sv('hälsa', '[hälsa](https://intranet/x)'), /leads to no public site/],
    [
      'a law that is not registered',
      sv('laws: []', 'laws: [sol-14-1]'),
      /:8: error: the law "sol-14-1" is not in the register; add it to laws\.yaml/,
    ],
    [
      'a number written out',
      sv('hälsa', 'ring 020-80 80 80'),
      /:28: error: the number 020-80 80 80 is written out; .* \[phone\]/,
    ],
    ['a short number', sv('hälsa', 'ring 114 14'), /the number 114 14 is written out/],
    [
      'an outdated paragraph',
      sv('hälsa', 'läs 14 kap. 1 § SoL'),
      /:28: error: "14 kap\. 1 §": the duty to report stands in 19 kap\. 1 § .* \[avoid\]/,
    ],
    [
      'an outdated agency',
      sv('Det är en bra tanke', 'Det säger MSB som tanke'),
      /:16: error: "MSB": the agency is Myndigheten för civilt försvar/,
    ],
    [
      'office language',
      sv('hälsa', 'hälsa i enlighet med planen'),
      /:28: warning: "i enlighet med": it is office language/,
    ],
    [
      'skeleton text',
      sv('Om valen', 'Om [BYT UT] valen'),
      /:5: warning: the text is still that of the skeleton/,
    ],
    ['no note', sv('note: Om valen.\n', ''), /:1: error: there is no author's note; .* \[note\]/],
  ];
  test.each(cases)('%s', async (_name, change, expected) => {
    await lesson(change);
    const lines = await svFindings();
    expect(lines.filter((line) => expected.test(line)).length, lines.join('\n')).toBeGreaterThan(0);
    expect(lines[0]).toMatch(/^demo\/lessons\/01-first\.sv\.md:\d+: /);
  });

  test('112, years and paragraphs are no numbers to register, and a source may name an old rule', async () => {
    await lesson((file) =>
      file
        .replace('hälsa', 'ring 112 före kl. 07.30 den 1 juli 2025 (SFS 2025:400)')
        .replace('källan', '"AFS 2015:4 och 116 016"'),
    );
    expect(await findings()).toEqual([]);
  });
});

describe('the course as a whole', () => {
  test("has kits, a baseline and notes when it is shipped; of one's own, kits and baseline are missed", async () => {
    await lesson((file) => file.replace('note: Om valen.\n', ''));
    for (const path of ['demo/kit', 'demo/baseline.yaml'])
      await rm(`${folder.dir}/${path}`, { recursive: true });
    const rules = (found: Finding[]) =>
      found.map(({ severity, rule }) => `${severity} ${rule}`).sort();
    expect(rules(await findings())).toEqual([
      'error baseline',
      'error kit',
      'error note',
      'error note',
    ]);
    expect(rules(await findings(false))).toEqual(['warning baseline', 'warning kit']);
  });

  test('lets the right option stand everywhere about as often, and not be the longest by habit', async () => {
    const slugs = ['first', 'b', 'c', 'd'];
    await folder.write('demo/course.yaml', courseYaml('demo', slugs));
    const source = async (language: string) => {
      return readFile(`${folder.dir}/demo/lessons/01-first.${language}.md`, 'utf8');
    };
    await lesson((file) => file.replace('Val b', 'Val bb'));
    for (const [index, slug] of slugs.entries()) {
      await folder.both(`demo/kit/0${index + 1}-${slug}`, kitText());
      for (const language of ['sv', 'en'])
        await folder.write(
          `demo/lessons/0${index + 1}-${slug}.${language}.md`,
          (await source(language)).replace('key: first', `key: ${slug}`),
        );
    }
    const lines = (await findings()).filter(({ rule }) => rule === 'option-place');
    expect(lines.map(({ what }) => what)).toEqual([
      'the right option is number 2 in 4 of 4 questions, where about 1.3 would be even',
      'the right option is the longest in 4 of 4 questions in sv',
      'the right option is the longest in 4 of 4 questions in en',
    ]);
  });

  test('with scenarios for workplaces has all four', async () => {
    const file = (language: string) =>
      `---\nsubject: Ett ämne\ntitle: En titel\npreview: En rad till\n${questionYaml('first').replace(/feedback: .*/g, `feedback: ${feedback}`)}\n---\n\n${text(language)}\n`;
    for (const language of ['sv', 'en'])
      await folder.write(`demo/lessons/01-first.care.${language}.md`, file(language));
    expect((await findings()).map(describeFinding)).toEqual([
      expect.stringContaining(
        '01-first.sv.md:1: error: the lesson does not say where it plays; add "workplace" [variant]',
      ),
    ]);
    await lesson((one) => one.replace('laws: []', 'workplace: office'));
    expect((await findings()).map(({ what }) => what)).toEqual([
      'there is no variant for school, technical',
    ]);
  });

  test('that cannot be read is told as it is by the loader', async () => {
    await folder.write('demo/lessons/01-first.sv.md', 'Bara text');
    expect((await findings()).map(describeFinding)[0]).toBe(
      'demo/lessons/01-first.sv.md:1: error: no front matter; begin the file with ---, the keys of the lesson, and --- on a line of its own [schema]',
    );
  });

  test('a register entry that has expired is an error, and one that soon will a warning', async () => {
    const entry = (key: string, expires: string) =>
      `${key}:\n  name: { sv: A, en: B }\n  source: s\n  checked: 2026-01-01\n  expires: ${expires}\n`;
    await folder.write('laws.yaml', entry('gone', '2026-11-20') + entry('soon', '2026-12-21'));
    expect((await findings()).map(({ line, severity, rule }) => [line, severity, rule])).toEqual([
      [1, 'error', 'expired'],
      [6, 'warning', 'expires-soon'],
    ]);
  });
});
