import { describe, expect, test } from 'vitest';
import { checkLaunch, refuseBrokenCourse } from '../../../src/campaign/launch-check.ts';
import type { Course } from '../../../src/course/course.ts';
import { launchProblems } from '../../../src/course/launch.ts';
import {
  noRegisters,
  type Registers,
  readContacts,
  readLaws,
} from '../../../src/course/register.ts';
import { AppError } from '../../../src/platform/errors.ts';

const entry = (key: string, expires: string, value = '') =>
  `${key}:\n  name: { sv: A, en: B }\n  source: källan\n  checked: 2026-11-20\n  expires: ${expires}\n${value}`;

const registers: Registers = {
  contacts: readContacts('contacts.yaml', entry('line', '2027-11-20', '  value: 116 016\n'))
    .entries,
  laws: readLaws('laws.yaml', `# lag\n${entry('sol', '2027-05-20')}`).entries,
  problems: [],
};
const lesson = { number: 1, sources: [], text: {} as Course['lessons'][number]['text'] };
const course: Course = {
  slug: 'demo',
  title: { sv: 'D', en: 'D' },
  description: { sv: 'D', en: 'D' },
  lessons: [
    { ...lesson, slug: 'old' },
    { ...lesson, slug: 'one', contacts: ['line'], laws: ['sol'] },
  ],
};
const at = (today: string) => launchProblems(course, registers, today);

describe('launchProblems', () => {
  test('an entry holds through its last day, and is warned of from 30 days before', () => {
    expect(at('2027-04-19')).toEqual({ errors: [], warnings: [] });
    const message = {
      file: 'laws.yaml',
      line: 2,
      what: 'the law "sol" expires on 2027-05-20',
      remedy: 'hold it against its source (källan), correct it and move "checked" and "expires"',
      sv: {
        what: 'lagen "sol" går ut 2027-05-20',
        remedy: 'jämför med källan (källan), rätta och flytta fram "checked" och "expires"',
      },
    };
    expect(at('2027-04-20')).toEqual({ errors: [], warnings: [message] });
    expect(at('2027-05-20')).toEqual({ errors: [], warnings: [message] });
    expect(at('2027-05-21').errors).toEqual([
      {
        ...message,
        what: 'the law "sol" expired on 2027-05-20',
        sv: { ...message.sv, what: 'lagen "sol" gick ut 2027-05-20' },
      },
    ]);
  });

  test('a contact that only a kit of the course names warns, also when it has expired', () => {
    const plain = { ...course, lessons: course.lessons.slice(0, 1) };
    const kits = [
      { course: 'demo', contacts: ['line'] },
      { course: 'other', contacts: ['line'] },
    ];
    const found = launchProblems(plain, registers, '2028-01-01', kits);
    expect(found.errors).toEqual([]);
    expect(found.warnings.map(({ what, sv }) => [what, sv.what])).toEqual([
      [
        'the contact "line" expired on 2027-11-20 (in kits for workplace meetings only)',
        'kontakten "line" gick ut 2027-11-20 (bara i underlagen för arbetsplatsträffar)',
      ],
    ]);
    expect(launchProblems(course, registers, '2028-01-01', kits).warnings).toEqual([]);
    expect(launchProblems(plain, registers, '2028-01-01').warnings).toEqual([]);
  });

  test('a missing entry stops the launch, and says which lesson leans on it', () => {
    const { errors } = launchProblems(course, noRegisters, '2026-11-21');
    expect(errors.map((one) => [one.file, one.what])).toEqual([
      ['demo/lessons/one', 'the contact "line" is not in the register'],
      ['demo/lessons/one', 'the law "sol" is not in the register'],
    ]);
  });

  test('a register that cannot be read concerns whom it serves, an unreadable folder everybody', () => {
    const problem = { file: 'f', line: 1, what: 'w', remedy: 'r' };
    const broken: Registers = {
      ...registers,
      problems: [
        { ...problem, register: 'contacts' },
        { ...problem, register: 'all' },
      ],
    };
    expect(launchProblems(course, broken, '2026-11-21').errors).toHaveLength(2);
    const plain = { ...course, lessons: course.lessons.slice(0, 1) };
    expect(launchProblems(plain, broken, '2026-11-21').errors).toHaveLength(1);
  });
});

describe('a launch', () => {
  test('is refused with key, file, line and remedy, or warned about', () => {
    const content = { registers, broken: new Map() };
    expect(checkLaunch(content, course, '2027-05-01')).toHaveLength(1);
    const refusal = () => checkLaunch(content, course, '2027-06-01');
    expect(refusal).toThrow(AppError);
    expect(refusal).toThrow(/laws\.yaml:2: the law "sol" expired on 2027-05-20; hold it against/);
  });

  test('of a course whose files are wrong says what is wrong', () => {
    const problem = { file: 'demo/course.yaml', line: 3, what: 'w', remedy: 'r' };
    const content = { registers, broken: new Map([['demo', [problem]]]) };
    expect(() => refuseBrokenCourse(content, 'demo')).toThrow(/demo\/course\.yaml:3: w; r/);
    expect(() => refuseBrokenCourse(content, 'other')).not.toThrow();
  });
});
