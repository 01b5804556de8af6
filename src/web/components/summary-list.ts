import { html } from 'ghtml';

export type SummaryRow = {
  name: string;
  /** Markup. */
  value: string;
  /** Where it can be changed; `what` completes the link's name for those who hear it alone. */
  change?: { href: string; text: string; what: string };
};

/** Facts about one thing, each with the link that changes it. */
export function summaryList(rows: readonly SummaryRow[]): string {
  const items = rows.map(({ name, value, change }) => {
    const link =
      change === undefined
        ? ''
        : html`<dd class="summary-change"><a href="${change.href}">${change.text}<span class="visually-hidden"> ${change.what}</span></a></dd>`;
    return html`<div class="summary-row"><dt>${name}</dt><dd>!${value}</dd>!${link}</div>`;
  });
  return html`<dl class="summary-list">!${items}</dl>`;
}

export type Figure = { value: string; name: string; href?: string; note?: string };

/** A few large figures side by side. */
export function figures(all: readonly Figure[]): string {
  const items = all.map(({ value, name, href, note }) => {
    const label = href === undefined ? html`${name}` : html`<a href="${href}">${name}</a>`;
    return html`<li class="figure"><span class="figure-value">${value}</span> <span class="figure-name">!${label}</span>!${note === undefined ? '' : html` <span class="figure-note">${note}</span>`}</li>`;
  });
  return html`<ul class="figures">!${items}</ul>`;
}
