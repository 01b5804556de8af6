import type { RosterDiff } from './diff.ts';
import type { Held } from './held-addresses.ts';
import type { BrakeReason } from './leaver-brake.ts';

const width = 80;
const longestList = 10;

/**
 * The diff as people read it in a terminal of 80 columns: counts, then at most ten of each
 * kind. Swedish first, English beside it.
 */
export function rosterReport(id: number, fileName: string, diff: RosterDiff): string {
  const counts: [string, string, number][] = [
    ['Nya', 'joiners', diff.joiners.length],
    ['Slutar', 'leavers', diff.leavers.length],
    ['Byter enhet', 'movers', diff.movers.length],
    ['Ändrade uppgifter', 'changed', diff.changed.length],
    ['Behöver granskas', 'held for review', diff.held.length],
    ['Rader med fel', 'rows in error', new Set(diff.errors.map(({ row }) => row)).size],
    ['Skyddad identitet, sparas inte', 'protected, not stored', diff.protected],
    ['Utan e-postadress', 'without e-mail', diff.withoutEmail],
    ['Personer i filen', 'people in the file', diff.people],
    ['Enheter i filen', 'departments in the file', diff.units],
  ];
  const { departments } = diff;
  const { added, renamed, moved } = departments;
  const parts = [
    wrap(`Personallista / Roster: ${fileName} (import ${id})`),
    counts
      .map(([sv, en, count]) => `  ${`${sv} / ${en}`.padEnd(56)}${String(count).padStart(7)}`)
      .join('\n'),
    list('Nya / Joiners', diff.joiners, (one) => `${person(one)}  ${one.department ?? '-'}`),
    list('Slutar / Leavers', diff.leavers, (one) => `${person(one)}  ${one.department ?? '-'}`),
    list(
      'Byter enhet / Movers',
      diff.movers,
      (one) => `${person(one)}  ${one.from ?? '-'} -> ${one.department ?? '-'}`,
    ),
    list(
      'Ändrade / Changed',
      diff.changed,
      (one) => `${person(one)}  ${one.what.map((what) => attributes[what] ?? what).join(', ')}`,
    ),
    list('Granskas / Held', diff.held, heldLine),
    list('Nya enheter / New departments', added, ({ code, name }) => `${code}  ${name}`),
    list('Nytt namn / Renamed', renamed, ({ code, from, to }) => `${code}  ${from} -> ${to}`),
    list(
      'Ny överordnad / New parent',
      moved,
      ({ code, from, to }) => `${code}  ${from ?? '-'} -> ${to ?? '-'}`,
    ),
    list(
      'Ser ut som sammanslagning / Looks like a merge',
      departments.merged,
      ({ codes, into, people }) => `${codes.join(', ')} -> ${into}  (${people})`,
    ),
    departments.merged.length > 0 &&
      wrap(
        'Med department merge blir de gamla koderna alias för den nya. / department merge makes the old codes aliases of the new one.',
      ),
    list(
      'Ser ut som ny kod / Looks like a new code',
      departments.replaced,
      ({ code, by, people }) => `${code} -> ${by}  (${people})`,
    ),
    list(
      'Ser ut som delning / Looks like a split',
      departments.split,
      ({ code, into, people }) => `${code} -> ${into.join(', ')}  (${people})`,
    ),
    list('Stängs / Closed', departments.closed, (code) => code),
    list('Öppnas igen / Reopened', departments.reopened, (code) => code),
    list(
      'Äldre koder i filen / Older codes in the file',
      departments.aliases,
      ({ code, into, rows }) => `${code} -> ${into}  (${rows} rader / rows)`,
    ),
    list(
      'Fel / Errors',
      diff.errors,
      ({ row, column, value, message }) =>
        `rad / row ${row}${column && `, ${column}`}${value && ` "${value}"`}: ${message}`,
    ),
    diff.brake.map((reason) => wrap(brakeLine(reason))).join('\n'),
  ];
  return parts.filter(Boolean).join('\n\n');
}

const attributes: Record<string, string> = {
  firstName: 'förnamn',
  lastName: 'efternamn',
  email: 'e-post',
  language: 'språk',
  title: 'befattning',
  employments: 'anställningar',
};

function person({ number, name }: { number: string; name: string }): string {
  return `${number}  ${name}`;
}

function heldLine(held: Held): string {
  return held.owner === null
    ? `${person(held)}: adressen finns i en annan källa / address known in another source`
    : `${person(held)}: adressen tillhör ${held.owner} / address belongs to ${held.owner}`;
}

function brakeLine(reason: BrakeReason): string {
  if (reason.kind === 'unreadable')
    return `OBS: ${reason.rows} rader saknar läsbart anställningsnummer; någon av dem som slutar kan stå där. / NOTE: ${reason.rows} rows have no readable employment number; a leaver may stand there.`;
  if (reason.kind === 'scope')
    return `OBS: ${reason.leavers} av ${reason.people} personer slutar. / NOTE: ${reason.leavers} of ${reason.people} people leave.`;
  return `OBS: ${reason.leavers} av ${reason.people} personer på ${reason.code} slutar. / NOTE: ${reason.leavers} of ${reason.people} people in ${reason.code} leave.`;
}

function list<T>(title: string, items: readonly T[], line: (item: T) => string): string {
  if (items.length === 0) return '';
  const more = items.length - longestList;
  return [
    `${title} (${items.length})`,
    ...items.slice(0, longestList).map((item) => wrap(`  ${line(item)}`, '      ')),
    ...(more > 0 ? [`  … och ${more} till / and ${more} more`] : []),
  ].join('\n');
}

/** Breaks at spaces so that no line is longer than 80 characters, unless a word is. */
export function wrap(text: string, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<=\S) /)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word.trimStart();
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}
