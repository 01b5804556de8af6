/** What became of one mail. `reply` is the relay's own words, or ours where it said none. */
export type SmtpOutcome =
  | { kind: 'accepted'; code: number; reply: string }
  /** Not accepted, worth another try: 4xx, no connection, refused sign-in. */
  | { kind: 'deferred'; code: number | null; reply: string }
  /** 5xx to the mail itself: final. */
  | { kind: 'rejected'; code: number; reply: string }
  /** The connection broke after the content was under way: it may have been accepted. */
  | { kind: 'unknown'; code: null; reply: string };

export type SmtpFailure = {
  message: string;
  response: string | undefined;
  responseCode: number | undefined;
  /** What was being done, e.g. `RCPT TO`, `DATA`, `CONN`, as nodemailer names it. */
  command: string | undefined;
};

const mailCommands = new Set(['MAIL FROM', 'RCPT TO', 'DATA']);

/**
 * Rules 3 and 4. A 5xx to the greeting or the sign-in says something of the connection, not of
 * the mail, so it never fails one; without a reply all depends on whether the content had begun.
 */
export function classifyFailure(failure: SmtpFailure, contentBegun: boolean): SmtpOutcome {
  const reply = (failure.response ?? failure.message).slice(0, 500);
  const code = failure.responseCode;
  if (code === undefined)
    return contentBegun
      ? { kind: 'unknown', code: null, reply }
      : { kind: 'deferred', code: null, reply };
  if (code >= 500 && mailCommands.has(failure.command ?? ''))
    return { kind: 'rejected', code, reply };
  return { kind: 'deferred', code, reply };
}
