const mostKept = 2_000;
/** Shorter texts are never views into a longer one. */
const shortest = 13;

// Written so that no text of one byte a character is even looked through for it.
const wide = /[^\0-\xff]/;
const scratch = Buffer.allocUnsafeSlow(4_096);

/**
 * One copy of each text that a column repeats, composed (NFC) and without blanks around it, and
 * of every text a copy of its own: a parser's texts are views that would keep the whole file in
 * memory for as long as a row of it is kept.
 */
export function createTextPool(): (text: string) => string {
  const kept = new Map<string, string>();
  let [hits, misses] = [0, 0];
  return (text) => {
    // Addresses and numbers hardly repeat: then looking them up is wasted.
    const worthwhile = kept.size < mostKept || hits > misses;
    if (worthwhile) {
      const known = kept.get(text);
      if (known !== undefined) {
        hits += 1;
        return known;
      }
      misses += 1;
    }
    // Latin-1 is composed; asking costs a tenth of composing.
    const clean = (wide.test(text) ? text.normalize('NFC') : text).trim();
    const own = clean.length < shortest ? clean : copy(clean);
    if (kept.size < mostKept) kept.set(text === clean ? own : copy(text), own);
    return own;
  };
}

function copy(text: string): string {
  const encoding = wide.test(text) ? 'utf16le' : 'latin1';
  if (text.length * 2 > scratch.length) return Buffer.from(text, encoding).toString(encoding);
  return scratch.toString(encoding, 0, scratch.write(text, encoding));
}
