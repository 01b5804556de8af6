/** One thing wrong in the content, where it is, and what its author should do about it. */
export type ContentProblem = {
  /** Path as the author knows it, from the content folder that was given. */
  file: string;
  /** Counts from 1; 1 where the whole file is meant. */
  line: number;
  what: string;
  remedy: string;
};

/** `file:line: what; what to do`, sorted by file and line, one problem a line. */
export function describeProblems(problems: readonly ContentProblem[]): string {
  return [...problems]
    .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line))
    .map((p) => `${p.file}:${p.line}: ${p.what}; ${p.remedy}`)
    .join('\n');
}
