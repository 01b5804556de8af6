import { expect, test } from 'vitest';
import { lineChart } from '../../../src/web/components/line-chart.ts';
import { shareBar } from '../../../src/web/components/share-bar.ts';

const day = (number: number) => `2026-09-${String(number).padStart(2, '0')}`;
const chart = (values: (number | null)[], name = 'Klara') =>
  lineChart({
    language: 'sv',
    title: 'Över tid',
    series: [{ name, points: values.map((value, i) => ({ day: day(i + 1), value })) }],
    most: 10,
  });

test('a line runs from left to right and rises with its values', () => {
  const [, path = ''] = /<path class="line line-1" d="([^"]*)"/.exec(chart([0, 5, 10])) ?? [];
  const points = [...path.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map((m) => [
    Number(m[1]),
    Number(m[2]),
  ]);
  expect(points.map(([x]) => x)).toEqual([...points.map(([x]) => x)].sort((a = 0, b = 0) => a - b));
  expect(points.map(([, y]) => y)).toEqual([226, 121, 16]);
});

test('a day without a figure breaks the line instead of drawing zero', () => {
  expect(chart([1, null, 3])).toMatch(/d="M[\d.]+ [\d.]+ M[\d.]+ [\d.]+"/);
});

test('one day is a dot, and no day is no chart', () => {
  expect(chart([4])).toContain('<circle class="dot line-1"');
  expect(chart([])).toBe('');
});

test('names are escaped, nothing is styled in place, and the labels do not overlap', () => {
  const drawn = lineChart({
    language: 'en',
    title: '<b>',
    series: ['a<b', 'c', 'd'].map((name) => ({ name, points: [{ day: day(1), value: 3 }] })),
  });
  expect(drawn).not.toMatch(/<b>|style=|a<b/);
  const places = [...drawn.matchAll(/class="label[^"]*" x="[^"]*" y="([^"]*)"/g)].map((m) =>
    Number(m[1]),
  );
  for (const [i, y] of places.entries())
    if (i > 0) expect(Math.abs(y - (places[i - 1] ?? 0))).toBeGreaterThanOrEqual(17);
});

test('a bar is as long as its share and never longer than its ground', () => {
  expect(shareBar(1, 3)).toContain('class="bar-value" width="33.3"');
  expect(shareBar(5, 0)).toContain('class="bar-value" width="0"');
  expect(shareBar(9, 3)).toContain('class="bar-value" width="100"');
});
