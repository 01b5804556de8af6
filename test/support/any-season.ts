import fc from 'fast-check';
import type { Caps } from '../../src/spacing/caps.ts';
import { type Cadence, cadenceProblem } from '../../src/spacing/lesson-days.ts';
import { addDays } from '../../src/spacing/sending-window.ts';
import type { Reaction, SimulatedCampaign, SimulatedPerson, Simulation } from './due-simulation.ts';
import { anyCalendar, officeCalendar } from './windows.ts';

const first = '2026-02-02';
const seasonDays = 400;

const day = (most = seasonDays) =>
  fc.integer({ min: 0, max: most }).map((days) => addDays(first, days));
const sometimes = <Value>(arbitrary: fc.Arbitrary<Value>) =>
  fc.option(arbitrary, { nil: undefined, freq: 2 });
const period = (longest: number) =>
  fc
    .tuple(day(300), fc.integer({ min: 0, max: longest }))
    .map(([from, length]) => ({ from, until: addDays(from, length) }));

export const anyArm = fc.oneof(
  fc.constantFrom('none', '12-24'),
  fc.integer({ min: 1, max: 8 }).map((times) => `even:${times}`),
);

const anyCampaign: fc.Arbitrary<SimulatedCampaign> = fc
  .record({
    kind: fc.constantFrom('every', 'spread', 'retain', 'rolling'),
    days: fc.integer({ min: 1, max: 30 }),
    length: fc.integer({ min: 0, max: 250 }),
    retained: fc.integer({ min: 1, max: 300 }),
    start: day(60),
    arm: anyArm,
    lessons: fc.integer({ min: 1, max: 12 }),
    calendar: fc.oneof(fc.constant(officeCalendar), anyCalendar),
    paused: sometimes(period(60)),
    baseline: fc.boolean(),
  })
  .map(({ kind, days, length, retained, ...rest }) => {
    const until = addDays(rest.start, length);
    return { ...rest, cadence: cadenceOf(kind, days, until, addDays(until, retained)) };
  })
  .filter(({ cadence, start }) => cadenceProblem(cadence, start) === undefined);

function cadenceOf(kind: string, days: number, until: string, retainUntil: string): Cadence {
  if (kind === 'rolling') return { kind, days };
  if (kind === 'every') return { kind, days, until };
  return kind === 'spread' ? { kind, until } : { kind: 'retain', until, retainUntil };
}

/** Somebody who answers at random: how often, how well and how late differs from person to person. */
const anyReactions = fc
  .record({
    seed: fc.integer(),
    answers: fc.constantFrom(0, 0.5, 0.8, 1),
    right: fc.constantFrom(0, 0.4, 0.8, 1),
    latest: fc.constantFrom(1, 8, 40),
  })
  .map(
    ({ seed, answers, right, latest }) =>
      (campaign: number, lesson: number, round: number): Reaction => {
        const chance = (salt: number) => {
          const sine =
            Math.sin(seed * 0.001 + campaign * 97 + lesson * 13 + round * 7.7 + salt) * 1e4;
          return sine - Math.floor(sine);
        };
        if (chance(1) >= answers) return undefined;
        return { correct: chance(2) < right, afterDays: Math.floor(chance(3) * latest) };
      },
  );

const anyPerson: fc.Arbitrary<SimulatedPerson> = fc.record({
  employeeId: fc.integer({ min: 1, max: 2 ** 40 }),
  joins: sometimes(day(150)),
  hold: sometimes(fc.tuple(period(120), fc.boolean()).map(([days, open]) => ({ ...days, open }))),
  gone: sometimes(period(60)),
  lostDays: sometimes(fc.array(day(), { maxLength: 60 })),
  react: anyReactions,
});

const anyCaps: fc.Arbitrary<Caps> = fc
  .record({
    perWeekPerCampaign: fc.integer({ min: 1, max: 3 }),
    more: fc.integer({ min: 0, max: 3 }),
    spanDays: fc.integer({ min: 1, max: 7 }),
  })
  .map(({ more, ...caps }) => ({ perDay: 1, ...caps, perWeek: caps.perWeekPerCampaign + more }));

/** One to three campaigns for one person, with all that can go wrong. */
export const anySeason: fc.Arbitrary<Simulation> = fc
  .record({
    campaigns: fc.array(anyCampaign, { minLength: 1, maxLength: 3 }),
    person: anyPerson,
    caps: sometimes(anyCaps),
    outages: fc.array(period(20), { maxLength: 2 }),
  })
  .map(({ caps, ...rest }) => ({
    ...rest,
    ...(caps === undefined ? {} : { caps }),
    from: first,
    until: addDays(first, seasonDays),
  }));

/** One campaign in which nothing goes wrong, for somebody who may come late. */
export const anyCalmSeason: fc.Arbitrary<Simulation> = anySeason.map(
  ({ campaigns, person, caps, from, until }) => ({
    campaigns: campaigns.slice(0, 1).map((one) => ({ ...one, paused: undefined, baseline: false })),
    person: { employeeId: person.employeeId, joins: person.joins, react: person.react },
    ...(caps === undefined ? {} : { caps }),
    from,
    until,
  }),
);
