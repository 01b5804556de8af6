import { AppError } from '../platform/errors.ts';

/** Who a campaign is for: everyone, or the subtrees of these departments. */
export type Audience = { kind: 'all' } | { kind: 'departments'; codes: string[] };

/**
 * Reads `all` or `department:CODE,CODE` (a comma may also start another `department:` part).
 * @throws AppError BAD_REQUEST showing what may be written.
 */
export function parseAudience(text: string): Audience {
  const trimmed = text.trim();
  if (trimmed === 'all') return { kind: 'all' };
  const codes = trimmed
    .split(',')
    .map((part) => part.trim().replace(/^department:/, ''))
    .filter((code) => code !== '');
  if (!trimmed.startsWith('department:') || codes.length === 0)
    throw new AppError(
      'BAD_REQUEST',
      `The audience "${text}" cannot be read. Write all, or department:CODE,CODE.`,
    );
  return { kind: 'departments', codes: [...new Set(codes)] };
}

export function formatAudience(audience: Audience): string {
  return audience.kind === 'all' ? 'all' : `department:${audience.codes.join(',')}`;
}
