import { type Campaign, linksExpireAt } from '../campaign/campaign.ts';
import type { CourseVersions } from '../course/course-version.reader.ts';
import type { Envelope } from '../platform/smtp-slot.ts';
import { type Keyring, signAnswerToken } from './answer-token.ts';
import type { SendItem } from './claim.repository.ts';
import type { LessonMails } from './lesson-mail.loader.ts';

export type ComposeDeps = {
  courseVersions: CourseVersions;
  mails: LessonMails;
  keyring: Keyring;
  publicUrl: string;
  simulated: boolean;
};

/** A delivery's first asking, as answer tokens number it. */
const lessonQuestion = 1;

/** Makes the mail of one delivery: the compiled lesson filled with this person's name and links. */
export function composeLesson(deps: ComposeDeps) {
  const expiries = new Map<string, Date>();
  /** Calendar arithmetic for every mail would cost as much as signing its links. */
  function expiryOf(campaign: Campaign): Date {
    const key = `${campaign.until} ${campaign.window.timeZone}`;
    const known = expiries.get(key) ?? linksExpireAt(campaign);
    expiries.set(key, known);
    return known;
  }

  return async (
    item: SendItem,
    campaign: Campaign,
    now: Date,
  ): Promise<{ envelope: Envelope; raw: Buffer }> => {
    const version = await deps.courseVersions.get(item.courseVersionId);
    const mail = await deps.mails.compile({
      course: version.course,
      versionHash: version.hash,
      lesson: item.lesson,
      language: item.language,
    });
    const question = version.course.lessons[item.lesson - 1]?.text[item.language].question;
    const expires = expiryOf(campaign);
    const optionUrls = (question?.options ?? []).map((_, option) => {
      const token = {
        purpose: 'answer',
        delivery: item.id,
        question: lessonQuestion,
        option,
        expires,
      } as const;
      return `${deps.publicUrl}/a/${signAnswerToken(deps.keyring, token)}`;
    });
    return mail.fill({
      messageId: item.messageId,
      date: now,
      to: { address: item.email, name: `${item.firstName} ${item.lastName}`.trim() },
      firstName: item.firstName,
      optionUrls,
      ...(deps.simulated ? { mark: 'simulated' as const } : {}),
      ...(item.firstMessageId === null ? {} : { references: item.firstMessageId }),
    });
  };
}
