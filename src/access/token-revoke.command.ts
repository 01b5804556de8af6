import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { revokeApiToken } from './api-token.repository.ts';

const usage = 'token revoke ID [--json]';

/** `token revoke ID`: from now on the token opens nothing. @throws UsageError; AppError NOT_FOUND */
export async function tokenRevokeCommand(
  deps: { db: Database; now: Date },
  argv: string[],
): Promise<CommandResult> {
  const { positionals } = readOptions(argv, {}, usage);
  const [text = ''] = positionals;
  if (positionals.length !== 1 || !/^\d{1,9}$/.test(text))
    throw new UsageError('ID: token list', usage);
  const id = Number(text);
  const revoked = await revokeApiToken(deps.db, id, deps.now);
  if (revoked === undefined)
    throw new AppError(
      'NOT_FOUND',
      `Det finns ingen API-nyckel ${id}. Se dem med token list.\nThere is no API token ${id}. See them with token list.`,
    );
  return {
    json: { id, revoked: revoked.at.toISOString() },
    text: revoked.before
      ? `API-nyckel ${id} var redan spärrad. / API token ${id} was revoked before.`
      : `API-nyckel ${id} är spärrad. / API token ${id} is revoked.`,
    exitCode: 0,
    ...(revoked.before ? {} : { audit: [{ action: 'token.revoke', subject: String(id) }] }),
  };
}
