import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadCourses, maxFileBytes } from '../../../src/course/course.loader.ts';
import { AppError } from '../../../src/platform/errors.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nanokurs-content-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

const courseYaml = `slug: demo
title:
  sv: Kurs
  en: Course
description:
  sv: Om kursen
  en: About the course
lessons:
  - first
  - second
`;

const lesson = (key: string) => `---
subject: Ett ämne
title: En titel
preview: En rad till
sources:
  - källan
checked: 2026-11-20
question:
  key: ${key}
  type: single
  text: Vad gör du?
  options:
    - id: a
      text: Det ena
      feedback: Nära
    - id: b
      text: Det andra
      correct: true
      feedback: Ja
    - id: c
      text: Det tredje
      feedback: Inte riktigt
---

${'Ett ord till. '.repeat(25).trim()}
`;

const names = ['01-first.sv.md', '01-first.en.md', '02-second.sv.md', '02-second.en.md'];

async function write(path: string, text: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(dir, path)), { recursive: true });
  await writeFile(join(dir, path), text);
}

async function writeGoodCourse(): Promise<void> {
  await write('demo/course.yaml', courseYaml);
  for (const name of names) await write(`demo/lessons/${name}`, lesson(name.slice(3, -6)));
}

/** The lines of the refusal, with the temporary folder taken off. */
async function refusal(dirs: string[] = [dir]): Promise<string[]> {
  const error = await loadCourses(dirs).then(
    () => null,
    (caught: unknown) => caught,
  );
  if (!(error instanceof AppError)) throw new Error(`expected a refusal, got ${String(error)}`);
  expect(error.code).toBe('CONTENT_INVALID');
  return error.message.split('\n').map((line) => line.replace(`${dir}/`, ''));
}

const first = 'demo/lessons/01-first.sv.md';
const firstEnglish = 'demo/lessons/01-first.en.md';

describe('a good folder', () => {
  test('becomes a course, with lessons numbered in the order of the list', async () => {
    await writeGoodCourse();
    await write('sample/people.csv', 'not a course');
    await write('contacts.yaml', '# no entries yet');
    const [course, ...others] = await loadCourses([dir]);
    expect(others).toEqual([]);
    expect(course).toMatchObject({ slug: 'demo', title: { sv: 'Kurs', en: 'Course' } });
    expect(course?.lessons.map((l) => [l.number, l.slug, l.sources])).toEqual([
      [1, 'first', ['källan']],
      [2, 'second', ['källan']],
    ]);
    expect(course?.lessons[0]?.text.sv.question.options).toEqual([
      { id: 'a', text: 'Det ena', correct: false, feedback: 'Nära' },
      { id: 'b', text: 'Det andra', correct: true, feedback: 'Ja' },
      { id: 'c', text: 'Det tredje', correct: false, feedback: 'Inte riktigt' },
    ]);
    expect(course?.lessons[0]?.text.sv).not.toHaveProperty('checked');
  });

  test('reads files from Windows: CRLF and a byte order mark change nothing', async () => {
    await writeGoodCourse();
    const before = await loadCourses([dir]);
    await write(first, `\uFEFF${lesson('first').replaceAll('\n', '\r\n')}`);
    await write('demo/course.yaml', `\uFEFF${courseYaml.replaceAll('\n', '\r\n')}`);
    expect(await loadCourses([dir])).toEqual(before);
  });

  test('a later folder replaces a course of the same slug and adds others', async () => {
    await writeGoodCourse();
    await rename(join(dir, 'demo'), join(dir, 'base-demo'));
    await mkdir(join(dir, 'base'));
    await rename(join(dir, 'base-demo'), join(dir, 'base', 'demo'));
    await write('local/demo/course.yaml', courseYaml.replace('sv: Kurs', 'sv: Vår egen kurs'));
    await write('local/extra/course.yaml', courseYaml.replace('slug: demo', 'slug: extra'));
    for (const name of names) {
      await write(`local/demo/lessons/${name}`, lesson(name.slice(3, -6)));
      await write(`local/extra/lessons/${name}`, lesson(name.slice(3, -6)));
    }
    const courses = await loadCourses([join(dir, 'base'), join(dir, 'local')]);
    expect(courses.map((c) => [c.slug, c.title.sv])).toEqual([
      ['demo', 'Vår egen kurs'],
      ['extra', 'Kurs'],
    ]);
  });
});

describe('rule 14: each mistake is told by file, line, what and remedy', () => {
  beforeEach(writeGoodCourse);

  /** [what was done to the text, the line of the file that must be named, words of the message] */
  const mistakes: [string, (text: string) => string, number, string][] = [
    ['no front matter', () => 'Bara text', 1, 'no front matter; begin the file with ---'],
    ['broken YAML', (t) => t.replace('title: En titel', 'title: En: titel'), 3, 'not valid YAML'],
    ['a key twice', (t) => t.replace('title: En', 'subject: Två\ntitle: En'), 3, 'not valid YAML'],
    ['an unknown key', (t) => t.replace('title:', 'author: x\ntitle:'), 3, 'unknown key author'],
    [
      'an unknown inner key',
      (t) => t.replace('      correct: true', '      right: true'),
      18,
      'unknown key question.options[2].right',
    ],
    [
      'a missing key',
      (t) => t.replace('preview: En rad till\n', ''),
      2,
      'preview is missing; add it',
    ],
    [
      'a long subject',
      (t) => t.replace('Ett ämne', 'ä'.repeat(71)),
      2,
      'subject: has 71 characters; shorten it to at most 70',
    ],
    [
      'a long preview',
      (t) => t.replace('En rad till', 'x'.repeat(121)),
      4,
      'preview: has 121 characters; shorten it to at most 120',
    ],
    [
      'a subject of two lines',
      (t) => t.replace('Ett ämne', '"Ett\\r\\nBcc: x"'),
      2,
      'subject: is not a single plain line',
    ],
    [
      'a subject with hidden marks',
      (t) => t.replace('Ett ämne', '"Ett\\u202Eämne"'),
      2,
      'subject: is not a single plain line',
    ],
    ['an empty title', (t) => t.replace('En titel', '""'), 3, 'title: is empty'],
    [
      'a number for a text',
      (t) => t.replace('En titel', '12'),
      3,
      'title: is not text; put it in quotes',
    ],
    ['no source', (t) => t.replace('\n  - källan', ' []'), 5, 'sources: names no source'],
    [
      'an impossible date',
      (t) => t.replace('2026-11-20', '2026-02-30'),
      7,
      'checked: is not a date',
    ],
    [
      'another type',
      (t) => t.replace('single', 'poll'),
      10,
      'question.type: is not a known type; write single, multiple, scenario, stance',
    ],
    [
      'two options',
      (t) => t.replace(/ {4}- id: c\n.*\n.*\n/, ''),
      12,
      'question.options: has fewer than 3 options; write 3 or 4',
    ],
    [
      'no feedback',
      (t) => t.replace('      feedback: Nära\n', ''),
      13,
      'question.options[1].feedback is missing',
    ],
    [
      'no right option',
      (t) => t.replace('      correct: true\n', ''),
      12,
      'no option is marked correct',
    ],
    [
      'two right options',
      (t) => t.replace('text: Det ena', 'text: Det ena\n      correct: true'),
      12,
      '2 options are marked correct',
    ],
    ['an id twice', (t) => t.replace('id: c', 'id: a'), 20, 'option id a is used twice'],
    [
      'the same option twice',
      (t) => t.replace('Det tredje', 'Det ena'),
      20,
      'option c has the same text',
    ],
    ['an alias', (t) => t.replace('Ett ämne', '&x Ett').replace('En titel', '*x'), 2, 'aliases'],
    [
      'too few words',
      (t) => t.replace(/(Ett ord till\. ){20}/, ''),
      25,
      'the body has 15 words; write 60 to 200',
    ],
    ['too many words', (t) => `${t}${'ord '.repeat(200)}`, 25, 'the body has 275 words'],
    ['a heading', (t) => `${t}\n\n# Rubrik\n`, 28, 'a heading is not allowed'],
    ['a dangerous link', (t) => `${t}\n[x](javascript:alert(1))\n`, 27, 'javascript:alert(1)'],
  ];

  test.each(mistakes)('%s', async (_name, change, line, message) => {
    const changed = change(lesson('first'));
    expect(changed).not.toBe(lesson('first'));
    await write(first, changed);
    const lines = await refusal();
    const found = lines.filter((l) => l.startsWith(`${first}:${line}: `) && l.includes(message));
    expect(found, lines.join('\n')).toHaveLength(1);
    expect(found[0]).toMatch(/^[^;]+; .+/);
  });

  const outOfStep: [string, (text: string) => string, number, string][] = [
    [
      'other ids',
      (t) => t.replace('id: c', 'id: d'),
      12,
      'the list of option ids is a, b, d here but a, b, c in Swedish',
    ],
    [
      'another right option',
      (t) =>
        t.replace('      correct: true\n', '').replace('Det ena', 'Det ena\n      correct: true'),
      12,
      'the correct option is a here but b in Swedish',
    ],
    [
      'another key',
      (t) => t.replace('key: first', 'key: other'),
      9,
      'question key is other here but first in Swedish',
    ],
    ['other sources', (t) => t.replace('källan', 'the source'), 5, 'sources is the source here'],
    ['another date', (t) => t.replace('2026-11-20', '2026-11-19'), 7, 'checked is 2026-11-19 here'],
  ];

  test.each(outOfStep)('languages out of step: %s', async (_name, change, line, message) => {
    await write(firstEnglish, change(lesson('first')));
    const [only, ...others] = await refusal();
    expect(others).toEqual([]);
    expect(only).toContain(`${firstEnglish}:${line}: ${message}`);
  });

  test('a language is missing', async () => {
    await rm(join(dir, firstEnglish));
    expect(await refusal()).toEqual([
      'demo/course.yaml:9: the file lessons/01-first.en.md is missing; add it, or take first off the list',
    ]);
  });

  test('numbers out of order', async () => {
    await write(
      'demo/course.yaml',
      courseYaml.replace('  - first\n  - second', '  - second\n  - first'),
    );
    const lines = await refusal();
    expect(lines).toContain(
      'demo/course.yaml:9: the file lessons/01-second.sv.md is missing; rename 02-second.sv.md, so that numbers follow the order of the list',
    );
    expect(lines.filter((l) => l.includes('belongs to no lesson'))).toHaveLength(4);
  });

  test('a file that no lesson owns', async () => {
    await write('demo/lessons/notes.txt', lesson('notes'));
    expect(await refusal()).toEqual([
      expect.stringContaining(
        'demo/lessons/notes.txt:1: the file belongs to no lesson of the course; ',
      ),
    ]);
  });

  test('a question key used by two lessons', async () => {
    for (const language of ['sv', 'en']) {
      await write(`demo/lessons/02-second.${language}.md`, lesson('first'));
    }
    expect(await refusal()).toEqual([
      'demo/lessons/02-second.sv.md:9: question key first is already used by lesson first; choose another; keys are unique in a course',
    ]);
  });

  test('a slug that is not the name of the folder, and a lesson listed twice', async () => {
    await write(
      'demo/course.yaml',
      courseYaml.replace('slug: demo', 'slug: other').concat('  - first\n'),
    );
    expect(await refusal()).toEqual([
      'demo/course.yaml:1: slug is other but the folder is demo; give both the same name',
      'demo/course.yaml:11: lesson first is listed twice; remove one of them',
    ]);
  });

  test('a missing course.yaml, a file too large, and one that is not UTF-8', async () => {
    await rm(join(dir, 'demo/course.yaml'));
    await write(first, 'x'.repeat(maxFileBytes + 1));
    await write(firstEnglish, Uint8Array.of(0xe5, 0xe4, 0xf6));
    expect(await refusal()).toEqual([
      expect.stringContaining('demo/course.yaml:1: the file is missing'),
      expect.stringContaining(`${firstEnglish}:1: the text is not UTF-8; save it as UTF-8`),
      expect.stringContaining(`${first}:1: the file has ${maxFileBytes + 1} bytes; keep it below`),
    ]);
  });

  test('a content folder that is not there', async () => {
    expect(await refusal([dir, join(dir, 'nowhere')])).toEqual([
      'nowhere:1: the content folder cannot be read; create it or correct the setting (LOCAL_CONTENT_DIR)',
    ]);
  });

  test('all problems of all files are told together, sorted by file and line', async () => {
    await write(first, lesson('first').replace('En titel', '""').replace('En rad till', '""'));
    await write('demo/lessons/02-second.en.md', 'Bara text');
    await write('second/course.yaml', 'slug: [');
    const lines = await refusal();
    const places = lines.map((l) => l.split(': ')[0] ?? '');
    expect(places.slice(0, 3)).toEqual([
      `${first}:3`,
      `${first}:4`,
      'demo/lessons/02-second.en.md:1',
    ]);
    expect(places.length).toBeGreaterThan(3);
    for (const place of places.slice(3)) expect(place).toMatch(/^second\/course\.yaml:\d+$/);
  });
});
