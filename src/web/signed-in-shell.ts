import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import { errorPrefix } from './components/error-summary.ts';
import { csrfField } from './components/form.ts';
import { flashMessage } from './components/notice.ts';
import { otherLanguage } from './language.ts';
import { type Frame, page } from './shell.ts';

const words = {
  sv: {
    main: 'Huvudmeny',
    account: 'Ditt konto',
    signOut: 'Logga ut',
    crumbs: 'Du är här',
    language: 'English',
    menu: 'Meny',
  },
  en: {
    main: 'Main menu',
    account: 'Your account',
    signOut: 'Sign out',
    crumbs: 'You are here',
    language: 'Svenska',
    menu: 'Menu',
  },
} as const;

export type SignedInPage = {
  language: Language;
  title: string;
  body: string;
  width?: 'reading' | 'wide' | undefined;
  crumbs?: readonly { href: string; text: string }[] | undefined;
  scripts?: readonly string[] | undefined;
  flash?: { kind: 'good' | 'warn' | 'bad'; text: string } | undefined;
  address: string;
  csrfToken: string;
  /** The path of this page, for marking the menu and coming back after a switch of language. */
  path: string;
  url: string;
  nav: readonly { path: string; text: string }[];
  frame: Frame;
};

/** A page of somebody who is signed in: menu, account, where they are, and what was just done. */
export function signedInPage(options: SignedInPage): string {
  const { language, body, flash, frame } = options;
  return page({
    ...frame,
    language,
    title: placedTitle(options),
    body: html`!${flash === undefined ? '' : flashMessage(flash)}!${body}`,
    width: options.width ?? 'wide',
    corner: corner(options),
    below: menu(options),
    above: crumbs(options),
    styles: ['pages.css', 'charts.css', 'campaigns.css'],
    scripts: options.scripts,
  });
}

/** The title with where the page lies, so that tabs and windows of the same name can be told apart. */
function placedTitle({ title, crumbs: trail = [] }: SignedInPage): string {
  return [title, ...trail.map(({ text }) => text).toReversed()].join(' – ');
}

function corner({ language, address, csrfToken, url }: SignedInPage): string {
  const text = words[language];
  const other = otherLanguage(language);
  return html`<ul class="corner">
<li><form method="post" action="/account/language">!${csrfField(csrfToken)}<input type="hidden" name="back" value="${url}"><button class="link-button" type="submit" name="language" value="${other}" lang="${other}">${text.language}</button></form></li>
<li><a href="/account" aria-label="${text.account}: ${address}"><span class="account-name">${address}</span><span class="account-word">${text.account}</span></a></li>
<li><form method="post" action="/sign-out">!${csrfField(csrfToken)}<button class="link-button" type="submit">${text.signOut}</button></form></li>
</ul>
`;
}

function menu({ language, nav, path }: SignedInPage): string {
  if (nav.length === 0) return '';
  const current = currentOf(nav, path);
  const items = nav.map((item) => {
    const state =
      item.path === path ? 'aria-current="page"' : item === current ? 'aria-current="true"' : '';
    return html`<li><a href="${item.path}" !${state}>${item.text}</a></li>`;
  });
  return html`<nav class="menu" aria-label="${words[language].main}"><div class="inside"><ul>!${items}</ul></div></nav>
`;
}

/** The entry that the page lies below: the longest that its path begins with. */
function currentOf(nav: SignedInPage['nav'], path: string) {
  return nav
    .filter((item) => path === item.path || path.startsWith(`${item.path}/`))
    .toSorted((one, other) => other.path.length - one.path.length)[0];
}

function crumbs({ language, crumbs: trail, title }: SignedInPage): string {
  if (trail === undefined || trail.length === 0) return '';
  const prefix = errorPrefix[language];
  const plain = title.startsWith(prefix) ? title.slice(prefix.length) : title;
  const items = trail.map(({ href, text }) => html`<li><a href="${href}">${text}</a></li>`);
  return html`<nav class="crumbs" aria-label="${words[language].crumbs}"><div class="inside"><ol>!${items}<li aria-current="page">${plain}</li></ol></div></nav>
`;
}
