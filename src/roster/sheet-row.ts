/** One row as text. `row` counts as a spreadsheet does, blank rows included. */
export type SheetRow = { row: number; cells: string[] };

export function isBlank({ cells }: SheetRow): boolean {
  return cells.every((cell) => cell.trim() === '');
}
