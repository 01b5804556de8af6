/** A department's code and name, as one cell holds both. */
export type CodeAndName = { code: string; name: string };

/** How the cells of a column hold code and name; undefined where this cell does not. */
export type CodeForm = (text: string) => CodeAndName | undefined;

const spacedPattern =
  /^(?=\S*\d)([\p{L}\d][\p{L}\d._/:-]{0,19}?)(?:\s*[-–—:]\s+|\s+[-–—:]|\s+)(\S.*)$/u;
// Behind a hyphen a name begins with a capital; 112-centralen and 1177-enheten are words.
const tightPattern = /^(\p{Lu}{0,4}\d[\d._/]*(?:-\d+)*)(?:[-–—_](?=\p{Lu})|:(?=\p{L}))(.+)$/u;
const bracketPattern = /^(\S.*?)\s*[([]((?=[^)\]]*\d\d)[\p{L}\d][\p{L}\d._/-]{1,19})[)\]]$/u;

/** 1001 Kansli, 1001 - Kansli, 1001: Kansli */
const spaced: CodeForm = (text) => pair(spacedPattern, text, 1, 2);
/** 1001-Kansli, 1001:Kansli */
const tight: CodeForm = (text) => {
  const found = pair(tightPattern, text, 1, 2);
  return found !== undefined && /\d\D*\d/.test(found.code) ? found : undefined;
};
/** Kansli (1001), Kansli [1001] */
const bracketed: CodeForm = (text) => pair(bracketPattern, text, 2, 1);
/** Both in one column, as where some cells were typed by hand. */
const leading: CodeForm = (text) => tight(text) ?? spaced(text);

/** Longer cells are refused elsewhere, and patterns take their time over them. */
const longest = 250;
/** So much of a column's different texts must have the form for all to be read by it. */
const most = 0.9;
/** So many of the codes that are not plainly codes must be different ones. */
const different = 0.75;

/**
 * The form that a column's cells have, judged by all its different texts together, since a name
 * may begin or end with a number too (`112-centralen`, `3-5 F`, `Hus 12 (A)`). Undefined where
 * they hold names, or codes, alone.
 * @param codes true for a column that is said to hold codes: there a hyphen belongs to them.
 */
export function codeForm(texts: ReadonlySet<string>, codes = false): CodeForm | undefined {
  const forms = codes ? [spaced, bracketed] : [spaced, tight, leading, bracketed];
  return forms.find((form) => isFormOf(form, texts));
}

function isFormOf(form: CodeForm, texts: ReadonlySet<string>): boolean {
  const found = [...texts].flatMap((text) => form(text) ?? []);
  if (found.length === 0 || found.length < texts.size * most) return false;
  // What several names share is no code of theirs: Blåsippan (10), Vitsippan (10).
  const doubtful = found.filter(({ code }) => !/\d{3}/.test(code)).map(({ code }) => code);
  if (doubtful.length > 0 && form === bracketed && texts.size === 1) return false;
  return new Set(doubtful).size >= doubtful.length * different;
}

function pair(
  pattern: RegExp,
  text: string,
  codeAt: number,
  nameAt: number,
): CodeAndName | undefined {
  const match = text.length > longest ? null : pattern.exec(text);
  const [code, name] = [match?.[codeAt] ?? '', match?.[nameAt]?.trim() ?? ''];
  // School years (3-5, F-9) are no code, and the letter of a house or a class no name.
  if (match === null || /^[\dF]-\d$/i.test(code) || !/\p{L}{2}/u.test(name)) return undefined;
  return { code, name };
}
