import { describe, expect, test } from 'vitest';
import {
  defaultFreeDays,
  type FreeDays,
  freeDaysOf,
  freeDayTest,
  parseFreeDays,
} from '../../../src/spacing/free-days.ts';
import { daysBetween } from '../../support/windows.ts';

const july = { from: '2027-07-01', until: '2027-07-31', name: 'Sommaruppehåll' };
const sportlov = { from: '2027-02-22', until: '2027-02-26', name: 'Sportlov' };

function parsed(value: unknown): FreeDays {
  const result = parseFreeDays(value);
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result.freeDays;
}

function problemsOf(value: unknown): string[] {
  const result = parseFreeDays(value);
  return 'problems' in result ? result.problems.flatMap(({ sv, en }) => [sv, en]) : [];
}

describe('freeDayTest', () => {
  const isFree = freeDayTest(defaultFreeDays);

  test.each([
    ['2026-06-19', 'midsommarafton'],
    ['2026-12-24', 'julafton'],
    ['2026-12-31', 'nyårsafton'],
    ['2026-06-06', 'nationaldagen'],
    ['2027-05-06', 'Kristi himmelsfärdsdag'],
    ['2026-10-31', 'alla helgons dag'],
  ])('%s, %s, is free', (day) => {
    expect(isFree(day)).toBe(true);
  });

  test.each([
    ['2026-04-02', 'skärtorsdagen'],
    ['2026-04-04', 'påskafton'],
    ['2026-01-05', 'trettondagsafton'],
    ['2026-04-30', 'valborgsmässoafton'],
    ['2026-05-25', 'annandag pingst'],
    ['2026-10-30', 'allhelgonaafton'],
    ['2026-05-15', 'the Friday after Ascension Day'],
    ['2026-05-17', 'an ordinary Sunday, which is for the weekdays to say'],
  ])('%s, %s, is not', (day) => {
    expect(isFree(day)).toBe(false);
  });

  test('eves can be switched on and off', () => {
    const other = freeDayTest(
      parsed({ eves: { twelfthNight: true, holySaturday: true, newYearsEve: false } }),
    );
    expect(['2026-01-05', '2026-04-04', '2026-12-31', '2026-12-24'].map(other)).toEqual([
      true,
      true,
      false,
      true,
    ]);
  });

  test('closed periods are free from their first to their last day, over the turn of the year too', () => {
    const closed = freeDayTest(
      parsed({ closed: [july, { from: '2027-12-20', until: '2028-01-09', name: 'Jullov' }] }),
    );
    for (const day of daysBetween('2027-07-01', '2027-07-31')) expect(closed(day)).toBe(true);
    for (const day of daysBetween('2027-12-20', '2028-01-09')) expect(closed(day)).toBe(true);
    for (const day of ['2027-06-30', '2027-08-01', '2027-12-19', '2028-01-10', '2026-07-15'])
      expect(closed(day)).toBe(false);
  });

  test('says what each free day is called', () => {
    const named = freeDaysOf(parsed({ closed: [sportlov] }), 2027).slice(0, 4);
    expect(named.map(({ day, name }) => `${day} ${name.sv}`)).toEqual([
      '2027-01-01 Nyårsdagen',
      '2027-01-06 Trettondedag jul',
      '2027-02-22 Sportlov',
      '2027-02-23 Sportlov',
    ]);
  });
});

describe('parseFreeDays', () => {
  test('what is left out is as usual', () => {
    expect(parsed({})).toEqual(defaultFreeDays);
    expect(parsed({ eves: { christmasEve: true }, closed: [] })).toEqual(defaultFreeDays);
    expect(parsed({ closed: [july, sportlov] }).closed).toEqual([july, sportlov]);
  });

  test.each([
    ['no object', 'juli', 'Lediga dagar anges som'],
    ['a misspelt setting', { close: [] }, 'Inställningen close är okänd'],
    ['a misspelt eve', { eves: { julafton: true } }, 'Inställningen julafton är okänd'],
    ['an eve that is no switch', { eves: { christmasEve: 'ja' } }, 'christmasEve ska vara true'],
    ['no list', { closed: july }, 'closed ska vara en lista'],
    [
      'a date that is none',
      { closed: [july, { ...july, until: '2027-02-30' }] },
      'nummer 2: until ska vara en dag',
    ],
    ['a far year', { closed: [{ ...july, until: '2207-07-31' }] }, 'mellan 2020-01-01 och'],
    ['no name', { closed: [{ ...july, name: ' ' }] }, 'Stängd period nummer 1'],
    [
      'days the wrong way round',
      { closed: [{ ...july, from: '2027-08-31' }] },
      '”Sommaruppehåll” slutar (2027-07-31) innan den börjar (2027-08-31)',
    ],
  ])('tells what is wrong: %s', (_what, value, words) => {
    const problems = problemsOf(value);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join('\n')).toContain(words);
    expect(problems.join('\n')).not.toContain('undefined');
  });

  test('a year that is closed all through is refused, in one piece and in many', () => {
    const year = [{ from: '2027-01-01', until: '2027-12-31', name: 'Stängt' }];
    const months = daysBetween('2027-01-01', '2027-12-31')
      .filter((day) => day.endsWith('-01'))
      .map((from) => ({ from, until: `${from.slice(0, 8)}25`, name: 'Månad' }));
    for (const closed of [year, months]) {
      expect(problemsOf({ closed })).toHaveLength(2);
      expect(problemsOf({ closed })[0]).toContain('Från 2027-01-01 till');
    }
    expect(problemsOf({ closed: months.slice(0, 6) })).toEqual([]);
  });
});
