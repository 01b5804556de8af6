import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BaselineReport, reportOf } from '../../../src/statistics/baseline-figures.ts';
import { partOf } from '../../../src/statistics/baseline-part.ts';
import { type CountedForms, releasedSoFar } from '../../../src/statistics/baseline-release.ts';
import { baselineTable } from '../../../src/statistics/baseline-table.ts';
import {
  addAll,
  answeredIn,
  type FormBranch,
  growTree,
  noForms,
  type PlacedForms,
  type Tally,
} from '../../../src/statistics/baseline-tree.ts';
import { baseline } from '../../support/baseline-course.ts';
import '../../support/fast-check.ts';

const k = 5;

/** Forms with these answers to the question of confidence and that of knowledge. */
function tally(forms: readonly (readonly [points: string, option: string])[]): Tally {
  const count = (at: 0 | 1) => {
    const counts = new Map<string, number>();
    for (const form of forms)
      if (form[at] !== '') counts.set(form[at], (counts.get(form[at]) ?? 0) + 1);
    return counts;
  };
  return {
    forms: forms.length,
    chosen: new Map([
      ['say-no', count(0)],
      ['who-to-tell', count(1)],
    ]),
  };
}

const mixed = (size: number) =>
  tally(Array.from({ length: size }, (_, i) => [String(1 + (i % 5)), i % 2 === 0 ? 'b' : 'a']));
const place = (
  id: number,
  parentId: number | null,
  before: Tally,
  after: Tally = before,
): PlacedForms => ({
  department: { id, code: `D${id}`, name: `Enhet ${id}`, parentId },
  before,
  after,
});
const report = (rows: readonly PlacedForms[], final = true) =>
  reportOf(1, baseline, growTree(rows), { k, final });
const rowOf = (of: BaselineReport, code: string) => {
  const row = of.departments.find((one) => one.code === code);
  if (row === undefined) throw new Error(code);
  return row;
};
const question = (row: BaselineReport['total'], key: string) =>
  row.questions.find((one) => one.key === key);

describe('reportOf', () => {
  test('means, shares and their change, summed up the tree', () => {
    const before = tally(
      ['1', '1', '2', '2', '3', '3'].map((points, i) => [points, i < 2 ? 'b' : 'c']),
    );
    const after = tally(['3', '4', '5', '5', '5'].map((points, i) => [points, i < 4 ? 'b' : '']));
    const of = report([place(1, null, before, after)]);
    expect(question(rowOf(of, 'D1'), 'say-no')).toEqual({
      key: 'say-no',
      before: { answered: 6, mean: 2, right: null },
      after: { answered: 5, mean: 4.4, right: null },
      change: 2.4,
    });
    expect(rowOf(of, 'D1').forms).toEqual({ before: 6, after: 5 });
    // Four answers only; the total is the same group.
    expect(question(of.total, 'who-to-tell')).toMatchObject({
      before: { answered: null, right: null },
      change: null,
    });
  });

  test('rule 11: a department needs k forms both before and after, and its sibling is hidden with it', () => {
    const of = report([
      place(1, null, mixed(0)),
      place(2, 1, mixed(20), mixed(4)),
      place(3, 1, mixed(6), mixed(6)),
      place(4, 1, mixed(9), mixed(9)),
    ]);
    expect(rowOf(of, 'D2').suppressed).toBe(true);
    expect(rowOf(of, 'D3').suppressed).toBe(true);
    expect(rowOf(of, 'D4').suppressed).toBe(false);
    expect(rowOf(of, 'D1').forms).toEqual({ before: 35, after: 19 });
  });

  test('rule 11: where all said the same nothing is shown, nor can it be subtracted', () => {
    const allRight = tally(Array.from({ length: 8 }, () => ['4', 'b'] as const));
    const of = report([
      place(1, null, mixed(0)),
      place(2, 1, allRight),
      place(3, 1, mixed(6)),
      place(4, 1, mixed(9)),
    ]);
    for (const code of ['D2', 'D3'])
      expect(question(rowOf(of, code), 'who-to-tell')?.before).toEqual({
        answered: null,
        mean: null,
        right: null,
      });
    expect(question(rowOf(of, 'D4'), 'who-to-tell')?.before.right).toBe(0.56);
    expect(question(rowOf(of, 'D1'), 'who-to-tell')?.before.answered).toBe(23);
    expect(rowOf(of, 'D2').forms.before).toBe(8);
  });

  test('rule 11: until the campaign has ended there is a total alone, each side from k forms on', () => {
    const of = report([place(1, null, mixed(7), mixed(4))], false);
    expect(of.departments).toEqual([]);
    expect(of.total).toMatchObject({ suppressed: false, forms: { before: 7, after: null } });
    expect(report([place(1, null, mixed(4))], false).total.suppressed).toBe(true);
  });

  test('rule 11: of no tree a remainder of 1 to k - 1 answers, or of equal ones, can be computed', () => {
    let shownOnes = 0;
    const form = fc.tuple(fc.constantFrom('', '1', '5', '5'), fc.constantFrom('', 'a', 'b', 'b'));
    const forms = fc.array(form, { maxLength: 14 }).map(tally);
    const rows = fc
      .array(fc.record({ before: forms, after: forms, parent: fc.nat() }), {
        minLength: 1,
        maxLength: 9,
      })
      .map((list) =>
        list.map(({ before, after, parent }, i) =>
          place(i + 1, i === 0 ? null : (parent % i) + 1, before, after),
        ),
      );
    fc.assert(
      fc.property(rows, (list) => {
        const root = growTree(list);
        const of = reportOf(1, baseline, root, { k, final: true });
        for (const key of ['say-no', 'who-to-tell'])
          for (const side of ['before', 'after'] as const) {
            const isShown = (branch: FormBranch) =>
              branch !== root &&
              question(rowOf(of, branch.department?.code ?? ''), key)?.[side].answered !== null;
            const topmost = (branch: FormBranch): FormBranch[] =>
              branch.children.flatMap((child) => (isShown(child) ? [child] : topmost(child)));
            const check = (branch: FormBranch) => {
              for (const child of branch.children) check(child);
              if (!isShown(branch)) return;
              shownOnes += 1;
              const left = new Map(branch[side].chosen.get(key));
              for (const child of topmost(branch))
                for (const [option, count] of child[side].chosen.get(key) ?? [])
                  left.set(option, (left.get(option) ?? 0) - count);
              const counts = [...left.values()];
              const answered = counts.reduce((sum, count) => sum + count, 0);
              expect(answered === 0 || answered >= k).toBe(true);
              if (answered > 0) expect(Math.max(...counts)).toBeLessThan(answered);
            };
            check(root);
          }
        return true;
      }),
      { numRuns: 150 },
    );
    expect(shownOnes).toBeGreaterThan(50);
  });
});

test('releasedSoFar: whole weeks, and never fewer than k new forms at once', () => {
  const week = (monday: string, forms: number): CountedForms[] =>
    [
      { question: '', option: '', count: forms },
      { question: 'say-no', option: '3', count: forms },
    ].map((one) => ({ ...one, departmentId: 1, baseline: 'before', week: monday }));
  const counts = [
    ...week('2026-09-14', 2),
    ...week('2026-08-31', 6),
    ...week('2026-09-07', 3),
    ...week('2026-09-21', 50),
  ];
  const formsOn = (monday: string) =>
    releasedSoFar(counts, monday, k, () => false)
      .filter((one) => one.question === '')
      .reduce((sum, one) => sum + one.count, 0);
  expect(formsOn('2026-08-31')).toBe(0);
  expect(formsOn('2026-09-07')).toBe(6);
  expect(formsOn('2026-09-14')).toBe(6);
  expect(formsOn('2026-09-21')).toBe(11);
  expect(formsOn('2026-09-28')).toBe(61);
});

test('rule 11: a question waits for k answers of its own that are not all the same', () => {
  const week = (monday: string, chosen: Record<string, number>): CountedForms[] =>
    [
      ['', '', 6] as const,
      ...Object.entries(chosen).map(([o, n]) => ['say-no', o, n] as const),
    ].map(([question, option, count]) => ({
      ...{ question, option, count },
      ...{ departmentId: 1, baseline: 'before' as const, week: monday },
    }));
  const counts = [
    ...week('2026-08-31', { 2: 3, 3: 3 }),
    ...week('2026-09-07', { 2: 1, 3: 0 }),
    ...week('2026-09-14', { 2: 5, 3: 0 }),
    ...week('2026-09-21', { 2: 0, 3: 1 }),
  ];
  const same = (_: string, chosen: ReadonlyMap<string, number>) =>
    [...chosen.values()].filter((count) => count > 0).length === 1;
  const until = (monday: string) => {
    const released = releasedSoFar(counts, monday, k, same);
    const sum = (key: string) =>
      released.reduce((all, { question, count }) => all + (question === key ? count : 0), 0);
    return [sum(''), sum('say-no')];
  };
  expect(until('2026-09-07')).toEqual([6, 6]);
  // One answer, then five more that are like it.
  expect(until('2026-09-14')).toEqual([12, 6]);
  expect(until('2026-09-21')).toEqual([18, 6]);
  expect(until('2026-09-28')).toEqual([24, 13]);
});

describe('partOf', () => {
  const tree = [
    place(1, null, mixed(0)),
    place(2, 1, mixed(12)),
    place(3, 1, mixed(3)),
    place(4, null, mixed(9)),
    place(5, 4, mixed(7)),
  ];
  const all = report(tree);
  const seen = (...codes: string[]) => partOf(all, (code) => codes.includes(code));

  test('rule 11: who sees a part sees what the whole shows of it, so that two see no more than one', () => {
    // Beside a department of three this one is hidden from everybody, its own leader too.
    expect(rowOf(all, 'D2').suppressed).toBe(true);
    expect(seen('D2').total).toMatchObject({ suppressed: true, forms: { before: null } });
    expect(seen('D4', 'D5').departments).toEqual(all.departments.slice(3));
    expect(seen('D4', 'D5').total.forms).toEqual({ before: 16, after: 16 });
    const { code: _code, name: _name, parent: _parent, ...whole } = rowOf(all, 'D4');
    expect(seen('D4', 'D5').total).toEqual(whole);
  });

  test('rule 10: a row that counts people out of view is hidden; several tops are added up', () => {
    expect(rowOf(seen('D4'), 'D4').suppressed).toBe(true);
    expect(seen('D4').total.suppressed).toBe(true);
    expect(seen().total.suppressed).toBe(true);
    const both = seen('D1', 'D2', 'D3', 'D4', 'D5');
    expect(both.total.forms).toEqual({ before: 31, after: 31 });
    const [sum, exact] = [both.total, all.total].map((row) => question(row, 'who-to-tell')?.before);
    expect(sum?.answered).toBe(exact?.answered);
    expect(Math.abs((sum?.right ?? 0) - (exact?.right ?? 0))).toBeLessThan(0.02);
  });

  test('rule 11: the total may count later forms, the departments never', () => {
    const root = growTree(tree);
    const latest = addAll([root, { before: noForms.before, after: mixed(6) }]);
    const later = reportOf(1, baseline, root, { k, final: true, latest });
    expect(later.departments).toEqual(all.departments);
    expect(later.total.forms).toEqual({ before: 31, after: 37 });
  });
});

test('baselineTable fits 80 columns and says what is hidden', () => {
  const text = baselineTable(report([place(1, null, mixed(9)), place(2, 1, mixed(2))]));
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(text).toContain('D1  Enhet 1');
  expect(text).toMatch(/D2 {2}Enhet 2 +– +–/);
});

test('answeredIn counts what was chosen', () => {
  expect(answeredIn(mixed(4), 'say-no')).toBe(4);
  expect(answeredIn(mixed(4), 'unknown')).toBe(0);
});
