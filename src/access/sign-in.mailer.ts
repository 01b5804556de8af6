import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import type { Log } from '../platform/log.ts';
import { bareAddress, createSmtpSignIn } from '../platform/smtp-sign-in.ts';
import { createSmtpSlot } from '../platform/smtp-slot.ts';
import type { SmtpAddress } from '../platform/smtp-url.ts';
import type { SigningIn } from './sign-in.repository.ts';
import { signInMail } from './sign-in-mail.ts';

export type SignInMailerDeps = {
  config: Config;
  clock: Clock;
  log: Log;
  messageDomain: string;
  /** Read at each mail: with PORT=0 it is known only once the server listens. */
  publicUrl(): string;
  relay(): Promise<SmtpAddress>;
};

/** What the Message-ID of every sign-in mail begins with: no delivery knows them. */
export const signInMessageId = 'sign-in.';

/** Seconds to wait before trying again what the relay put off. */
const pauses = [2, 10, 30];

/**
 * Mails sign-in links at once, from this process: neither the caps nor the stop of campaigns are
 * for them, and the secret stands nowhere but in the mail. What cannot be sent within a minute is
 * given up; who waits asks again.
 */
export function createSignInMailer(deps: SignInMailerDeps) {
  const { config } = deps;
  return async (
    to: SigningIn,
    { secret, next }: { secret: string; next: string | undefined },
  ): Promise<void> => {
    const query = next === undefined ? '' : `?next=${encodeURIComponent(next)}`;
    const mail = signInMail(to.language, {
      url: `${deps.publicUrl()}/sign-in/${secret}${query}`,
      organisation: config.ORGANISATION,
      help: config.HELP_CONTACT,
      trial: config.trial,
    });
    const raw = await new MailComposer({
      ...mail,
      from: config.MAIL_FROM,
      to: to.address,
      replyTo: config.MAIL_REPLY_TO,
      date: await deps.clock.now(),
      messageId: `<${signInMessageId}${randomUUID()}@${deps.messageDomain}>`,
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'OOF, AutoReply' },
    })
      .compile()
      .build();
    const slot = createSmtpSlot(deps.relay, createSmtpSignIn(config));
    try {
      for (const seconds of [...pauses, undefined]) {
        const outcome = await slot.send(
          { from: bareAddress(config.MAIL_FROM), to: to.address },
          raw,
        );
        if (outcome.kind === 'accepted') return;
        deps.log.warn(
          { outcome: outcome.kind, code: outcome.code },
          'A sign-in mail was not taken.',
        );
        if (outcome.kind !== 'deferred' || seconds === undefined) return;
        await pause(seconds * 1000, undefined, { ref: false });
      }
    } finally {
      slot.close();
    }
  };
}
