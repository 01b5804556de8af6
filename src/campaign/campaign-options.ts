import { readId, readOptions, UsageError } from '../platform/command.ts';
import type { Cadence } from '../spacing/lesson-days.ts';
import { parseAudience } from './audience.ts';
import type { NewCampaign } from './campaign.ts';

const usualTimeZone = 'Europe/Stockholm';
const mostAnnounceDays = 60;

/** How a campaign is described on the command line, for `campaign create` and `campaign plan`. */
export const newCampaignUsage =
  '--course SLUG --start DATE (--until DATE (--every 14d | --spread | --retain-until DATE) | --rolling --every 7d) [--arm NAME] [--no-baseline] [--announce 5d] [--audience all|department:CODE,title:TITLE,not:…] [--hours 07:30-16:00] [--weekdays 1-5] [--zone Europe/Stockholm]';

const options = {
  course: { type: 'string' },
  start: { type: 'string' },
  until: { type: 'string' },
  every: { type: 'string' },
  spread: { type: 'boolean' },
  'retain-until': { type: 'string' },
  rolling: { type: 'boolean' },
  arm: { type: 'string' },
  'no-baseline': { type: 'boolean' },
  announce: { type: 'string' },
  audience: { type: 'string' },
  hours: { type: 'string' },
  weekdays: { type: 'string' },
  zone: { type: 'string' },
} as const;

const planOptions = { ...options, response: { type: 'string' } } as const;

/** A campaign as its options describe it. @throws UsageError naming the option and its remedy. */
export function readNewCampaign(argv: string[], usage: string): { campaign: NewCampaign } {
  const { values, positionals } = readOptions(argv, options, usage);
  if (positionals.length > 0)
    throw new UsageError(`"${positionals.join(' ')}" is not understood.`, usage);
  return { campaign: toNewCampaign(values, usage) };
}

/** What to plan: a campaign that exists, by its number, or one that its options describe. */
export type PlanRequest = { response: string | undefined } & (
  | { id: number }
  | { campaign: NewCampaign }
);

/** The same options, or the number of a campaign instead, and --response. @throws UsageError */
export function readPlanRequest(argv: string[], usage: string): PlanRequest {
  const { values, positionals } = readOptions(argv, planOptions, usage);
  const { response, ...described } = values;
  if (positionals.length === 0) return { response, campaign: toNewCampaign(described, usage) };
  const { json: _, ...rest } = described;
  const [given] = Object.keys(rest);
  if (given !== undefined)
    throw new UsageError(
      `--${given} describes a new campaign; campaign ${positionals.join(' ')} exists already. Leave one of them out.`,
      usage,
    );
  return { response, id: readId(positionals, usage) };
}

type Values = CadenceOptions & {
  course?: string | undefined;
  start?: string | undefined;
  arm?: string | undefined;
  'no-baseline'?: boolean | undefined;
  announce?: string | undefined;
  audience?: string | undefined;
  hours?: string | undefined;
  weekdays?: string | undefined;
  zone?: string | undefined;
};

function toNewCampaign(values: Values, usage: string): NewCampaign {
  return {
    course: required(values.course, '--course', usage),
    start: readDay(required(values.start, '--start', usage), '--start', usage),
    cadence: readCadence(values, usage),
    ...(values.arm === undefined ? {} : { arm: values.arm }),
    ...(values['no-baseline'] === true ? { baseline: false } : {}),
    ...(values.announce === undefined
      ? {}
      : { announceDays: readAnnounce(values.announce, usage) }),
    audience: parseAudience(values.audience ?? 'all'),
    window: {
      timeZone: readZone(values.zone ?? usualTimeZone, usage),
      weekdays: readWeekdays(values.weekdays ?? '1-5', usage),
      ...readHours(values.hours ?? '07:30-16:00', usage),
    },
  };
}

function required(value: string | undefined, option: string, usage: string): string {
  if (value === undefined || value === '') throw new UsageError(`${option} is missing.`, usage);
  return value;
}

function readDay(value: string, option: string, usage: string): string {
  try {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) throw new RangeError();
    return Temporal.PlainDate.from(value, { overflow: 'reject' }).toString();
  } catch {
    throw new UsageError(`${option} "${value}" is not a date. Write it as 2026-08-31.`, usage);
  }
}

type CadenceOptions = {
  until?: string | undefined;
  every?: string | undefined;
  spread?: boolean | undefined;
  'retain-until'?: string | undefined;
  rolling?: boolean | undefined;
};

/** Exactly one way of spacing lessons. */
function readCadence(values: CadenceOptions, usage: string): Cadence {
  const { every, spread = false, rolling = false } = values;
  const retain = values['retain-until'];
  const ways = [every !== undefined, spread, retain !== undefined].filter(Boolean).length;
  if (ways !== 1) throw new UsageError('Give one of --every, --spread and --retain-until.', usage);
  if (rolling) {
    if (every === undefined || values.until !== undefined)
      throw new UsageError('--rolling goes with --every and without --until.', usage);
    return { kind: 'rolling', days: readEvery(every, usage) };
  }
  const until = readDay(required(values.until, '--until', usage), '--until', usage);
  if (every !== undefined) return { kind: 'every', days: readEvery(every, usage), until };
  if (retain === undefined) return { kind: 'spread', until };
  return { kind: 'retain', until, retainUntil: readDay(retain, '--retain-until', usage) };
}

/** Weekdays as 1-5 or 1,3,5; 1 is Monday. */
function readWeekdays(value: string, usage: string): number[] {
  const days = value.split(',').map((part) => {
    const [, first, last = first] = /^([1-7])(?:-([1-7]))?$/.exec(part.trim()) ?? [];
    const [from, to] = [Number(first), Number(last)];
    return from <= to ? Array.from({ length: to - from + 1 }, (_, index) => from + index) : [];
  });
  if (days.some((part) => part.length === 0))
    throw new UsageError(
      `--weekdays "${value}" cannot be read. Write 1-5 or 1,3,5; 1 is Monday.`,
      usage,
    );
  return [...new Set(days.flat())].sort();
}

function readZone(value: string, usage: string): string {
  try {
    new Intl.DateTimeFormat('sv', { timeZone: value });
    return value;
  } catch {
    throw new UsageError(`--zone "${value}" is no time zone. Write it as Europe/Stockholm.`, usage);
  }
}

function readEvery(value: string, usage: string): number {
  const match = /^(\d{1,3})(d|w)$/.exec(value);
  const days = Number(match?.[1]) * (match?.[2] === 'w' ? 7 : 1);
  if (match === null || days < 1 || days > 366)
    throw new UsageError(`--every "${value}" cannot be read. Write it as 14d or 2w.`, usage);
  return days;
}

function readAnnounce(value: string, usage: string): number {
  const match = /^(\d{1,2})(d|w)$/.exec(value);
  const days = Number(match?.[1]) * (match?.[2] === 'w' ? 7 : 1);
  if (match === null || days < 1 || days > mostAnnounceDays)
    throw new UsageError(
      `--announce "${value}" cannot be read. Write how long before the start as 5d or 1w, at most ${mostAnnounceDays} days.`,
      usage,
    );
  return days;
}

function readHours(value: string, usage: string): { from: string; until: string } {
  const match = /^(\d{1,2}:\d{2})-(\d{1,2}:\d{2})$/.exec(value);
  const [, from, until] = match ?? [];
  if (from === undefined || until === undefined)
    throw new UsageError(`--hours "${value}" cannot be read. Write it as 07:30-16:00.`, usage);
  return { from: from.padStart(5, '0'), until: until.padStart(5, '0') };
}
