import { z } from 'zod';
import type { SignedInPages, Visit } from '../access/signed-in-page.ts';
import type { Config } from '../platform/config.ts';
import type { Database } from '../platform/database.ts';
import { isSendingStopped, setSending } from '../platform/sending-switch.ts';
import { givenConnections } from '../platform/smtp-url.ts';
import { errorPrefix } from '../web/components/error-summary.ts';
import { outcomeVerdict, replyAdvice } from './explain-outcome.ts';
import {
  countSent,
  groupFailures,
  listLost,
  resendLost,
  writeOffLost,
} from './health.repository.ts';
import { healthTexts } from './health-texts.ts';
import { type HealthView, healthBody, type RelayView } from './health-view.ts';
import { relayStanding } from './relay-bucket.repository.ts';
import { relayOf } from './relay-limit.ts';
import { loadRelayLimit } from './relay-setting.repository.ts';
import { type RelayTestDeps, testRelay } from './relay-test.service.ts';
import { countOpenDeliveries } from './settle.repository.ts';

export type HealthDeps = RelayTestDeps & { db: Database };

const path = '/delivery';
const mostListed = 200;
/** What `countOpenDeliveries` counts to. */
const mostReady = 2_000;
const failureDays = 30;

const ids = z
  .string()
  .max(4_000)
  .regex(/^\d{1,12}(,\d{1,12})*$/)
  .transform((text) => text.split(',').map(Number));

/** `/delivery`: how mail is doing, for administrators of the whole organisation. */
export function registerHealthPages(pages: SignedInPages, deps: HealthDeps): void {
  const access = { roles: ['admin'], whole: true } as const;
  pages.nav({ path, label: { sv: 'Leverans', en: 'Delivery' }, roles: ['admin'], order: 50 });
  pages.page({
    ...access,
    path,
    show: async (visit) => ({
      title: healthTexts[visit.language].title,
      body: healthBody(await readHealth(deps, visit)),
    }),
  });

  for (const how of ['start', 'stop'] as const)
    pages.action({
      ...access,
      path: `${path}/${how}`,
      form: z.object({}),
      exampleForm: {},
      act: async ({ db, language }) => {
        await setSending(db, how === 'stop' ? 'stopped' : 'started');
        const text = healthTexts[language];
        return {
          to: path,
          flash: {
            kind: how === 'stop' ? 'warn' : 'good',
            text: how === 'stop' ? text.stoppedFlash : text.startedFlash,
          },
          audit: [{ action: `sending.${how}`, subject: 'all' }],
        };
      },
    });

  pages.action({
    ...access,
    path: `${path}/lost/:how`,
    params: {
      schema: z.object({ how: z.enum(['resend', 'write-off']) }),
      things: { how: { is: 'resend' } },
    },
    form: z.object({ ids }),
    exampleForm: { ids: '1' },
    act: async ({ db, language, params: { how }, form }, now) => {
      const text = healthTexts[language];
      const again = how === 'resend';
      const mails = again ? await resendLost(db, form.ids) : await writeOffLost(db, now, form.ids);
      if (mails === 0) return { to: path, flash: { kind: 'warn', text: text.settled }, audit: [] };
      return {
        to: `${path}#lost`,
        flash: { kind: 'good', text: again ? text.resent(mails) : text.writtenOff(mails) },
        audit: [{ action: `delivery.${how}`, subject: form.ids.join(','), details: { mails } }],
      };
    },
  });

  pages.action({
    ...access,
    path: `${path}/test`,
    form: z.object({ to: z.string().max(254).trim() }),
    exampleForm: { to: 'prov@exempelkommun.test' },
    transaction: false,
    act: async (visit, now) => {
      const { to } = visit.form;
      const text = healthTexts[visit.language];
      if (!/^[^\s\p{Cc}<>@,;:]+@[^\s\p{Cc}<>@,;:]+$/u.test(to)) {
        const body = healthBody(await readHealth(deps, visit, { to }));
        return { status: 422, page: { title: errorPrefix[visit.language] + text.title, body } };
      }
      const outcome = await testRelay(deps, now, to);
      const accepted = outcome.kind === 'accepted';
      const advice = accepted ? undefined : replyAdvice(outcome.reply, visit.language);
      const said = [
        outcomeVerdict(outcome, visit.language),
        advice,
        `${text.said}: ${outcome.reply}`,
      ];
      return {
        to: `${path}#test`,
        flash: { kind: accepted ? 'good' : 'bad', text: said.filter(Boolean).join(' ') },
        audit: [{ action: 'delivery.test', subject: outcome.kind }],
      };
    },
  });
}

async function readHealth(
  deps: HealthDeps,
  { language, csrfToken }: Visit,
  wrong?: { to: string },
): Promise<HealthView> {
  const { db } = deps;
  return {
    language,
    csrfToken,
    stopped: await isSendingStopped(db),
    open: await countOpenDeliveries(db),
    mostReady,
    sent: await countSent(db),
    relay: await readRelay(deps),
    failures: await groupFailures(db, failureDays),
    lost: await listLost(db, mostListed),
    wrong,
  };
}

async function readRelay({
  db,
  config,
}: {
  db: Database;
  config: Pick<Config, 'SMTP_URL'>;
}): Promise<RelayView> {
  const relay = relayOf(config.SMTP_URL);
  if (relay === undefined) {
    const limit = { perMinute: null, perDay: null, connections: 0 };
    return { host: undefined, limit, connections: 0, usedOfDay: null, pausedSeconds: 0 };
  }
  const limit = await loadRelayLimit(db, relay);
  const standing = await relayStanding(db, relay.key, limit);
  return {
    host: relay.host,
    limit,
    connections: givenConnections(config.SMTP_URL ?? '') ?? limit.connections,
    usedOfDay: standing.dayLeft === null ? null : (limit.perDay ?? 0) - standing.dayLeft,
    pausedSeconds: Math.ceil(standing.pausedSeconds ?? 0),
  };
}
