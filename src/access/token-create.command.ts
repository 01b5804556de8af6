import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import { createToken } from './create-token.service.ts';
import type { TokenRole } from './role.ts';

const usage = 'token create --role admin|hr|leader [--department CODE] [--json]';
const roles: readonly TokenRole[] = ['admin', 'hr', 'leader'];

/**
 * `token create` -> `{token}`.
 * @throws UsageError for wrong usage; AppError DEPARTMENT_UNKNOWN, REFUSED
 */
export async function tokenCreateCommand(
  deps: { db: Database; now: Date },
  argv: string[],
): Promise<CommandResult> {
  const { id, token } = await createToken(deps, deps.now, readInput(argv));
  return {
    json: { token },
    text: [
      token,
      'Spara nyckeln nu: den går inte att visa igen. Den fungerar som ett lösenord.',
      'Save the token now: it cannot be shown again. It works like a password.',
    ].join('\n'),
    exitCode: 0,
    audit: [{ action: 'token.create', subject: String(id) }],
  };
}

function readInput(argv: string[]): { role: TokenRole; department: string | undefined } {
  const { values, positionals } = readOptions(
    argv,
    { role: { type: 'string' }, department: { type: 'string' } },
    usage,
  );
  if (positionals.length > 0)
    throw new UsageError(`"${positionals.join(' ')}" is not expected here.`, usage);
  const role = roles.find((known) => known === values.role);
  if (role === undefined) throw new UsageError(`--role must be one of ${roles.join(', ')}.`, usage);
  const department = values.department?.trim();
  // An empty code, as from an unset shell variable, must not give a token for everything.
  if (department === '') throw new UsageError('--department needs a code.', usage);
  return { role, department };
}
