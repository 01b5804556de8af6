import { randomUUID } from 'node:crypto';
import { getCampaign } from '../campaign/campaign.repository.ts';
import { linksExpireAt } from '../campaign/campaign.ts';
import { languages } from '../course/course.ts';
import { type CommandResult, readId, readOptions, UsageError } from '../platform/command.ts';
import type { Config } from '../platform/config.ts';
import type { Database } from '../platform/database.ts';
import { createSmtpSignIn } from '../platform/smtp-sign-in.ts';
import { createSmtpSlot } from '../platform/smtp-slot.ts';
import { signAnswerToken } from './answer-token.ts';
import type { ComposeDeps } from './compose-lesson.service.ts';
import { explainOutcome } from './explain-outcome.ts';
import { questionLinks } from './question-links.ts';
import type { RelayTestDeps } from './relay-test.service.ts';

const usage = 'campaign test ID --to ADDRESS';

/**
 * `campaign test ID --to ADDRESS`: every lesson in both languages, marked as a test. The
 * answer links work and store nothing.
 */
export async function campaignTestCommand(
  deps: RelayTestDeps & { now: Date } & ComposeDeps & { config: Config; db: Database },
  argv: string[],
): Promise<CommandResult> {
  const { values, positionals } = readOptions(argv, { to: { type: 'string' } }, usage);
  const address = values.to ?? '';
  if (!/^[^\s<>@]+@[^\s<>@]+$/.test(address))
    throw new UsageError(`--to "${address}" is not a mail address.`, usage);
  const campaign = await getCampaign(deps.db, readId(positionals, usage));
  const version = await deps.courseVersions.get(campaign.courseVersionId);
  const slot = createSmtpSlot(deps.relay, createSmtpSignIn(deps.config));
  const expires = linksExpireAt(campaign, deps.now);
  let sent = 0;
  try {
    for (const lesson of version.course.lessons)
      for (const language of languages) {
        const compiled = await deps.mails.compile({
          course: version.course,
          versionHash: version.hash,
          lesson: lesson.number,
          language,
        });
        const mail = compiled.fill({
          messageId: `<${randomUUID()}@${deps.messageDomain}>`,
          date: deps.now,
          to: { address, name: '' },
          firstName: language === 'sv' ? 'Förnamn' : 'First name',
          mark: 'test',
          optionUrls: questionLinks(lesson.text[language].question).map((option) => {
            const token = {
              purpose: 'preview',
              delivery: campaign.id,
              question: lesson.number,
              option,
              expires,
            } as const;
            const query = language === 'en' ? '?lang=en' : '';
            return `${deps.publicUrl}/a/${signAnswerToken(deps.keyring, token)}${query}`;
          }),
        });
        const outcome = await slot.send(mail.envelope, mail.raw);
        if (outcome.kind !== 'accepted')
          return {
            json: {
              id: campaign.id,
              sent,
              outcome: outcome.kind,
              code: outcome.code,
              reply: outcome.reply,
            },
            text: explainOutcome(outcome),
            exitCode: 1,
          };
        sent++;
      }
  } finally {
    slot.close();
  }
  return {
    json: { id: campaign.id, sent },
    text: `${sent} provmejl är skickade. Länkarna fungerar, men inget sparas.\n${sent} test mails are sent. The links work, but nothing is stored.`,
    exitCode: 0,
  };
}
