import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../platform/errors.ts';
import { inBothLanguages } from './row-problem.ts';

/**
 * Writes lines as UTF-8 with a mark, which Excel needs; nobody but the owner may read them.
 * @throws AppError REFUSED where the file cannot be written; what reading the lines throws.
 */
export async function writeRejectFile(path: string, lines: AsyncIterable<string>): Promise<void> {
  const out = createWriteStream(path, { mode: 0o600 });
  let unwritable: Error | undefined;
  out.once('error', (error) => {
    unwritable = error;
  });
  try {
    await pipeline(Readable.from(marked(lines)), out);
  } catch (error) {
    if (unwritable !== error || error instanceof AppError) throw error;
    throw new AppError(
      'REFUSED',
      inBothLanguages(
        'Filen för felaktiga rader går inte att skriva. Kontrollera sökvägen efter --rejects.',
        'The file for rejected rows cannot be written. Check the path after --rejects.',
      ),
    );
  }
}

async function* marked(lines: AsyncIterable<string>): AsyncGenerator<string> {
  yield '\ufeff';
  yield* lines;
}
