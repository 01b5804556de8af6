/** What a cell's format says about its number: a date, a pattern of zeros, or nothing to us. */
export type NumberFormat =
  | { kind: 'plain' }
  | { kind: 'date' }
  | { kind: 'padded'; pattern: string };

/** No spreadsheet writes longer ones, and what follows is made for short ones. */
const longestCode = 255;
const plain: NumberFormat = { kind: 'plain' };

/** Built-in formats with a day in them (ECMA-376 part 1, 18.8.30, East Asian and Thai ones too). */
function isBuiltInDate(id: number): boolean {
  const inside = (from: number, to: number) => id >= from && id <= to;
  return (
    inside(14, 17) || id === 22 || inside(27, 31) || id === 36 || inside(50, 54) || inside(57, 58)
  );
}

/** @param code the format's own code, where the workbook gives one. */
export function readNumberFormat(id: number, code: string | undefined): NumberFormat {
  if (code === undefined) return isBuiltInDate(id) ? { kind: 'date' } : plain;
  if (code.length > longestCode) return plain;
  // Positive numbers take the first section; what is quoted or in brackets is shown as it stands.
  const section = code.split(';', 1)[0] ?? '';
  const bare = section.replace(/"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]?/gsu, '').toLowerCase();
  if (/[yd]/.test(bare) || (/mmm/.test(bare) && !/[hs]/.test(bare))) return { kind: 'date' };
  const pattern = section
    .replace(/\[[^\]]*\]/g, '')
    .replace(
      /"([^"]*)"|\\(.)/gsu,
      (_all, quoted?: string, escaped?: string) => quoted ?? escaped ?? '',
    );
  return /^[0 /-]*$/.test(pattern) && /0.*0/.test(pattern) && pattern.length <= 40
    ? { kind: 'padded', pattern }
    : plain;
}

/** Digits put into a pattern such as 000000 or 000-00 from the right; more digits go in front. */
export function padDigits(digits: string, pattern: string): string {
  let [text, left] = ['', digits.length];
  for (let at = pattern.length - 1; at >= 0; at -= 1) {
    const sign = pattern.charAt(at);
    if (sign !== '0') text = sign + text;
    else {
      left -= 1;
      text = (left >= 0 ? digits.charAt(left) : '0') + text;
    }
  }
  return left > 0 ? digits.slice(0, left) + text : text;
}
