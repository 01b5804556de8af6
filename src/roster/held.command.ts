import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import { type ShownHeld, settleHeld, showHeld } from './settle-held.service.ts';

const usage = 'roster held list | accept ID | reject ID';

/**
 * `roster held`: people who wait because their address is someone else's. `accept` says that it is
 * the same person under a new number, `reject` that it is another one, who gets the address.
 * @throws AppError as `settleHeld` does; UsageError
 */
export async function rosterHeldCommand(
  deps: { db: Database; now: Date },
  argv: string[],
): Promise<CommandResult> {
  const { positionals } = readOptions(argv, {}, usage);
  const [verb = 'list', id, ...more] = positionals;
  if (verb === 'list' && id === undefined) {
    const held = await showHeld(deps);
    return { json: { held: held.map(asJson) }, text: listText(held), exitCode: 0 };
  }
  if (!['accept', 'reject'].includes(verb) || !/^\d{1,9}$/.test(id ?? '') || more.length > 0)
    throw new UsageError(verb, usage);
  const decision = verb === 'accept' ? 'same' : 'different';
  const settled = await settleHeld(deps, deps.now, { id: Number(id), decision });
  const text =
    settled.formerly === null
      ? `${settled.number} är en egen person och har adressen. / is a person of their own and has the address.`
      : `${settled.formerly} har nu numret ${settled.number}; allt annat är kvar. / has the number ${settled.number} now; all else stays.`;
  return {
    json: { ...settled, decision },
    text,
    exitCode: 0,
    audit: [{ action: verb === 'accept' ? 'held.accept' : 'held.reject', subject: String(id) }],
  };
}

function asJson({ id, source, person, owner, since }: ShownHeld) {
  const { number, firstName, lastName, email } = person;
  return { id, source, number, firstName, lastName, email, owner, since };
}

function listText(held: readonly ShownHeld[]): string {
  if (held.length === 0) return 'Ingen väntar på granskning. / Nobody waits for review.';
  return [
    ...held.flatMap(({ id, source, person, owner }) => [
      `${String(id).padStart(4)}  ${source} ${person.number}  ${person.firstName} ${person.lastName}`,
      `      ${person.email ?? '-'} tillhör / belongs to ${owner ? `${owner.source} ${owner.number}` : '-'}`,
    ]),
    '',
    'Samma person med nytt nummer: roster held accept ID. Någon annan: roster held reject ID.',
    'Same person, new number: roster held accept ID. Someone else: roster held reject ID.',
  ].join('\n');
}
