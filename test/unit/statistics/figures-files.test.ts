import { expect, test } from 'vitest';
import {
  dayFile,
  departmentFile,
  formsFile,
  questionFile,
} from '../../../src/statistics/figures-csv-view.ts';
import type { FormsReport } from '../../../src/statistics/forms-table-view.ts';
import { hiddenRow, shownRow } from '../../support/completion-rows.ts';

const byHeading = ({ headings, rows }: ReturnType<typeof dayFile>) =>
  rows.map((row) => {
    expect(row).toHaveLength(headings.length);
    return Object.fromEntries(headings.map((heading, at) => [heading, row[at]]));
  });

test('rule 11: hidden cells are empty, and a column says why', () => {
  const earlier = {
    day: '2026-11-14',
    total: hiddenRow('', null),
    departments: new Map([['A', shownRow('A', null, [30, 12, 2])]]),
  };
  const [a, b, c] = byHeading(
    departmentFile(
      'sv',
      [
        { ...shownRow('A', null, [30, 20, 3]), delivered: null, failed: null },
        hiddenRow('B', 'A'),
        { ...shownRow('C', 'B', [30, 20, 3]), asOf: '2026-11-19' },
      ],
      earlier,
    ),
  );
  expect(a).toMatchObject({
    Inbjudna: 30,
    'Fått mejl': null,
    'Har börjat, %': 67,
    'Har börjat sedan 2026-11-14': 8,
    Anmärkning: 'Mejl visas inte bredvid en dold enhet',
  });
  expect(b).toMatchObject({ Enhet: 'Enhet B', Ovanför: 'A', Nivå: 2, Inbjudna: null, Klara: null });
  expect(b?.['Klara, %']).toBeNull();
  expect(b?.Anmärkning).toMatch(/^Dold/);
  expect(c).toMatchObject({ Nivå: 3, Anmärkning: 'Börjat och klara är från 2026-11-19' });
});

test('every day is a row', () => {
  const figures = { invited: 10, delivered: 9, failed: 0, started: 5, completed: 1 };
  const nothing = { invited: null, delivered: null, failed: null, started: null, completed: null };
  const rows = byHeading(
    dayFile('en', [
      { day: '2026-11-20', ...nothing },
      { day: '2026-11-21', ...figures },
    ]),
  );
  expect(rows[0]).toMatchObject({ Day: '2026-11-20', Invited: null });
  expect(rows[0]?.Note).toMatch(/^Hidden/);
  expect(rows[1]).toMatchObject({ 'Completed, %': 10, Note: '' });
});

test('questions that may not be told say so', () => {
  const question = { lesson: 1, title: 'T', text: 'F?' };
  const [untold, noWrong] = byHeading(
    questionFile('sv', [
      { ...question, rightPercent: null, wrongText: null, wrongPercent: null },
      { ...question, rightPercent: 80, wrongText: null, wrongPercent: null },
    ]),
  );
  expect(untold?.Anmärkning).toMatch(/^Dold/);
  expect(noWrong?.Anmärkning).toMatch(/^Felsvaret/);
});

const figure = (mean: number | null, right: number | null) => ({ answered: 12, mean, right });
const forms: FormsReport = {
  final: true,
  questions: [
    { key: 'a', kind: 'confidence', text: { sv: 'Trygg?', en: 'Sure?' } },
    { key: 'b', kind: 'knowledge', text: { sv: 'Vad gäller?', en: 'What holds?' } },
  ],
  departments: [],
  total: {
    suppressed: false,
    forms: { before: 12, after: 12 },
    questions: [
      { key: 'a', before: figure(2.8, null), after: figure(3.4, null), change: 0.6 },
      { key: 'b', before: figure(null, 0.4), after: figure(null, null), change: null },
    ],
  },
};

test('forms: means as numbers, shares in per cent, and nothing where nothing is asked', () => {
  const [a, b] = byHeading(formsFile('sv', forms, undefined));
  expect(a).toMatchObject({ Mått: 'medel 1–5', Före: 2.8, Efter: 3.4, Skillnad: 0.6 });
  expect(b).toMatchObject({ Före: 40, Efter: null, Skillnad: null });
  expect(b?.Anmärkning).toMatch(/^Dold/);
  expect(formsFile('sv', undefined, undefined).rows).toEqual([]);
  expect(byHeading(formsFile('sv', forms, 'X'))[0]?.Anmärkning).toMatch(/^Dold/);
});
