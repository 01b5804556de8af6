import type { SheetRow } from './sheet-row.ts';

/**
 * Splits text that holds no quote at all into rows: then every delimiter and every line break is
 * one, and no parser is needed, which takes four fifths of the time. Blank lines count, and are
 * left out. Give it the text in pieces, then `end` it.
 */
export function plainLines(
  delimiter: string,
  mostCharacters: number,
): { add: (text: string) => SheetRow[]; end: () => SheetRow[] } {
  let [rest, row] = ['', 0];
  const split = (text: string): SheetRow[] => {
    const rows: SheetRow[] = [];
    // A lone carriage return ends a line as well, as old Macs wrote it.
    for (const line of text.replaceAll('\r\n', '\n').replaceAll('\r', '\n').split('\n')) {
      row += 1;
      if (line === '') continue;
      if (line.length > mostCharacters) throw new LongLineError(row);
      rows.push({ row, cells: line.split(delimiter) });
    }
    return rows;
  };
  return {
    add(text) {
      const all = rest + text;
      // A carriage return at the very end may belong to a line feed that is still to come.
      const end = Math.max(all.lastIndexOf('\n'), all.lastIndexOf('\r', all.length - 2));
      rest = all.slice(end + 1);
      if (rest.length > mostCharacters) throw new LongLineError(row + 1);
      if (end < 0) return [];
      const pair = all[end] === '\n' && all[end - 1] === '\r';
      return split(all.slice(0, pair ? end - 1 : end));
    },
    end() {
      const last = rest.replace(/\r$/, '');
      rest = '';
      return last === '' ? [] : split(last);
    },
  };
}

export class LongLineError extends Error {
  readonly line: number;

  constructor(line: number) {
    super(`Line ${line} is too long.`);
    this.line = line;
  }
}
