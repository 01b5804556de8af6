import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import { assetAddress, assets } from './assets.ts';
import { otherLanguage } from './language.ts';
import { frameTexts } from './texts.ts';

/**
 * What surrounds a page. `trial` puts the banner on it: true where no mail leaves the machine,
 * 'mail-leaves' where only the database is the built-in one. `help` is whom to contact.
 */
export type Frame = {
  trial: boolean | 'mail-leaves';
  organisation?: string | undefined;
  otherLanguageUrl?: string | undefined;
  help?: string | undefined;
};

/** `body` is markup, with its own h1; `title` is plain text; `wide` is for tables and lists. */
export type Page = Frame & {
  language: Language;
  title: string;
  body: string;
  width?: 'reading' | 'wide';
  /** Further parts of the frame, as markup: what stands below the header, and above the content. */
  below?: string | undefined;
  above?: string | undefined;
  /** What stands at the end of the header's line. */
  corner?: string | undefined;
  /** Files in src/web/assets beside those of every page. */
  styles?: readonly string[] | undefined;
  scripts?: readonly string[] | undefined;
};

/** A whole HTML document. Needs nothing but /assets: nothing inline, no web font. */
export function page({ language, title, body, width = 'reading', ...frame }: Page): string {
  const text = frameTexts[language];
  const organisation = frame.organisation ?? text.product;
  const { below = '', above = '', corner = '', styles = [], scripts = [] } = frame;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} – ${organisation}</title>
<link rel="stylesheet" href="${assets.stylesheet}">
!${styles.map((name) => html`<link rel="stylesheet" href="${assetAddress(name)}">`)}<link rel="icon" type="image/svg+xml" href="${assets.icon}">
!${scripts.map((name) => html`<script type="module" src="${assetAddress(name)}"></script>`)}</head>
<body class="${width}">
<a class="skip-link" href="#main">${text.skip}</a>
<header>
!${trialBanner(language, frame)}
<div class="site-header"><div class="inside">
<img src="${assets.icon}" alt="" width="32" height="32">
<p class="organisation">${organisation}</p>
!${corner}</div></div>
!${below}</header>
!${above}<main id="main" tabindex="-1">
!${body}
</main>
!${footer(language, frame)}
</body>
</html>
`;
}

/** A plain page for what went wrong: say what it was and what to do, both as plain text. */
export function errorPage(
  language: Language,
  { title, text }: { title: string; text: string },
  frame: Frame = { trial: false },
): string {
  const body = html`<h1>${title}</h1>
<p class="lead">${text}</p>`;
  return page({ ...frame, language, title, body });
}

/** The page for an address that leads nowhere. */
export function notFoundPage(language: Language, frame: Frame = { trial: false }): string {
  const { notFoundTitle, notFoundText } = frameTexts[language];
  return errorPage(language, { title: notFoundTitle, text: notFoundText }, frame);
}

function trialBanner(language: Language, { trial }: Frame): string {
  if (trial === false) return '';
  const text = frameTexts[language];
  const what = trial === 'mail-leaves' ? text.mailLeaves : text.noMailLeaves;
  return html`<div class="trial"><div class="inside"><p><strong>${text.trial}</strong> ${what}</p></div></div>`;
}

/** Whom to ask stands in the same place on every page (WCAG 2.2, 3.2.6). */
function footer(language: Language, { otherLanguageUrl, help }: Frame): string {
  const text = frameTexts[language];
  const other = otherLanguage(language);
  const contact = html`<p>${text.help} ${help}.</p>`;
  const link = html`<li><a href="${otherLanguageUrl}" hreflang="${other}" lang="${other}">${text.otherLanguage}</a></li>`;
  return html`<footer class="site-footer"><div class="inside">
!${help === undefined ? '' : contact}
<ul>
<li><a href="/privacy?lang=${language}">${text.privacy}</a></li>
<li><a href="/accessibility?lang=${language}">${text.accessibility}</a></li>
!${otherLanguageUrl === undefined ? '' : link}
</ul>
</div></footer>`;
}
