import { expect, test } from 'vitest';
import { reportRows } from '../../../src/statistics/report.ts';
import { hiddenRow, shownRow } from '../../support/completion-rows.ts';

/** So many departments at the top, each with so many below. */
const organisation = (tops: number, below: number) =>
  Array.from({ length: tops }, (_, at) => [
    shownRow(`${at}`, null, [1000 + at, 500, 100]),
    ...Array.from({ length: below }, (_, one) =>
      shownRow(`${at}-${one}`, `${at}`, [10 + one, 5, 1]),
    ),
  ]).flat();

test('a small organisation has a row for each department of two levels', () => {
  const { kind, fitsSecondSheet, branches } = reportRows([
    ...organisation(2, 3),
    shownRow('deep', '0-0', [10, 5, 1]),
  ]);
  expect({ kind, fitsSecondSheet }).toEqual({ kind: 'full', fitsSecondSheet: true });
  expect(branches.map(({ below }) => below.length)).toEqual([3, 3]);
});

test('a list that is too long for the second sheet begins on the first', () => {
  expect(reportRows(organisation(5, 3))).toMatchObject({ kind: 'full', fitsSecondSheet: false });
});

test('a large one lists the largest below each, and says how many are left out', () => {
  const { kind, branches, more } = reportRows([...organisation(10, 30), hiddenRow('small', '0')]);
  expect({ kind, more, tops: branches.length }).toEqual({ kind: 'brief', more: 0, tops: 10 });
  const [first] = branches;
  expect(first?.below.map(({ code }) => code)).toContain('0-29');
  expect(first?.below.map(({ code }) => code)).not.toContain('small');
  expect((first?.below.length ?? 0) + (first?.more ?? 0)).toBe(31);
  const letters = branches.flatMap(({ below }) => below.map(({ name }) => name.length + 8));
  expect(letters.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(2_200);
});

test('where very many stand at the top, the largest of them are all there is room for', () => {
  const { kind, branches, more } = reportRows(organisation(40, 3));
  expect(kind).toBe('tops');
  expect(branches.length + more).toBe(40);
  expect(branches.length).toBe(24);
  expect(branches.at(-1)?.row.code).toBe('39');
});

test('below one department alone the report begins', () => {
  const rows = [shownRow('M', null, [100, 5, 1]), ...organisation(2, 1)].map((row) =>
    row.parent === null && row.code !== 'M' ? { ...row, parent: 'M' } : row,
  );
  expect(reportRows(rows).branches.map(({ row }) => row.code)).toEqual(['0', '1']);
  expect(reportRows([shownRow('M', null, [9, 5, 1])]).branches).toHaveLength(1);
});
