import { html } from 'ghtml';

/**
 * A bar for a table cell, beside its text: decoration, hidden from those who do not see it. SVG
 * attributes instead of a style, which the content security policy refuses.
 */
export function shareBar(part: number, whole: number): string {
  const width = whole === 0 ? 0 : Math.round(Math.min(1, part / whole) * 1000) / 10;
  return html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="bar-ground" width="100" height="10"/><rect class="bar-value" width="${width}" height="10"/></svg>`;
}
