import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import { explainOutcome } from './explain-outcome.ts';
import { type RelayTestDeps, testRelay } from './relay-test.service.ts';

const usage = 'mail test ADDRESS';

/** `mail test ADDRESS`: one mail through the relay, and what its answer means. */
export async function mailTestCommand(
  deps: RelayTestDeps & { now: Date },
  argv: string[],
): Promise<CommandResult> {
  const { positionals } = readOptions(argv, {}, usage);
  const [to, ...more] = positionals;
  if (to === undefined || more.length > 0 || !/^[^\s<>@]+@[^\s<>@]+$/.test(to))
    throw new UsageError(`"${positionals.join(' ')}" is not a mail address.`, usage);
  const outcome = await testRelay(deps, deps.now, to);
  return {
    json: { outcome: outcome.kind, code: outcome.code, reply: outcome.reply },
    text: explainOutcome(outcome),
    exitCode: outcome.kind === 'accepted' ? 0 : 1,
  };
}
