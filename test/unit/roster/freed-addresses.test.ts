import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffRoster } from '../../../src/roster/diff.ts';
import type { ReadRow, RosterRow } from '../../../src/roster/roster-row.ts';
import { afterApply, nothing, row, rows } from '../../support/roster-cases.ts';

const today = '2026-09-01';
const of = (number: number) => `kim${number}@exempelkommun.test`;
const having = (number: string, email: string | null, more: Partial<RosterRow> = {}) =>
  row(number, { email, ...more });
const ended = { endsOn: '2026-08-31' };
const state = afterApply(nothing, diffRoster(nothing, rows(3)));
const diffOf = (...file: ReadRow[]) => diffRoster(state, file, { today });
const numbers = (list: { number: string }[]) => list.map(({ number }) => number);

describe('an address that the same file frees', () => {
  it('goes to a new person whose predecessor has another one', () => {
    const diff = diffOf(
      having('1', 'ny@exempelkommun.test'),
      ...rows(2, {}, 2),
      having('9', of(1)),
    );
    expect(diff.held).toEqual([]);
    expect(numbers(diff.joiners)).toEqual(['9']);
    expect(numbers(diff.changed)).toEqual(['1']);
  });

  it('goes to somebody known, when its owner leaves', () => {
    const diff = diffOf(having('2', of(1)), row('3'));
    expect(diff.held).toEqual([]);
    expect(numbers(diff.leavers)).toEqual(['1']);
    expect(diff.changed).toMatchObject([{ number: '2', what: ['email'] }]);
  });

  it('goes to somebody known, when its owner stands there with an employment that has ended', () => {
    const diff = diffOf(row('1', ended), having('2', of(1)), row('3'));
    expect([diff.errors, diff.held]).toEqual([[], []]);
    expect(numbers(diff.leavers)).toEqual(['1']);
    expect(diff.changed).toMatchObject([{ number: '2', what: ['email'] }]);
  });

  it('goes to a new person, when whoever had it ended before anything was stored', () => {
    const diff = diffRoster(nothing, [row('1', ended), having('9', of(1))], { today });
    expect(diff.errors).toEqual([]);
    expect(numbers(diff.joiners)).toEqual(['9']);
  });
});

describe('an address stays, and its taker waits,', () => {
  it('where a new number has that of somebody who leaves: the two may be one', () => {
    for (const file of [[], [row('1', ended)]]) {
      const diff = diffOf(...file, row('2'), row('3'), having('9', of(1)));
      expect(diff.held).toMatchObject([{ number: '9', owner: '1' }]);
      expect([diff.leavers, diff.errors, diff.apply.save]).toEqual([[], [], []]);
    }
  });

  it('where the owner loses it without getting another, for a new number', () => {
    const diff = diffOf(having('1', null), row('2'), row('3'), having('9', of(1)));
    expect(diff.held).toMatchObject([{ number: '9', owner: '1' }]);
    expect(diff.apply.save).toEqual([]);
  });

  it('where the owner is outside the scope, or in error', () => {
    const south = { departments: [{ code: '20', name: 'Syd' }] };
    const before = afterApply(nothing, diffRoster(nothing, [row('1', south), row('2')]));
    expect(diffRoster(before, [having('2', of(1))], { today }).held).toMatchObject([
      { number: '2', owner: '1' },
    ]);
    const bad: ReadRow = { kind: 'bad', row: 9, number: '1', problems: [] };
    expect(diffOf(bad, having('2', of(1)), row('3')).held).toMatchObject([{ number: '2' }]);
  });

  it('where the owner in turn must wait for another', () => {
    const before = { ...state, addressesElsewhere: [of(7)] };
    const file = [having('1', of(7)), ...rows(2, {}, 2), having('9', of(1))];
    const diff = diffRoster(before, file, { today });
    expect(numbers(diff.held)).toEqual(['1', '9']);
  });
});

const line = fc.record({
  number: fc.integer({ min: 1, max: 8 }),
  address: fc.option(fc.integer({ min: 1, max: 8 })),
  past: fc.boolean(),
});
const anyFile = fc.array(line, { minLength: 1, maxLength: 10 }).map((lines) =>
  lines.map(({ number, address, past }, index) => ({
    ...having(String(number), address === null ? null : of(address), past ? ended : {}),
    row: index + 2,
  })),
);

it('what is held stays held: the same file once more changes nothing', () => {
  fc.assert(
    fc.property(anyFile, anyFile, (first, second) => {
      const before = afterApply(nothing, diffRoster(nothing, first, { today }));
      const diff = diffRoster(before, second, { today });
      const again = diffRoster(afterApply(before, diff), second, { today });
      expect(numbers(again.held)).toEqual(numbers(diff.held));
      expect(again.apply).toMatchObject({ save: [], leave: [], erase: [] });
    }),
    { numRuns: 500 },
  );
});

it('no two people ever have one address, whoever comes, leaves and takes over', () => {
  fc.assert(
    fc.property(anyFile, anyFile, anyFile, (...files) => {
      let now = nothing;
      for (const one of files) {
        now = afterApply(now, diffRoster(now, one, { today }));
        const taken = now.people.flatMap(({ left, email }) => (left || !email ? [] : [email]));
        expect(new Set(taken).size).toBe(taken.length);
      }
    }),
    { numRuns: 500 },
  );
});
