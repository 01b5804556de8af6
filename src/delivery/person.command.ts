import type { AuditEntry } from '../platform/audit-entry.ts';
import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { erasePerson } from '../roster/erase-person.service.ts';
import { findPeople, type ShownPerson } from '../roster/person.repository.ts';
import { wrap } from '../roster/roster-report.ts';
import { countMails, type PersonMails } from './person-mails.repository.ts';

type Deps = { db: Database; now: Date };
type Shown = { person: ShownPerson; mails: PersonMails[] };

const showUsage = 'person show NUMBER [--source NAME]';
const eraseUsage = 'person erase NUMBER [--source NAME] --yes';

/** `person show NUMBER`: what HR may know, never what anyone answers (DESIGN rule 11). */
export async function personShowCommand(deps: Deps, argv: string[]): Promise<CommandResult> {
  const { number, source } = readPerson(argv, showUsage);
  const people = await findPeople(deps.db, number, source);
  if (people.length === 0) throw nobody(number);
  const shown = await Promise.all(
    people.map(async (person) => ({ person, mails: await countMails(deps.db, person.id) })),
  );
  return {
    json: {
      people: shown.map(({ person: { id: _id, ...person }, mails }) => ({ ...person, mails })),
    },
    text: shown.map(personText).join('\n\n'),
    exitCode: 0,
    audit: people.map(({ id }) => ({ action: 'person.show', subject: String(id) })),
  };
}

/** `person erase NUMBER --yes`: removes a person with mails and answers; cannot be undone. */
export async function personEraseCommand(deps: Deps, argv: string[]): Promise<CommandResult> {
  const { number, source, yes } = readPerson(argv, eraseUsage);
  const people = await findPeople(deps.db, number, source);
  const [person] = people;
  if (person === undefined) {
    // Who only waits (held rows, accounts without an employee) is in no list yet.
    if (!yes) throw nobody(number);
    await erasePerson(deps, { source: source ?? 'hr', number });
    return erased(number, source ?? 'hr', []);
  }
  if (people.length > 1)
    throw new UsageError(
      `${number}: --source ${people.map((one) => one.source).join('|')}`,
      eraseUsage,
    );
  if (!yes)
    return {
      json: { number, source: person.source, erased: false },
      text: `${number} tas bort för alltid, med mejl och svar. Siffror som redan har visats behåller ett antal, utan person. Kör igen med --yes.\n${number} is removed for good, with mails and answers. Figures that have been shown keep a number, without the person. Run again with --yes.`,
      exitCode: 1,
    };
  await erasePerson(deps, { source: person.source, number });
  return erased(number, person.source, [{ action: 'person.erase', subject: String(person.id) }]);
}

function erased(number: string, source: string, audit: readonly AuditEntry[]): CommandResult {
  return {
    json: { number, source, erased: true },
    text: `${number} är borttagen. Ta även bort personen ur personalsystemets fil, annars läses den in på nytt.\n${number} is erased. Remove the person from the HR file too, or the next import brings them back.`,
    exitCode: 0,
    audit,
  };
}

function readPerson(argv: string[], usage: string) {
  const { values, positionals } = readOptions(
    argv,
    { source: { type: 'string' }, yes: { type: 'boolean', default: false } },
    usage,
  );
  const [number, ...more] = positionals;
  if (number === undefined || more.length > 0) throw new UsageError('NUMBER', usage);
  return { number, source: values.source, yes: values.yes };
}

function nobody(number: string): AppError {
  return new AppError(
    'NOT_FOUND',
    `Ingen har anställningsnumret ${number.slice(0, 40)}. / Nobody has the employment number ${number.slice(0, 40)}.`,
  );
}

function personText({ person, mails }: Shown): string {
  const { leftAt, begins } = person;
  const standing =
    begins !== null
      ? `börjar / begins ${begins}`
      : leftAt === null
        ? 'anställd / employed'
        : `slutade / left ${leftAt.toISOString().slice(0, 10)}`;
  return [
    `${person.number} (${person.source})  ${person.firstName} ${person.lastName}`.trimEnd(),
    `  ${person.email ?? 'utan e-post / no e-mail'}, ${person.language}, ${standing}`,
    `  ${person.departments.map(({ code, name }) => `${code} ${name}`).join(' > ') || '-'}`,
    ...person.employments.map(
      ({ department, title, form, startsOn, endsOn }) =>
        `  anställning / employment: ${department} ${title ?? ''} ${form ?? ''} ${startsOn ?? ''} - ${endsOn ?? ''}`,
    ),
    ...person.holds.map(
      ({ from, until, reason }) => `  paus / hold: ${from} - ${until ?? ''}  ${reason}`,
    ),
    ...mails.map(
      ({ campaign, course, sent, failed, open }) =>
        `  utskick / campaign ${campaign} (${course}): ${sent} skickade / sent, ${failed} misslyckade / failed, ${open} på väg / open`,
    ),
  ]
    .map((line) => wrap(line, '    '))
    .join('\n');
}
