const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in HTML, in an element as well as in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** Takes out blanks that nobody sees. Not for HTML with `pre`. */
export function squeezeHtml(html: string): string {
  return html
    .replace(/\s+/g, ' ')
    .replace(
      / ?(<\/?(?:html|head|body|title|meta|style|table|tbody|tr|td|div|h[1-6]|p|ul|ol|li)\b[^>]*>) ?/g,
      '$1',
    )
    .replace(/ ?([{};]) ?(?=[^<>]*<\/style>)/g, '$1');
}
