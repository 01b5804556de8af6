const candidates = [';', '\t', ',', '|'];
const linesRead = 40;

export type CsvShape = {
  delimiter: string;
  /** True where the first line only names the delimiter, which Excel reads and does not show. */
  namedFirst: boolean;
};

/**
 * Tells the delimiter from the first lines. It must occur in the heading; then the one that
 * splits most lines into as many cells as the heading wins, and among equals the more frequent.
 * The heading is the first line that half of those from it on agree with, since titles may stand
 * above it; where there is no such line, the first.
 * @param text the beginning of the file; its last line may be cut off.
 */
export function findDelimiter(text: string): CsvShape {
  const named = /^\ufeff?sep=([;,\t|])\r?\n/i.exec(text)?.[1];
  if (named !== undefined) return { delimiter: named, namedFirst: true };
  const lines = countOutsideQuotes(text);
  let first: string | undefined;
  for (let at = 0; at < lines.length; at += 1) {
    const { delimiter, agreeing } = byHeading(lines.slice(at));
    if (at === 0) first = delimiter;
    if (agreeing > 1 && agreeing * 2 >= lines.length - at) return { delimiter, namedFirst: false };
  }
  return { delimiter: first ?? ';', namedFirst: false };
}

function byHeading(lines: readonly Map<string, number>[]) {
  let best = { delimiter: ';', score: 0, agreeing: 0 };
  for (const delimiter of candidates) {
    const inHeading = lines[0]?.get(delimiter) ?? 0;
    const agreeing = lines.filter((line) => (line.get(delimiter) ?? 0) === inHeading).length;
    const score = inHeading * agreeing;
    if (score > best.score) best = { delimiter, score, agreeing };
  }
  return best;
}

function countOutsideQuotes(text: string): Map<string, number>[] {
  const lines: Map<string, number>[] = [];
  let [counts, quoted, something] = [new Map<string, number>(), false, false];
  for (const letter of text) {
    if (letter === '"') quoted = !quoted;
    else if (!quoted && (letter === '\n' || letter === '\r')) {
      if (something) lines.push(counts);
      if (lines.length === linesRead) return lines;
      [counts, something] = [new Map(), false];
      continue;
    } else if (!quoted && candidates.includes(letter))
      counts.set(letter, (counts.get(letter) ?? 0) + 1);
    something = true;
  }
  if (something && lines.length === 0) lines.push(counts);
  return lines;
}
