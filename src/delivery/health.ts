import type { Language } from '../course/course.ts';

/** The kinds of delivery that count towards the caps (DESIGN section 1). */
export type MailKind = 'lesson' | 'repetition' | 'reminder' | 'baseline' | 'announcement';

/**
 * What a mail is about. That it is a reminder or a repetition says whether somebody has answered,
 * and in a campaign for one person who that is (DESIGN rule 11).
 */
export function mailName({ kind, lesson }: { kind: MailKind; lesson: number }, language: Language) {
  const sv = language === 'sv';
  if (kind === 'baseline') return sv ? 'Formulär' : 'Form';
  if (kind === 'announcement') return sv ? 'Förannonsering' : 'Announcement';
  return sv ? `Om lektion ${lesson}` : `On lesson ${lesson}`;
}

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
