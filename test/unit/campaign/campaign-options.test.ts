import { describe, expect, test } from 'vitest';
import { readNewCampaign, readPlanRequest } from '../../../src/campaign/campaign-options.ts';

const usage = 'campaign create …';
const base = ['--course', 'it', '--start', '2026-08-31'];
const period = [...base, '--until', '2026-12-18'];
const read = (...argv: string[]) => readNewCampaign(argv, usage).campaign;
const cadence = (...argv: string[]) => read(...argv).cadence;
const window = (...argv: string[]) => read(...period, '--spread', ...argv).window;

describe('readNewCampaign', () => {
  test('what is not given is office hours in Stockholm, for everybody', () => {
    expect(read(...period, '--spread')).toEqual({
      course: 'it',
      start: '2026-08-31',
      cadence: { kind: 'spread', until: '2026-12-18' },
      audience: { kind: 'all' },
      window: {
        timeZone: 'Europe/Stockholm',
        weekdays: [1, 2, 3, 4, 5],
        from: '07:30',
        until: '16:00',
      },
    });
  });

  test('every cadence', () => {
    const until = '2026-12-18';
    expect(cadence(...period, '--every', '14d')).toEqual({ kind: 'every', days: 14, until });
    expect(cadence(...period, '--every', '2w')).toEqual({ kind: 'every', days: 14, until });
    expect(cadence(...period, '--spread')).toEqual({ kind: 'spread', until });
    expect(cadence(...period, '--retain-until', '2027-06-01')).toEqual({
      kind: 'retain',
      until,
      retainUntil: '2027-06-01',
    });
    expect(cadence(...base, '--rolling', '--every', '1w')).toEqual({ kind: 'rolling', days: 7 });
  });

  test('arm, audience, hours, weekdays and zone', () => {
    expect(read(...period, '--spread', '--arm', '12-24').arm).toBe('12-24');
    expect(
      read(...period, '--spread', '--audience', 'department:10,title:Rektor').audience,
    ).toEqual({
      kind: 'chosen',
      departments: ['10'],
      titles: ['Rektor'],
      notDepartments: [],
      notTitles: [],
    });
    expect(window('--hours', '7:00-9:30')).toMatchObject({ from: '07:00', until: '09:30' });
    expect(window('--weekdays', '1,3').weekdays).toEqual([1, 3]);
    expect(window('--weekdays', '1,3-5,4').weekdays).toEqual([1, 3, 4, 5]);
    expect(window('--zone', 'Europe/Helsinki').timeZone).toBe('Europe/Helsinki');
  });

  test('an announcement so long before the start', () => {
    expect(read(...period, '--spread', '--announce', '5d').announceDays).toBe(5);
    expect(read(...period, '--spread', '--announce', '1w').announceDays).toBe(7);
  });

  test.each([
    [['--start', '2026-08-31'], '--course is missing'],
    [['--course', 'it'], '--start is missing'],
    [[...base, '--spread'], '--until is missing'],
    [period, 'Give one of --every, --spread and --retain-until'],
    [[...period, '--spread', '--every', '7d'], 'Give one of'],
    [[...period, '--rolling', '--every', '7d'], '--rolling goes with --every and without --until'],
    [[...base, '--rolling', '--spread'], '--rolling goes with --every'],
    [[...base, '--until', '2026-02-30', '--spread'], '--until "2026-02-30" is not a date'],
    [[...base, '--until', '18/12', '--spread'], 'Write it as 2026-08-31'],
    [[...period, '--retain-until', 'soon'], '--retain-until "soon" is not a date'],
    [[...period, '--every', '0d'], '--every "0d" cannot be read'],
    [[...period, '--every', '53w'], 'Write it as 14d or 2w'],
    [[...period, '--every', '14'], 'Write it as 14d or 2w'],
    [[...period, '--spread', '--weekdays', '1,8'], '--weekdays "1,8" cannot be read'],
    [[...period, '--spread', '--weekdays', '5-1'], 'Write 1-5 or 1,3,5'],
    [[...period, '--spread', '--hours', '8-16'], '--hours "8-16" cannot be read'],
    [[...period, '--spread', '--zone', 'Stockholm'], '--zone "Stockholm" is no time zone'],
    [[...period, '--spread', '--announce', '5'], 'Write how long before the start as 5d or 1w'],
    [[...period, '--spread', '--announce', '9w'], 'at most 60 days'],
    [[...period, '--spread', 'it'], '"it" is not understood'],
    [[...period, '--spread', '--response', '0.6'], "'--response'"],
    [[...period, '--spread', '--audience', 'depart:10'], 'cannot be read. Write all'],
  ])('%j is refused: %s', (argv, message) => {
    expect(() => read(...argv)).toThrow(message);
  });

  test('a refusal shows the usage', () => {
    expect(() => read()).toThrow(/Användning \/ usage: campaign create …$/);
  });
});

describe('readPlanRequest', () => {
  test('a campaign as for create, with --response', () => {
    const argv = [...period, '--spread', '--response', '0.7'];
    expect(readPlanRequest(argv, usage)).toEqual({
      response: '0.7',
      campaign: read(...period, '--spread'),
    });
  });

  test('the number of a campaign that exists', () => {
    expect(readPlanRequest(['3'], usage)).toEqual({ id: 3, response: undefined });
    expect(readPlanRequest(['3', '--json', '--response', '1'], usage)).toEqual({
      id: 3,
      response: '1',
    });
    expect(() => readPlanRequest(['three'], usage)).toThrow('not the number of a campaign');
    expect(() => readPlanRequest(['3', '--spread'], usage)).toThrow(
      '--spread describes a new campaign; campaign 3 exists already',
    );
  });
});
