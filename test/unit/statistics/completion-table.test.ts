import { expect, test } from 'vitest';
import type { Completion, CompletionTotal } from '../../../src/statistics/completion.ts';
import { completionTable } from '../../../src/statistics/completion-table.ts';

const shown = (invited: number, completed: number): CompletionTotal => ({
  invited,
  delivered: invited,
  failed: 0,
  started: completed,
  completed,
  suppressed: false,
});
const hidden: CompletionTotal = {
  invited: null,
  delivered: null,
  failed: null,
  started: null,
  completed: null,
  suppressed: true,
};

const completion: Completion = {
  campaign: 1,
  as: 'now',
  asOf: '2026-09-01',
  k: 5,
  hiddenPercent: 3,
  departments: [
    {
      code: 'A',
      name: 'Barn- och utbildningsförvaltningen i Storköping',
      parent: null,
      ...shown(57_000, 56_999),
    },
    { code: 'A1', name: 'Åsens förskola', parent: 'A', ...shown(20, 20) },
    { code: 'A11', name: 'Kök\u001b[2J', parent: 'A1', ...hidden },
  ],
  total: shown(57_000, 0),
};

test('the table fits 80 columns, and a department is indented below its parent', () => {
  const lines = completionTable(completion).split('\n');
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  expect(lines[2]).toMatch(/^Barn- och utbildningsförvalt…/);
  expect(lines[3]).toMatch(/^ {2}Åsens förskola +20 +20 +0 +20 +20 +100 %$/);
  expect(lines[6]).toMatch(/^Totalt/);
});

test('almost everyone is not 100 %', () => {
  expect(completionTable(completion).split('\n')[2]).toMatch(
    /57\s000 +57\s000 +0 +56\s999 +56\s999 +99 %$/u,
  );
});

test('rule 11: a suppressed row shows a dash and no number, and the legend says why', () => {
  const text = completionTable(completion);
  const row = text.split('\n')[4];
  expect(row).toMatch(/^ {4}Kök/);
  expect(row).toMatch(/– {2}\(dolt\)$/);
  expect(row?.replace('Kök [2J', '')).not.toMatch(/\d/);
  expect(text).toContain('färre än 5 personer');
});

test('the legend does not speak of hidden rows where there are none', () => {
  const nothingHidden = { ...completion, departments: completion.departments.slice(0, 2) };
  expect(completionTable(nothingHidden)).not.toContain('dolt');
});

test('a name from the roster cannot steer the terminal', () => {
  expect(completionTable(completion)).not.toContain('\u001b');
});

test('a leader of several subtrees reads each from the margin, with its own below it', () => {
  const departments = [
    { code: 'A1', name: 'Förskola', parent: null, ...shown(40, 20) },
    { code: 'A11', name: 'Kök', parent: 'A1', ...shown(10, 2) },
    { code: 'C', name: 'Kansli', parent: null, ...shown(20, 5) },
  ];
  const lines = completionTable({ ...completion, departments, total: shown(60, 25) }).split('\n');
  expect(lines.slice(2, 5).map((line) => /^ *\S+/.exec(line)?.[0])).toEqual([
    'Förskola',
    '  Kök',
    'Kansli',
  ]);
  expect(lines[6]).toMatch(/^Totalt \/ total +60/);
});
