import type { CourseVersion } from '../course/course.ts';
import type { SmtpOutcome } from '../platform/smtp-outcome.ts';
import { createSmtpSignIn } from '../platform/smtp-sign-in.ts';
import { createSmtpSlot } from '../platform/smtp-slot.ts';
import type { ComposeDeps } from './compose-lesson.service.ts';
import type { RelayTestDeps } from './relay-test.service.ts';
import { type TestedCampaign, type TestedMails, testMails } from './test-mails.service.ts';

export type SendTestDeps = RelayTestDeps &
  Pick<ComposeDeps, 'mails' | 'keyring' | 'publicUrl'> & { now: Date };

/** How many mails the relay took, and what it said of the one it did not take, the last tried. */
export type SentTest = { sent: number; refused: SmtpOutcome | undefined };

/** Sends test mails at once, beside every queue, until the relay refuses one. */
export async function sendTestMails(
  deps: SendTestDeps,
  campaign: TestedCampaign,
  version: CourseVersion,
  tested: TestedMails,
): Promise<SentTest> {
  const slot = createSmtpSlot(deps.relay, createSmtpSignIn(deps.config));
  let sent = 0;
  try {
    for await (const mail of testMails(deps, campaign, version, tested)) {
      const outcome = await slot.send(mail.envelope, mail.raw);
      if (outcome.kind !== 'accepted') return { sent, refused: outcome };
      sent++;
    }
  } finally {
    slot.close();
  }
  return { sent, refused: undefined };
}
