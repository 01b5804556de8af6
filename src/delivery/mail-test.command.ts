import { randomUUID } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import type { Config } from '../platform/config.ts';
import { bareAddress, createSmtpSignIn } from '../platform/smtp-sign-in.ts';
import { createSmtpSlot } from '../platform/smtp-slot.ts';
import type { SmtpAddress } from '../platform/smtp-url.ts';
import { explainOutcome } from './explain-outcome.ts';

const usage = 'mail test ADDRESS';

export type MailTestDeps = {
  config: Config;
  now: Date;
  messageDomain: string;
  relay(): Promise<SmtpAddress>;
};

/** `mail test ADDRESS`: one mail through the relay, and what its answer means. */
export async function mailTestCommand(deps: MailTestDeps, argv: string[]): Promise<CommandResult> {
  const { positionals } = readOptions(argv, {}, usage);
  const [to, ...more] = positionals;
  if (to === undefined || more.length > 0 || !/^[^\s<>@]+@[^\s<>@]+$/.test(to))
    throw new UsageError(`"${positionals.join(' ')}" is not a mail address.`, usage);
  const { config } = deps;
  const raw = await new MailComposer({
    from: config.MAIL_FROM,
    to,
    replyTo: config.MAIL_REPLY_TO,
    date: deps.now,
    messageId: `<${randomUUID()}@${deps.messageDomain}>`,
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
  const slot = createSmtpSlot(deps.relay, createSmtpSignIn(config));
  const outcome = await slot.send({ from: bareAddress(config.MAIL_FROM), to }, raw);
  slot.close();
  return {
    json: { outcome: outcome.kind, code: outcome.code, reply: outcome.reply },
    text: explainOutcome(outcome),
    exitCode: outcome.kind === 'accepted' ? 0 : 1,
  };
}
