import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import type { MailboxEntry } from '../platform/mailbox-index.ts';
import { type Message, splitAtLinks } from './mailbox-message.ts';
import { mailboxTexts } from './mailbox-texts.ts';

/** `lang` is kept in links only where the reader has chosen it. */
export type Reader = { language: Language; lang: string | undefined };

/** An address within the mailbox; empty and first values are left out. */
export function mailboxUrl(path: string, values: Record<string, string | undefined>): string {
  const given = Object.entries(values).flatMap(([name, value]) => (value ? [[name, value]] : []));
  const query = new URLSearchParams(given).toString();
  return `/mailbox${path}${query === '' ? '' : `?${query}`}`;
}

export type List = { search: string; page: number; entries: MailboxEntry[]; older: boolean };

/** The list of mails, with search and older and newer pages. */
export function listBody({ language, lang }: Reader, list: List): string {
  const text = mailboxTexts[language];
  const { search, page, entries } = list;
  const heading =
    search === '' ? html`${text.newestFirst}` : html`${text.matching} <q>${search}</q>`;
  const all = html`<p><a href="${mailboxUrl('', { lang })}">${text.all}</a></p>`;
  return html`<h1>${text.title}</h1>
<p>${text.lead}</p>
<form class="field" method="get" action="/mailbox" role="search">
!${lang === undefined ? '' : html`<input type="hidden" name="lang" value="${lang}">`}
<label for="search">${text.search}</label>
<div class="with-button">
<input id="search" type="search" name="search" value="${search}" maxlength="200" autocomplete="off" autocapitalize="none" spellcheck="false">
<button class="button" type="submit">${text.doSearch}</button>
</div>
</form>
<h2>!${heading}${page === 1 ? '' : `, ${text.page} ${page}`}</h2>
!${entries.length === 0 ? emptyList(language, list) : mails({ language, lang }, entries)}
!${search === '' ? '' : all}
!${pages({ language, lang }, list)}`;
}

function emptyList(language: Language, { search, page }: List): string {
  const text = mailboxTexts[language];
  if (page > 1) return html`<p class="notice">${text.noMore}</p>`;
  if (search !== '') return html`<p class="notice">${text.noMatch}</p>`;
  return html`<div class="notice"><p><strong>${text.none}</strong></p><p>${text.noneHelp}</p></div>`;
}

function mails({ language, lang }: Reader, entries: MailboxEntry[]): string {
  const text = mailboxTexts[language];
  const items = entries.map(
    ({ id, at, date, to, subject }) => html`<li>
<span><a href="${mailboxUrl(`/${id}`, { lang })}">${subject || text.noSubject}</a></span>
<span class="to"><span class="visually-hidden">${text.to}: </span>!${breakable(to.join(', '))}</span>
!${timeOf(language, date ?? at)}
</li>`,
  );
  return html`<ol class="mails">!${items}</ol>`;
}

function pages({ language, lang }: Reader, { search, page, older }: List): string {
  if (page === 1 && !older) return '';
  const text = mailboxTexts[language];
  const to = (number: number) =>
    mailboxUrl('', { search, page: number > 1 ? String(number) : undefined, lang });
  const newer = html`<a class="button quiet" rel="prev" href="${to(page - 1)}">${text.newer}</a>`;
  const next = html`<a class="button quiet" rel="next" href="${to(page + 1)}">${text.older}</a>`;
  return html`<nav aria-label="${text.pages}"><ul class="pages">
<li>!${page > 1 ? newer : ''}</li>
<li>!${older ? next : ''}</li>
</ul></nav>`;
}

/** One mail: its headers, and its HTML part in a sandboxed frame or its text. */
export function messageBody(
  { language, lang }: Reader,
  { id, message, view }: { id: string; message: Message; view: 'html' | 'text' },
): string {
  const text = mailboxTexts[language];
  const first: Fact[] = [
    [text.from, breakable(message.from)],
    [text.to, breakable(message.to)],
    [text.date, message.date === undefined ? '' : timeOf(language, message.date)],
  ];
  const more: Fact[] = [
    [text.replyTo, breakable(message.replyTo)],
    [text.messageId, breakable(message.messageId)],
  ];
  const link = (name: 'html' | 'text') =>
    html`<li><a href="${mailboxUrl(`/${id}`, { view: name, lang })}" !${name === view ? 'aria-current="page"' : ''}>${text[name]}</a></li>`;
  return html`<a class="back" href="${mailboxUrl('', { lang })}">← ${text.back}</a>
<h1>${message.subject || text.noSubject}</h1>
!${facts(first)}
<details><summary>${text.more}</summary>!${facts(more)}</details>
<nav aria-label="${text.views}"><ul class="views">
!${link('html')}!${link('text')}<li><a href="/mailbox/${id}/source">${text.source}</a></li>
</ul></nav>
!${view === 'html' ? htmlPart(language, id, message) : textPart(language, message)}`;
}

type Fact = readonly [name: string, markup: string];

function facts(all: readonly Fact[]): string {
  const given = all.filter(([, markup]) => markup !== '');
  return html`<dl class="facts">!${given.map(([name, markup]) => html`<dt>${name}</dt><dd>!${markup}</dd>`)}</dl>`;
}

function htmlPart(language: Language, id: string, { html: markup, subject }: Message): string {
  const text = mailboxTexts[language];
  if (markup === undefined) return html`<p class="notice">${text.noHtml}</p>`;
  return html`<iframe class="mail-frame" title="${text.html}: ${subject}" src="/mailbox/${id}/html" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>
<p><a class="back" href="/mailbox/${id}/html" target="_blank" rel="noopener">${text.ownTab}</a></p>`;
}

function textPart(language: Language, { text: content }: Message): string {
  if (content === undefined) return html`<p class="notice">${mailboxTexts[language].noText}</p>`;
  const parts = splitAtLinks(content).map(({ text, link }) =>
    link ? html`<a href="${text}" target="_blank" rel="noopener">${text}</a>` : html`${text}`,
  );
  return html`<div class="letter">!${parts}</div>`;
}

/** An address, escaped, that may be broken after its @ where the column is narrow. */
function breakable(address: string): string {
  return html`${address}`.replaceAll('@', '@<wbr>');
}

function timeOf(language: Language, iso: string): string {
  const time = new Date(iso);
  const shown = Number.isNaN(time.getTime()) ? iso : formats[language].format(time);
  return html`<time datetime="${iso}">${shown}</time>`;
}

const formatOf = (locale: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(locale, {
    timeZone: 'Europe/Stockholm',
    dateStyle: locale === 'sv-SE' ? 'short' : 'medium',
    timeStyle: 'short',
  });
const formats: Record<Language, Intl.DateTimeFormat> = {
  sv: formatOf('sv-SE'),
  en: formatOf('en-GB'),
};
