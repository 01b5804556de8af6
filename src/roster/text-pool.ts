const mostKept = 2_000;
/** Shorter texts are never kept as a view into a longer one. */
const shortest = 13;

/**
 * One copy of each text that a column repeats, and of every text a copy of its own: a parser's
 * texts are views that would keep the whole file in memory for as long as a row of it is kept.
 */
export function createTextPool(): (text: string) => string {
  const kept = new Map<string, string>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const own = text.length < shortest ? text : Buffer.from(text, 'utf16le').toString('utf16le');
    if (kept.size < mostKept) kept.set(own, own);
    return own;
  };
}
