import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { AuditEntry } from './audit-entry.ts';
import { AppError } from './errors.ts';

/** What a command gives back: one JSON document, prose for people, and 0 done, 1 refused, 2 wrong usage. */
export type CommandResult = {
  json: unknown;
  text: string;
  exitCode: 0 | 1 | 2;
  /** What deserves attention though it was done: prose for stderr, with --json as well. */
  warnings?: readonly string[];
  /** What it did or looked at, for the audit trail. The command line adds who and when. */
  audit?: readonly AuditEntry[];
};

/** Thrown for wrong usage: becomes exit code 2 with the usage line. */
export class UsageError extends AppError {
  constructor(problem: string, usage: string) {
    super('BAD_REQUEST', `${problem}\nAnvändning / usage: ${usage}`);
  }
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** Reads options strictly. @throws UsageError naming the option that is wrong. */
export function readOptions<const O extends Options>(argv: string[], options: O, usage: string) {
  try {
    return parseArgs({
      args: argv,
      options: { ...options, json: { type: 'boolean' } },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), usage);
  }
}

/** The one number (an id) a command is about. @throws UsageError */
export function readId(positionals: readonly string[], usage: string): number {
  const [text, ...more] = positionals;
  const id = Number(text);
  if (text === undefined || more.length > 0 || !Number.isInteger(id) || id < 1 || id > 2 ** 31 - 1)
    throw new UsageError(`"${positionals.join(' ')}" is not the number of a campaign.`, usage);
  return id;
}
