import { readFileSync } from 'node:fs';
import { AppError } from '../../src/platform/errors.ts';
import { openRosterFile } from '../../src/roster/roster-file.reader.ts';

// Reads the file it is given and says what came of it, alone in a process, to be weighed.
const idleMb = peakMb();
const begun = process.hrtime.bigint();
let [rows, code, message] = [0, '', ''];
try {
  const file = await openRosterFile(process.argv[2] ?? '');
  for await (const batch of file.batches) rows += batch.length;
} catch (error) {
  code = error instanceof AppError ? error.code : 'crash';
  message = error instanceof AppError ? (error.detail ?? '') : String(error);
}
const ms = Number((process.hrtime.bigint() - begun) / 1_000_000n);
console.log(JSON.stringify({ rows, code, message, ms, idleMb, peakMb: peakMb() }));

/** Linux's own figure where it is to be had: maxRSS counts the parent before exec as well. */
function peakMb(): number {
  try {
    const found = /VmHWM:\s*(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (found !== undefined) return Math.round(Number(found) / 1024);
  } catch {
    // Not Linux.
  }
  return Math.round(process.resourceUsage().maxRSS / 1024);
}
