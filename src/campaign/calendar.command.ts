import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { type FreeDays, freeDaysOf } from '../spacing/free-days.ts';
import { eveIds } from '../spacing/holiday.ts';
import { dayNumber, weekdayOf } from '../spacing/local-day.ts';
import { localDay } from '../spacing/sending-window.ts';
import {
  closedPeriods,
  eveNames,
  eveOf,
  withClosed,
  withEve,
  withoutClosed,
} from './calendar-change.ts';
import { loadFreeDays } from './campaign-settings.repository.ts';
import { changeFreeDays } from './campaign-settings.service.ts';

type Deps = { db: Database; now: Date };

const usage =
  'calendar show [YEAR] | close FROM UNTIL NAME | open NAME|FROM | eve NAME on|off (DATE: 2027-07-01)';
const [firstYear, lastYear] = [2020, 2100];

/** `calendar …`: the days on which nothing is sent, public holidays and the organisation's own. */
export async function calendarCommand(deps: Deps, argv: string[]): Promise<CommandResult> {
  const { positionals } = readOptions(argv, {}, usage);
  const [verb = 'show', ...rest] = positionals;
  const today = localDay('Europe/Stockholm', deps.now);
  if (verb === 'show') return show(await loadFreeDays(deps.db), readYear(rest, today));
  const change = changes[verb];
  if (change === undefined)
    throw new UsageError(`"${verb}" förstås inte. / is not understood.`, usage);
  const { year, apply } = change(rest);
  const freeDays = await changeFreeDays(deps, apply);
  return {
    ...show(freeDays, year ?? today.slice(0, 4)),
    audit: [{ action: 'calendar.change', subject: verb }],
  };
}

type Change = { year?: string; apply: (freeDays: FreeDays) => FreeDays };

const changes: Record<string, (rest: string[]) => Change> = {
  close(rest) {
    const [from = '', until = '', ...words] = rest;
    const name = words.join(' ').trim();
    if (name === '')
      throw new UsageError(
        'Ange första dagen, sista dagen och ett namn. / Give the first day, the last day and a name.',
        usage,
      );
    return {
      year: from.slice(0, 4),
      apply: (freeDays) => withClosed(freeDays, { from, until, name }),
    };
  },
  open(rest) {
    const wanted = rest.join(' ').trim();
    if (wanted === '') throw new UsageError('Ange namn eller första dag. / NAME or FROM.', usage);
    return {
      apply(freeDays) {
        const [period, ...others] = closedPeriods(freeDays, wanted);
        if (period === undefined)
          throw new AppError(
            'NOT_FOUND',
            `Ingen stängd period heter eller börjar ”${wanted}”. / No closed period has the name or first day "${wanted}".`,
          );
        if (others.length > 0)
          throw new AppError(
            'CONFLICT',
            `Flera perioder heter ”${wanted}”. Ange första dagen i stället: ${[period, ...others].map(({ from }) => from).join(', ')}.\nSeveral periods have that name. Give the first day instead.`,
          );
        return withoutClosed(freeDays, period);
      },
    };
  },
  eve(rest) {
    const [name = '', state, ...more] = rest;
    const eve = eveOf(name);
    if (eve === undefined || !['on', 'off'].includes(state ?? '') || more.length > 0)
      throw new UsageError(
        `Ange en av ${eveNames().join(', ')}, och on (fri dag) eller off (arbetsdag). / Give one of them, and on (a free day) or off (a working day).`,
        usage,
      );
    return { apply: (freeDays) => withEve(freeDays, eve, state === 'on') };
  },
};

function readYear(rest: string[], today: string): string {
  const [year = today.slice(0, 4), ...more] = rest;
  if (!/^\d{4}$/.test(year) || more.length > 0 || +year < firstYear || +year > lastYear)
    throw new UsageError(
      `Ange ett år från ${firstYear} till ${lastYear}. / Give a year from ${firstYear} to ${lastYear}.`,
      usage,
    );
  return year;
}

function show(freeDays: FreeDays, year: string): CommandResult {
  const days = freeDaysOf(freeDays, Number(year));
  const weekdays = ['mån', 'tis', 'ons', 'tors', 'fre', 'lör', 'sön'];
  const off = eveIds.filter((eve) => !freeDays.eves[eve]);
  return {
    json: { year: Number(year), days, closed: freeDays.closed, eves: freeDays.eves },
    text: [
      `Dagar utan utskick ${year}, utöver helger / days without mail ${year}, besides weekends:`,
      ...days.map(({ day, name }) => {
        const weekday = weekdays[weekdayOf(dayNumber(day)) - 1] ?? '';
        const both = name.sv === name.en ? name.sv : `${name.sv} / ${name.en}`;
        return `  ${day} ${weekday.padEnd(4)} ${both}`;
      }),
      ...(off.length === 0
        ? []
        : [
            `Arbetsdagar / working days: ${eveNames()
              .filter((name) => off.includes(eveOf(name) ?? 'midsummerEve'))
              .join(', ')}`,
          ]),
    ].join('\n'),
    exitCode: 0,
  };
}
