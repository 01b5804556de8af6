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
  const reply = tidy(failure.response ?? failure.message);
  const code = plausible(failure.responseCode);
  if (code === undefined)
    return contentBegun
      ? { kind: 'unknown', code: null, reply }
      : { kind: 'deferred', code: null, reply };
  if (code >= 500 && mailCommands.has(failure.command ?? '') && !isAboutUs(code, reply))
    return { kind: 'rejected', code, reply };
  return { kind: 'deferred', code, reply };
}

/**
 * Refusals that mean every mail alike: sign-in needed or failed (RFC 4954 section 6), and
 * Exchange's answers to an account that may not send as this sender. To fail thousands of mails
 * for good over a setting helps nobody; they wait, and the operator is told by `mail test`.
 */
function isAboutUs(code: number, reply: string): boolean {
  return [530, 534, 535, 538].includes(code) || /\b5\.7\.(57|60)\b/.test(reply);
}

/** The outcome of a 2xx to the whole content, with the relay's words. */
export function accepted(reply: string): SmtpOutcome {
  return {
    kind: 'accepted',
    code: plausible(Number.parseInt(reply, 10)) ?? 250,
    reply: tidy(reply),
  };
}

/** Replies are stored and shown: no control characters (Postgres refuses NUL), and not endless. */
function tidy(reply: string): string {
  return reply.replace(/\p{Cc}+/gu, ' ').slice(0, 500);
}

/** RFC 5321 section 4.2.1: three digits, the first from 2 to 5; anything else is no reply. */
function plausible(code: number | undefined): number | undefined {
  return code !== undefined && code >= 200 && code < 600 ? code : undefined;
}
