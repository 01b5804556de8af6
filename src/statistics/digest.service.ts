import { randomUUID } from 'node:crypto';
import { principalFor } from '../access/principal.service.ts';
import type { VisibleDepartments } from '../access/visible-departments.ts';
import { listCampaigns } from '../campaign/campaign.repository.ts';
import type { Language } from '../course/course.ts';
import type { CourseVersions } from '../course/course-version.reader.ts';
import { mayBeMailed, pilotLists } from '../delivery/pilot.ts';
import type { Config } from '../platform/config.ts';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { isSendingStopped } from '../platform/sending-switch.ts';
import { bareAddress } from '../platform/smtp-sign-in.ts';
import { completionOf } from './completion.service.ts';
import { completionSeries } from './completion-series.service.ts';
import type { DigestMailer } from './digest.mailer.ts';
import { giveBackDigest, takeDigest } from './digest.repository.ts';
import { type DigestCampaign, digestWeek } from './digest.ts';
import { digestMail } from './digest-mail.ts';

export type DigestDeps = {
  db: Database;
  config: Config;
  courseVersions: CourseVersions;
  log: Log;
  publicUrl: string;
  messageDomain: string;
};

/** At one go; the next tick takes the next ones. */
const mostAtOnce = 50;

/**
 * Mails this week's digest to whoever wants it and has not had it: from Monday morning on, so that
 * a Monday out of order loses none. Each is taken on before it is sent, by one process alone; a
 * crash in between loses that one mail rather than sending it twice. What the relay puts off is
 * given back and tried at the next tick.
 * @returns how many were sent
 */
export async function sendDigests(
  deps: DigestDeps,
  mailer: DigestMailer,
  now: Date,
): Promise<number> {
  const week = digestWeek(now);
  if (week === undefined || (await isSendingStopped(deps.db))) return 0;
  const pilot = pilotLists(deps.config.MAIL_ONLY_TO);
  let sent = 0;
  for (let taken = 0; taken < mostAtOnce; taken++) {
    const reader = await takeDigest(deps.db, week);
    if (reader === undefined) break;
    const principal = await principalFor(deps.db, reader, { roles: ['admin', 'leader', 'reader'] });
    if (principal === undefined || !mayBeMailed(pilot, reader.address)) continue;
    const mail = await digestFor(deps, now, { ...reader, visible: principal.visible });
    if (mail === undefined) continue;
    const outcome = await mailer(mail);
    if (outcome.kind === 'accepted') sent++;
    else deps.log.warn({ outcome: outcome.kind, code: outcome.code }, 'A digest was not taken.');
    if (outcome.kind === 'deferred') {
      await giveBackDigest(deps.db, reader);
      break;
    }
  }
  return sent;
}

/** The digest of somebody at an instant; undefined where there is nothing to tell. */
export async function digestFor(
  deps: DigestDeps,
  now: Date,
  reader: { address: string; language: Language; visible: VisibleDepartments },
): Promise<Parameters<DigestMailer>[0] | undefined> {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO('Europe/Stockholm')
    .toPlainDate()
    .toString();
  const campaigns = await readCampaigns(deps, now, reader.visible, today);
  if (campaigns.length === 0) return undefined;
  const mail = digestMail(reader.language, {
    organisation: deps.config.ORGANISATION,
    help: deps.config.HELP_CONTACT,
    url: deps.publicUrl,
    today,
    trial: deps.config.trial,
    campaigns,
  });
  return {
    ...mail,
    to: reader.address,
    date: now,
    messageId: `<digest.${randomUUID()}@${deps.messageDomain}>`,
    from: bareAddress(deps.config.MAIL_FROM),
  };
}

/** Running campaigns that reach into what the reader sees, as its pages show them. */
async function readCampaigns(
  deps: DigestDeps,
  now: Date,
  visible: VisibleDepartments,
  today: string,
): Promise<DigestCampaign[]> {
  const campaigns = await listCampaigns(deps.db, ['running', 'paused']);
  const read: DigestCampaign[] = [];
  for (const { id, courseVersionId, status, cadence } of campaigns) {
    const { departments, total } = await completionOf(deps, now, { campaignId: id, visible });
    if (departments.length === 0 && visible !== 'all') continue;
    const series = await completionSeries(deps, now, { campaignId: id, visible });
    const lastWeek = Temporal.PlainDate.from(today).subtract({ days: 7 }).toString();
    const before = series.findLast(({ day }) => day <= lastWeek);
    const parents = new Set(departments.map(({ parent }) => parent));
    read.push({
      id,
      course: (await deps.courseVersions.get(courseVersionId)).course.title,
      paused: status === 'paused',
      until: cadence.kind === 'rolling' ? null : cadence.until,
      total: known(total),
      before: before === undefined ? null : known(before),
      departments: departments.flatMap(({ code, name, invited, started }) =>
        parents.has(code) || invited === null || started === null
          ? []
          : [{ name, invited, started }],
      ),
    });
  }
  return read;
}

type Shown = {
  invited: number | null;
  delivered: number | null;
  failed: number | null;
  started: number | null;
  completed: number | null;
};

/** Undelivered mails may be hidden where the rest is shown. */
function known({ invited, delivered, failed, started, completed }: Shown) {
  if (invited === null || started === null || completed === null) return null;
  return { invited, delivered, failed, started, completed };
}
