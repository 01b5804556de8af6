import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namesDay, readPeriods } from '../../../src/roster/absence-period.ts';
import { mapHeader } from '../../../src/roster/roster-header.ts';
import { readRow } from '../../../src/roster/roster-row.ts';

const autumn = { from: '2026-10-01', until: '2026-12-31' };
const onwards = { from: '2026-10-01', until: null };

describe('an absence in one cell', () => {
  it.each([
    '2026-10-01 - 2026-12-31',
    '2026-10-01--2026-12-31',
    '2026-10-01-2026-12-31',
    '2026-10-01–2026-12-31',
    '2026-10-01/2026-12-31',
    '2026-10-01 2026-12-31',
    '20261001-20261231',
    '1/10/2026-31/12/2026',
    '1/10/2026 - 31/12/2026',
    '1.10.2026 till 31.12.2026',
    'fr.o.m. 2026-10-01 t.o.m. 2026-12-31',
    'Från och med 2026-10-01 till och med 2026-12-31',
    'fr o m 2026-10-01, t o m 2026-12-31',
    'from 2026-10-01 to 2026-12-31',
    '2026-10-01 until 2026-12-31',
  ])('%s', (text) => expect(readPeriods(text)).toEqual({ ok: true, value: [autumn] }));

  it.each([
    '2026-10-01 tills vidare',
    '2026-10-01 - tills vidare',
    'fr.o.m. 2026-10-01 tv',
    'fr.o.m. 2026-10-01',
    '2026-10-01 -',
    '2026-10-01 until further notice',
    '2026-10-01 - 9999-12-31',
  ])('%s has no end', (text) => expect(readPeriods(text)).toEqual({ ok: true, value: [onwards] }));

  it.each(['2026-10-01; 2026-10-01 - 2026-12-31', '2026-10-01', 't.o.m. 2026-12-31', 'ja'])(
    '%s is refused',
    (text) => expect(readPeriods(text).ok).toBe(false),
  );

  it('several are told apart, one that ends before it begins is not taken, and none is none', () => {
    expect(readPeriods('2026-10-01--2026-12-31; 2027-02-01 - 2027-02-05')).toEqual({
      ok: true,
      value: [autumn, { from: '2027-02-01', until: '2027-02-05' }],
    });
    expect(readPeriods('2026-10-01--2026-12-31 och 2027-02-01 tills vidare')).toMatchObject({
      ok: true,
      value: [autumn, { until: null }],
    });
    expect(readPeriods('2026-12-31 - 2026-10-01').ok).toBe(false);
    expect(readPeriods('2026-10-01 - 2026-02-30').ok).toBe(false);
    expect(readPeriods('')).toEqual({ ok: true, value: [] });
  });

  it('rule 14: whatever stands there, it is read or refused', () => {
    const text = fc.string({ unit: fc.constantFrom(...'2026-/. ,;tvfrom'), maxLength: 300 });
    fc.assert(
      fc.property(text, (one) => {
        const reading = readPeriods(one);
        if (reading.ok)
          for (const { from, until } of reading.value)
            expect(until === null || from <= until).toBe(true);
        else expect(reading.sv).not.toBe('');
      }),
    );
  });
});

describe('columns of absences', () => {
  const row = (heading: string, cell: string) => {
    const header = mapHeader(`Anst.nr;Namn;E-post;Enhet;${heading}`.split(';'));
    if (header.kind !== 'ok') throw new Error(JSON.stringify(header));
    const cells = `7;Berg, Anna;anna@x.se;Kansli;${cell}`.split(';');
    return readRow(header.columns, header.width, {
      row: 2,
      cells: header.columns.map(({ index }) => cells[index]),
      width: cells.length,
      surplus: false,
    });
  };

  it.each([
    'Frånvaro',
    'Frånvaroperiod',
    'Frånvaro (fr.o.m. - t.o.m.)',
    'Tjänstledig from-tom',
    'Frånvaro 2',
    'Leave of absence',
    'Frånvaro fr.o.m.',
  ])('%s may hold both days', (heading) => {
    expect(row(heading, '2026-10-01 - 2026-12-31')).toMatchObject({
      kind: 'good',
      absences: [autumn],
    });
    expect(row(heading, '')).toMatchObject({ kind: 'good', absences: [] });
    expect(row(heading, '2026-10-01 - 2026-13-31')).toMatchObject({ kind: 'bad', number: '7' });
  });

  it('a heading that says no more may hold something else, which is no absence', () => {
    for (const text of ['50', 'Föräldraledig', '0,00', 'Nej'])
      expect(row('Frånvaro', text), text).toMatchObject({ kind: 'good', absences: [] });
    expect(row('Frånvaroperiod', 'Föräldraledig')).toMatchObject({ kind: 'bad' });
    expect(namesDay('100 % fr.o.m. 1/10/2026')).toBe(true);
  });

  it('beside two days such a column says of what kind they are', () => {
    const both = row('Frånvaro;Frånvaro fr.o.m.;Frånvaro t.o.m.', 'Sjuk;2026-10-01;2026-12-31');
    expect(both).toMatchObject({ kind: 'good', absences: [autumn] });
  });

  it('a day alone begins an absence where the heading says so', () => {
    expect(row('Frånvaro fr.o.m.', '2026-10-01')).toMatchObject({ absences: [onwards] });
    expect(row('Frånvaroperiod', '2026-10-01')).toMatchObject({ kind: 'bad' });
  });
});
