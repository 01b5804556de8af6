import type { BaselineTime } from '../campaign/baseline-day.ts';
import type { BaselineQuestion, Language } from '../course/course.ts';
import type { CourseVersions } from '../course/course-version.reader.ts';
import { type Keyring, readPreviewed, verifyAnswerToken } from '../delivery/answer-token.ts';
import { previewedForm } from '../delivery/baseline-link.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { localDay } from '../spacing/sending-window.ts';
import { findCampaignVersion } from './answer.repository.ts';
import { addToCounters, findForm, type MailedForm, useForm } from './baseline.repository.ts';
import { bookedWeek, countersOf, readAnswers } from './baseline-form.ts';

export type BaselineDeps = { db: Database; courseVersions: CourseVersions; keyring: Keyring };

/** The form behind a link, as far as its holder may know it: nothing of it says whose it is. */
export type OpenedForm = {
  expired: boolean;
  baseline: BaselineTime;
  courseTitle: Record<Language, string>;
  questions: readonly BaselineQuestion[];
  language: Language;
  isUsed: boolean;
  /** The delivery and what is counted; undefined for the link of a test mail. */
  mailed: (MailedForm & { delivery: number }) | undefined;
};

/**
 * Reads the form behind a link and writes nothing (DESIGN rule 1).
 * @throws AppError TOKEN_INVALID for a token that was not signed here or leads to no form.
 */
export async function openForm(deps: BaselineDeps, now: Date, text: string): Promise<OpenedForm> {
  const verified = verifyAnswerToken(deps.keyring, text, now);
  if (verified.state === 'invalid') throw new AppError('TOKEN_INVALID');
  const expired = verified.state === 'expired';
  const { purpose, delivery, question } = verified.token;
  if (purpose === 'preview') {
    const baseline = previewedForm(question);
    const version = await findCampaignVersion(deps.db, readPreviewed(delivery).campaign);
    if (baseline === undefined || version === undefined) throw new AppError('TOKEN_INVALID');
    const asked = await questionsOf(deps, version);
    return { ...asked, expired, baseline, language: 'sv', isUsed: false, mailed: undefined };
  }
  const form = purpose === 'baseline' ? await findForm(deps.db, delivery) : undefined;
  if (form === undefined) throw new AppError('TOKEN_INVALID');
  const { baseline, language, isUsed } = form;
  const asked = await questionsOf(deps, form.courseVersionId);
  return { ...asked, expired, baseline, language, isUsed, mailed: { ...form, delivery } };
}

async function questionsOf({ courseVersions }: BaselineDeps, version: number) {
  const { course } = await courseVersions.get(version);
  if (course.baseline === undefined) throw new AppError('TOKEN_INVALID');
  return { courseTitle: course.title, questions: course.baseline };
}

/** `empty`: nothing was answered, so nothing is stored and the form can still be sent in. */
export type GivenForm = { form: OpenedForm; outcome: 'stored' | 'used' | 'empty' | 'unreadable' };

/**
 * Takes a form: its answers become counters of department and week, and its delivery is marked as
 * used, in one transaction. A form counts once; the first time counts. Never a word of it reaches
 * the enrolment: it counts neither as started nor as completed.
 * @throws AppError TOKEN_INVALID, TOKEN_EXPIRED
 */
export async function giveForm(
  deps: BaselineDeps,
  now: Date,
  input: { token: string; values: Readonly<Record<string, unknown>> },
): Promise<GivenForm> {
  const form = await openForm(deps, now, input.token);
  if (form.expired) throw new AppError('TOKEN_EXPIRED');
  if (form.isUsed) return { form, outcome: 'used' };
  const answers = readAnswers(form.questions, input.values);
  if (answers === undefined) return { form, outcome: 'unreadable' };
  if (answers.size === 0) return { form, outcome: 'empty' };
  if (form.mailed === undefined) return { form, outcome: 'stored' };
  const isFirst = await store(deps.db, now, form.mailed, countersOf(form.questions, answers));
  return { form, outcome: isFirst ? 'stored' : 'used' };
}

function store(
  db: Database,
  now: Date,
  mailed: NonNullable<OpenedForm['mailed']>,
  counters: ReturnType<typeof countersOf>,
): Promise<boolean> {
  const { delivery, timeZone, endedAt } = mailed;
  const endedOn = endedAt === null ? undefined : localDay(timeZone, endedAt);
  const week = bookedWeek(localDay(timeZone, now), endedOn);
  return db.transaction().execute(async (trx) => {
    if (!(await useForm(trx, delivery))) return false;
    await addToCounters(trx, { ...mailed, week }, counters);
    return true;
  });
}
