import type { ContentProblem } from './content-problem.ts';

/** Names of the rules that `content check` holds content to. */
export type Rule =
  | 'schema'
  | 'words'
  | 'lix'
  | 'ending'
  | 'subject'
  | 'feedback'
  | 'option-length'
  | 'option-place'
  | 'date'
  | 'old'
  | 'expired'
  | 'expires-soon'
  | 'reference'
  | 'link'
  | 'phone'
  | 'avoid'
  | 'skeleton'
  | 'note'
  | 'kit'
  | 'baseline'
  | 'variant'
  | 'mail-size';

/** Something that a rule has against a line of a file. Errors stop, warnings do not. */
export type Finding = ContentProblem & { rule: Rule; severity: 'error' | 'warning' };

/** A finding as a line to read, in the order `content check` shows them. */
export function describeFinding({ severity, file, line, what, remedy, rule }: Finding): string {
  return `${file}:${line}: ${severity}: ${what}; ${remedy} [${rule}]`;
}

/** Errors and warnings together, by file and line. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) =>
    a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || (a.what < b.what ? -1 : 1),
  );
}

export type Report = (
  severity: Finding['severity'],
  rule: Rule,
  line: number,
  what: string,
  remedy: string,
) => void;

/** Collects findings about one file. */
export function reportOn(file: string, findings: Finding[]): Report {
  return (severity, rule, line, what, remedy) =>
    findings.push({ severity, rule, file, line, what, remedy });
}
