import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

const first = ['Zainab', 'Åke', 'Elsa', 'Ali', 'Jens', 'Östen', 'René', 'Alva', 'Håkan', 'Eva'];
const last = [
  'Falk',
  'Östlund',
  'Holm',
  'Nguyen',
  'Johansson',
  'Åkesson',
  'Andersson',
  'Lindström',
];
const titles = ['Lärare', 'Undersköterska', 'Handläggare', 'Rektor', 'Vaktmästare', 'IT-tekniker'];
const forms = ['Tillsvidare', 'Tillsvidare', 'Tillsvidare', 'Vikariat', 'Timavlönad'];

const header =
  'Anställningsnummer;Personnummer;Efternamn;Förnamn;E-post;Förvaltningskod;Förvaltning;Avdelningskod;Avdelning;Enhetskod;Enhet;Befattning;Anställningsform;Anställd fr.o.m.;Anställd t.o.m.;Skyddad identitet;Språk';

export const rosterHeader = header.split(';');

export type RosterDepartment = { code: string; name: string; parent: string | null };

const units = 500;

/** The tree that the rows name, whole: top, middle and lowest level, each once. */
export function rosterDepartments(): RosterDepartment[][] {
  const levels = [0, 1, 2].map(() => new Map<string, RosterDepartment>());
  for (let unit = 0; unit < units; unit += 1)
    for (const [level, department] of pathOf(unit).entries())
      levels[level]?.set(department.code, department);
  return levels.map((level) => [...level.values()]);
}

function pathOf(unit: number): RosterDepartment[] {
  const [top, middle] = [10 + Math.floor(unit / 50), Math.floor(unit / 5)];
  const [first, second] = [String(top), String(1000 + middle)];
  return [
    { code: first, name: `Förvaltning ${top}`, parent: null },
    { code: second, name: `Avdelning ${middle}`, parent: first },
    { code: String(100_000 + unit), name: `Enhet ${unit}`, parent: second },
  ];
}

/**
 * The cells of so many invented employees, one row each, in 500 units of a tree of three levels.
 * Everyone whose number is one in fifty of `version` 2 differs: a third has left, a third has
 * moved and a third has another surname; as many as have left have joined.
 */
export function* rosterRows(people: number, version: 1 | 2): Generator<string[]> {
  const replaced = Math.floor(people / 150);
  for (let n = 1; n <= people + (version === 2 ? replaced : 0); n += 1) {
    const change = version === 2 && n <= people && n % 50 === 0 ? (n / 50) % 3 : undefined;
    if (change === 0) continue;
    const unit = (n * 7 + (change === 1 ? 3 : 0)) % units;
    const surname = last[(n + (change === 2 ? 1 : 0)) % last.length] ?? '';
    yield [
      String(n).padStart(6, '0'),
      `19${50 + Math.floor(n / 9000)}0${1 + (n % 9)}1${n % 9}-${1000 + (n % 9000)}`,
      surname,
      first[n % first.length] ?? '',
      `person.${n}@exempelkommun.test`,
      ...pathOf(unit).flatMap(({ code, name }) => [code, name]),
      titles[n % titles.length] ?? '',
      forms[n % forms.length] ?? '',
      `20${10 + (n % 15)}-0${1 + (n % 9)}-01`,
      '',
      'N',
      n % 20 === 0 ? 'en' : 'sv',
    ];
  }
}

/** Writes them as Excel does: semicolons, CRLF, UTF-8 with a mark. @returns rows written. */
export async function writeCsv(path: string, people: number, version: 1 | 2): Promise<number> {
  const out = createWriteStream(path);
  out.write(`\ufeff${header}\r\n`);
  let rows = 0;
  for (const cells of rosterRows(people, version)) {
    rows += 1;
    if (!out.write(`${cells.join(';')}\r\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  return rows;
}
