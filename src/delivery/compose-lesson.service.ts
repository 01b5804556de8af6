import { type Campaign, linksExpireAt } from '../campaign/campaign.ts';
import type { Lesson } from '../course/course.ts';
import type { CourseVersions } from '../course/course-version.reader.ts';
import type { Envelope } from '../platform/smtp-slot.ts';
import { type Keyring, ownQuestion, repeatedQuestion, signAnswerToken } from './answer-token.ts';
import { lessonOfQuestion } from './asked-lesson.ts';
import type { SendItem } from './claim.repository.ts';
import type { LessonMailKey, LessonMails } from './lesson-mail.loader.ts';
import { questionLinks } from './question-links.ts';

export type ComposeDeps = {
  courseVersions: CourseVersions;
  mails: LessonMails;
  keyring: Keyring;
  publicUrl: string;
  simulated: boolean;
};

/** Milliseconds; links that hold for a year may end an hour earlier. */
const expiryHolds = 3_600_000;

/** Makes the mail of one delivery: what is compiled, filled with this person's name and links. */
export function composeLesson(deps: ComposeDeps) {
  const expiries = new Map<string, { at: number; expires: Date }>();
  /** Calendar arithmetic for every mail would cost as much as signing its links. */
  function expiryOf({ until, window }: Campaign, now: Date): Date {
    const key = `${until} ${window.timeZone}`;
    const at = now.getTime();
    const known = expiries.get(key);
    // Without an end the expiry moves with the days.
    if (known !== undefined && (until !== null || at - known.at < expiryHolds))
      return known.expires;
    const expires = linksExpireAt({ until, window }, now);
    expiries.set(key, { at, expires });
    return expires;
  }

  return async (
    item: SendItem,
    campaign: Campaign,
    now: Date,
  ): Promise<{ envelope: Envelope; raw: Buffer }> => {
    const { language } = item;
    const { course, hash: versionHash } = await deps.courseVersions.get(item.courseVersionId);
    const expires = expiryOf(campaign, now);
    const copy = {
      messageId: item.messageId,
      date: now,
      to: { address: item.email, name: `${item.firstName} ${item.lastName}`.trim() },
      firstName: item.firstName,
      thread: threadOf(item),
      ...(deps.simulated ? { mark: 'simulated' as const } : {}),
    };
    if (item.kind === 'announcement') {
      const { start } = campaign;
      const mail = await deps.mails.compileAnnouncement({ course, versionHash, language, start });
      return mail.fill({ ...copy, optionUrls: [] });
    }
    if (item.baseline !== null) {
      const key = { course, versionHash, language, baseline: item.baseline };
      const form = await deps.mails.compileBaseline(key);
      const link = {
        purpose: 'baseline',
        delivery: item.id,
        question: 0,
        option: undefined,
      } as const;
      const token = signAnswerToken(deps.keyring, { ...link, expires });
      return form.fill({ ...copy, optionUrls: [], webUrl: `${deps.publicUrl}/b/${token}` });
    }
    const optionUrls = (lesson: Lesson | undefined, question: number): string[] =>
      (lesson === undefined ? [] : questionLinks(lesson.text[language].question)).map((option) => {
        const token = { purpose: 'answer', delivery: item.id, question, option, expires } as const;
        return `${deps.publicUrl}/a/${signAnswerToken(deps.keyring, token)}`;
      });

    const kind = kindOf(item);
    const { variant } = item;
    const key = { course, versionHash, lesson: item.lesson, language, kind, variant };
    const mail = await deps.mails.compile(key);
    const repeated =
      item.repetition === null ? undefined : lessonOfQuestion(course, item.repetition.question);
    const rider = repeated && {
      compiled: await deps.mails.compileRider({
        ...key,
        lesson: repeated.number,
        variant: item.repetition?.variant,
      }),
      optionUrls: optionUrls(repeated, repeatedQuestion),
    };
    return mail.fill({
      ...copy,
      optionUrls: optionUrls(course.lessons[item.lesson - 1], ownQuestion),
      rider,
    });
  };
}

function kindOf({ kind }: SendItem): LessonMailKey['kind'] {
  return kind === 'reminder' || kind === 'repetition' ? kind : 'lesson';
}

/** The course's first mail, and for a reminder the lesson that it reminds of. */
function threadOf({ firstMessageId, lessonMessageId }: SendItem): string[] {
  const ids = [firstMessageId, lessonMessageId].filter((id) => id !== null);
  return [...new Set(ids)];
}
