import { describe, expect, it } from 'vitest';
import { compareCodes, mainEmployment } from '../../../src/roster/main-employment.ts';

const employment = (form: string | null, startsOn: string | null, department: string) => ({
  form,
  startsOn,
  department,
  title: null,
  endsOn: null,
});

describe('mainEmployment', () => {
  it.each([
    [
      'form',
      employment('Tillsvidare', '2026-01-01', '99'),
      employment('Vikariat', '2000-01-01', '10'),
    ],
    [
      'form',
      employment('Vikariat', '2026-01-01', '99'),
      employment('Timavlönad', '2000-01-01', '10'),
    ],
    [
      'an unranked form',
      employment('AVA', '2026-01-01', '99'),
      employment('Timavlönad', '2000-01-01', '10'),
    ],
    [
      'start',
      employment('Vikariat', '2019-01-01', '99'),
      employment('Vikariat', '2020-01-01', '10'),
    ],
    [
      'a known start',
      employment('Vikariat', '2019-01-01', '99'),
      employment('Vikariat', null, '10'),
    ],
    ['code', employment('Vikariat', '2019-01-01', '9'), employment('Vikariat', '2019-01-01', '10')],
  ])('decides by %s', (_what, first, second) => {
    expect(mainEmployment([first, second])).toBe(first);
    expect(mainEmployment([second, first])).toBe(first);
  });

  it('is undefined for nobody', () => expect(mainEmployment([])).toBeUndefined());

  it('orders codes by size, then as text', () => {
    expect(['A2', '10', '9', '010', 'A10'].sort(compareCodes)).toEqual([
      '9',
      '010',
      '10',
      'A10',
      'A2',
    ]);
  });
});
