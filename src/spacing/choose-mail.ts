/** What a mail to one person could carry: the campaign it is of, and the local day it fell due. */
export type MailCandidate = {
  /** `before` and `after`: the form before the lessons and the one after them. */
  kind: 'lesson' | 'reminder' | 'repetition' | 'before' | 'after' | 'announcement';
  campaign: number;
  /** YYYY-MM-DD. */
  due: string;
};

/** The mail that goes today, and the repetition question it takes with it. */
export type ChosenMail<Candidate> = { mail: Candidate; repetition: Candidate | undefined };

/** The form before a course is its first mail, on which its lessons wait; the one after can wait. */
const ranks = {
  lesson: 0,
  before: 0,
  // It has no sense after the course's first day, whereas a reminder can wait.
  announcement: 1,
  reminder: 2,
  after: 3,
  repetition: 4,
} as const;

/**
 * Of everything due for one person the one mail that goes (rule 6): a lesson or the form before
 * a course, then an announcement, a reminder, the form after a course, a repetition; the oldest
 * first, then the lowest campaign number, then as given. A lesson takes the oldest repetition question of its own campaign with it, never more than one;
 * whatever is not chosen stays due. Undefined where nothing is due.
 */
export function chooseMail<Candidate extends MailCandidate>(
  candidates: readonly Candidate[],
): ChosenMail<Candidate> | undefined {
  const sorted = candidates.toSorted(compare);
  const mail = sorted[0];
  if (mail === undefined) return undefined;
  const repetition =
    mail.kind === 'lesson'
      ? sorted.find(({ kind, campaign }) => kind === 'repetition' && campaign === mail.campaign)
      : undefined;
  return { mail, repetition };
}

function compare(one: MailCandidate, other: MailCandidate): number {
  if (ranks[one.kind] !== ranks[other.kind]) return ranks[one.kind] - ranks[other.kind];
  if (one.due !== other.due) return one.due < other.due ? -1 : 1;
  return one.campaign - other.campaign;
}
