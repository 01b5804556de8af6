const separator = '\u001f';
const nothing = '\u001e';

/**
 * A column of values as one text for Postgres's `string_to_array(…, chr(31), chr(30))`: a
 * fraction of what arrays or JSON cost on either side. Values hold no control characters; what
 * did would move into its neighbour, so it is refused. A null more than given keeps the text
 * from being empty, which Postgres would take for no values at all.
 */
export function textColumn(values: readonly (string | number | null)[]): string {
  let text = '';
  for (const value of values) {
    const one = value === null ? nothing : String(value);
    if (value !== null && (one.includes(separator) || one.includes(nothing)))
      throw new RangeError('A value holds a control character.');
    text += one + separator;
  }
  return text + nothing;
}

/** The other way: a text made by `string_agg(coalesce(…, chr(30)), chr(31))`. */
export function columnTexts(text: string | null): string[] {
  return text === null ? [] : text.split(separator);
}

/** Null for what stood for it. */
export function textOrNull(text: string | undefined): string | null {
  return text === undefined || text === nothing ? null : text;
}
