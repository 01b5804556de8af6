/** What a mail to one person could carry: the campaign it is of, and the local day it fell due. */
export type MailCandidate = {
  kind: 'lesson' | 'reminder' | 'repetition';
  campaign: number;
  /** YYYY-MM-DD. */
  due: string;
};

/** The mail that goes today, and the repetition question it takes with it. */
export type ChosenMail<Candidate> = { mail: Candidate; repetition: Candidate | undefined };

const ranks = { lesson: 0, reminder: 1, repetition: 2 } as const;

/**
 * Of everything due for one person the one mail that goes (rule 6): a lesson before a reminder
 * before a repetition, the oldest first, then the lowest campaign number, then as given. A
 * lesson takes the oldest repetition question of its own campaign with it, never more than one;
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
  if (one.kind !== other.kind) return ranks[one.kind] - ranks[other.kind];
  if (one.due !== other.due) return one.due < other.due ? -1 : 1;
  return one.campaign - other.campaign;
}
