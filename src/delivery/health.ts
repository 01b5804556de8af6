import type { Language } from '../course/course.ts';

/** The kinds of delivery that count towards the caps (DESIGN section 1). */
export type MailKind = 'lesson' | 'repetition' | 'reminder' | 'baseline' | 'announcement';

export const kindNames: Record<MailKind, Record<Language, string>> = {
  lesson: { sv: 'Lektion', en: 'Lesson' },
  repetition: { sv: 'Repetition', en: 'Repetition' },
  reminder: { sv: 'Påminnelse', en: 'Reminder' },
  baseline: { sv: 'Formulär', en: 'Form' },
  announcement: { sv: 'Förannonsering', en: 'Announcement' },
};

/** Mails by what they wait for; `ready` is counted up to a limit only. */
export type OpenMails = { ready: number; unknown: number; underWay: number; waiting: number };

/** Mails that the relay took, counted back from Postgres's own clock (rule 5). */
export type SentCounts = { quarter: number; hour: number; day: number };

/** Final failures that the relay answered alike; `status` is the enhanced code (RFC 3463). */
export type FailureGroup = {
  code: number | null;
  status: string | null;
  count: number;
  latest: Date;
  /** The newest reply, as the relay wrote it. */
  reply: string;
};

/** A mail whose outcome was lost twice and that waits for a person (rule 3). */
export type LostDelivery = {
  id: number;
  kind: MailKind;
  campaignId: number;
  courseSlug: string;
  lesson: number;
  localDay: string;
  at: Date;
  reply: string | null;
};
