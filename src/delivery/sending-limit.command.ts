import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import type { Config } from '../platform/config.ts';
import type { Database } from '../platform/database.ts';
import { defaultConnections, givenConnections } from '../platform/smtp-url.ts';
import { relayStanding } from './relay-bucket.repository.ts';
import {
  type RelayLimit,
  type RelaySetting,
  relayOf,
  relayPresetNames,
  relaySettingSchema,
  toRelayLimit,
} from './relay-limit.ts';
import { loadRelaySetting, saveRelaySetting } from './relay-setting.repository.ts';

const usage = `sending limit [${relayPresetNames.join('|')}] [--per-minute N] [--per-day N] [--connections N]`;

/** `sending limit`: what the mail relay takes. Without arguments it shows it, and what is used of it. */
export async function sendingLimitCommand(
  deps: { db: Database; config: Pick<Config, 'SMTP_URL'> },
  argv: string[],
): Promise<CommandResult> {
  const setting = readSettingFrom(argv);
  if (setting !== undefined) await saveRelaySetting(deps.db, setting);
  const relay = relayOf(deps.config.SMTP_URL);
  const found = await loadRelaySetting(deps.db, relay);
  const limit: RelayLimit =
    found === undefined
      ? { perMinute: null, perDay: null, connections: defaultConnections }
      : toRelayLimit(found.setting);
  const connections = givenConnections(deps.config.SMTP_URL ?? '') ?? limit.connections;
  const standing = relay && (await relayStanding(deps.db, relay.key, limit));
  const dayUsed = standing?.dayLeft == null ? null : (limit.perDay ?? 0) - standing.dayLeft;
  const pausedSeconds = Math.ceil(standing?.pausedSeconds ?? 0);
  return {
    json: {
      preset: found?.setting.preset ?? null,
      chosen: found?.chosen ?? false,
      perMinute: limit.perMinute,
      perDay: limit.perDay,
      connections,
      relay: relay?.host ?? null,
      used: { lastDay: dayUsed, pausedSeconds },
    },
    text: [
      ...heading(found),
      `  mejl i minuten / mails a minute: ${amount(limit.perMinute)}`,
      `  mejl på 24 timmar / mails in 24 hours: ${amount(limit.perDay)}${dayUsed === null ? '' : `, varav använda / used ${dayUsed}`}`,
      `  anslutningar per process / connections of each process: ${connections}`,
      ...(pausedSeconds > 0
        ? [
            `  Mejlservern har bett om färre mejl. Allt väntar i ${pausedSeconds} sekunder.`,
            `  The relay has asked for fewer mails. Everything waits for ${pausedSeconds} seconds.`,
          ]
        : []),
      ...(relay === undefined
        ? [
            '  Nu används den inbyggda brevlådan, som inte har några gränser.',
            '  The built-in mailbox is in use, which has no limits.',
          ]
        : []),
      ...(setting === undefined
        ? []
        : [
            '  Gränserna gäller inom några sekunder, antalet anslutningar när tjänsten startas om.',
            '  The limits hold within seconds, the number of connections once the service restarts.',
          ]),
    ].join('\n'),
    exitCode: 0,
    ...(setting === undefined
      ? {}
      : { audit: [{ action: 'sending.limit', subject: setting.preset, details: counts(limit) }] }),
  };
}

function readSettingFrom(argv: string[]): RelaySetting | undefined {
  const { values, positionals } = readOptions(
    argv,
    {
      'per-minute': { type: 'string' },
      'per-day': { type: 'string' },
      connections: { type: 'string' },
    },
    usage,
  );
  const [preset, ...more] = positionals;
  const numbers = {
    perMinute: values['per-minute'],
    perDay: values['per-day'],
    connections: values.connections,
  };
  const given = Object.entries(numbers).filter(([, value]) => value !== undefined);
  if (preset === undefined && given.length === 0) return undefined;
  if (preset === undefined || more.length > 0)
    throw new UsageError(
      `Ange en av ${relayPresetNames.join(', ')}. / Give one of ${relayPresetNames.join(', ')}.`,
      usage,
    );
  const parsed = relaySettingSchema.safeParse({
    preset,
    ...Object.fromEntries(given.map(([name, value]) => [name, Number(value)])),
  });
  if (!parsed.success)
    throw new UsageError(
      `"${argv.join(' ')}": okänd mall, eller inte ett heltal från 1 (högst 100 anslutningar). / an unknown preset, or no whole number from 1 (100 connections at most).`,
      usage,
    );
  if (preset === 'custom' && given.length === 0)
    throw new UsageError(
      'custom behöver minst ett av --per-minute, --per-day och --connections. / custom needs at least one of them.',
      usage,
    );
  return parsed.data;
}

function heading(found: { setting: RelaySetting; chosen: boolean } | undefined): string[] {
  if (found === undefined)
    return [
      'Mejlservern har inga gränser inställda.',
      'No limits are set for the relay. Choose with: sending limit PRESET',
    ];
  const { setting, chosen } = found;
  return chosen
    ? [`Mejlserverns gränser / the relay’s limits: ${setting.preset}`]
    : [
        `Mejlserverns gränser, efter dess namn: ${setting.preset}`,
        `The relay’s limits, by its name: ${setting.preset}`,
      ];
}

const amount = (value: number | null) => (value === null ? 'ingen gräns / no limit' : value);

function counts(limit: RelayLimit): Record<string, number> {
  return {
    ...(limit.perMinute === null ? {} : { perMinute: limit.perMinute }),
    ...(limit.perDay === null ? {} : { perDay: limit.perDay }),
    connections: limit.connections,
  };
}
