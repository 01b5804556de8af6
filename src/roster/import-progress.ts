export type ImportProgress = {
  /** So many rows have been read. */
  read(rows: number): void;
  phase(phase: 'compare' | 'save'): void;
  /** Takes the line away; to be called whatever happened. */
  end(): void;
};

const cells = 24;
/** Smaller files are read before anybody could look. */
const fewestRows = 2_000;
const everyRows = 1_000;
const number = new Intl.NumberFormat('sv-SE');
const phases = {
  compare: 'Jämför med personallistan / Comparing with the roster …',
  save: 'Sparar / Saving …',
};

/**
 * One line of a terminal that is written over while a large file is read: a bar where the number
 * of rows is known beforehand, else a mark that moves. At most 79 characters wide.
 * @param total rows to expect, about; undefined: unknown.
 */
export function createImportProgress(
  out: { write(text: string): unknown },
  total: number | undefined,
): ImportProgress {
  let shown = false;
  const show = (line: string) => {
    shown = true;
    out.write(`\r\u001b[K${line}`);
  };
  return {
    read(rows) {
      if (rows >= fewestRows && rows % everyRows === 0) show(readingLine(rows, total));
    },
    phase(phase) {
      if (shown) show(phases[phase]);
    },
    end() {
      if (shown) out.write('\r\u001b[K');
      shown = false;
    },
  };
}

/** What is shown after so many rows. */
export function readingLine(rows: number, total: number | undefined): string {
  const label = `${number.format(rows)} rader / rows`;
  if (total === undefined) {
    const at = Math.floor(rows / everyRows) % cells;
    return `Läser / Reading [${'.'.repeat(at)}#${'.'.repeat(cells - at - 1)}] ${label}`;
  }
  const share = Math.min(1, rows / Math.max(1, total));
  const full = Math.floor(share * cells);
  const percent = String(Math.floor(share * 100)).padStart(3);
  return `Läser / Reading [${'#'.repeat(full)}${'.'.repeat(cells - full)}] ${percent} %  ${label}`;
}
