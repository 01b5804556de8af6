import { html } from 'ghtml';
import type { Language } from '../course/course.ts';

/** One mail of a preview: its files beside the page, and screenshots by width where there are any. */
export type PreviewMail = {
  number: number;
  title: string;
  subject: string;
  language: Language;
  /** As in file names; null for the lesson's own text. */
  variant: string | null;
  htmlFile: string;
  textFile: string;
  shots: { width: number; file: string }[];
};

const words = {
  sv: {
    heading: 'Alla mejl i',
    intro: 'Så här ser mejlen ut. Länkarna i dem leder ingenstans.',
    subject: 'Ämnesrad',
    text: 'som text',
    shot: 'i bredd',
    language: 'Svenska',
    of: 'av',
    noShots: 'Skärmbilder saknas: webbläsaren för dem är inte installerad.',
  },
  en: {
    heading: 'All mails of',
    intro: 'This is what the mails look like. The links in them lead nowhere.',
    subject: 'Subject',
    text: 'as text',
    shot: 'width',
    language: 'English',
    of: 'of',
    noShots: 'There are no screenshots: the browser for them is not installed.',
  },
} as const;

/** The index of a preview folder: a page to open from the disk, with `preview.css` beside it. */
export function previewPage(
  title: Record<Language, string>,
  mails: readonly PreviewMail[],
  options: { shots: boolean; language: Language },
): string {
  const { language } = options;
  const text = words[language];
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${text.heading} ${title[language]}</title>
<link rel="stylesheet" href="preview.css">
</head>
<body class="wide">
<main>
<h1>${text.heading} ${title[language]}</h1>
<p class="lead">${text.intro}</p>
!${options.shots ? '' : html`<p class="notice">${text.noShots}</p>`}
<ol class="preview">
!${mails.map((mail) => item(mail, language))}
</ol>
</main>
</body>
</html>
`;
}

function item(mail: PreviewMail, language: Language): string {
  const text = words[language];
  const told = [words[mail.language].language, mail.variant].filter(Boolean).join(', ');
  const shots = mail.shots.map(
    ({ width, file }) =>
      html`<a href="${file}"><img src="${file}" alt="${mail.title}, ${told}, ${text.shot} ${width} px" loading="lazy" width="${Math.min(width, 360)}"></a>`,
  );
  return html`<li class="card" value="${mail.number}">
<h2 lang="${mail.language}"><a href="${mail.htmlFile}">${mail.number}. ${mail.title}</a></h2>
<p>${told}. ${text.subject}: <span lang="${mail.language}">${mail.subject}</span> (<a href="${mail.textFile}">${text.text}</a>)</p>
!${shots.length === 0 ? '' : html`<p class="shots">!${shots}</p>`}
</li>`;
}
