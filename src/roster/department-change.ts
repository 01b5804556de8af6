/** A change of the tree that somebody states; codes. `under: null` is the top. */
export type DepartmentChange =
  | { kind: 'rename'; code: string; name: string }
  | { kind: 'move'; code: string; under: string | null }
  | { kind: 'merge'; codes: string[]; into: string };

/** The change in one line, both languages: `flytta / move: 1001 -> 20`. */
export function changeInWords(change: DepartmentChange): string {
  if (change.kind === 'rename') return `namn / name: ${change.code} -> ${change.name}`;
  if (change.kind === 'move')
    return `flytta / move: ${change.code} -> ${change.under ?? 'överst / top'}`;
  return `slå ihop / merge: ${change.codes.join(', ')} -> ${change.into}`;
}
