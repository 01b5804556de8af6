/**
 * Seconds until the next attempt after so many failed ones: a minute, then growing threefold,
 * at most two hours (RFC 5321 section 4.5.4.1 asks for at least 30 minutes once the first
 * tries have failed). A delivery that its day has passed is planned anew, so no limit is needed.
 */
export function retryDelaySeconds(attempts: number): number {
  return Math.min(60 * 3 ** Math.max(0, attempts - 1), 7_200);
}
