import { expect, test } from 'vitest';
import type { Employment } from '../../../src/roster/main-employment.ts';
import { standingOn } from '../../../src/roster/standing.ts';

const one = (department: string, startsOn: string | null, endsOn: string | null): Employment => ({
  department,
  title: null,
  form: 'Tillsvidare',
  startsOn,
  endsOn,
});
const past = one('10', '2020-01-01', '2026-08-31');
const lastDay = one('11', '2020-01-01', '2026-09-01');
const firstDay = one('12', '2026-09-01', null);
const coming = one('13', '2026-10-01', null);
const later = one('14', '2026-11-01', null);
const today = '2026-09-01';

test.each([
  ['the last day counts', [lastDay], true, { left: false, begins: null, at: '11' }],
  ['the first day counts', [firstDay, coming], false, { left: false, begins: null, at: '12' }],
  ['an ended one does not', [past], true, { left: true, begins: null, at: '10' }],
  ['nobody begins early', [later, coming], false, { left: true, begins: '2026-10-01', at: '13' }],
  ['a gap is away', [past, coming], true, { left: true, begins: '2026-10-01', at: '13' }],
  [
    'who is here waits for the new one',
    [coming],
    true,
    { left: false, begins: null, at: undefined },
  ],
  ['no employments are none', [], true, { left: true, begins: null, at: undefined }],
])('%s', (_title, employments, wasHere, { at, ...expected }) => {
  const { main, ...standing } = standingOn(employments, today, wasHere);
  expect(standing).toEqual(expected);
  expect(main?.department).toBe(at);
});
