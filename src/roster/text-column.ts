const separator = '\u001f';
const nothing = '\u001e';

/**
 * A column of values as one text for Postgres's `string_to_array(…, chr(31), chr(30))`: a
 * fraction of what arrays or JSON cost on either side. Values hold no control characters; what
 * did would move into its neighbour, so it is refused. A null more than given keeps the text
 * from being empty, which Postgres would take for no values at all.
 */
export function textColumn(values: readonly (string | number | null)[]): string {
  const texts: string[] = [];
  for (const value of values) {
    const one = value === null ? nothing : String(value);
    if (value !== null && (one.includes(separator) || one.includes(nothing)))
      throw new RangeError('A value holds a control character.');
    texts.push(one);
  }
  texts.push(nothing);
  return texts.join(separator);
}

/** So much of a column is split at once, in characters. */
const atOnce = 16_384;

/**
 * The other way: gives the values one by one of a text made by
 * `string_agg(coalesce(…, chr(30)), chr(31))`, then undefined.
 */
export function columnReader(text: string | null): () => string | undefined {
  let [from, at, part] = [0, 0, [] as string[]];
  return () => {
    if (at === part.length) {
      if (text === null || from > text.length) return undefined;
      const found = text.indexOf(separator, from + atOnce);
      const end = found < 0 ? text.length : found;
      part = text.slice(from, end).split(separator);
      [from, at] = [end + 1, 0];
    }
    at += 1;
    return part[at - 1];
  };
}

/** Null for what stood for it. */
export function textOrNull(text: string | undefined): string | null {
  return text === undefined || text === nothing ? null : text;
}
