import { randomUUID } from 'node:crypto';
import { baselineTimes } from '../campaign/baseline-day.ts';
import { type Campaign, linksExpireAt } from '../campaign/campaign.ts';
import { type CourseVersion, type Language, languages, type VariantKey } from '../course/course.ts';
import type { Envelope } from '../platform/smtp-slot.ts';
import { previewed, signAnswerToken } from './answer-token.ts';
import { previewQuestion } from './baseline-link.ts';
import type { ComposeDeps } from './compose-lesson.service.ts';
import { questionLinks } from './question-links.ts';
import { lessonIn, variantKeys } from './scenario.ts';

type Deps = Pick<ComposeDeps, 'mails' | 'keyring' | 'publicUrl'> & {
  messageDomain: string;
  now: Date;
};

/** `id` is what links carry: a campaign's number, or `previewedVersion` of one that is only planned. */
export type TestedCampaign = Pick<
  Campaign,
  'id' | 'until' | 'window' | 'baseline' | 'announceDays' | 'start'
>;

/** `only`: the number of the one lesson to send; else every mail. */
export type TestedMails = {
  address: string;
  variant: VariantKey | undefined;
  only?: number | undefined;
};

/**
 * Every mail of a campaign in both languages, marked as a test, in the order in which people get
 * them: the announcement and the forms where it sends them, and lessons, told in a variant where
 * they have it. Their
 * links work and store nothing.
 */
export async function* testMails(
  deps: Deps,
  campaign: TestedCampaign,
  version: CourseVersion,
  { address, variant, only }: TestedMails,
): AsyncGenerator<{ envelope: Envelope; raw: Buffer }> {
  const { course, hash: versionHash } = version;
  const expires = linksExpireAt(campaign, deps.now);
  const link = (
    page: 'a' | 'b',
    delivery: number,
    question: number,
    option: number | undefined,
  ) => {
    const token = { purpose: 'preview', delivery, question, option, expires } as const;
    return `${deps.publicUrl}/${page}/${signAnswerToken(deps.keyring, token)}`;
  };
  const inLanguage = (url: string, language: Language) =>
    language === 'en' ? `${url}?lang=en` : url;
  const copy = (language: Language) => ({
    messageId: `<${randomUUID()}@${deps.messageDomain}>`,
    date: deps.now,
    to: { address, name: '' },
    firstName: language === 'sv' ? 'Förnamn' : 'First name',
    mark: 'test' as const,
  });
  const [before, after] = baselineTimes.map(
    (baseline) =>
      async function* () {
        if (!campaign.baseline || course.baseline === undefined) return;
        for (const language of languages) {
          const mail = await deps.mails.compileBaseline({
            course,
            versionHash,
            language,
            baseline,
          });
          const url = link('b', previewed(campaign.id), previewQuestion(baseline), undefined);
          const webUrl = inLanguage(url, language);
          yield mail.fill({ ...copy(language), optionUrls: [], webUrl });
        }
      },
  );
  if (campaign.announceDays != null && only === undefined)
    for (const language of languages) {
      const { start } = campaign;
      const mail = await deps.mails.compileAnnouncement({ course, versionHash, language, start });
      yield mail.fill({ ...copy(language), optionUrls: [] });
    }
  if (before !== undefined && only === undefined) yield* before();
  for (const lesson of course.lessons) {
    if (only !== undefined && lesson.number !== only) continue;
    const told = variantKeys(lesson).find((one) => one === variant);
    const delivery = previewed(campaign.id, told && variantKeys(lesson).indexOf(told) + 1);
    for (const language of languages) {
      const key = { course, versionHash, lesson: lesson.number, language, variant: told };
      const { question } = lessonIn(lesson, told).text[language];
      const mail = await deps.mails.compile(key);
      const optionUrls = questionLinks(question).map((option) =>
        inLanguage(link('a', delivery, lesson.number, option), language),
      );
      yield mail.fill({ ...copy(language), optionUrls });
    }
  }
  if (after !== undefined && only === undefined) yield* after();
}
