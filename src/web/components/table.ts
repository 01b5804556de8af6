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
  /** On narrow screens each row is a block with its headings beside its cells: for words, and for rows with buttons. */
  stacked?: boolean;
};

/** A table that scrolls in its own box, or is stacked, on narrow screens. For no rows use `emptyState`. */
export function table(options: TableOptions): string {
  const { caption, captionHidden, columns, rows, total, id, stacked = false } = options;
  const named = id === undefined ? '' : html`id="${id}"`;
  // A browser that lays a table out as blocks may take it for no table any more.
  const role = stacked ? 'role="table"' : '';
  const foot = total === undefined ? '' : html`<tfoot><tr>!${cells(columns, total)}</tr></tfoot>`;
  return html`<section class="table-box !${stacked ? 'stacked' : ''}" tabindex="0" aria-label="${caption}">
<table !${named} !${role}>
<caption class="${captionHidden ? 'visually-hidden' : ''}">${caption}</caption>
<thead><tr>!${columns.map(heading)}</tr></thead>
<tbody>!${rows.map((row) => (stacked ? stackedRow(columns, row) : html`<tr>!${cells(columns, row)}</tr>`))}</tbody>
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

function stackedRow(columns: readonly Column[], row: readonly string[]): string {
  const all = row.map((cell, at) => {
    const { head = '', number } = columns[at] ?? {};
    const side = number ? 'number' : '';
    return at === 0
      ? html`<th scope="row" role="rowheader" class="${side}" !${number ? html`data-head="${head}"` : ''}>!${cell}</th>`
      : html`<td role="cell" class="${side}" data-head="${head}">!${cell}</td>`;
  });
  return html`<tr role="row">!${all}</tr>`;
}
