import { type AddressObject, simpleParser } from 'mailparser';

/** A mail taken apart for reading; parts that it lacks are undefined. `date` is ISO 8601. */
export type Message = {
  subject: string;
  from: string;
  to: string;
  replyTo: string;
  date: string | undefined;
  messageId: string;
  html: string | undefined;
  text: string | undefined;
};

/** Parses a stored mail; images inside it become data URLs. */
export async function parseMessage(raw: Buffer): Promise<Message> {
  const mail = await simpleParser(raw, { skipTextToHtml: true, skipHtmlToText: true });
  return {
    subject: mail.subject ?? '',
    from: addressText(mail.from),
    to: addressText(mail.to),
    replyTo: addressText(mail.replyTo),
    date: mail.date?.toISOString(),
    messageId: mail.messageId ?? '',
    html: mail.html === false ? undefined : mail.html,
    text: mail.text,
  };
}

function addressText(field: AddressObject | AddressObject[] | undefined): string {
  return [field ?? []]
    .flat()
    .flatMap(({ value }) => value)
    .map(({ name, address }) => (name && address ? `${name} <${address}>` : (address ?? name)))
    .join(', ');
}

/** The HTML part as a page of its own whose links open in a new tab, since a frame cannot follow them. */
export function withLinksInNewTab(html: string): string {
  const base = '<base target="_blank">';
  return /<head[^>]*>/i.test(html)
    ? html.replace(/<head[^>]*>/i, (head) => head + base)
    : base + html;
}

/** Text cut where web addresses begin and end, so that they can be made links. */
export function splitAtLinks(text: string): { text: string; link: boolean }[] {
  return text
    .split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/)
    .map((part, at) => ({ text: part, link: at % 2 === 1 }))
    .filter((part) => part.text !== '');
}
