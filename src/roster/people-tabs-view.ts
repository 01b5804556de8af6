import { html } from 'ghtml';
import type { PageLanguage } from './in-language.ts';

const tabs = [
  { path: '/people', sv: 'Sök', en: 'Search', whole: false },
  { path: '/people/import', sv: 'Personallista', en: 'Staff list', whole: true },
  { path: '/people/held', sv: 'Att ta ställning till', en: 'To decide', whole: true },
  { path: '/people/addresses', sv: 'Adresser', en: 'Addresses', whole: false },
] as const;

export type PeopleTab = (typeof tabs)[number]['path'];

const label = { sv: 'Personer', en: 'People' };

/** Ways between the pages about people. @param whole whether the visitor sees the whole organisation. */
export function peopleTabs(language: PageLanguage, current: PeopleTab, whole: boolean): string {
  const items = tabs
    .filter((tab) => whole || !tab.whole)
    .map((tab) => {
      const state = tab.path === current ? 'aria-current="page"' : '';
      return html`<li><a href="${tab.path}" !${state}>${tab[language]}</a></li>`;
    });
  return html`<nav aria-label="${label[language]}"><ul class="views">!${items}</ul></nav>
`;
}
