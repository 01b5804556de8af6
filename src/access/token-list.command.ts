import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import { listApiTokens, type ShownToken } from './api-token.repository.ts';
import { swedishTime } from './audit.ts';

const usage = 'token list [--json]';

/** `token list`: every token there has been, without the token itself. @throws UsageError */
export async function tokenListCommand(
  deps: { db: Database },
  argv: string[],
): Promise<CommandResult> {
  const { positionals } = readOptions(argv, {}, usage);
  if (positionals.length > 0)
    throw new UsageError(`"${positionals.join(' ')}" is not expected here.`, usage);
  const tokens = await listApiTokens(deps.db);
  return { json: { tokens: tokens.map(asJson) }, text: asText(tokens), exitCode: 0 };
}

function asJson({ id, role, department, createdAt, lastUsedAt, revokedAt }: ShownToken) {
  return {
    id,
    role,
    department,
    created: createdAt.toISOString(),
    lastUsed: lastUsedAt?.toISOString() ?? null,
    revoked: revokedAt?.toISOString() ?? null,
  };
}

function asText(tokens: readonly ShownToken[]): string {
  if (tokens.length === 0) return 'Inga API-nycklar finns. / There are no API tokens.';
  const head = line('ID', 'Roll', 'Enhet / department', 'Skapad', 'Använd', 'Spärrad');
  const below = line('', 'role', '', 'created', 'used', 'revoked');
  const lines = tokens.map(({ id, role, department, createdAt, lastUsedAt, revokedAt }) =>
    line(String(id), role, department ?? '-', day(createdAt), day(lastUsedAt), day(revokedAt)),
  );
  return [head, below, ...lines].join('\n');
}

function day(at: Date | null): string {
  return at === null ? '-' : swedishTime(at).slice(0, 10);
}

function line(id: string, role: string, department: string, ...days: string[]): string {
  const code = department.length > 24 ? `${department.slice(0, 23)}…` : department;
  const dates = days.map((text) => text.padEnd(10)).join('  ');
  return `${id.padStart(5)}  ${role.padEnd(6)}  ${code.padEnd(24)}  ${dates}`.trimEnd();
}
