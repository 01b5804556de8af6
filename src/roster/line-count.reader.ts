import { createReadStream } from 'node:fs';

/** Workbooks, which begin so, are packed: their lines tell nothing. */
const packed = Buffer.from('PK');

/**
 * About how many lines a text file has, to show how far its reading has come; undefined for a
 * workbook, and for what cannot be read, which is for its reader to say.
 */
export async function countLines(path: string): Promise<number | undefined> {
  let lines = 0;
  let start: Buffer | undefined;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
      const bytes = chunk as Buffer;
      start ??= bytes.subarray(0, 2);
      if (start.equals(packed)) return undefined;
      for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1;
    }
  } catch {
    return undefined;
  }
  return lines;
}
