import { html } from 'ghtml';
import { numberText } from '../web/components/format.ts';
import { emptyState } from '../web/components/notice.ts';
import { pagination, withQuery } from '../web/components/pagination.ts';
import { table } from '../web/components/table.ts';
import type { PageLanguage } from './in-language.ts';

type Someone = {
  id: number;
  number: string;
  name: string;
  department: string | null;
  email: string | null;
};

export type AddressView = {
  language: PageLanguage;
  list: 'without' | 'same';
  page: number;
  pages: number;
  count: number;
  people: readonly Someone[];
  /** Patterns of addresses that profiles say are shared. */
  shared: readonly string[];
};

/** What the page about addresses says. */
export const addressTexts = {
  sv: {
    title: 'Adresser',
    lead: 'Personer som inte nås, därför att e-postadressen saknas eller delas med någon annan.',
    lists: { without: 'Utan adress', same: 'Samma adress som någon annan' },
    file: { without: 'utan-adress', same: 'samma-adress' },
    none: 'Ingen',
    noneText: 'Alla har en egen adress.',
    count: (count: string) => (count === '1' ? '1 person.' : `${count} personer.`),
    help: 'Adresser rättas i personalsystemet, eller med en fil som bara har adresser under Personallista.',
    shared:
      'Adresser som en profil säger är gemensamma sparas inte. Den som bara har en sådan står här som utan adress:',
    download: 'Ladda ner listan (CSV)',
    number: 'Anst.nr',
    name: 'Namn',
    department: 'Enhet',
    email: 'E-post',
  },
  en: {
    title: 'Addresses',
    lead: 'People who are not reached, since their address is missing or somebody else’s too.',
    lists: { without: 'Without an address', same: 'The same address as somebody else' },
    file: { without: 'without-address', same: 'same-address' },
    none: 'Nobody',
    noneText: 'Everybody has an address of their own.',
    count: (count: string) => (count === '1' ? '1 person.' : `${count} people.`),
    help: 'Addresses are corrected in the HR system, or by a file of addresses alone under Staff list.',
    shared:
      'Addresses that a profile says are shared are not stored. Who has only such a one stands here as without an address:',
    download: 'Download the list (CSV)',
    number: 'Number',
    name: 'Name',
    department: 'Department',
    email: 'E-mail',
  },
} as const;

const path = '/people/addresses';

export function addressBody(view: AddressView): string {
  const { language, list, page, pages, count, shared } = view;
  const text = addressTexts[language];
  const links = (['without', 'same'] as const).map((name) => {
    const state = name === list ? 'aria-current="true"' : '';
    return html`<li><a href="${withQuery(path, { list: name })}" !${state}>${text.lists[name]}</a></li>`;
  });
  const patterns = html`<p class="muted small">${text.shared} ${shared.join(', ')}.</p>`;
  return html`<h1>${text.title}</h1>
<p class="lead">${text.lead}</p>
<nav aria-label="${text.title}"><ul class="views">!${links}</ul></nav>
<h2>${text.lists[list]}</h2>
!${count === 0 ? emptyState({ title: text.none, text: text.noneText }) : people(view)}
!${pagination(language, { page, pages, href: (to) => withQuery(path, { list, page: to }) })}
!${list === 'without' && shared.length > 0 ? patterns : ''}`;
}

function people({ language, list, count, people: shown }: AddressView): string {
  const text = addressTexts[language];
  const columns = [text.name, text.number, text.department];
  return html`<p>${text.count(numberText(language, count))} ${text.help} <a href="${withQuery(`${path}.csv`, { list })}">${text.download}</a></p>
!${table({
    caption: text.lists[list],
    captionHidden: true,
    columns: [...columns, ...(list === 'same' ? [text.email] : [])].map((head) => ({ head })),
    rows: shown.map((one) => [
      html`<a href="/people/${one.id}">${one.name.trim() || one.number}</a>`,
      html`${one.number}`,
      html`${one.department ?? '–'}`,
      ...(list === 'same' ? [html`${one.email ?? ''}`] : []),
    ]),
  })}`;
}
