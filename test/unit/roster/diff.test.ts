import { describe, expect, it } from 'vitest';
import { diffRoster } from '../../../src/roster/diff.ts';
import type { ReadRow } from '../../../src/roster/roster-row.ts';
import { afterApply, departments, nothing, row, rows } from '../../support/roster-cases.ts';

const stored = (all: readonly ReadRow[]) => afterApply(nothing, diffRoster(nothing, all));
const bad = (number: string | null): ReadRow => ({
  kind: 'bad',
  row: 99,
  number,
  problems: [{ row: 99, column: 'E-post', value: 'x', message: 'fel / wrong' }],
});
const numbers = (list: readonly { number: string }[]) => list.map(({ number }) => number);
const elsewhere = departments('20', '2001');

describe('diffRoster', () => {
  it('tells joiners, leavers, movers and changes apart', () => {
    const state = stored([...rows(30), row('40', { departments: elsewhere })]);
    const diff = diffRoster(state, [
      ...rows(27).slice(1),
      row('1', { lastName: 'Ny', email: 'ny@exempelkommun.test' }),
      row('28', { departments: elsewhere }),
      row('29', { departments: elsewhere, title: 'Chef' }),
      row('50'),
    ]);
    expect(numbers(diff.joiners)).toEqual(['50']);
    expect(numbers(diff.leavers)).toEqual(['30', '40']);
    expect(numbers(diff.movers)).toEqual(['28', '29']);
    expect(diff.changed).toMatchObject([
      { number: '1', what: ['lastName', 'email'] },
      { number: '29', what: ['title'] },
    ]);
  });

  it('rule 8: whoever is mentioned never leaves, and a row in error keeps the old state', () => {
    const state = stored(rows(3));
    const diff = diffRoster(state, [row('1'), bad('2'), row('3', { title: 'Chef' }), bad('3')]);
    expect(diff.leavers).toEqual([]);
    expect(diff.apply.save).toEqual([]);
    expect(diff.people).toBe(3);
  });

  it('rule 8: one unreadable number makes a single leaver ask', () => {
    const state = stored(rows(3));
    expect(diffRoster(state, rows(2)).brake).toEqual([]);
    expect(diffRoster(state, [...rows(2), bad(null)]).brake).toEqual([
      { kind: 'unreadable', rows: 1 },
    ]);
    const secret: ReadRow = { kind: 'protected', number: null };
    expect(diffRoster(state, [...rows(2), secret]).brake).toEqual([
      { kind: 'unreadable', rows: 1 },
    ]);
  });

  it('rule 8: the brake lets 10 leave a small scope of small departments, and not 11', () => {
    const spread = Array.from({ length: 24 }, (_, index) =>
      row(String(index + 1), { departments: departments(String(10 + (index % 2))) }),
    );
    const tops = [
      row('100', { departments: departments('10') }),
      row('101', { departments: departments('11') }),
    ];
    const state = stored([...spread, ...tops]);
    expect(diffRoster(state, [...spread.slice(10), ...tops]).brake).toEqual([]);
    expect(diffRoster(state, [...spread.slice(11), ...tops]).brake).toEqual([
      { kind: 'scope', leavers: 11, people: 26 },
    ]);
  });

  it('rule 8: the brake lets 5 % of a large scope leave, and no more', () => {
    const all = rows(400);
    const state = stored(all);
    expect(diffRoster(state, all.slice(20)).brake).toEqual([]);
    expect(diffRoster(state, all.slice(21)).brake).toHaveLength(1);
  });

  it('rule 8: the brake lets 20 % of a department of 25 leave, and no more', () => {
    const all = [...rows(500), ...rows(25, { departments: elsewhere }, 600)];
    const state = stored(all);
    expect(diffRoster(state, all.slice(0, -5)).brake).toEqual([]);
    expect(diffRoster(state, all.slice(0, -6)).brake).toMatchObject([
      { kind: 'department', code: '2001', leavers: 6, people: 25 },
      { kind: 'department', code: '20' },
    ]);
  });

  it('rule 8: a partial file leaves other departments alone and keeps employments there', () => {
    const both = [row('1'), row('1', { form: 'Vikariat', departments: elsewhere })];
    const state = stored([...both, row('2'), row('3', { departments: elsewhere }), row('4')]);
    const diff = diffRoster(state, [row('4')]);
    expect(numbers(diff.leavers)).toEqual(['2']);
    expect(diff.movers).toMatchObject([{ number: '1', from: '1001', department: '2001' }]);
    expect(diffRoster(state, [row('4')], { scope: 'all' }).leavers).toHaveLength(3);
  });

  it('rule 8: a department that moves into the scope does not double its employments', () => {
    const state = stored([row('1'), row('2', { departments: elsewhere })]);
    const diff = diffRoster(state, [
      row('2', { departments: elsewhere }),
      row('1', { departments: departments('20', '1001') }),
    ]);
    expect(afterApply(state, diff).people[0]?.employments).toHaveLength(1);
    expect(diff.departments.moved).toEqual([{ code: '1001', from: '10', to: '20' }]);
  });

  it('holds a new number with the address of a stored person, who then does not leave', () => {
    const state = stored(rows(2));
    const diff = diffRoster(state, [row('2'), row('9', { email: 'kim1@exempelkommun.test' })]);
    expect(diff.held).toMatchObject([{ number: '9', owner: '1' }]);
    expect([diff.joiners, diff.leavers]).toEqual([[], []]);
    const other = { ...state, people: [], addressesElsewhere: ['kim1@exempelkommun.test'] };
    expect(diffRoster(other, rows(2)).held).toMatchObject([{ number: '1', owner: null }]);
  });

  it('lets two people swap addresses, but not take one that stays', () => {
    const state = stored(rows(3));
    const [one, two] = ['kim1@exempelkommun.test', 'kim2@exempelkommun.test'];
    expect(
      diffRoster(state, [row('1', { email: two }), row('2', { email: one }), row('3')]).held,
    ).toEqual([]);
    const chain = diffRoster(state, [row('1', { email: two }), bad('2'), row('3', { email: one })]);
    expect(numbers(chain.held)).toEqual(['1', '3']);
    expect(chain.apply.save).toEqual([]);
  });

  it('rule 9: who becomes protected is erased, unnamed and outside the brake', () => {
    const state = stored(rows(30));
    const secret = rows(20).map(
      (one): ReadRow => ({ kind: 'protected', number: (one as { number: string }).number }),
    );
    const diff = diffRoster(state, [
      ...secret,
      row('5', { email: 'ny@exempelkommun.test' }),
      bad('6'),
      ...rows(10, {}, 21),
    ]);
    expect(diff.apply.erase).toHaveLength(20);
    const { apply, ...shown } = diff;
    expect(shown).toMatchObject({
      protected: 20,
      people: 10,
      brake: [],
      leavers: [],
      errors: [],
      changed: [],
    });
    expect(apply.save).toEqual([]);
  });

  it('welcomes back who had left', () => {
    const state = stored(rows(3));
    const without = afterApply(state, diffRoster(state, rows(2)));
    expect(without.people[2]?.left).toBe(true);
    const diff = diffRoster(without, rows(3));
    expect(numbers(diff.joiners)).toEqual(['3']);
    expect(afterApply(without, diff)).toEqual(state);
  });

  it('keeps title and language where the file has no such columns', () => {
    const state = stored([row('1', { language: 'en', title: 'Chef' })]);
    const { language: _language, title: _title, ...rest } = row('1');
    expect(diffRoster(state, [rest]).apply.save).toMatchObject([{ language: 'en', title: 'Chef' }]);
  });

  it('finds new and renamed departments, parents first', () => {
    const state = stored(rows(1));
    const diff = diffRoster(state, [
      row('1', {
        departments: [
          { code: '10', name: 'Nytt namn' },
          { code: '1001', name: 'Enhet 1001' },
        ],
      }),
      row('2', {
        departments: [
          { code: '10', name: 'Nytt namn' },
          { code: '1002', name: 'B' },
          { code: '5', name: 'C' },
        ],
      }),
    ]);
    expect(diff.departments.renamed).toEqual([{ code: '10', from: 'Enhet 10', to: 'Nytt namn' }]);
    expect(diff.apply.departments.map(({ code }) => code)).toEqual(['10', '1002', '5']);
  });

  it('takes a code under two parents for an error, in the rarer rows', () => {
    const diff = diffRoster(nothing, [
      ...rows(3),
      row('4', { departments: departments('20', '1001') }),
    ]);
    expect(diff.errors).toMatchObject([{ row: 5, value: '1001' }]);
    expect(diff.people).toBe(3);
  });
});
