import { expect, test } from 'vitest';
import { insightBody } from '../../../src/statistics/question-insight-view.ts';
import { tinyCourse } from '../../support/fixture.ts';

const page = {
  path: '/campaigns/1/questions',
  course: tinyCourse(),
  asOf: '2026-11-20',
  groups: [{ code: '', name: '' }],
  chosen: '',
  questions: [
    { question: 'fraga-1', lesson: 1, rightPercent: 63, wrongOption: 'c', wrongPercent: 21 },
    { question: 'fraga-2', lesson: 2, rightPercent: 80, wrongOption: null, wrongPercent: null },
    { question: 'fraga-3', lesson: 3, rightPercent: null, wrongOption: null, wrongPercent: null },
  ],
};

test('rule 11: what may not be shown says so and why, and nothing stands in its place', () => {
  const body = insightBody('sv', page);
  const rows = body.split(/<tr\b/).slice(2);
  expect(rows).toHaveLength(3);
  expect(rows[0]).toMatch(/63\u00a0%.*Lektion c.*21\u00a0%/s);
  expect(rows[1]).toMatch(/80\u00a0%.*Visas inte.*Visas inte/s);
  expect(rows[2]?.match(/Visas inte/g)).toHaveLength(3);
  expect(body).toContain('Varför visas inte allt?');
  expect(body).not.toContain('<form');
});

test('departments can be chosen where any are shown; nothing at all is said to be so', () => {
  const groups = [...page.groups, { code: '20', name: 'Skola' }];
  expect(insightBody('en', { ...page, groups, chosen: '20' })).toContain(
    '<option value="20" selected>Skola (20)</option>',
  );
  expect(insightBody('en', { ...page, questions: [] })).toContain('No figures to show');
});
