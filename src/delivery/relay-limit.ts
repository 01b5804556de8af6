import { z } from 'zod';
import { parseSmtpUrl } from '../platform/smtp-url.ts';

/** What a relay takes: mails in any minute and in any 24 hours (null: as many as one likes), and open connections of each process. */
export type RelayLimit = { perMinute: number | null; perDay: number | null; connections: number };

export const relayPresetNames = ['exchange-online', 'exchange-hve', 'postfix', 'custom'] as const;
export type RelayPreset = (typeof relayPresetNames)[number];

/**
 * exchange-online: a mailbox sends 30 messages a minute to 10,000 recipients in any 24 hours
 * (learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits,
 * "Sending limits") over 3 connections at once (learn.microsoft.com/exchange/troubleshoot/send-emails/smtp-submission-improvements).
 *
 * exchange-hve: High Volume Email has no message rate limit. Its preview had 100,000 recipients
 * a day and tenant (Microsoft's announcement of 1 April 2024, techcommunity.microsoft.com); the
 * product of today states none (learn.microsoft.com/exchange/mail-flow-best-practices/high-volume-mails-m365).
 * The old figure is kept, since it is far more than one needs here; --per-day changes it. It
 * delivers to addresses of the tenant alone. Connections are not documented.
 *
 * postfix: smtpd_client_message_rate_limit is 0, no limit, and smtpd_client_connection_count_limit
 * 50 by default (www.postfix.org/postconf.5.html); two processes may have 20 each.
 *
 * custom: what is given; without connections as many as a relay without a preset gets.
 */
export const relayPresets: Readonly<Record<RelayPreset, RelayLimit>> = {
  'exchange-online': { perMinute: 30, perDay: 10_000, connections: 3 },
  'exchange-hve': { perMinute: null, perDay: 100_000, connections: 5 },
  postfix: { perMinute: null, perDay: null, connections: 20 },
  custom: { perMinute: null, perDay: null, connections: 5 },
};

/** The settings value `relay`: a preset, and what differs from it. */
export const relaySettingSchema = z.strictObject({
  preset: z.enum(relayPresetNames),
  perMinute: z.int().min(1).max(100_000).optional(),
  perDay: z.int().min(1).max(10_000_000).optional(),
  connections: z.int().min(1).max(100).optional(),
});
export type RelaySetting = z.infer<typeof relaySettingSchema>;

export function toRelayLimit({ preset, ...own }: RelaySetting): RelayLimit {
  const base = relayPresets[preset];
  return {
    perMinute: own.perMinute ?? base.perMinute,
    perDay: own.perDay ?? base.perDay,
    connections: own.connections ?? base.connections,
  };
}

/** The preset of a relay that nobody has chosen one for: Exchange is known by its name. */
export function presetOfHost(host: string): RelayPreset | undefined {
  const name = host.toLowerCase();
  if (name === 'smtp.hve.mx.microsoft' || name === 'smtp-hve.office365.com') return 'exchange-hve';
  if (/^smtp(-legacy)?\.office365\.com$/.test(name)) return 'exchange-online';
  return undefined;
}

/** A relay that may have limits: its bucket's key, a relay counting per sign-in, and its name. */
export type Relay = { key: string; host: string };

/** The relay of an SMTP_URL; undefined for the built-in mailbox, which has no limits. */
export function relayOf(smtpUrl: string | undefined): Relay | undefined {
  const address = smtpUrl === undefined ? undefined : parseSmtpUrl(smtpUrl);
  if (address === undefined) return undefined;
  const host = address.host.toLowerCase();
  return { key: `${host}:${address.port}/${address.user ?? ''}`, host };
}

/** How a token bucket fills. */
export type RelayFlow = { capacity: number; perSecond: number };

/**
 * A bucket that lets at most `perMinute` out in any 60 seconds, the first ones included: what it
 * holds and what flows in within a minute together stay below `perMinute` + 1. It holds what two
 * seconds let out, so that fast relays are not asked for single mails and slow ones get no gust.
 */
export function relayFlow(perMinute: number): RelayFlow {
  const capacity = Math.max(1, Math.floor(perMinute / 30));
  return { capacity, perSecond: (perMinute + 1 - capacity) / 60 };
}

/** Tokens after so many seconds. */
export function refilled(tokens: number, flow: RelayFlow, seconds: number): number {
  return Math.min(flow.capacity, tokens + Math.max(0, seconds) * flow.perSecond);
}

/**
 * How a relay stands at a moment. `tokens` is null without a limit a minute; `dayLeft` is null
 * without one a day; `freesInSeconds` is when the oldest of the day's mails stops counting.
 */
export type RelayStanding = {
  tokens: number | null;
  dayLeft: number | null;
  freesInSeconds: number | null;
  pausedSeconds: number;
};

/** How many of `wanted` mails may be offered now. */
export function grantable({ tokens, dayLeft, pausedSeconds }: RelayStanding, wanted: number) {
  if (pausedSeconds > 0) return 0;
  return Math.max(0, Math.min(wanted, wholeTokens(tokens ?? wanted), dayLeft ?? wanted));
}

/** Seconds until it is worth asking again: until the bucket is full, or as full as is wanted. */
export function secondsUntilMore(
  standing: RelayStanding,
  limit: RelayLimit,
  wanted: number,
): number {
  const { tokens, dayLeft, freesInSeconds, pausedSeconds } = standing;
  if (dayLeft !== null && dayLeft <= 0) return Math.max(pausedSeconds, freesInSeconds ?? 0);
  if (tokens === null || limit.perMinute === null) return pausedSeconds;
  const { capacity, perSecond } = relayFlow(limit.perMinute);
  return Math.max(pausedSeconds, (Math.min(wanted, capacity) - tokens) / perSecond, 0);
}

/** The most that a relay lets out in so many seconds from now; Infinity without a limit. */
export function lettingOut(standing: RelayStanding, limit: RelayLimit, seconds: number): number {
  const { tokens, dayLeft, pausedSeconds } = standing;
  const left = seconds - pausedSeconds;
  if (left < 0) return 0;
  const flow = limit.perMinute === null ? undefined : relayFlow(limit.perMinute);
  const flowing =
    flow === undefined ? Infinity : wholeTokens((tokens ?? 0) + left * flow.perSecond);
  return Math.max(0, Math.min(flowing, dayLeft ?? Infinity));
}

/** Sums of fractions: nine tenths of a token and a tenth are one. */
function wholeTokens(tokens: number): number {
  return Math.floor(tokens + 1e-9);
}

/**
 * Replies by which a relay says that it is offered too much, whoever the mail is for: Exchange's
 * 432 4.3.2 (too many connections of a mailbox), 4.7.5xx and 4.7.6xx (too many messages from an
 * address), 4.7.0 and 4.7.28 of others, and those that say it in words. A status X.1 or X.2 is
 * about the recipient (RFC 3463), and greylisting (4.7.1) about one mail; those only wait.
 */
export function isThrottled(code: number | null, reply: string): boolean {
  if (code === null || code < 400 || code >= 500) return false;
  if (/\b4\.[12]\.\d/.test(reply)) return false;
  if (code === 432 || /\b4\.7\.(0|28|[56]\d\d)\b/.test(reply)) return true;
  return /too many|too much|too fast|throttl|concurrent|(rate|quota|limit)s? (is |was |has been )?exceed|exceed\w* .{0,60}(rate|quota|limit)|rate.?limit/i.test(
    reply,
  );
}
