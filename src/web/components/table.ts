import { html } from 'ghtml';

export type Column = {
  /** Plain text. */
  head: string;
  /** Numbers stand to the right. */
  number?: boolean;
  /** Where the column can be sorted: the address that does it, and how it is sorted now. */
  sort?: { href: string; direction?: 'ascending' | 'descending' | undefined };
};

export type TableOptions = {
  /** What the table shows; also names the box that scrolls. */
  caption: string;
  /** The caption is not seen, since a heading just above says the same. */
  captionHidden?: boolean;
  columns: readonly Column[];
  /** Cells as markup: put text through `html` first. The first cell of a row is its heading. */
  rows: readonly (readonly string[])[];
  /** The row at the bottom, as markup. */
  total?: readonly string[];
  id?: string;
};

/** A table that scrolls in its own box on narrow screens. For no rows use `emptyState`. */
export function table({ caption, captionHidden, columns, rows, total, id }: TableOptions): string {
  const named = id === undefined ? '' : html`id="${id}"`;
  const foot = total === undefined ? '' : html`<tfoot><tr>!${cells(columns, total)}</tr></tfoot>`;
  return html`<section class="table-box" tabindex="0" aria-label="${caption}">
<table !${named}>
<caption class="${captionHidden ? 'visually-hidden' : ''}">${caption}</caption>
<thead><tr>!${columns.map(heading)}</tr></thead>
<tbody>!${rows.map((row) => html`<tr>!${cells(columns, row)}</tr>`)}</tbody>
!${foot}
</table>
</section>`;
}

function heading({ head, number, sort }: Column): string {
  const side = number ? 'number' : '';
  if (sort === undefined) return html`<th scope="col" class="${side}">${head}</th>`;
  const { href, direction } = sort;
  const how = direction === undefined ? '' : html`aria-sort="${direction}"`;
  return html`<th scope="col" class="${side}" !${how}><a class="sort" href="${href}">${head}</a></th>`;
}

function cells(columns: readonly Column[], row: readonly string[]): string {
  return row
    .map((cell, at) => {
      const side = columns[at]?.number ? 'number' : '';
      return at === 0
        ? html`<th scope="row" class="${side}">!${cell}</th>`
        : html`<td class="${side}">!${cell}</td>`;
    })
    .join('');
}
