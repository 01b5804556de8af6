/** Words are runs of letters and digits; hyphens, apostrophes and inner points or colons join. */
const word = /[\p{L}\p{N}]+(?:[-'’.:,/][\p{L}\p{N}]+)*/gu;

/** Words in plain text. */
export function countWords(text: string): number {
  return text.match(word)?.length ?? 0;
}

/**
 * LIX (läsbarhetsindex): words per sentence + 100 x share of words longer than six letters.
 * Up to 40 reads as plain text. A sentence ends at . ! or ?, or at an empty line or list item
 * (Björnsson, Läsbarhet, 1968; he also counted colons, which we do not: stricter). 0 for no words.
 */
export function lix(text: string): number {
  const words = text.match(word) ?? [];
  if (words.length === 0) return 0;
  const sentences = text
    .split(/[.!?]+(?=[\s"”’')]|$)|\n\s*\n|\n(?=\s*(?:-|\d+\.) )/u)
    .filter((part) => countWords(part) > 0).length;
  const long = words.filter((w) => (w.match(/[\p{L}\p{N}]/gu)?.length ?? 0) > 6).length;
  return words.length / sentences + (100 * long) / words.length;
}
