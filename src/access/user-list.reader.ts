import { readFile, stat } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { AppError } from '../platform/errors.ts';
import { readUserRows, type UserRow } from './user-list.ts';

const mostBytes = 1_000_000;

/**
 * Reads a list of users: `address;role;department`, one grant a line.
 * @throws AppError FILE_INVALID naming every line that cannot be read
 */
export async function readUserList(path: string): Promise<UserRow[]> {
  const text = decode(await readSmall(path));
  let records: string[][];
  try {
    records = parse(text, {
      bom: true,
      delimiter: [';', ',', '\t'],
      relax_column_count: true,
      skip_empty_lines: false,
      trim: true,
    });
  } catch (error) {
    throw new AppError('FILE_INVALID', error instanceof Error ? error.message : undefined);
  }
  const { rows, problems } = readUserRows(records);
  if (problems.length > 0)
    throw new AppError(
      'FILE_INVALID',
      problems
        .slice(0, 20)
        .map(
          ({ line, field, value, message }) => `Rad/line ${line}, ${field} "${value}": ${message}`,
        )
        .join('\n'),
    );
  return rows;
}

async function readSmall(path: string): Promise<Buffer> {
  try {
    if ((await stat(path)).size > mostBytes) throw new AppError('FILE_INVALID', 'At most 1 MB.');
    return await readFile(path);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('FILE_INVALID', `${path}: ${(error as Error).message}`);
  }
}

/** UTF-8, or else what older programs write. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
