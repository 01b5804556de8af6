import { html } from 'ghtml';
import { dayElement, numberText } from '../web/components/format.ts';
import { emptyState } from '../web/components/notice.ts';
import { pagination, withQuery } from '../web/components/pagination.ts';
import { type Column, table } from '../web/components/table.ts';
import { diffTexts } from './import-diff-texts.ts';
import {
  type ImportLists,
  pageLength,
  type ShownList,
  shownLists,
  type TreeChange,
} from './import-lists.ts';
import { forPage, type PageLanguage } from './in-language.ts';

/** One page of one of an import's lists. */
export type ImportListView = {
  language: PageLanguage;
  /** The page that it stands on. */
  path: string;
  /** How many items each list has. */
  counts: Readonly<Record<ShownList, number>>;
  page: number;
  shown: AnyList;
  /** True where there is a file of rows in error. */
  rejects: boolean;
  /** Names of departments, by code. */
  names: ReadonlyMap<string, string>;
};

/** A list with its items; undefined where they are no longer kept. */
export type AnyList = {
  [Name in ShownList]: { list: Name; items: readonly ImportLists[Name][] | undefined };
}[ShownList];

/** The lists of a diff: links to all of them, and one page of one. */
export function importList(view: ImportListView): string {
  const { language, path, counts, page, shown } = view;
  const text = diffTexts[language];
  const { list } = shown;
  const links = shownLists
    .filter((name) => name !== 'shared' || counts.shared > 0)
    .map((name) => {
      const state = name === list ? 'aria-current="true"' : '';
      return html`<li><a href="${withQuery(path, { list: name })}#list" !${state}>${text.lists[name]} (${numberText(language, counts[name])})</a></li>`;
    });
  const count = counts[list];
  const pages = Math.max(1, Math.ceil(count / pageLength));
  const rejects = html`<p><a href="${path}/rejects.csv">${text.rejects}</a>. ${text.rejectsText}</p>`;
  return html`<nav aria-label="${text.compared}" id="list"><ul class="views">!${links}</ul></nav>
<h2>${text.lists[list]}</h2>
<p>${text.about[list]}</p>
!${list === 'errors' && view.rejects ? rejects : ''}
!${content(view, count)}
!${pagination(language, { page, pages, href: (to) => `${withQuery(path, { list, page: to })}#list` })}`;
}

function content(view: ImportListView, count: number): string {
  const text = diffTexts[view.language];
  const { shown } = view;
  if (count === 0) return emptyState({ title: text.none, text: text.noneText });
  if (shown.items === undefined || shown.items.length === 0)
    return emptyState({ title: text.gone, text: text.goneText });
  const { columns, rows } = rowsOf(view);
  return table({
    stacked: columns.length > 3,
    caption: text.lists[shown.list],
    captionHidden: true,
    columns: columns.map((head): Column => (head === text.row ? { head, number: true } : { head })),
    rows,
  });
}

function rowsOf(view: ImportListView): { columns: string[]; rows: string[][] } {
  const { language, shown } = view;
  const text = diffTexts[language];
  const someone = [text.number, text.name];
  const place = (code: string | null) => departmentText(view, code);
  const who = ({ number, name }: { number: string; name: string }) => [
    html`${number}`,
    html`${name}`,
  ];
  switch (shown.list) {
    case 'leavers':
    case 'shared':
      return {
        columns: [...someone, text.department],
        rows: (shown.items ?? []).map((one) => [...who(one), place(one.department)]),
      };
    case 'joiners':
      return {
        columns: [...someone, text.department, text.begins],
        rows: (shown.items ?? []).map((one) => [
          ...who(one),
          place(one.department),
          one.begins === undefined ? '' : dayElement(language, one.begins),
        ]),
      };
    case 'movers':
      return {
        columns: [...someone, text.from, text.to],
        rows: (shown.items ?? []).map((one) => [
          ...who(one),
          place(one.from),
          place(one.department),
        ]),
      };
    case 'changed':
      return {
        columns: [...someone, text.department, text.what],
        rows: (shown.items ?? []).map((one) => [
          ...who(one),
          place(one.department),
          html`${one.what.map((what) => text.attributes[what] ?? what).join(', ')}`,
        ]),
      };
    case 'held':
      return {
        columns: [...someone, text.owner],
        rows: (shown.items ?? []).map((one) => [...who(one), html`${one.owner ?? text.elsewhere}`]),
      };
    case 'errors':
      return {
        columns: [text.row, text.column, text.value, text.remedy],
        rows: (shown.items ?? []).map(({ row, column, value, message }) => [
          numberText(language, row),
          html`${column}`,
          html`${value}`,
          html`${forPage(message, language)}`,
        ]),
      };
    case 'departments':
      return {
        columns: [text.department, text.what],
        rows: (shown.items ?? []).map((one) => [
          one.what === 'added' && one.name !== null
            ? html`${one.name} (${one.code})`
            : place(one.code),
          html`${treeText(view, one)}`,
        ]),
      };
  }
}

function treeText(view: ImportListView, one: TreeChange): string {
  const text = diffTexts[view.language];
  const { tree } = text;
  const plain = (code: string | null) =>
    code === null ? text.top : `${view.names.get(code) ?? ''} (${code})`.trim();
  const number = (value: number) => numberText(view.language, value);
  switch (one.what) {
    case 'added':
    case 'reopened':
    case 'closed':
      return tree[one.what];
    case 'renamed':
      return tree.renamed(one.from, one.to);
    case 'moved':
      return tree.moved(plain(one.from), plain(one.to));
    case 'split':
      return tree.split(one.into.map(plain).join(', '), number(one.people));
    case 'alias':
      return tree.alias(plain(one.into), number(one.rows));
    case 'merged':
    case 'replaced':
      return tree[one.what](plain(one.into), number(one.people));
  }
}

function departmentText({ names }: ImportListView, code: string | null): string {
  if (code === null) return '–';
  const name = names.get(code);
  return name === undefined ? html`${code}` : html`${name} (${code})`;
}
