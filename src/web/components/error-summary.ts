import { html } from 'ghtml';
import type { Language } from '../../course/course.ts';

const title = { sv: 'Det är något som inte stämmer', en: 'Something is not right' };

/**
 * What is wrong with a sent form, above its heading, each with a link to its field. It has the
 * focus when the page comes, so that it is read out and the keyboard begins there. Empty for no
 * errors. `field` is the field's name; begin the page's title with `errorPrefix`.
 */
export function errorSummary(
  language: Language,
  errors: readonly { field?: string | undefined; text: string }[],
): string {
  if (errors.length === 0) return '';
  const items = errors.map(({ field, text }) =>
    field === undefined ? html`<li>${text}</li>` : html`<li><a href="#${field}">${text}</a></li>`,
  );
  return html`<div class="error-summary" role="alert" tabindex="-1" autofocus>
<h2>${title[language]}</h2>
<ul>!${items}</ul>
</div>`;
}

/** What the title of a page with errors begins with, so that it is heard first. */
export const errorPrefix = { sv: 'Fel: ', en: 'Error: ' } as const;
