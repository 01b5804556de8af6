import { armNamed } from '../campaign/campaign-arm.ts';
import { epochDay, type Review } from '../spacing/review.ts';
import { localDay } from '../spacing/sending-window.ts';

/** What decides how a question stands once it has been answered. */
export type ReviewedAsking = {
  arm: string;
  timeZone: string;
  /** The campaign's last day; null for a rolling one. */
  until: string | null;
  /** 1 is the lesson's own asking. */
  round: number;
  /** How the question stood until now; undefined before its lesson was answered. */
  review: Review | undefined;
};

/** How the question stands after an answer; undefined where nothing is repeated. */
export function nextReview(
  asking: ReviewedAsking,
  correct: boolean,
  now: Date,
): Review | undefined {
  if (asking.arm === 'none') return undefined;
  const arm = armNamed(asking.arm);
  const day = epochDay(localDay(asking.timeZone, now));
  const at = { day, endDay: asking.until === null ? null : epochDay(asking.until) };
  return asking.round === 1 || asking.review === undefined
    ? arm.start(correct, at)
    : arm.afterAnswer(asking.review, correct, at);
}
