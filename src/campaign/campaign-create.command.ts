import type { Course } from '../course/course.ts';
import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import { parseAudience } from './audience.ts';
import { createCampaign } from './create-campaign.service.ts';

export const campaignCreateUsage =
  'campaign create --course SLUG --start DATE --until DATE --every 14d [--audience all|department:CODE,…] [--hours 07:30-16:00]';

const weekdays = [1, 2, 3, 4, 5];
const timeZone = 'Europe/Stockholm';

/** `campaign create`; times in the JSON are ISO 8601 with zone. */
export async function campaignCreateCommand(
  deps: { db: Database; now: Date; courses: readonly Course[] },
  argv: string[],
): Promise<CommandResult> {
  const { values, positionals } = readOptions(
    argv,
    {
      course: { type: 'string' },
      start: { type: 'string' },
      until: { type: 'string' },
      every: { type: 'string' },
      audience: { type: 'string', default: 'all' },
      hours: { type: 'string', default: '07:30-16:00' },
    },
    campaignCreateUsage,
  );
  if (positionals.length > 0)
    throw new UsageError(`"${positionals.join(' ')}" is not understood.`, campaignCreateUsage);
  const { from, until: windowUntil } = readHours(values.hours);
  const created = await createCampaign(deps, deps.now, {
    course: required(values.course, '--course'),
    start: readDay(required(values.start, '--start'), '--start'),
    until: readDay(required(values.until, '--until'), '--until'),
    everyDays: readEvery(required(values.every, '--every')),
    audience: parseAudience(values.audience),
    window: { timeZone, weekdays, from, until: windowUntil },
  });
  const { lessonsWithoutRoom, ...json } = created;
  const lines = [
    `Utskick ${created.id} är skapat: ${created.course}, ${created.enrolled} deltagare.`,
    `Campaign ${created.id} is created: ${created.course}, ${created.enrolled} enrolled.`,
    `Första mejlet / first mail: ${created.firstMail ?? '–'}`,
    `Sista mejlet / last mail:   ${created.lastMail ?? '–'}`,
  ];
  if (lessonsWithoutRoom > 0)
    lines.push(
      `OBS: ${lessonsWithoutRoom} lektioner får inte plats före ${values.until}. Välj ett senare slut eller en tätare takt.`,
      `NOTE: ${lessonsWithoutRoom} lessons do not fit before ${values.until}. Choose a later end or a denser cadence.`,
    );
  const { id, enrolled } = created;
  return {
    json,
    text: lines.join('\n'),
    exitCode: 0,
    audit: [{ action: 'campaign.create', subject: String(id), details: { enrolled } }],
  };
}

function required(value: string | undefined, option: string): string {
  if (value === undefined || value === '')
    throw new UsageError(`${option} is missing.`, campaignCreateUsage);
  return value;
}

function readDay(value: string, option: string): string {
  try {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) throw new RangeError();
    return Temporal.PlainDate.from(value, { overflow: 'reject' }).toString();
  } catch {
    throw new UsageError(
      `${option} "${value}" is not a date. Write it as 2026-08-31.`,
      campaignCreateUsage,
    );
  }
}

function readEvery(value: string): number {
  const match = /^(\d{1,3})(d|w)$/.exec(value);
  const days = Number(match?.[1]) * (match?.[2] === 'w' ? 7 : 1);
  if (match === null || days < 1 || days > 366)
    throw new UsageError(
      `--every "${value}" cannot be read. Write it as 14d or 2w.`,
      campaignCreateUsage,
    );
  return days;
}

function readHours(value: string): { from: string; until: string } {
  const match = /^(\d{1,2}:\d{2})-(\d{1,2}:\d{2})$/.exec(value);
  const [, from, until] = match ?? [];
  if (from === undefined || until === undefined)
    throw new UsageError(
      `--hours "${value}" cannot be read. Write it as 07:30-16:00.`,
      campaignCreateUsage,
    );
  return { from: from.padStart(5, '0'), until: until.padStart(5, '0') };
}
