import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createDepartmentReader,
  departmentPath,
  type LevelText,
  levelShapes,
} from '../../../src/roster/department-levels.ts';
import { findNotAKey } from '../../../src/roster/number-key.ts';
import { clearlyDifferent, readFullName } from '../../../src/roster/person-name.ts';
import { mapHeader } from '../../../src/roster/roster-header.ts';
import { createRowReader, readRow } from '../../../src/roster/roster-row.ts';
import { readDate, readEndDate, readFlag } from '../../../src/roster/row-values.ts';
import { sharedAddresses } from '../../../src/roster/shared-address.ts';
import { row } from '../../support/roster-cases.ts';

describe('dates', () => {
  it.each([
    '2026-10-01',
    '20261001',
    '1/10/2026',
    '01/10/2026',
    '1.10.2026',
    '01-10-2026',
    '2026/10/01',
    '2026-10-01T00:00:00',
    '2026-10-01 00:00',
    '2026-10-01T00:00:00.000Z',
  ])('%s is the first of October', (text) => {
    expect(readDate(text)).toEqual({ ok: true, value: '2026-10-01' });
  });

  it.each([
    '10/13/2026',
    '2026-02-29',
    '31/4/2026',
    '2026-1001',
    '1/10/26',
    '0001-01-01',
    '20261301',
    '45200',
    '1-10/2026',
  ])('%s is none', (text) => {
    expect(readDate(text).ok).toBe(false);
  });

  it('every day of the calendar is read back, day first too', () => {
    const days = fc.date({
      min: new Date('1900-01-01'),
      max: new Date('2899-12-31'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(days, (date) => {
        const day = date.toISOString().slice(0, 10);
        const turned = day.split('-').reverse().join('/');
        for (const text of [day, day.replaceAll('-', ''), turned, `${day}T23:59:59`])
          expect(readDate(text)).toEqual({ ok: true, value: day });
      }),
    );
  });

  it('an end in the far future is no end', () => {
    expect(readEndDate('9999-12-31')).toEqual({ ok: true, value: null });
    expect(readEndDate('2026-12-31')).toEqual({ ok: true, value: '2026-12-31' });
  });
});

describe('names', () => {
  it.each([
    ['Falk, Zainab', 'Zainab', 'Falk'],
    ['von der Lind,Åke Erik', 'Åke Erik', 'von der Lind'],
    ['Zainab Falk', 'Zainab', 'Falk'],
    ['Anna Maria  Ek', 'Anna Maria', 'Ek'],
    ['Åke von der Lind', 'Åke', 'von der Lind'],
    ['Di Maria', 'Di', 'Maria'],
  ])('%s', (text, firstName, lastName) => {
    expect(readFullName(text)).toEqual({ ok: true, value: { firstName, lastName } });
  });

  it.each(['', 'Falk', ', Zainab', 'Falk,'])('"%s" lacks a part', (text) => {
    expect(readFullName(text).ok).toBe(false);
  });

  it('are clearly different where they share no word', () => {
    expect(clearlyDifferent('Eva Ek', 'Bo Lind')).toBe(true);
    expect(clearlyDifferent('Eva Ek', 'Eva Lind')).toBe(false);
    expect(clearlyDifferent('Rene Ek', 'EK, René')).toBe(false);
  });
});

describe('rule 9: what marks protected identity', () => {
  it('by the usual words, and by stated ones alone where any are stated', () => {
    expect(['J', 'ja', 'X', '1', 'Skyddad'].map((text) => readFlag(text))).toEqual(
      Array(5).fill(true),
    );
    expect(['', 'N', 'nej', '0'].map((text) => readFlag(text))).toEqual(Array(4).fill(false));
    for (const text of [
      'Skyddad folkbokföring',
      'Skyddade personuppgifter',
      'SEKRETESS',
      'Kvarskrivning',
    ])
      expect(readFlag(text)).toBe(true);
    expect([readFlag('-'), readFlag('kanske'), readFlag('Skyddsombud')]).toEqual([
      false,
      undefined,
      undefined,
    ]);
    const words = { yes: ['2', 'sekr'], no: ['öppen'] };
    expect(
      ['2', 'Sekr', 'öppen', 'N', '', '1', 'J', '3'].map((text) => readFlag(text, words)),
    ).toEqual([true, true, false, false, false, undefined, undefined, undefined]);
  });
});

describe('shared addresses', () => {
  it.each<[string, string[], string[]]>([
    [
      'avdelning.4@kommun.test',
      ['Avdelning.4@kommun.test'],
      ['avdelning.44@kommun.test', 'avdelningx4@kommun.test'],
    ],
    ['avdelning*@…', ['avdelning7@a.test', 'avdelning@b.test'], ['min.avdelning@a.test']],
    ['avdelning*', ['avdelning7@a.test'], ['x@avdelning7.test']],
    ['info@', ['info@a.test'], ['info2@a.test']],
    ['*@funktion.kommun.test', ['any@funktion.kommun.test'], ['any@kommun.test']],
  ])('%s', (pattern, shared, own) => {
    const isShared = sharedAddresses([pattern]);
    expect(shared.map((email) => isShared?.(email.toLowerCase()))).toEqual(shared.map(() => true));
    expect(own.map((email) => isShared?.(email))).toEqual(own.map(() => false));
  });

  it.each(['*', '*@*', '@', '', '*@…'])('"%s" would be everyone, and is refused', (pattern) => {
    expect(sharedAddresses([pattern])).toBeUndefined();
  });
});

describe('departments', () => {
  const path = (...rows: LevelText[][]) =>
    rows.map((levels) => departmentPath(levels, levelShapes(rows)));
  const name = (level: number, text: string): LevelText => ({ level, code: '', name: text });

  it.each([
    ['1001 Kansli', '1001', 'Kansli'],
    ['1001 - Kansli', '1001', 'Kansli'],
    ['A12: Norra skolan', 'A12', 'Norra skolan'],
    ['10.01 – Kansli 2', '10.01', 'Kansli 2'],
    ['001 Kansli', '001', 'Kansli'],
  ])('%s is a code and a name', (text, code, called) => {
    expect(path([name(1, text)])).toEqual([[{ code, name: called }]]);
    expect(path([{ level: 1, code: text, name: '' }])).toEqual([[{ code, name: called }]]);
  });

  it('one name of many that begins with a number is a name', () => {
    const rows = ['Kansli', 'Arkiv', '112 Larm', 'Växel'].map((text) => [name(1, text)]);
    expect(path(...rows)[2]).toEqual([{ code: '112-larm', name: '112 Larm' }]);
  });

  it('a level with names alone has a code from the path, so that two of one name differ', () => {
    const rows = [
      [name(1, 'Skola'), name(2, 'Kansli')],
      [name(1, 'Vård & omsorg'), name(2, 'KANSLI')],
      [{ level: 1, code: '10', name: 'Ledning' }, name(3, 'Arkiv och diarium')],
    ];
    expect(path(...rows).map((one) => one.map(({ code }) => code))).toEqual([
      ['skola', 'skola/kansli'],
      ['vård-omsorg', 'vård-omsorg/kansli'],
      ['10', '10/arkiv-och-diarium'],
    ]);
  });

  it('a column of nothing but numbers holds codes, and leading zeros stay', () => {
    expect(path([name(1, '07'), name(2, '0701')])).toEqual([
      [
        { code: '07', name: '07' },
        { code: '0701', name: '0701' },
      ],
    ]);
  });

  it('a level that repeats the one above is skipped', () => {
    expect(path([name(1, 'Kansli'), name(2, 'kansli')])[0]).toHaveLength(1);
    expect(
      path([
        { level: 1, code: '1', name: 'A' },
        { level: 2, code: '1', name: 'A' },
      ])[0],
    ).toHaveLength(1);
  });

  it('any depth and any order of rows give the same paths', () => {
    const texts = fc.constantFrom('', 'Kansli', '1001 Kansli', '12', 'Norra');
    const rowsOf = fc.array(fc.array(texts, { minLength: 8, maxLength: 8 }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const read = (given: string[][]) => {
          const reader = createDepartmentReader();
          const paths = given.map((row) =>
            reader.read(row.flatMap((text, index) => (text === '' ? [] : [name(index + 1, text)]))),
          );
          reader.settle();
          return paths;
        };
        expect(read([...rows].reverse()).reverse()).toEqual(read(rows));
      }),
    );
  });
});

describe('rows', () => {
  const header = mapHeader(
    'Anst.nr;Namn;E-post;Enhet;Anst.form;Sekretess;Frånvaro fr.o.m.;Frånvaro t.o.m.;Frånvaro 2 från'.split(
      ';',
    ),
  );
  const columns = header.kind === 'ok' ? header.columns : [];
  const raw = (line: string) => {
    const cells = line.split(';');
    return {
      row: 5,
      cells: columns.map(({ index }) => cells[index]),
      width: cells.length,
      surplus: false,
    };
  };
  const read = (line: string) => readRow(columns, 9, raw(line));

  it('absences are read, by start, and none is none', () => {
    expect(read('007;Ek, Eva;;Norra;;N;2026-10-01;31/12/2026;20260501')).toMatchObject({
      kind: 'good',
      number: '007',
      absences: [
        { from: '2026-05-01', until: null },
        { from: '2026-10-01', until: '2026-12-31' },
      ],
    });
    expect(read('007;Ek, Eva;;Norra;;N;;;')).toMatchObject({ kind: 'good', absences: [] });
  });

  it.each([
    ['2026-10-01;2026-09-01;', 'Frånvaro t.o.m.'],
    [';2026-09-01;', 'Frånvaro fr.o.m.'],
    ['snart;;', 'Frånvaro fr.o.m.'],
  ])('rule 14: the absence %s is wrong at %s', (cells, column) => {
    const result = read(`007;Ek, Eva;;Norra;;N;${cells}`);
    expect(result.kind === 'bad' && result.problems.map((problem) => problem.column)).toEqual([
      column,
    ]);
  });

  it('rule 9: a protected row gives nothing but its number, whatever its form and value', () => {
    const rules = {
      flagWords: { yes: ['2'], no: [] },
      isLeftOut: (form: string) => form === 'Timavlönad',
      isShared: (email: string) => email.startsWith('avd'),
      departments: () => [{ code: '1', name: 'Norra' }],
    };
    const reader = createRowReader(columns, 9, rules);
    expect(reader(raw('7;Ek, Eva;eva@x.test;N;Timavlönad;2;;;'))).toEqual({
      kind: 'protected',
      number: '7',
    });
    expect(reader(raw('7;Ek, Eva;fel;N;Timavlönad;N;;;'))).toEqual({ kind: 'left-out' });
    expect(reader(raw('7;Ek, Eva;avd1@x.test;N;Vikariat;N;;;'))).toMatchObject({
      kind: 'good',
      email: null,
      sharedAddress: true,
      form: 'Vikariat',
    });
    const unsure = reader(raw('7;Ek, Eva;eva@x.test;N;Vikariat;1;;;'));
    expect(unsure).toMatchObject({ kind: 'bad', number: '7' });
    expect(JSON.stringify(unsure)).not.toMatch(/Ek|eva/);
  });
});

describe('numbers that are no key', () => {
  const people = (count: number, numberOf: (index: number) => string) =>
    Array.from({ length: count }, (_, index) =>
      row(numberOf(index), {
        row: index + 2,
        firstName: `För${String.fromCharCode(97 + (index % 26))}${'x'.repeat(index)}`,
        lastName: `Efter${'y'.repeat(index)}`,
        email: null,
      }),
    );

  it('are told from a few mistakes, and from one person with several employments', () => {
    expect(findNotAKey(people(100, (index) => String(1000 + (index % 4))))).toMatchObject({
      numbers: 4,
      rows: 100,
      example: { number: '1000', people: 25, rows: [2, 6, 10] },
    });
    expect(findNotAKey(people(100, (index) => String(index < 2 ? 1 : index)))).toBeUndefined();
    expect(findNotAKey(people(100, String))).toBeUndefined();
    const same = people(100, () => '7').map((one) => ({ ...one, firstName: 'Eva' }));
    expect(findNotAKey(same)).toBeUndefined();
    const oneAddress = people(100, () => '7').map((one) => ({ ...one, email: 'eva@x.test' }));
    expect(findNotAKey(oneAddress)).toBeUndefined();
  });

  it('any order of rows gives the same example', () => {
    const all = people(40, (index) => String(1000 + (index % 4)));
    expect(findNotAKey([...all].reverse())).toEqual(findNotAKey(all));
  });
});
