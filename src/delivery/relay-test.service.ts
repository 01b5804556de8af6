import { randomUUID } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Config } from '../platform/config.ts';
import type { SmtpOutcome } from '../platform/smtp-outcome.ts';
import { bareAddress, createSmtpSignIn } from '../platform/smtp-sign-in.ts';
import { createSmtpSlot } from '../platform/smtp-slot.ts';
import type { SmtpAddress } from '../platform/smtp-url.ts';

export type RelayTestDeps = {
  config: Config;
  messageDomain: string;
  relay(): Promise<SmtpAddress>;
};

/** One plain mail through the relay, at once and beside every queue; never throws for what the relay says. */
export async function testRelay(
  { config, messageDomain, relay }: RelayTestDeps,
  now: Date,
  to: string,
): Promise<SmtpOutcome> {
  const raw = await new MailComposer({
    from: config.MAIL_FROM,
    to,
    replyTo: config.MAIL_REPLY_TO,
    date: now,
    messageId: `<${randomUUID()}@${messageDomain}>`,
    subject: `Nanokurs: provmejl från ${config.ORGANISATION}`,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'OOF, AutoReply' },
    text: [
      'Det här är ett provmejl från Nanokurs. Kom det fram fungerar vägen ut för mejl.',
      `Frågor: ${config.HELP_CONTACT}`,
      '',
      'This is a test mail from Nanokurs. If it arrived, the way out for mail works.',
      `Questions: ${config.HELP_CONTACT}`,
    ].join('\n'),
  })
    .compile()
    .build();
  const slot = createSmtpSlot(relay, createSmtpSignIn(config));
  try {
    return await slot.send({ from: bareAddress(config.MAIL_FROM), to }, raw);
  } finally {
    slot.close();
  }
}
