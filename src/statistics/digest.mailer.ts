import MailComposer from 'nodemailer/lib/mail-composer';
import type { Config } from '../platform/config.ts';
import type { SmtpOutcome } from '../platform/smtp-outcome.ts';
import { createSmtpSignIn } from '../platform/smtp-sign-in.ts';
import { createSmtpSlot } from '../platform/smtp-slot.ts';
import type { SmtpAddress } from '../platform/smtp-url.ts';
import type { DigestMail } from './digest-mail.ts';

export type DigestMailer = (
  mail: DigestMail & { from: string; to: string; date: Date; messageId: string },
) => Promise<SmtpOutcome>;

/** Sends digests one by one over a connection of their own; they are few, and no cap counts them. */
export function createDigestMailer(deps: {
  config: Config;
  relay(): Promise<SmtpAddress>;
}): DigestMailer {
  const { config } = deps;
  const signIn = createSmtpSignIn(config);
  return async ({ from, to, ...mail }) => {
    const raw = await new MailComposer({
      ...mail,
      from: config.MAIL_FROM,
      to,
      replyTo: config.MAIL_REPLY_TO,
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'OOF, AutoReply' },
    })
      .compile()
      .build();
    const slot = createSmtpSlot(deps.relay, signIn);
    try {
      return await slot.send({ from, to }, raw);
    } finally {
      slot.close();
    }
  };
}
