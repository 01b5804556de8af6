import { html } from 'ghtml';

/** How something stands, in a word or two; the colour only repeats the word. */
export function tag(text: string, look: 'plain' | 'good' | 'warn' | 'bad' | 'accent' = 'plain') {
  return html`<strong class="tag ${look}">${text}</strong>`;
}
