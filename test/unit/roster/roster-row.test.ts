import { describe, expect, it } from 'vitest';
import { type Column, type Header, mapHeader } from '../../../src/roster/roster-header.ts';
import { createRowReader, noRules, readRow } from '../../../src/roster/roster-row.ts';

const heading =
  'Anst.nr;Personnummer;Efternamn;Förnamn;Mailadress;Förvaltningskod;Förvaltning;Enhetskod;Enhet;Titel;Anställd fr.o.m.;Anställd t.o.m.;Skyddad identitet;Språk';
const sound =
  '000405;19801084-8371;Falk;Zainab;Zainab.Falk@exempelkommun.test;10;Ledning;1001;Kansli;Rektor;2011-08-01;;N;sv';

function read(line: string, head = heading) {
  const header = mapHeader(head.split(';'));
  if (header.kind !== 'ok') throw new Error(JSON.stringify(header));
  const cells = line.split(';');
  return readRow(header.columns, header.width, {
    row: 7,
    cells: header.columns.map((column: Column) => cells[column.index]),
    width: cells.length,
    surplus: false,
  });
}

describe('mapHeader', () => {
  it('rule 9: leaves identity numbers and unknown columns out', () => {
    const header = mapHeader(`${heading};Lön`.split(';'));
    const labels = header.kind === 'ok' ? header.columns.map(({ label }) => label) : [];
    expect(labels).toContain('Anst.nr');
    expect(labels).not.toContain('Personnummer');
    expect(labels).not.toContain('Lön');
  });

  it('names every required column that is missing', () => {
    expect(mapHeader(['Förnamn', 'Lön'])).toEqual({
      kind: 'missing',
      missing: ['Anställningsnummer', 'Efternamn', 'E-post', 'Enhet'],
    });
  });

  it('refuses two columns of one meaning', () => {
    expect(mapHeader(['E-post', 'Mailadress'])).toEqual({
      kind: 'twice',
      labels: ['E-post', 'Mailadress'],
    });
  });
});

describe('readRow', () => {
  it.each([
    ['Antal anställda: 60;;;;;;;;;;;;;', true],
    ['Summa;;;;40;;;;;;;;;', true],
    ['Totalt;;;;;;;;1001;Kansli;;;;', false],
    ['Summa;;Falk;;;;;;;;;;;', false],
    [';;;;;;;;;;;;;', false],
  ])('takes %s for the sums of the file: %s', (text, are) => {
    const { columns, width } = mapHeader(heading.split(';')) as Extract<Header, { kind: 'ok' }>;
    const cells = columns.map(({ index }) => text.split(';')[index]);
    const row = createRowReader(columns, width, noRules)({ row: 7, cells, width, surplus: false });
    expect(row.kind).toBe(are ? 'left-out' : 'bad');
  });

  it('keeps leading zeros and all levels', () => {
    expect(read(sound)).toMatchObject({
      kind: 'good',
      number: '000405',
      email: 'zainab.falk@exempelkommun.test',
      title: 'Rektor',
      startsOn: '2011-08-01',
      endsOn: null,
      departments: [
        { code: '10', name: 'Ledning' },
        { code: '1001', name: 'Kansli' },
      ],
    });
  });

  it.each([
    ['Zainab.Falk@exempelkommun.test', 'inte-en-adress', 'Mailadress'],
    ['Zainab.Falk@exempelkommun.test', 'a@b.se\r\nBcc: x@y.se', 'Mailadress'],
    ['2011-08-01', '2026-13-45', 'Anställd fr.o.m.'],
    ['2011-08-01', '2026-02-29', 'Anställd fr.o.m.'],
    ['2011-08-01;', '2011-08-01;2010-01-01', 'Anställd t.o.m.'],
    ['Falk', '', 'Efternamn'],
    [';sv', ';tlh', 'Språk'],
    ['10;Ledning;1001;Kansli', ';;;', 'Förvaltningskod'],
    [';N;', ';kanske;', 'Skyddad identitet'],
    ['000405', '', 'Anst.nr'],
    ['000405', '4,05E+02', 'Anst.nr'],
  ])('rule 14: %s -> %s is one problem, at its column', (from, to, column) => {
    const result = read(sound.replace(from, to));
    if (result.kind !== 'bad') throw new Error(result.kind);
    expect([...new Set(result.problems.map((problem) => problem.column))]).toEqual([column]);
    expect(result.problems[0]?.row).toBe(7);
  });

  it('rule 8: reads the number of a row that breaks off', () => {
    const result = read(sound.split(';').slice(0, 5).join(';'));
    expect(result).toMatchObject({ kind: 'bad', number: '000405' });
    expect(result.kind === 'bad' && result.problems).toHaveLength(1);
  });

  it.each([
    'Anst.nr',
    'Efternamn',
    'Mailadress',
    'Enhet',
    'Titel',
    'Anställd fr.o.m.',
    'Språk',
    'Skyddad identitet',
  ])('rule 9: an identity number in %s makes the row bad and is shown nowhere', (column) => {
    for (const identity of ['19801084-8371', '198010848371', '801084-8371']) {
      const cells = sound.split(';');
      cells[heading.split(';').indexOf(column)] = identity;
      const result = read(cells.join(';'));
      expect(result.kind).toBe('bad');
      expect(JSON.stringify(result)).not.toMatch(/8371/);
    }
  });

  it('rule 9: a protected row gives its number and nothing else, however bad', () => {
    expect(read(sound.replace(';N;', ';J;'))).toEqual({ kind: 'protected', number: '000405' });
    expect(
      read(sound.replace(';N;', ';Ja;').replace('2011-08-01', 'x').replace('000405', '')),
    ).toEqual({
      kind: 'protected',
      number: null,
    });
  });
});
