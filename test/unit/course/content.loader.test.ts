import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeProblems } from '../../../src/course/content-problem.ts';
import { loadContent } from '../../../src/course/course.loader.ts';
import {
  body,
  courseYaml,
  kitText,
  lessonText,
  questionYaml,
  type TemporaryContent,
  temporaryContent,
  variantText,
} from '../../support/content-folder.ts';

let base: TemporaryContent;
let local: TemporaryContent;
beforeEach(async () => {
  [base, local] = [await temporaryContent(), await temporaryContent()];
  await base.write('demo/course.yaml', courseYaml('demo', ['first', 'second']));
  await base.both('demo/lessons/01-first', lessonText('first'));
  await base.both('demo/lessons/02-second', lessonText('second'));
});
afterEach(async () => {
  await base.remove();
  await local.remove();
});

const load = () => loadContent([base.dir, local.dir]);
const told = async () => {
  const { problems, courses } = await load();
  const text = describeProblems(problems).replaceAll(`${base.dir}/`, '');
  return { lines: text.replaceAll(`${local.dir}/`, 'local/').split('\n').sort(), courses };
};
const first = 'demo/lessons/01-first';

describe('question types', () => {
  test.each([
    ['multiple', { ids: 'abcde', right: 'ac' }],
    ['scenario', { ids: 'abc', right: 'b', second: 'defg/e' }],
    ['stance', { ids: 'abcde', right: '' }],
  ])('%s is read', async (type, given) => {
    await base.both(
      first,
      lessonText('first', { question: questionYaml('first', { type, ...given }) }),
    );
    const { courses, problems } = await load();
    expect(problems).toEqual([]);
    const question = courses[0]?.lessons[0]?.text.sv.question;
    expect(question?.type).toBe(type);
    expect(
      question?.options
        .filter((one) => one.correct)
        .map((one) => one.id)
        .join(''),
    ).toBe(given.right);
    if (type === 'scenario')
      expect(question?.second?.options.map((one) => [one.id, one.correct])).toContainEqual([
        'e',
        true,
      ]);
    else expect(question).not.toHaveProperty('second');
  });

  test.each([
    ['multiple', { right: 'b' }, '1 option is marked correct; put "correct: true" on two or more'],
    ['stance', { right: 'b' }, '1 option is marked correct; a stance has no right answer'],
    ['scenario', {}, 'question.second is missing; add the second step'],
    ['single', { second: 'def/e' }, 'a single question has no second step; remove it'],
    [
      'scenario',
      { second: 'cde/d' },
      'option id c of the second step does not follow those of the first; go on after c',
    ],
    [
      'scenario',
      { second: 'def/de' },
      '2 options are marked correct; put "correct: true" on exactly one',
    ],
    [
      'scenario',
      { second: 'de/d' },
      'question.second.options: has fewer than 3 options; write 3 or 4',
    ],
    [
      'stance',
      { ids: 'abcdef', right: '' },
      'question.options: has more than 5 options; write 3 to 5',
    ],
    ['single', { ids: 'abcde' }, 'question.options: has more than 4 options; write 3 or 4'],
  ])('rule 14: %s %j is refused by file and line', async (type, given, message) => {
    await base.both(
      first,
      lessonText('first', { question: questionYaml('first', { type, ...given }) }),
    );
    const { lines, courses } = await told();
    expect(courses).toEqual([]);
    expect(lines[0]).toMatch(/^demo\/lessons\/01-first\.en\.md:\d+: /);
    expect(lines.join('\n')).toContain(message);
  });

  test('the languages are in step on types, second steps and right ones', async () => {
    const question = (given: object) =>
      questionYaml('first', { type: 'scenario', second: 'def/e', ...given });
    await base.write(`${first}.sv.md`, lessonText('first', { question: question({}) }));
    await base.write(
      `${first}.en.md`,
      lessonText('first', { question: question({ second: 'def/f' }) }),
    );
    expect((await told()).lines).toEqual([
      expect.stringContaining('the correct option of the second step is f here but e in Swedish'),
    ]);
    await base.write(`${first}.en.md`, lessonText('first'));
    const { lines } = await told();
    expect(lines.join('\n')).toContain('question type is single here but scenario in Swedish');
    expect(lines.join('\n')).toContain(
      'the list of option ids of the second step is - here but d, e, f',
    );
  });
});

describe('variants', () => {
  test('of workplaces and departments stand beside the text, by key', async () => {
    await base.both(first, lessonText('first', { head: 'workplace: office' }));
    await base.both(`${first}.care`, variantText('first', { title: 'I köket' }));
    await local.both(`demo/lessons/07-first.department-20:03`, variantText('first'));
    const { courses, problems } = await load();
    expect(problems).toEqual([]);
    const lesson = courses[0]?.lessons[0];
    expect(lesson?.workplace).toBe('office');
    expect(Object.keys(lesson?.variants ?? {})).toEqual(['care', 'department:20:03']);
    expect(lesson?.variants?.care?.en.title).toBe('I köket');
    expect(courses[0]?.lessons[1]).not.toHaveProperty('variants');
  });

  test('have the skeleton of their lesson, both languages, and another workplace than it', async () => {
    await base.both(first, lessonText('first', { head: 'workplace: care' }));
    await base.both(`${first}.care`, variantText('first'));
    const question = questionYaml('first', { right: 'c' });
    await base.both(`${first}.school`, variantText('first', { question }));
    await base.write(`${first}.office.sv.md`, variantText('first'));
    await base.both('demo/lessons/01-first.kitchen', variantText('first'));
    const { lines } = await told();
    expect(lines).toEqual([
      expect.stringMatching(/01-first\.care\.sv\.md:1: the lesson itself plays in care; /),
      expect.stringMatching(/01-first\.kitchen\.en\.md:1: the file belongs to no lesson/),
      expect.stringMatching(/01-first\.kitchen\.sv\.md:1: the file belongs to no lesson/),
      expect.stringMatching(
        /01-first\.office\.sv\.md:1: the variant is there in one language, and lessons\/01-first\.office\.en\.md is missing/,
      ),
      expect.stringMatching(
        /01-first\.school\.en\.md:9: the correct option is c here but b in the lesson itself/,
      ),
      expect.stringMatching(
        /01-first\.school\.sv\.md:9: the correct option is c here but b in the lesson itself/,
      ),
    ]);
  });
});

describe("a municipality's own folder", () => {
  test('replaces single lessons by slug, whatever number they had, and adds kits and a baseline', async () => {
    await base.both('demo/kit/01-first', kitText());
    await local.both('demo/lessons/09-second', lessonText('second', { title: 'Vår egen' }));
    await local.both('demo/kit/02-second', kitText());
    const { courses, kits, problems } = await load();
    expect(problems).toEqual([]);
    expect(courses[0]?.lessons.map((lesson) => lesson.text.sv.title)).toEqual([
      'En titel',
      'Vår egen',
    ]);
    expect(kits.map((kit) => kit.lesson)).toEqual(['first', 'second']);
  });

  test('replaces a course whole where it has a list of its own', async () => {
    await base.both('demo/kit/01-first', kitText());
    await local.write('demo/course.yaml', courseYaml('demo', ['third'], 'Egen'));
    await local.both('demo/lessons/01-third', lessonText('third'));
    const { courses, kits, files } = await load();
    expect(courses.map((course) => [course.title.sv, course.lessons.length])).toEqual([
      ['Egen', 1],
    ]);
    expect(kits).toEqual([]);
    expect(files[0]?.shipped).toBe(false);
  });

  test('with a mistake takes out the course that it is in and nothing else', async () => {
    await base.write('other/course.yaml', courseYaml('other', ['one']));
    await base.both('other/lessons/01-one', lessonText('one'));
    await local.write('demo/lessons/01-first.sv.md', 'Bara text');
    await local.both('other/kit/01-one', kitText('kort'));
    const content = await load();
    expect(content.courses.map((course) => course.slug)).toEqual(['other']);
    expect([...content.broken.keys()]).toEqual(['demo']);
    expect(content.problems.map((one) => one.what)).toEqual([
      'the body has 1 words',
      'the body has 1 words',
      'no front matter',
    ]);
  });
});

const entry = (key: string, value: string, more = '') =>
  `${key}:\n  name: { sv: Linjen, en: The line }\n  value: ${value}\n  source: källan\n  checked: 2026-11-20\n  expires: 2027-11-20\n${more}`;

describe('registers', () => {
  const withContact = lessonText('first', {
    question: questionYaml('first').replace('Svar a', "'Ring {{contact:line}}.'"),
    text: `${body}\n\nRing {{contact:line}}, {{contact:line.name}} ({{contact:line.hours}}).`,
  });

  test('write contacts out in the language of the file, and the lesson keeps the keys', async () => {
    await base.write(
      'contacts.yaml',
      entry('line', '116 016', '  hours: { sv: dygnet *runt*, en: day }\n'),
    );
    await base.both(first, withContact);
    const { courses, problems } = await load();
    expect(problems).toEqual([]);
    const lesson = courses[0]?.lessons[0];
    expect(lesson?.contacts).toEqual(['line']);
    expect(lesson?.text.sv.body).toContain('Ring 116 016, Linjen (dygnet \\*runt\\*).');
    expect(lesson?.text.en.body).toContain('The line (day)');
    expect(lesson?.text.sv.question.options[0]?.feedback).toBe('Ring 116 016.');
  });

  test('that only a kit names are known to belong to its course', async () => {
    await base.write('contacts.yaml', entry('line', '116 016'));
    const told = 'Det var sent, och ingen visste vart man ringer. '.repeat(9);
    await base.both(
      'demo/kit/01-first',
      kitText(`${told}Till slut ringde någon {{contact:line}}.`),
    );
    const { courses, kits } = await load();
    expect(courses[0]?.lessons[0]?.contacts).toBeUndefined();
    expect(kits).toMatchObject([{ course: 'demo', contacts: ['line'] }]);
  });

  test('of a municipality win, key by key; one with a mistake does not fall back on ours', async () => {
    await base.write('contacts.yaml', entry('line', '116 016', '  hours: dygnet runt\n'));
    await base.both(first, withContact);
    await local.write(
      'contacts.yaml',
      entry('line', '{ sv: 019-1, en: 019-2 }', '  hours: alltid\n'),
    );
    const { courses } = await load();
    expect(courses[0]?.lessons[0]?.text.en.body).toContain('Ring 019-2, The line (alltid)');
    await local.write('contacts.yaml', entry('line', '112').concat(entry('extra', '"1"')));
    const { lines } = await told();
    expect(lines[0]).toBe(
      `demo/lessons/01-first.en.md:14: the contact "line" is not in the register; add it to contacts.yaml, or correct the key (there are: extra)`,
    );
    expect(lines.at(-1)).toMatch(/^local\/contacts\.yaml:3: line\.value: is neither a text nor/);
  });

  test('rule 14: a reference elsewhere than in body and feedback, and a part that is not there', async () => {
    await base.write('contacts.yaml', entry('line', '116 016'));
    await base.both(first, withContact);
    await base.both(
      'demo/lessons/02-second',
      lessonText('second', { title: '"{{contact:line}}"' }),
    );
    const { lines } = await told();
    expect(lines[0]).toMatch(/01-first\.en\.md:2\d: the contact line has nothing called "hours"; /);
    expect(lines.at(-1)).toMatch(/02-second\.sv\.md:3: a reference in {{…}} stands outside/);
  });

  test('a register or a folder that cannot be read stops no course from loading', async () => {
    await local.write('laws.yaml', 'sol: [');
    const content = await loadContent([base.dir, local.dir, `${local.dir}/nowhere`]);
    expect(content.courses).toHaveLength(1);
    expect(content.registers.problems.map((one) => one.register)).toContain('laws');
    expect(content.registers.problems.map((one) => one.register)).toContain('all');
  });
});

describe('kits, notes and baselines', () => {
  const baseline = (knowledge: number) => {
    const confidence = (n: number) =>
      `  - { key: c${n}, kind: confidence, text: { sv: Jag, en: I } }\n`;
    const known = (n: number) =>
      `  - key: k${n}\n    kind: knowledge\n    text: { sv: Vad?, en: What? }\n    options:\n      - { id: a, text: { sv: A, en: A } }\n      - { id: b, text: { sv: B, en: B }, correct: true }\n      - { id: c, text: { sv: C, en: C } }\n`;
    return `questions:\n${[1, 2, 3, 4, 5].map((n) => (n <= knowledge ? known(n) : confidence(n))).join('')}`;
  };

  test('notes are for editors, and baselines belong to the course', async () => {
    await base.both(
      first,
      lessonText('first', { head: 'note: Vi valde bort siffrorna.\nlaws: [sol-19-1]' }),
    );
    await base.write('demo/baseline.yaml', baseline(2));
    const { courses, notes, problems } = await load();
    expect(problems).toEqual([]);
    expect(notes.get('demo/first')?.sv).toBe('Vi valde bort siffrorna.');
    expect(JSON.stringify(courses)).not.toContain('bort siffrorna');
    expect(courses[0]?.lessons[0]?.laws).toEqual(['sol-19-1']);
    expect(courses[0]?.baseline?.map((one) => one.kind)).toEqual([
      ...['knowledge', 'knowledge', 'confidence', 'confidence', 'confidence'],
    ]);
  });

  test.each([
    ['four of one kind', baseline(4), '1 of the questions is of the kind confidence'],
    [
      'four questions',
      baseline(2).replace(/ {2}- \{ key: c5.*\n/, ''),
      'questions: is not five questions; write five',
    ],
    [
      'two right',
      baseline(2).replace('A, en: A } }', 'A, en: A }, correct: true }'),
      '2 options are marked correct',
    ],
    [
      'an unknown kind',
      baseline(2).replace('kind: confidence', 'kind: mood'),
      'write confidence or knowledge',
    ],
    ['a key twice', baseline(2).replace('key: c4', 'key: c5'), 'question key c5 is used twice'],
  ])('rule 14: a baseline with %s', async (_name, text, message) => {
    await base.write('demo/baseline.yaml', text);
    const { lines, courses } = await told();
    expect(courses).toEqual([]);
    expect(lines.join('\n')).toMatch(/^demo\/baseline\.yaml:\d+: /);
    expect(lines.join('\n')).toContain(message);
  });

  test('a kit is for a lesson, in both languages, and its mistakes leave the course alone', async () => {
    await base.write('demo/kit/01-first.sv.md', kitText());
    await base.both('demo/kit/02-first', kitText());
    await base.both('demo/kit/02-second', kitText().replace(', Tre?', ''));
    const { lines, courses } = await told();
    expect(courses).toHaveLength(1);
    expect(lines.map((line) => line.split(';')[0])).toEqual([
      'demo/kit/01-first.sv.md:1: the kit is there in one language, and kit/01-first.en.md is missing',
      'demo/kit/02-first.en.md:1: the file is the kit of no lesson',
      'demo/kit/02-first.sv.md:1: the file is the kit of no lesson',
      'demo/kit/02-second.en.md:2: questions: is not three questions',
      'demo/kit/02-second.sv.md:2: questions: is not three questions',
    ]);
  });
});
