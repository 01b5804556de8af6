import { escapeHtml } from './html.ts';

/** A contact as HTML: a link for a mail address, a phone number or a web address, else its text. */
export function contactLink(contact: string): string {
  const href = hrefOf(contact.trim());
  const text = escapeHtml(contact.trim());
  return href === undefined ? text : `<a href="${escapeHtml(href)}">${text}</a>`;
}

function hrefOf(contact: string): string | undefined {
  if (/^[^\s@<>"?&%]+@[^\s@<>"?&%]+$/.test(contact)) return `mailto:${contact}`;
  if (/^https?:\/\/[^\s/]\S*$/.test(contact)) return contact;
  if (/^\+?\d[\d\s()/-]{3,20}$/.test(contact)) return `tel:${contact.replace(/[^+\d]/g, '')}`;
  return undefined;
}
