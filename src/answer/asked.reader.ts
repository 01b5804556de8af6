import type { Course, Language, Lesson } from '../course/course.ts';
import type { CourseVersions } from '../course/course-version.reader.ts';
import {
  type AnswerToken,
  type Keyring,
  ownQuestion,
  readPreviewed,
  signAnswerToken,
  verifyAnswerToken,
} from '../delivery/answer-token.ts';
import { lessonOfQuestion } from '../delivery/asked-lesson.ts';
import { lessonIn, variantKeys } from '../delivery/scenario.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import {
  type AskedRow,
  type Connection,
  findAsked,
  findCampaignVersion,
  type RepeatedRow,
} from './answer.repository.ts';
import { findStep, type StepRow } from './answer-step.repository.ts';

export type AskedDeps = {
  db: Database;
  pool: Connection;
  courseVersions: CourseVersions;
  keyring: Keyring;
};

export type NextLesson = { title: Record<Language, string>; number: number; token: string };

/** What one link is about, as far as its holder may know it. */
export type Asked = {
  expired: boolean;
  token: AnswerToken;
  courseTitle: Record<Language, string>;
  lesson: Lesson;
  /** The option that was tapped in the mail, by id. */
  tapped: string | undefined;
  language: Language;
  /** How many lessons the campaign has; a link of a test mail has no campaign to count in. */
  lessons: number;
  lessonsAnswered: number;
  /** The lesson was answered before, and its question comes back. */
  isRepetition: boolean;
  /** Undefined for a link of a test mail: nobody is asked and nothing is stored. */
  person: AskedPerson | undefined;
  answer: StoredResult | undefined;
  /** The first step of a scenario that has no answer yet. */
  firstStep: StepRow | undefined;
  /** The oldest other lesson that was sent and has no answer. */
  next: NextLesson | undefined;
};

/** `correct` is null for a stance, whose `options` are empty whatever was chosen. */
export type StoredResult = { options: string[]; correct: boolean | null };

export type AskedPerson = {
  firstName: string;
  lastName: string;
  askingId: number;
  enrolmentId: number;
  /** Undefined where nothing comes back. */
  repeated: RepeatedRow | undefined;
};

/**
 * Reads what a link is about and writes nothing. An expired link is read too, because its
 * lesson stays readable; whoever stores an answer must look at `expired`.
 * @throws AppError TOKEN_INVALID for a token that was not signed here, and for a delivery that
 *   is gone or was cancelled.
 */
export async function readAsked(deps: AskedDeps, now: Date, text: string): Promise<Asked> {
  const verified = verifyAnswerToken(deps.keyring, text, now);
  if (verified.state === 'invalid') throw new AppError('TOKEN_INVALID');
  const { token } = verified;
  const expired = verified.state === 'expired';
  return token.purpose === 'preview'
    ? readPreview(deps, token, expired)
    : readDelivery(deps, token, expired);
}

async function readDelivery(deps: AskedDeps, token: AnswerToken, expired: boolean) {
  const row = await findAsked(deps.pool, token.delivery, token.question);
  if (row === undefined) throw new AppError('TOKEN_INVALID');
  const { course } = await deps.courseVersions.get(row.course_version_id);
  const lesson =
    token.question === ownQuestion
      ? lessonOf(course, row.lesson)
      : lessonOfQuestion(course, row.repeated?.question ?? '');
  const about = asks(course, lesson && lessonIn(lesson, row.variant), token);
  const mayHaveStep = row.options === null && about.lesson.text.sv.question.type === 'scenario';
  return {
    ...about,
    expired,
    token,
    language: row.language,
    lessons: row.lessons,
    lessonsAnswered: row.lessons_answered,
    isRepetition: (row.repeated?.round ?? 1) > 1,
    person: {
      firstName: row.first_name,
      lastName: row.last_name,
      askingId: row.asking_id,
      enrolmentId: row.enrolment_id,
      repeated: row.repeated ?? undefined,
    },
    answer: row.options === null ? undefined : { options: row.options, correct: row.correct },
    firstStep: mayHaveStep ? await findStep(deps.pool, row.asking_id) : undefined,
    next: await readNext(deps, row, token),
  };
}

/** A test mail signs its campaign where others sign a delivery, and its lesson number as the question. */
async function readPreview(deps: AskedDeps, token: AnswerToken, expired: boolean) {
  const { campaign, variant } = readPreviewed(token.delivery);
  const version = await findCampaignVersion(deps.db, campaign);
  if (version === undefined) throw new AppError('TOKEN_INVALID');
  const { course } = await deps.courseVersions.get(version);
  const lesson = lessonOf(course, token.question);
  return {
    ...asks(course, lesson && lessonIn(lesson, variantKeys(lesson)[variant - 1]), token),
    expired,
    token,
    language: 'sv' as const,
    lessons: 0,
    lessonsAnswered: 0,
    isRepetition: false,
    person: undefined,
    answer: undefined,
    firstStep: undefined,
    next: undefined,
  };
}

function lessonOf(course: Course, number: number | null): Lesson | undefined {
  return course.lessons.find((one) => one.number === number);
}

function asks(course: Course, lesson: Lesson | undefined, token: AnswerToken) {
  if (lesson === undefined) throw new AppError('TOKEN_INVALID');
  const tapped =
    token.option === undefined ? undefined : lesson.text.sv.question.options[token.option]?.id;
  return { courseTitle: course.title, lesson, tapped };
}

/** Its link lives as long as the one in hand, because both belong to the same campaign. */
async function readNext(deps: AskedDeps, row: AskedRow, token: AnswerToken) {
  if (row.next_delivery_id === null || row.next_course_version_id === null) return undefined;
  const { course } = await deps.courseVersions.get(row.next_course_version_id);
  const found = lessonOf(course, row.next_lesson);
  if (found === undefined) return undefined;
  const lesson = lessonIn(found, row.next_variant);
  const next = {
    ...token,
    delivery: row.next_delivery_id,
    question: ownQuestion,
    option: undefined,
  };
  return {
    title: { sv: lesson.text.sv.title, en: lesson.text.en.title },
    number: lesson.number,
    token: signAnswerToken(deps.keyring, next),
  };
}
