import { html } from 'ghtml';
import type { Language } from '../../course/course.ts';

const words = {
  sv: { label: 'Sidor', previous: 'Föregående', next: 'Nästa', page: 'Sida', of: 'av' },
  en: { label: 'Pages', previous: 'Previous', next: 'Next', page: 'Page', of: 'of' },
} as const;

/**
 * Links to the page before and the one after; nothing where there is one page only.
 * @param pages how many there are, or undefined where nobody has counted; then `more` says
 *   whether there is another.
 */
export function pagination(
  language: Language,
  options: { page: number; pages?: number; more?: boolean; href(page: number): string },
): string {
  const { page, pages, href } = options;
  const more = pages === undefined ? options.more === true : page < pages;
  if (page === 1 && !more) return '';
  const text = words[language];
  const where = `${text.page} ${page}${pages === undefined ? '' : ` ${text.of} ${pages}`}`;
  const previous = html`<a class="button quiet" rel="prev" href="${href(page - 1)}">${text.previous}</a>`;
  const next = html`<a class="button quiet" rel="next" href="${href(page + 1)}">${text.next}</a>`;
  return html`<nav aria-label="${text.label}"><ul class="pages">
<li>!${page > 1 ? previous : ''}</li>
<li class="where">${where}</li>
<li>!${more ? next : ''}</li>
</ul></nav>`;
}

/** An address with these values in its query; empty and undefined ones are left out. */
export function withQuery(
  path: string,
  values: Readonly<Record<string, string | number | undefined>>,
): string {
  const given = Object.entries(values).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  const query = new URLSearchParams(given).toString();
  return query === '' ? path : `${path}?${query}`;
}
