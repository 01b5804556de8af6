import type { Multipart } from '@fastify/multipart';
import { AppError } from '../platform/errors.ts';
import type { SentPart } from './signed-in-page.ts';

/**
 * The parts of a form with files after its first field, the CSRF token, which is checked before
 * anything else is read. Undefined where it is missing or wrong.
 */
export async function sentPartsAfterCsrf(
  parts: AsyncIterableIterator<Multipart>,
  isToken: (sent: unknown) => boolean,
): Promise<AsyncIterable<SentPart> | undefined> {
  const first = await parts.next().catch(refuse);
  if (first.done) return undefined;
  const part = first.value;
  const right = part.type === 'field' && part.fieldname === 'csrf' && isToken(part.value);
  return right ? rest(parts) : undefined;
}

async function* rest(parts: AsyncIterable<Multipart>): AsyncGenerator<SentPart> {
  try {
    for await (const part of parts) {
      if (part.type === 'file') {
        const { file, fieldname: name, filename: fileName } = part;
        yield { kind: 'file', name, fileName, content: file, cut: () => file.truncated };
      } else if (part.valueTruncated || typeof part.value !== 'string')
        throw new AppError('BAD_REQUEST', 'Ett textfält är för långt. / A text field is too long.');
      else yield { kind: 'field', name: part.fieldname, value: part.value };
    }
  } catch (error) {
    throw refuse(error);
  }
}

/** @throws AppError BAD_REQUEST for what a sender did wrong, else the error itself */
function refuse(error: unknown): never {
  if (error instanceof AppError || !isParserError(error)) throw error;
  throw new AppError('BAD_REQUEST', 'Formuläret gick inte att läsa. / The form cannot be read.');
}

/** The parser of bodies says so itself of some errors; the one below it throws bare ones. */
function isParserError(error: unknown): boolean {
  const { statusCode, message } = error as { statusCode?: unknown; message?: unknown };
  if (typeof statusCode === 'number') return statusCode < 500;
  return /^(Multipart: |Unexpected end of |Malformed )/.test(String(message));
}
