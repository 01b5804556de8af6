import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Arm } from '../../../src/spacing/arm.ts';
import { parseArm } from '../../../src/spacing/arm-names.ts';
import { type CappedMail, capProblem } from '../../../src/spacing/caps.ts';
import { dayText, epochDay } from '../../../src/spacing/review.ts';
import { simulateCommand } from '../../../src/spacing/simulate.command.ts';
import {
  runTrial,
  sampleArm,
  standardCaps,
  standardShape,
  type Trial,
} from '../../../src/spacing/simulate.ts';
import { simulationChart } from '../../../src/spacing/simulate-chart.ts';
import { expectedOutcome } from '../../../src/spacing/simulate-expected.ts';
import { meanInterval, questionsFor, savedShare } from '../../../src/spacing/simulate-interval.ts';
import { simulateLearner } from '../../../src/spacing/simulate-learner.ts';
import { middleWillingness, simulatedPerson } from '../../../src/spacing/simulate-people.ts';
import { chance, normalChance } from '../../../src/spacing/simulate-random.ts';
import type { Truth } from '../../../src/spacing/truth.ts';
import { defaultTruths, makeTruths } from '../../../src/spacing/truths.ts';

const { spread } = defaultTruths;
const truths = makeTruths(defaultTruths);

function truth(name: string): Truth {
  const found = truths.find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

function arms(...names: string[]): Arm[] {
  return names.map((name) => {
    const read = parseArm(name, 'simulate');
    if ('problem' in read) throw new Error(read.problem);
    return read.arm;
  });
}

function trial(given: Partial<Trial> = {}): Trial {
  return {
    truth: truth('power'),
    response: 0.77,
    campaigns: 1,
    shape: standardShape,
    caps: standardCaps,
    spread,
    learners: 200,
    seed: 7,
    ...given,
  };
}

describe('chance', () => {
  test('is the same for the same key, and even between 0 and 1', () => {
    const values = Array.from({ length: 20_000 }, (_, event) => chance(3, 5, event));
    expect(values.slice(0, 5)).toEqual([0, 1, 2, 3, 4].map((event) => chance(3, 5, event)));
    for (let tenth = 0; tenth < 10; tenth++) {
      const share = values.filter((value) => Math.floor(value * 10) === tenth).length / 20_000;
      expect(share).toBeGreaterThan(0.09);
      expect(share).toBeLessThan(0.11);
    }
  });

  test('does not repeat itself from person to person or seed to seed', () => {
    const keys = new Set<number>();
    for (let seed = 0; seed < 10; seed++)
      for (let person = 0; person < 100; person++) keys.add(chance(seed, person, 1));
    expect(keys.size).toBeGreaterThan(995);
  });

  test('normal chances have mean 0 and deviation 1', () => {
    const values = Float64Array.from({ length: 20_000 }, (_, person) => normalChance(1, person, 9));
    const { mean } = meanInterval(values);
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(variance).toBeGreaterThan(0.95);
    expect(variance).toBeLessThan(1.05);
  });
});

test('people answer at the wanted rate on average', () => {
  for (const rate of [0.48, 0.77]) {
    const middle = middleWillingness(rate, spread);
    const people = Float64Array.from(
      { length: 20_000 },
      (_, index) => simulatedPerson(1, index, spread, middle).answers,
    );
    expect(Math.abs(meanInterval(people).mean - rate)).toBeLessThan(0.01);
  }
});

describe('one person', () => {
  /** Notes the days of repetitions, and of all mails, beside what the arm does. */
  function spied(arm: Arm, days: number[], mails: Set<number>): Arm {
    return {
      ...arm,
      // Who answers at once answers on the day of the lesson's mail.
      start: (correct, at) => {
        mails.add(at.day);
        return arm.start(correct, at);
      },
      afterSent: (review, at) => {
        days.push(at.day);
        mails.add(at.day);
        return arm.afterSent(review, at);
      },
    };
  }

  function run(
    name: string,
    campaigns: number,
    index: number,
    days: number[] = [],
    mails = new Set<number>(),
  ) {
    const [arm] = arms(name);
    if (arm === undefined) throw new Error(name);
    const lessons = Array.from({ length: 12 }, (_, lesson) => lesson);
    return simulateLearner({
      arm: spied(arm, days, mails),
      truth: truth('power'),
      person: { ease: 0, answers: 1 },
      campaigns: Array.from({ length: campaigns }, (_, which) => ({
        lessonDays: lessons.map((lesson) => which + lesson * 14),
        endDay: 210,
        ease: lessons.map(() => 0),
      })),
      caps: standardCaps,
      spread: { ...spread, prompt: 1 },
      laterDays: 180,
      seed: 1,
      index,
    });
  }

  test('rule 6: at most one mail a week and campaign, one question a mail, weekdays only', () => {
    for (let index = 0; index < 30; index++) {
      const days: number[] = [];
      const outcome = run('even:8', 1, index, days);
      expect(outcome.mails).toBeLessThanOrEqual(31);
      expect(outcome.mails).toBeGreaterThanOrEqual(12);
      expect(new Set(days).size).toBe(days.length);
      for (const [at, day] of days.entries()) {
        expect(day % 7).toBeLessThan(5);
        if (at === 0) continue;
        const before = days[at - 1] ?? 0;
        expect(day - before).toBeGreaterThanOrEqual(5);
        expect(Math.floor(day / 7)).toBeGreaterThan(Math.floor(before / 7));
      }
      expect(run('even:8', 2, index).mails).toBeLessThanOrEqual(62);
    }
  });

  test('rule 6: every mail keeps the caps that mails really keep', () => {
    const monday = epochDay('2026-08-31');
    for (let index = 0; index < 30; index++) {
      const mails = new Set<number>();
      const outcome = run('even:8', 1, index, [], mails);
      expect(mails.size).toBe(outcome.mails);
      const history: CappedMail[] = [];
      for (const mail of [...mails].sort((a, b) => a - b)) {
        const day = dayText(monday + mail);
        expect(capProblem(history, day, 1)).toBeUndefined();
        history.push({ day, campaign: 1 });
      }
    }
  });

  test('without repetitions there are the lessons and nothing else', () => {
    expect(run('none', 1, 1)).toMatchObject({ mails: 12, questions: 0 });
    expect(run('none', 2, 1)).toMatchObject({ mails: 24, questions: 0 });
  });

  test('more repetitions leave more behind', () => {
    const later = (name: string) => run(name, 1, 3).recallLater;
    expect(later('even:1')).toBeGreaterThan(later('none'));
  });
});

describe('a trial', () => {
  test('gives the same for the same seed, and something else for another', () => {
    const [even] = arms('even:2');
    if (even === undefined) throw new Error('even:2');
    const [one, two] = [sampleArm(trial(), even), sampleArm(trial(), even)];
    expect(one).toEqual(two);
    expect(sampleArm(trial({ seed: 8 }), even)).not.toEqual(one);
  });

  test('meets the same people in every arm: who never answers is asked as many lessons', () => {
    const [none, even] = arms('none', 'even:8').map((arm) => sampleArm(trial(), arm));
    for (let index = 0; index < 200; index++) {
      expect(even?.mails[index]).toBeGreaterThanOrEqual(none?.mails[index] ?? 0);
      expect(none?.questions[index]).toBe(0);
    }
  });

  test.each(['power', 'hlr', 'fsrs'])(
    '%s: none, even:1, even:2, even:4: more questions, more recall',
    (name) => {
      const family = ['none', 'even:1', 'even:2', 'even:4'];
      const { arms: rows } = runTrial(trial({ truth: truth(name) }), arms(...family));
      for (let index = 1; index < rows.length; index++) {
        const [less, more] = [rows[index - 1], rows[index]];
        expect(more?.questions.mean).toBeGreaterThan(less?.questions.mean ?? 0);
        expect(more?.recallLater.mean).toBeGreaterThan(less?.recallLater.mean ?? 0);
      }
    },
  );

  test('more answers, more recall; and what is measured later is never more', () => {
    const recall = [0.48, 0.6, 0.77, 0.87].map((response) => {
      const [row] = runTrial(trial({ response }), arms('even:2')).arms;
      expect(row?.recallLater.mean).toBeLessThan(row?.recallAtEnd.mean ?? 0);
      return row?.recallLater.mean ?? 0;
    });
    expect(recall).toEqual(recall.toSorted((a, b) => a - b));
  });
});

describe('intervals', () => {
  test('a mean with its normal interval', () => {
    const { mean, low, high } = meanInterval(Float64Array.from([1, 2, 3, 4, 5]));
    expect(mean).toBe(3);
    expect(high - mean).toBeCloseTo(1.96 * Math.sqrt(2.5 / 5), 10);
    expect(mean - low).toBeCloseTo(high - mean, 10);
  });

  test('cover the truth about 95 times in a hundred', () => {
    let covered = 0;
    for (let round = 0; round < 400; round++) {
      const values = Float64Array.from({ length: 60 }, (_, i) => normalChance(round, i, 1));
      const { low, high } = meanInterval(values);
      if (low <= 0 && high >= 0) covered++;
    }
    expect(covered / 400).toBeGreaterThan(0.91);
    expect(covered / 400).toBeLessThan(0.98);
  });

  const point = (questions: number, later: number) => ({ questions, later });

  test('questionsFor reads between neighbours', () => {
    const family = [point(0, 0.2), point(10, 0.3), point(20, 0.35)];
    expect(questionsFor(family, 0.25)).toBeCloseTo(5, 10);
    expect(questionsFor(family, 0.34)).toBeCloseTo(18, 10);
    expect(questionsFor(family, 0.1)).toBe(0);
    expect(questionsFor(family, 0.4)).toBeUndefined();
  });

  test('savedShare: half the questions for the same recall is 50 %, within its interval', () => {
    const people = 300;
    const made = (questions: number, later: number) => ({
      questions: Float64Array.from({ length: people }, (_, i) => questions + (i % 3)),
      later: Float64Array.from({ length: people }, (_, i) => later + (i % 5) / 100),
    });
    const nothing = { ...made(0, 0.2), questions: new Float64Array(people) };
    const saved = savedShare([nothing, made(9, 0.4)], made(19, 0.4), 1);
    expect(saved?.mean).toBeCloseTo(0.5, 10);
    expect(saved?.low).toBeLessThanOrEqual(0.5);
    expect(saved?.high).toBeGreaterThanOrEqual(0.5);
    expect(savedShare([nothing, made(9, 0.3)], made(19, 0.4), 1)).toBeNull();
  });
});

describe('expectedOutcome', () => {
  const first = epochDay('2026-08-31');
  const lessonDays = Array.from({ length: 12 }, (_, lesson) => first + lesson * 14);

  test('answers for each truth, with more recall where questions come back', () => {
    const outcome = (name: string) =>
      arms(name).flatMap((arm) =>
        expectedOutcome({ arm, lessonDays, endDay: first + 210, response: 0.77, people: 200 }),
      );
    const [none, even] = [outcome('none'), outcome('even:2')];
    expect(even.map((one) => one.truth)).toEqual(['power', 'hlr', 'fsrs']);
    for (const [index, one] of even.entries()) {
      expect(one.recallLater).toBeGreaterThan(none[index]?.recallLater ?? 1);
      expect(one.recallAtEnd).toBeLessThanOrEqual(1);
      expect(one.repetitions).toBeGreaterThan(5);
    }
  });

  test('a campaign without lessons is nothing to expect from', () => {
    const [arm] = arms('even:2');
    if (arm === undefined) throw new Error('even:2');
    const plan = { arm, lessonDays: [], endDay: first, response: 0.77, people: 10 };
    for (const one of expectedOutcome(plan))
      expect(one).toMatchObject({ recallAtEnd: 0, recallLater: 0, mails: 0, repetitions: 0 });
  });
});

describe('simulate, the command', () => {
  const small = ['--learners', '20', '--response', '0.77'];

  test('gives the contract, the same for the same seed', async () => {
    const argv = [...small, '--arms', 'none,even:1,even:2,even:8,12-24'];
    const [one, two] = [await simulateCommand({}, argv), await simulateCommand({}, argv)];
    expect(one).toEqual(two);
    expect(one.exitCode).toBe(0);
    expect(one.json).toMatchObject({
      arms: ['none', 'even:1', 'even:2', 'even:8', '12-24'],
      truths: ['power', 'hlr', 'fsrs'],
      default: 'even:2',
    });
    const { savings } = one.json as { savings: Record<string, number | null> };
    expect(Object.keys(savings)).toEqual(['power', 'hlr', 'fsrs']);
  });

  test('its table fits 80 columns', async () => {
    const { text } = await simulateCommand({}, small);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('writes a CSV with a row an arm and an SVG that says what it shows', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'simulate-'));
    try {
      const [csv, svg, file] = ['out.csv', 'out.svg', 'in.json'].map((name) => join(folder, name));
      await writeFile(file ?? '', '{"spread": {"guess": 0}}');
      const argv = [...small, '--arms', 'none,even:2,12-24', '--truths', file ?? ''];
      await simulateCommand({}, [...argv, '--csv', csv ?? '', '--svg', svg ?? '']);
      const rows = (await readFile(csv ?? '', 'utf8')).trimEnd().split('\r\n');
      // Three truths, one and two campaigns, three arms, and the header.
      expect(rows).toHaveLength(1 + 3 * 2 * 3);
      expect(new Set(rows.map((row) => row.split(',').length))).toEqual(new Set([16]));
      const chart = await readFile(svg ?? '', 'utf8');
      for (const part of ['<title', '<desc', 'prefers-color-scheme: dark', 'even:N', 'recalled'])
        expect(chart).toContain(part);
      expect(chart).not.toContain('NaN');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test.each([
    [['--learners', '1'], '--learners 1'],
    [['--seed', 'x'], '--seed x'],
    [['--response', '77'], '--response 77'],
    [['--response', ''], '--response'],
    [['--arms', 'even:0'], 'from 1 to 20'],
    [['--truths', '/nowhere/truths.json'], 'ENOENT'],
    [['extra'], 'extra'],
  ])('refuses %j as wrong usage', async (argv, why) => {
    await expect(simulateCommand({}, argv)).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      detail: expect.stringContaining(why),
    });
  });
});

test('a chart of nothing is still a chart', () => {
  expect(simulationChart([])).toContain('</svg>');
});
