import { type Language, languages } from '../course/course.ts';
import type { SmtpOutcome } from '../platform/smtp-outcome.ts';

type Advice = { matches: RegExp; sv: string; en: string };

/** The answers of relays that operators meet most, and what to do about each. */
const advice: readonly Advice[] = [
  {
    matches: /5\.7\.(57|60)|SendAsDenied/i,
    sv: 'Kontot får inte skicka som MAIL_FROM. Ge det rätten Skicka som, eller byt avsändare.',
    en: 'The account may not send as MAIL_FROM. Grant Send As, or change the sender.',
  },
  {
    matches: /5\.7\.139|basic authentication is disabled/i,
    sv: 'Lösenordsinloggning är avstängd. Använd SMTP_OAUTH_*.',
    en: 'Password sign-in is turned off. Use SMTP_OAUTH_*.',
  },
  {
    matches:
      /^535|authentication (unsuccessful|failed|credentials invalid)|Invalid login|token endpoint/i,
    sv: 'Inloggningen nekades. Kontrollera användare och lösenord i SMTP_URL, eller SMTP_OAUTH_*.',
    en: 'The sign-in was refused. Check user and password in SMTP_URL, or SMTP_OAUTH_*.',
  },
  {
    matches: /relay(ing)? (access )?denied|5\.7\.1\b|not permitted to relay/i,
    sv: 'Mejlservern släpper inte ut mejl härifrån. Be driften tillåta den här datorns adress.',
    en: 'The relay does not accept mail from here. Ask its operators to allow this address.',
  },
  {
    matches: /5\.1\.1\b|5\.1\.10|user unknown|recipient.*(not found|rejected)/i,
    sv: 'Adressen finns inte hos mottagaren. Kontrollera stavningen.',
    en: 'The recipient does not exist. Check the spelling.',
  },
  {
    matches: /5\.2\.2\b|mailbox (is )?full|over quota/i,
    sv: 'Mottagarens brevlåda är full. Personen behöver rensa den.',
    en: 'The recipient’s mailbox is full. The person needs to clear it.',
  },
  {
    matches: /ECONNREFUSED/,
    sv: 'Ingen svarar på den adressen och porten. Kontrollera värd och port i SMTP_URL.',
    en: 'Nothing answers at that address and port. Check host and port in SMTP_URL.',
  },
  {
    matches: /ENOTFOUND|EAI_AGAIN|EDNS|getaddrinfo/,
    sv: 'Namnet i SMTP_URL går inte att slå upp. Kontrollera stavning och DNS.',
    en: 'The name in SMTP_URL cannot be resolved. Check spelling and DNS.',
  },
  {
    matches: /timed? ?out|Timeout|did not answer/i,
    sv: 'Mejlservern svarade inte i tid. En brandvägg kan stå i vägen.',
    en: 'The relay did not answer in time. A firewall may be in the way.',
  },
  {
    matches: /certificate|self.signed|TLS/i,
    sv: 'Krypteringen kom inte till stånd. Kontrollera certifikat, port och smtp:// eller smtps://.',
    en: 'Encryption could not be set up. Check certificate, port and smtp:// or smtps://.',
  },
];

const verdicts: Record<SmtpOutcome['kind'], Record<Language, string>> = {
  accepted: {
    sv: 'Mejlservern tog emot mejlet. Titta i inkorgen, och i skräpposten.',
    en: 'The relay accepted the mail. Look in the inbox, and in junk mail.',
  },
  deferred: {
    sv: 'Mejlet togs inte emot den här gången.',
    en: 'The mail was not accepted this time.',
  },
  rejected: { sv: 'Mejlet avvisades för gott.', en: 'The mail was refused for good.' },
  unknown: {
    sv: 'Förbindelsen bröts innan mejlservern svarade. Mejlet kan ha kommit fram.',
    en: 'The connection broke before the relay answered. The mail may have arrived.',
  },
};

/** What became of a mail, in a sentence. */
export function outcomeVerdict(outcome: SmtpOutcome, language: Language): string {
  return verdicts[outcome.kind][language];
}

/** What to do about a relay's reply; undefined for those that few meet. */
export function replyAdvice(reply: string, language: Language): string | undefined {
  return advice.find((one) => one.matches.test(reply))?.[language];
}

/** The relay's answer in plain Swedish and English, with its own words last. */
export function explainOutcome(outcome: SmtpOutcome): string {
  const inBoth = languages.map((language) => outcomeVerdict(outcome, language));
  const known =
    outcome.kind === 'accepted'
      ? []
      : languages.flatMap((language) => replyAdvice(outcome.reply, language) ?? []);
  const said = `Mejlservern sa / the relay said: ${outcome.reply}`;
  return [...inBoth, ...known, said].join('\n');
}
