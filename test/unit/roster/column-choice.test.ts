import { expect, test } from 'vitest';
import { correctionsFor } from '../../../src/roster/column-choice.ts';
import { columnTargets } from '../../../src/roster/column-targets.ts';
import { targetMeaning, targetName } from '../../../src/roster/header-correction.ts';

const columns = [
  { column: 1, label: 'Nyckel', field: null, why: 'unknown' },
  { column: 2, label: 'Personnummer', field: null, why: 'identity' },
  { column: 3, label: 'E-post', field: 'email', why: 'read' },
  { column: 4, label: 'e-post', field: null, why: 'weaker' },
  { column: 5, label: '', field: null, why: 'unknown' },
  { column: 6, label: '[personnummer]', field: null, why: 'unknown' },
];
const choose = (targets: [number, string][]) => correctionsFor(columns, new Map(targets));

test('what was shown, chosen again, corrects nothing', () => {
  expect(choose([])).toBeUndefined();
  expect(
    choose([
      [3, 'email'],
      [1, 'ignore'],
    ]),
  ).toBeUndefined();
});

test('a choice names every column that matters, by heading or by place', () => {
  expect(
    choose([
      [1, 'number'],
      [5, 'title'],
      [6, 'form'],
    ]),
  ).toEqual([
    { heading: 'Nyckel', nth: 1, target: 'number' },
    { heading: 'E-post', nth: 1, target: 'email' },
    { heading: 'e-post', nth: 2, target: 'ignore' },
    { heading: '', nth: 5, target: 'title' },
    { heading: '', nth: 6, target: 'form' },
  ]);
});

test('rule 9: a column of identity numbers cannot be chosen', () => {
  expect(choose([[2, 'number']])).toBeUndefined();
});

test('everything a column can be said to be is understood as that', () => {
  for (const { targets } of columnTargets('absenceMaybe2'))
    for (const target of targets) {
      const meaning = targetMeaning(target);
      expect(meaning === null ? 'ignore' : meaning && targetName(meaning)).toBe(target);
    }
});
