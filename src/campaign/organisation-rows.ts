type Row = { code: string; name: string; level: number };

/** So many rows are read through; a larger organisation is shown from the top. */
export const mostAtOnce = 300;

/**
 * The rows of a tree, from the top down, that are worth showing: those with the words in their
 * name or code and what they lie under, or the upper levels that together are few enough.
 */
export function shownRows<R extends Row>(
  rows: readonly R[],
  { words, all }: { words: string; all: boolean },
): R[] {
  if (words !== '') return withAbove(rows, words);
  if (all || rows.length <= mostAtOnce) return [...rows];
  let deepest = 0;
  const upTo = (level: number) => rows.filter((row) => row.level <= level);
  while (upTo(deepest + 1).length <= mostAtOnce) deepest += 1;
  return upTo(deepest);
}

function withAbove<R extends Row>(rows: readonly R[], words: string): R[] {
  const wanted = plain(words).split(/\s+/u);
  const kept = new Set<R>();
  const path: R[] = [];
  for (const row of rows) {
    path.length = row.level;
    path[row.level] = row;
    const own = plain(`${row.name} ${row.code}`);
    if (wanted.every((word) => own.includes(word)))
      for (const one of path) if (one !== undefined) kept.add(one);
  }
  return rows.filter((row) => kept.has(row));
}

function plain(text: string): string {
  return text.normalize('NFC').trim().toLowerCase();
}
