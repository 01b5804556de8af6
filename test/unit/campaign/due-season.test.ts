import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { capProblem, defaultCaps } from '../../../src/spacing/caps.ts';
import { lessonDays } from '../../../src/spacing/lesson-days.ts';
import { dayNumber } from '../../../src/spacing/local-day.ts';
import { addDays, isOpen, isSendingDay, localDay } from '../../../src/spacing/sending-window.ts';
import { anyCalmSeason, anySeason } from '../../support/any-season.ts';
import {
  type Played,
  play,
  type SimulatedMail,
  type Simulation,
} from '../../support/due-simulation.ts';
import { daysBetween, officeCalendar } from '../../support/windows.ts';
import '../../support/fast-check.ts';

const zone = 'Europe/Stockholm';
const within = (day: string, days: { from: string; until: string } | undefined) =>
  days !== undefined && day >= days.from && day <= days.until;

const playSample = (seasons: fc.Arbitrary<Simulation>, numRuns: number) =>
  fc.sample(seasons, numRuns).map((season) => ({ season, played: play(season) }));
const any = { seasons: anySeason, sample: playSample(anySeason, 400) };
const calm = { seasons: anyCalmSeason, sample: playSample(anyCalmSeason, 300) };

/**
 * Looks at the seasons that were played, and where one is wrong for the smallest that is.
 * `property` returns what it looked at, for it must not look at nothing.
 */
function inEvery(
  { seasons, sample }: typeof any,
  property: (season: Simulation, played: Played) => number,
): void {
  let seen = 0;
  try {
    for (const { season, played } of sample) seen += property(season, played);
  } catch (error) {
    const again = fc.property(seasons, (season) => void property(season, play(season)));
    fc.assert(again, { numRuns: sample.length });
    throw error;
  }
  expect(seen).toBeGreaterThan(sample.length / 10);
}

const campaignOf = (season: Simulation, mail: { campaign: number }) => {
  const campaign = season.campaigns[mail.campaign - 1];
  if (campaign === undefined) throw new Error('A mail of no campaign.');
  return campaign;
};
const endOf = ({ cadence }: Simulation['campaigns'][number]) =>
  cadence.kind === 'rolling' ? undefined : cadence.until;
const repeatedIn = (mail: SimulatedMail) =>
  mail.kind === 'reminder' ? undefined : mail.repetition;

describe('any season of one person', () => {
  test('rule 6: never two capped mails a day, never above the caps of a week', () => {
    inEvery(any, ({ caps = defaultCaps }, { mails, taken }) => {
      const before = taken.map((mail) => ({ ...mail }));
      for (const { day, campaign } of mails) {
        // What took a day without asking counts from that day on.
        const known = before.filter((mail) => mail.campaign !== 0 || mail.day < day);
        expect(capProblem(known, day, campaign, caps)).toBeUndefined();
        before.push({ day, campaign });
      }
      return mails.length;
    });
  });

  test('rule 6: nothing leaves outside the window, on a free day or on another day than its own', () => {
    inEvery(any, (season, { mails }) => {
      for (const mail of mails) {
        const { calendar } = campaignOf(season, mail);
        expect(isOpen(calendar, mail.at)).toBe(true);
        expect(isSendingDay(calendar, mail.day)).toBe(true);
        expect(localDay(zone, mail.at)).toBe(mail.day);
      }
      return mails.length;
    });
  });

  test('rule 7: nothing before the start or after the end, on leave, after leaving, while paused or while off', () => {
    inEvery(any, (season, { mails }) => {
      const { person, outages = [] } = season;
      for (const mail of mails) {
        const campaign = campaignOf(season, mail);
        expect(mail.day >= campaign.start && mail.day >= (person.joins ?? '')).toBe(true);
        expect(mail.day <= (endOf(campaign) ?? '9999')).toBe(true);
        for (const days of [person.hold, person.gone, campaign.paused, ...outages])
          expect(within(mail.day, days)).toBe(false);
      }
      return mails.length;
    });
  });

  test('lessons come in order, each once', () => {
    inEvery(any, (season, { mails }) => {
      for (const [index, { lessons }] of season.campaigns.entries()) {
        const own = mails.filter((mail) => mail.kind === 'lesson' && mail.campaign === index + 1);
        const numbers = own.map((mail) => (mail.kind === 'lesson' ? mail.lesson : 0));
        expect(numbers).toEqual(numbers.map((_, i) => i + 1));
        expect(numbers.length).toBeLessThanOrEqual(lessons);
      }
      return mails.length;
    });
  });

  test('a form goes once before lesson 1 and once after the last lesson, never between', () => {
    inEvery(any, (season, { mails }) => {
      let forms = 0;
      for (const [index, { lessons }] of season.campaigns.entries()) {
        const own = mails.filter(
          ({ kind, campaign }) => campaign === index + 1 && kind !== 'reminder',
        );
        const before = own.filter((mail) => mail.kind === 'baseline' && mail.baseline === 'before');
        const after = own.findIndex(
          (mail) => mail.kind === 'baseline' && mail.baseline === 'after',
        );
        if (before.length > 0) expect(own[0]).toBe(before[0]);
        expect(before.length).toBeLessThanOrEqual(1);
        if (after >= 0) {
          expect(before.length).toBe(1);
          const last = own.findLastIndex(({ kind }) => kind === 'lesson' || kind === 'baseline');
          expect(last).toBe(after);
          const sent = own.filter(({ kind }) => kind === 'lesson').length;
          expect(sent).toBeLessThanOrEqual(lessons);
        }
        forms += before.length + Number(after >= 0);
      }
      return forms;
    });
  });

  test('a form never costs a lesson that would have had room', () => {
    inEvery(calm, (season, { mails }) => {
      const campaigns = season.campaigns.map((one) => ({ ...one, baseline: true }));
      const withForms = play({ ...season, campaigns });
      const count = (of: readonly SimulatedMail[]) =>
        of.filter(({ kind }) => kind === 'lesson').length;
      expect(count(withForms.mails)).toBe(count(mails));
      return withForms.mails.filter(({ kind }) => kind === 'baseline').length;
    });
  });

  test('rule 7: at most two reminders a lesson, of the lesson sent last, never after its answer', () => {
    inEvery(any, (_season, { mails, answers }) => {
      const reminders = mails.filter((mail) => mail.kind === 'reminder');
      for (const reminder of reminders) {
        const own = mails.filter(({ campaign }) => campaign === reminder.campaign);
        const earlier = own.filter(({ at }) => at < reminder.at);
        const lesson = earlier.findLast(({ kind }) => kind === 'lesson');
        expect(lesson).toMatchObject({ lesson: reminder.lesson });
        const nth = earlier.filter(
          (one) => one.kind === 'reminder' && one.lesson === reminder.lesson,
        ).length;
        expect(nth).toBeLessThan(2);
        expect(reminder.day >= addDays(lesson?.day ?? '', [5, 10][nth] ?? 99)).toBe(true);
        const answered = answers.find(
          (one) =>
            one.campaign === reminder.campaign && one.lesson === reminder.lesson && one.round === 1,
        );
        if (answered !== undefined) expect(reminder.day <= answered.day).toBe(true);
      }
      return reminders.length;
    });
  });

  test('only what was answered earlier is repeated, its rounds in order', () => {
    inEvery(any, (_season, { mails, answers }) => {
      const rounds = new Map<string, number>();
      let seen = 0;
      for (const mail of mails) {
        const repetition = repeatedIn(mail);
        if (repetition === undefined) continue;
        seen += 1;
        const { lesson, round } = repetition;
        const first = answers.find(
          (one) => one.campaign === mail.campaign && one.lesson === lesson && one.round === 1,
        );
        expect(first && first.day < mail.day).toBe(true);
        if (mail.kind === 'lesson') expect(lesson).toBeLessThan(mail.lesson);
        const key = `${mail.campaign} ${lesson}`;
        expect(round).toBe((rounds.get(key) ?? 1) + 1);
        rounds.set(key, round);
      }
      return seen;
    });
  });

  test('12-24: retired only after two right in a row; never asked again', () => {
    inEvery(any, (season, { mails, answers, states }) => {
      let seen = 0;
      for (const { campaign, reviews } of states) {
        if (campaignOf(season, { campaign: campaign.id }).arm !== '12-24') continue;
        for (const { lesson, review } of reviews) {
          const own = answers.filter(
            (one) => one.campaign === campaign.id && one.lesson === lesson,
          );
          const twoRight = own.some((one, i) => one.correct && own[i - 1]?.correct === true);
          if (review.retired) expect(twoRight).toBe(true);
          if (review.retired) seen += 1;
          const second = own.find((one, i) => one.correct && own[i - 1]?.correct === true);
          if (second === undefined) continue;
          const wrongAfter = own.some(
            (one) => !one.correct && own.indexOf(one) > own.indexOf(second),
          );
          const again = mails.filter(
            (mail) =>
              repeatedIn(mail)?.lesson === lesson &&
              mail.campaign === campaign.id &&
              mail.day > second.day,
          );
          if (!wrongAfter) expect(again).toEqual([]);
        }
      }
      return seen;
    });
  });

  test('even:N: a question comes back at most N times, and once more for each wrong answer', () => {
    inEvery(any, (season, { mails, answers }) => {
      let seen = 0;
      for (const [index, { arm, lessons }] of season.campaigns.entries()) {
        const times = Number(/^even:(\d)$/.exec(arm)?.[1] ?? 0);
        for (let lesson = 1; lesson <= lessons; lesson++) {
          const own = (one: { campaign: number }) => one.campaign === index + 1;
          const sent = mails.filter((mail) => own(mail) && repeatedIn(mail)?.lesson === lesson);
          const wrong = answers.filter((one) => own(one) && one.lesson === lesson && !one.correct);
          if (arm === '12-24') continue;
          expect(sent.length).toBeLessThanOrEqual(arm === 'none' ? 0 : times + wrong.length);
          if (arm !== 'none' && sent.length === times + wrong.length) seen += 1;
        }
      }
      return seen;
    });
  });

  test('nobody is stuck: something is due, or it is parked for a reason that is true', () => {
    inEvery(any, (season, { states, ended }) => {
      const { person, until: last } = season;
      for (const { campaign, plan } of states) {
        if (plan.dueAt !== null) {
          expect(plan.parked).toBe(null);
          continue;
        }
        expect(plan.parked).not.toBe(null);
        // Whoever is away when a campaign ends stays so.
        const day = campaign.until !== null && campaign.until < last ? campaign.until : last;
        const held = person.hold?.open === true && within(day, person.hold);
        if (plan.parked === 'left') expect(within(day, person.gone) || held).toBe(true);
        if (plan.parked === 'hold') expect(held).toBe(true);
        if (plan.parked === 'end' && campaign.until === null)
          expect(plan.nextLesson).toBe(campaign.lessons + 1);
      }
      // What was given up before the end had no day left.
      for (const { campaign, on, plan, history } of ended) {
        if (campaign.until === null || plan.lessonOn === null || plan.nextLesson > campaign.lessons)
          continue;
        const { calendar } = campaignOf(season, { campaign: campaign.id });
        const from = plan.lessonOn > on ? plan.lessonOn : addDays(on, 1);
        if (from > campaign.until || within(on, person.hold)) continue;
        const left = daysBetween(from, campaign.until).filter(
          (day) =>
            isSendingDay(calendar, day) &&
            capProblem(history, day, campaign.id, campaign.caps) === undefined,
        );
        expect(left).toEqual([]);
      }
      return states.length;
    });
  });
});

describe('a season in which nothing goes wrong', () => {
  test('lessons come on the days that were planned, whatever is reminded of and repeated between them', () => {
    inEvery(calm, (season, { mails }) => {
      const [campaign] = season.campaigns;
      if (campaign === undefined) return 0;
      const { cadence, calendar, lessons, start } = campaign;
      const { joins = start } = season.person;
      const came = mails.flatMap((mail) => (mail.kind === 'lesson' ? [mail.day] : []));
      const anchor = joins > start ? joins : start;
      if (anchor > (endOf(campaign) ?? '9999')) return 0;
      const { days } = lessonDays(cadence, calendar, anchor, lessons, season.caps);
      expect(came).toEqual(days.filter((day) => day <= season.until));
      return came.length;
    });
  });
});

describe('rule 6: after an outage, a hold, a pause, a day lost to another mail', () => {
  const rolling = anySeason.map(({ campaigns, caps: _, ...rest }) => ({
    ...rest,
    campaigns: campaigns.map((one, index) => ({
      ...one,
      calendar: officeCalendar,
      cadence: { kind: 'rolling' as const, days: 10 + 3 * index },
    })),
  }));

  const downtime = { seasons: rolling, sample: playSample(rolling, 200) };

  test('two lessons of a campaign never follow closer than half their gap', () => {
    inEvery(downtime, (season, { mails }) => {
      let seen = 0;
      for (const [index] of season.campaigns.entries()) {
        const own = mails.filter((mail) => mail.kind === 'lesson' && mail.campaign === index + 1);
        own.forEach(({ day }, i) => {
          const before = own[i - 1];
          if (before === undefined) return;
          seen += 1;
          const gap = dayNumber(day) - dayNumber(before.day);
          expect(gap).toBeGreaterThanOrEqual((10 + 3 * index) / 2);
        });
      }
      return seen;
    });
  });

  test('without an end every lesson comes in time', () => {
    inEvery(downtime, (season, { mails, states }) => {
      for (const { campaign, plan } of states)
        if (plan.dueAt === null && plan.parked === 'end')
          expect(
            mails.filter((mail) => mail.kind === 'lesson' && mail.campaign === campaign.id).length,
          ).toBe(season.campaigns[campaign.id - 1]?.lessons);
      return mails.length;
    });
  });
});
