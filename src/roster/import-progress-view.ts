import { html } from 'ghtml';
import { form } from '../web/components/form.ts';
import { numberText } from '../web/components/format.ts';
import { notice } from '../web/components/notice.ts';
import { diffTexts } from './import-diff-texts.ts';
import { importTexts } from './import-texts.ts';
import type { Upload } from './import-upload-document.ts';
import { forPage, type PageLanguage } from './in-language.ts';

type View = { language: PageLanguage; csrfToken: string; upload: Upload };

/**
 * An upload that a worker has in hand. The link asks again; the page does not reload by itself,
 * which would take the reader's place away (WCAG 2.2.1).
 */
export function progressBody({ language, upload }: View): string {
  const text = importTexts[language];
  const applying = upload.status === 'applying';
  const rows = numberText(language, upload.rowsRead);
  const state = applying
    ? text.applyingText
    : upload.status === 'queued'
      ? text.queuedText
      : text.rows(rows);
  return html`<h1>${applying ? text.applying : text.progress}</h1>
<p class="lead">${upload.fileName}</p>
<p role="status">${state}</p>
!${applying ? '' : html`<p>${text.progressText}</p>`}
<p><a class="button" href="/people/import/${upload.id}?wait=1">${text.look}</a></p>`;
}

/** An upload that could not be read. @param file whether it is still kept. */
export function failedBody(view: View & { file: boolean }): string {
  const { language, upload, file } = view;
  const text = importTexts[language];
  const { error } = upload;
  const columns = html`<p><a class="button" href="/people/import/${upload.id}/columns">${text.changeColumns}</a></p>`;
  const detail = error?.detail ? forPage(error.detail, language) : '';
  return html`<h1>${text.failed}</h1>
<p class="lead">${upload.fileName}</p>
!${notice({ kind: 'bad', body: html`<p>${detail}</p><p>${text.failedText}</p>` })}
!${file ? columns : ''}
!${form(view, { action: `/people/import/${upload.id}/discard`, submit: text.discard, look: 'quiet' })}`;
}

/** Before an import is undone: what would happen, or what stands in its way. */
export function undoBody(view: {
  language: PageLanguage;
  csrfToken: string;
  import: number;
  file: string;
  /** What would happen to those whom it added, or why it cannot be undone. */
  preview:
    | { kind: 'possible'; removed: number; kept: number }
    | { kind: 'refused'; error: { detail: string | undefined } };
}): string {
  const { language, preview } = view;
  const text = diffTexts[language];
  if (preview.kind === 'refused') {
    const body = html`<p>${forPage(preview.error.detail ?? '', language)}</p>`;
    return html`<h1>${text.undoTitle}</h1>
!${notice({ kind: 'bad', title: text.undoRefused, body })}
<p><a href="/people/import">${text.toStart}</a></p>`;
  }
  const number = (value: number) => numberText(language, value);
  const facts = [
    text.undoOthers,
    ...(preview.removed > 0 ? [text.undoRemoved(number(preview.removed))] : []),
    ...(preview.kept > 0 ? [text.undoKept(number(preview.kept))] : []),
    text.undoProtected,
  ];
  return html`<h1>${text.undoTitle}</h1>
<p class="lead">${text.undoLead(view.file)}</p>
<ul>!${facts.map((fact) => html`<li>${fact}</li>`)}</ul>
!${form(view, {
    action: `/people/import/undo/${view.import}`,
    submit: text.undo,
    look: 'danger',
    cancel: { href: '/people/import', text: text.cancel },
  })}`;
}
