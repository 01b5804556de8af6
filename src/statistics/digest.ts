import type { Language } from '../course/course.ts';

/** Figures of one campaign for one reader; null where they are hidden. */
export type DigestFigures = {
  invited: number;
  /** Null where mails are hidden beside a hidden department. */
  delivered: number | null;
  failed: number | null;
  started: number;
  completed: number;
};

export type DigestCampaign = {
  id: number;
  course: Record<Language, string>;
  paused: boolean;
  /** Last day, ISO; null for a rolling campaign. */
  until: string | null;
  total: DigestFigures | null;
  /** The same a week ago; null where there was none or it is hidden. */
  before: DigestFigures | null;
  /** Departments whose figures the reader may see, without those above others. */
  departments: readonly { name: string; invited: number; started: number }[];
};

/** Something to look at, most pressing first. */
export type Attention =
  | { kind: 'paused' }
  | { kind: 'ends'; until: string; days: number }
  | { kind: 'failed'; count: number }
  | { kind: 'still' }
  | { kind: 'behind'; name: string; started: number; invited: number };

/** A campaign that ends within so many days is worth a reminder in the corridor. */
export const endsSoonDays = 14;
/** Failures below this share are everyday life: somebody has left and the list is old. */
export const failedShare = 0.02;
const mostBehind = 3;

/**
 * What a leader could do something about. A department is behind when its share of people who
 * have started is less than half of the whole's, and everybody has had time: at least a quarter
 * of the whole has started.
 * @param today ISO day
 */
export function needsAttention(campaign: DigestCampaign, today: string): Attention[] {
  const { total, before, until } = campaign;
  const found: Attention[] = [];
  if (campaign.paused) found.push({ kind: 'paused' });
  const days =
    until === null
      ? Infinity
      : Temporal.PlainDate.from(today).until(until, { largestUnit: 'days' }).days;
  if (until !== null && days >= 0 && days <= endsSoonDays)
    found.push({ kind: 'ends', until, days });
  if (total === null || total.invited === 0) return found;
  if (total.failed !== null && total.failed > 0 && total.failed >= total.invited * failedShare)
    found.push({ kind: 'failed', count: total.failed });
  const moved =
    before === null || before.started < total.started || before.completed < total.completed;
  if (!campaign.paused && !moved && total.completed < total.invited) found.push({ kind: 'still' });
  return [...found, ...behind(campaign.departments, total)];
}

function behind(
  departments: DigestCampaign['departments'],
  total: DigestFigures,
): Extract<Attention, { kind: 'behind' }>[] {
  const share = total.started / total.invited;
  if (share < 0.25) return [];
  return departments
    .filter(({ invited, started }) => invited > 0 && started / invited < share / 2)
    .toSorted((a, b) => a.started / a.invited - b.started / b.invited)
    .slice(0, mostBehind)
    .map(({ name, started, invited }) => ({ kind: 'behind' as const, name, started, invited }));
}

/**
 * The Monday of the week whose digest may be sent at an instant; undefined before Monday morning
 * at seven, Swedish time.
 */
export function digestWeek(now: Date): string | undefined {
  const here = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(
    'Europe/Stockholm',
  );
  if (here.dayOfWeek === 1 && here.hour < 7) return undefined;
  return mondayOf(here.toPlainDate()).toString();
}

export function mondayOf(day: Temporal.PlainDate): Temporal.PlainDate {
  return day.subtract({ days: day.dayOfWeek - 1 });
}
