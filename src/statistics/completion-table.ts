import type { Completion, CompletionTotal } from './completion.ts';

/** The terminal that every table must fit. */
export const TABLE_WIDTH = 80;

const columns = [
  { heading: 'Inbjudna', width: 10, value: (row: CompletionTotal) => row.invited },
  { heading: 'Levererat', width: 11, value: (row: CompletionTotal) => row.delivered },
  { heading: 'Fel', width: 7, value: (row: CompletionTotal) => row.failed },
  { heading: 'Börjat', width: 8, value: (row: CompletionTotal) => row.started },
  { heading: 'Klara', width: 8, value: (row: CompletionTotal) => row.completed },
] as const;
const SHARE_WIDTH = 7;
const NAME_WIDTH =
  TABLE_WIDTH - SHARE_WIDTH - columns.reduce((width, column) => width + column.width, 0);
const MAX_INDENT = 12;

const invitedNow = ['Inbjudna = har haft adress och är kvar / had an address, still employed'];
const invitedThen = [
  'Som det var när utskicket slutade / as it was when the campaign ended',
  'Inbjudna = har haft adress, även slutade / invited: had an address, leavers too',
];
const legend = [
  'Levererat = minst ett mejl togs emot / delivered: at least one mail accepted',
  'Fel = inget mejl gick fram / failed: no mail was accepted',
  'Börjat = minst en lektion besvarad / started: at least one lesson answered',
  'Klara = alla lektioner besvarade / completed: every lesson answered',
  'Andel = klara av inbjudna / completed as a share of invited',
];
const suppressedLegend = ({ k, hiddenPercent }: Completion) => [
  `– = dolt: färre än ${k} personer, eller en grupp som annars skulle röja en sådan`,
  `– = hidden: fewer than ${k} people, or a group that would give such a one away`,
  `Av alla finns ${hiddenPercent} % i dolda enheter / of all people, ${hiddenPercent} % are in hidden ones`,
];
const olderLegend = [
  '* = börjat och klara är några dagar gamla / started and completed are some days old',
];

/**
 * The completion as text of at most 80 columns: a department a line, indented by level,
 * numbers in Swedish form, the legend in Swedish and English. No line break at the end.
 */
export function completionTable(completion: Completion): string {
  const levels = new Map<string, number>();
  const lines = completion.departments.map((row) => {
    const level = row.parent === null ? 0 : (levels.get(row.parent) ?? -1) + 1;
    levels.set(row.code, level);
    return line(fitName(row.asOf === undefined ? row.name : `${row.name} *`, level), row);
  });
  const rule = '─'.repeat(TABLE_WIDTH);
  const rows = [...completion.departments, completion.total];
  return [
    heading(),
    rule,
    ...lines,
    ...(lines.length > 0 ? [rule] : []),
    line(fitName('Totalt / total', 0), completion.total),
    '',
    ...(completion.as === 'now' ? invitedNow : invitedThen),
    ...legend,
    `Enheternas siffror är från ${completion.asOf} / figures of departments of that day`,
    ...(completion.departments.some((row) => row.asOf !== undefined) ? olderLegend : []),
    ...(rows.some((row) => row.suppressed) ? suppressedLegend(completion) : []),
  ].join('\n');
}

function heading(): string {
  const numbers = columns.map(({ heading, width }) => heading.padStart(width)).join('');
  return 'Enhet'.padEnd(NAME_WIDTH) + numbers + 'Andel'.padStart(SHARE_WIDTH);
}

function line(name: string, row: CompletionTotal): string {
  if (row.suppressed) return `${name}${'–'.padStart(columns[0].width)}  (dolt)`;
  const numbers = columns
    .map(({ value, width }) => formatCount(value(row)).padStart(width))
    .join('');
  return name + numbers + share(row).padStart(SHARE_WIDTH);
}

/** Control characters in a name would let a roster write anything to the terminal. */
function fitName(name: string, level: number): string {
  const indent = ' '.repeat(Math.min(2 * level, MAX_INDENT));
  const letters = Array.from(indent + name.normalize('NFC').replace(/\p{C}+/gu, ' '));
  return letters.length <= NAME_WIDTH
    ? letters.join('').padEnd(NAME_WIDTH)
    : `${letters.slice(0, NAME_WIDTH - 1).join('')}…`;
}

const counts = new Intl.NumberFormat('sv-SE');

function formatCount(count: number | null): string {
  return count === null ? '–' : counts.format(count);
}

/** Rounded down, so that 100 % is said only when everyone is done. */
function share(row: CompletionTotal): string {
  if (row.invited === null || row.completed === null || row.invited === 0) return '';
  return `${Math.floor((100 * row.completed) / row.invited)} %`;
}
