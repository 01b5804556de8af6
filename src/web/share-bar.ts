import { html } from 'ghtml';
import type { Language } from '../course/course.ts';

/** A share as Swedes write it: `63 %` with a space that does not break; empty where nobody counts. */
export function shareText(part: number, whole: number, language: Language): string {
  if (whole === 0) return '–';
  const share = Math.min(1, part / whole);
  // Neither "0 %" for somebody nor "100 %" for not everybody.
  const rounded = Math.round(share * 100);
  const kept = part > 0 && rounded === 0 ? 1 : part < whole && rounded === 100 ? 99 : rounded;
  return new Intl.NumberFormat(language, { style: 'percent' }).format(kept / 100);
}

/**
 * A bar for a table cell, beside its text: decoration, hidden from those who do not see it. SVG
 * attributes instead of a style, which the content security policy refuses.
 */
export function shareBar(part: number, whole: number): string {
  const width = whole === 0 ? 0 : Math.round(Math.min(1, part / whole) * 1000) / 10;
  return html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="bar-ground" width="100" height="10"/><rect class="bar-value" width="${width}" height="10"/></svg>`;
}
