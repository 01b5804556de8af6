import { simpleParser } from 'mailparser';

/** `messageId` with its angle brackets, '' where the mail has none; `date` is ISO 8601. */
export type MailHeaders = { messageId: string; subject: string; date?: string };

const headLimit = 64 * 1024;
const textLimit = 500;

/**
 * Reads the few headers that the index needs from the head of a mail. A full parse would
 * cost more than storing the mail, so only an encoded subject goes through the parser.
 */
export async function readMailHeaders(raw: Buffer): Promise<MailHeaders> {
  const head = headOf(raw);
  const subject = field(head, 'Subject');
  const date = Date.parse(unfold(field(head, 'Date')));
  return {
    messageId: unfold(field(head, 'Message-ID')).slice(0, textLimit),
    subject: (await decoded(subject)).slice(0, textLimit),
    ...(Number.isNaN(date) ? {} : { date: new Date(date).toISOString() }),
  };
}

/** Latin-1 keeps every byte, so that the subject can be handed on to the parser unharmed. */
function headOf(raw: Buffer): string {
  const text = raw.subarray(0, headLimit).toString('latin1');
  const end = /\r?\n\r?\n/.exec(text);
  return end === null ? text : text.slice(0, end.index);
}

function field(head: string, name: string): string {
  return new RegExp(`^${name}:(.*(?:\\r?\\n[ \\t].*)*)`, 'im').exec(head)?.[1] ?? '';
}

function unfold(value: string): string {
  return value.replace(/\r?\n[ \t]+/g, ' ').trim();
}

/** A lesson goes to thousands with the same subject; the parser sees it once. */
const subjects = new Map<string, string>();
const rememberedSubjects = 500;
const needsParser = /=\?|[^\t\r\n -~]/;

async function decoded(value: string): Promise<string> {
  if (!needsParser.test(value)) return unfold(value);
  const known = subjects.get(value);
  if (known !== undefined) return known;
  const mail = await simpleParser(Buffer.from(`Subject:${value}\r\n\r\n`, 'latin1'));
  const subject = mail.subject ?? '';
  const [oldest] = subjects.keys();
  if (oldest !== undefined && subjects.size >= rememberedSubjects) subjects.delete(oldest);
  subjects.set(value, subject);
  return subject;
}
