import { expect, it } from 'vitest';
import { readingLine } from '../../../src/roster/import-progress.ts';

it('shows how far the reading has come, at any size, within a line', () => {
  expect(readingLine(50_000, 100_000)).toContain('############............]  50 %');
  expect(readingLine(120_000, 100_000)).toContain('100 %');
  expect(readingLine(3_000, undefined)).toMatch(/\[\.\.\.#\.+\] 3.000 rader/);
  for (const total of [undefined, 1, 200_000])
    for (const rows of [0, 1, 200_000]) expect(readingLine(rows, total).length).toBeLessThan(80);
});
