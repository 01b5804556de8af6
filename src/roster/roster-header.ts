/** What a column may hold besides departments. */
export type Field =
  | 'number'
  | 'firstName'
  | 'lastName'
  | 'email'
  | 'title'
  | 'form'
  | 'startsOn'
  | 'endsOn'
  | 'protected'
  | 'language';

/** A column that is read: its place in the file, its header as written, and what it means. */
export type Column = { index: number; label: string } & (
  | { field: Field }
  | { field: 'department'; level: number; part: 'code' | 'name' }
);

export type Header =
  | { kind: 'ok'; columns: Column[]; width: number }
  | { kind: 'missing'; missing: string[] }
  | { kind: 'twice'; labels: [string, string] };

/** Headers of the common Swedish systems, without spaces and punctuation. */
const synonyms: Record<Field, string[]> = {
  number: [
    'anställningsnummer',
    'anstnr',
    'anställningsnr',
    'anställningsid',
    'persansvkod',
    'personid',
    'employmentnumber',
    'employeenumber',
    'employeeid',
  ],
  firstName: ['förnamn', 'tilltalsnamn', 'firstname', 'givenname'],
  lastName: ['efternamn', 'lastname', 'surname', 'familyname'],
  email: [
    'epost',
    'epostadress',
    'mail',
    'mailadress',
    'email',
    'emailaddress',
    'ejobb',
    'epostarbete',
  ],
  title: ['befattning', 'befattningsbenämning', 'titel', 'yrke', 'jobtitle', 'title'],
  form: ['anställningsform', 'anstform', 'anstform', 'employmenttype', 'employmentform'],
  startsOn: [
    'anställdfrom',
    'from',
    'anställningfrom',
    'startdatum',
    'fromdatum',
    'startdate',
    'validfrom',
  ],
  endsOn: ['anställdtom', 'tom', 'anställningtom', 'slutdatum', 'tomdatum', 'enddate', 'validto'],
  protected: [
    'skyddadidentitet',
    'skyddadepersonuppgifter',
    'skyddadpersonuppgift',
    'sekretess',
    'sekretessmarkering',
    'sekretessmarkerad',
    'skyddad',
    'protectedidentity',
    'protected',
  ],
  language: ['språk', 'språkkod', 'language', 'lang'],
};

/** Level 1 is the top of the organisation. */
const departments: [RegExp, number, 'code' | 'name'][] = [
  [/^förvaltnings?(kod|nr|nummer|id)$/, 1, 'code'],
  [/^förvaltning(snamn)?$/, 1, 'name'],
  [/^avdelnings?(kod|nr|nummer|id)$/, 2, 'code'],
  [/^avdelning(snamn)?$/, 2, 'name'],
  [
    /^(enhets?(kod|nr|nummer|id)|ansvar|ansvars(kod|nr|nummer)|departmentcode|unitcode)$/,
    3,
    'code',
  ],
  [/^(enhet(snamn)?|ansvarsnamn|department(name)?|unit(name)?)$/, 3, 'name'],
];
const numberedLevel = /^org(?:anisations?)?nivå(\d)(kod|id|nr)?(?:namn|benämning)?$/;

const required: [Field, string][] = [
  ['number', 'Anställningsnummer'],
  ['firstName', 'Förnamn'],
  ['lastName', 'Efternamn'],
  ['email', 'E-post'],
];

/**
 * Finds out what each column holds. Columns that are not recognised, identity numbers among
 * them, are left out, so nothing further on ever sees them (DESIGN rule 9).
 */
export function mapHeader(cells: readonly string[]): Header {
  const columns: Column[] = [];
  for (const [index, cell] of cells.entries()) {
    const meaning = meaningOf(cell);
    if (meaning === undefined) continue;
    const column: Column = { index, label: cell.trim(), ...meaning };
    const twin = columns.find((other) => sameMeaning(other, column));
    if (twin !== undefined) return { kind: 'twice', labels: [twin.label, column.label] };
    columns.push(column);
  }
  const missing = required
    .filter(([field]) => !columns.some((column) => column.field === field))
    .map(([, label]) => label);
  if (!columns.some((column) => column.field === 'department')) missing.push('Enhet');
  return missing.length > 0
    ? { kind: 'missing', missing }
    : { kind: 'ok', columns, width: cells.length };
}

type Meaning = { field: Field } | { field: 'department'; level: number; part: 'code' | 'name' };

function meaningOf(cell: string): Meaning | undefined {
  const key = cell
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  for (const [field, names] of Object.entries(synonyms) as [Field, string[]][])
    if (names.includes(key)) return { field };
  const named = departments.find(([pattern]) => pattern.test(key));
  if (named !== undefined) return { field: 'department', level: named[1], part: named[2] };
  const numbered = numberedLevel.exec(key);
  if (numbered === null) return undefined;
  return {
    field: 'department',
    level: Number(numbered[1]),
    part: numbered[2] === undefined ? 'name' : 'code',
  };
}

function sameMeaning(a: Column, b: Column): boolean {
  if (a.field === 'department' && b.field === 'department')
    return a.level === b.level && a.part === b.part;
  return a.field === b.field;
}
