import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffRoster } from '../../../src/roster/diff.ts';
import { mainEmployment } from '../../../src/roster/main-employment.ts';
import type { ReadRow } from '../../../src/roster/roster-row.ts';
import { afterApply, departments, nothing, row } from '../../support/roster-cases.ts';

const someone = fc.record({
  number: fc.integer({ min: 1, max: 25 }).map(String),
  address: fc.option(fc.integer({ min: 1, max: 25 })),
  lastName: fc.constantFrom('Berg', 'Lind'),
  unit: fc.constantFrom(['10', '1001'], ['10', '1002'], ['20', '2001'], ['20', '1001'], ['30']),
  form: fc.constantFrom('Tillsvidare', 'Vikariat', 'Timavlönad', null),
  startsOn: fc.constantFrom('2019-01-01', '2020-01-01', null),
  kind: fc.constantFrom('good', 'good', 'good', 'good', 'bad', 'protected'),
});

/** Files with every kind of trouble: conflicts, bad rows, protected rows, codes under two parents. */
const anyFile = fc.array(someone, { minLength: 1, maxLength: 40 }).map((people) =>
  people.map(({ number, address, unit, kind, ...rest }, index): ReadRow => {
    if (kind === 'protected') return { kind, number };
    if (kind === 'bad')
      return { kind, row: index + 2, number: index % 5 ? number : null, problems: [] };
    const email = address === null ? null : `a${address}@exempelkommun.test`;
    return {
      ...row(number, { ...rest, email, departments: departments(...unit) }),
      row: index + 2,
    };
  }),
);

/** Files without trouble: every number once or twice, with an address of its own. */
const soundFile = fc
  .uniqueArray(someone, { selector: ({ number }) => number, minLength: 1 })
  .map((people) =>
    people.flatMap(({ number, unit, form, startsOn, lastName }, index) => {
      const path = departments(...(unit[0] === '20' ? ['20', '2001'] : unit));
      const one = row(number, { form, startsOn, lastName, departments: path });
      return index % 3
        ? [one]
        : [one, { ...one, form: 'Vikariat', departments: departments('40', '4001') }];
    }),
  );

const withoutRows = (text: unknown) =>
  JSON.parse(
    JSON.stringify(text, (key, value) => (key === 'row' || key === 'message' ? undefined : value)),
  );

describe('diffRoster, for any file', () => {
  it('applied twice changes nothing', () => {
    fc.assert(
      fc.property(anyFile, anyFile, (first, second) => {
        const before = afterApply(nothing, diffRoster(nothing, first));
        const diff = diffRoster(before, second);
        const again = diffRoster(afterApply(before, diff), second);
        expect(again.apply).toMatchObject({ departments: [], save: [], leave: [], erase: [] });
        expect([...again.apply.add]).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('does not depend on the order of rows', () => {
    const shuffled = anyFile.chain((file) =>
      fc.tuple(fc.constant(file), fc.shuffledSubarray(file, { minLength: file.length })),
    );
    fc.assert(
      fc.property(anyFile, shuffled, (first, [file, mixed]) => {
        const state = afterApply(nothing, diffRoster(nothing, first));
        const [one, other] = [diffRoster(state, file), diffRoster(state, mixed)];
        expect(withoutRows({ ...other, errors: other.errors.length })).toEqual(
          withoutRows({ ...one, errors: one.errors.length }),
        );
      }),
    );
  });

  it('rule 8: nobody whose number stands in the file leaves', () => {
    fc.assert(
      fc.property(anyFile, anyFile, (first, second) => {
        const state = afterApply(nothing, diffRoster(nothing, first));
        const mentioned = new Set(second.map(({ number }) => number));
        const { leavers } = diffRoster(state, second, { scope: 'all' });
        expect(leavers.filter(({ number }) => mentioned.has(number))).toEqual([]);
      }),
    );
  });

  it('then applied equals the file', () => {
    fc.assert(
      fc.property(soundFile, soundFile, (first, second) => {
        const before = afterApply(nothing, diffRoster(nothing, first));
        const after = afterApply(before, diffRoster(before, second, { scope: 'all' }));
        const expected = new Map<string, (typeof second)[number][]>();
        for (const one of second)
          expected.set(one.number, [...(expected.get(one.number) ?? []), one]);
        const active = after.people.filter(({ left }) => !left);
        expect(active.map(({ number }) => number).sort()).toEqual([...expected.keys()].sort());
        for (const person of active) {
          const own = expected.get(person.number) ?? [];
          expect(person).toMatchObject({ lastName: own[0]?.lastName, email: own[0]?.email });
          expect(person.employments.map(({ department }) => department).sort()).toEqual(
            own.map((one) => one.departments.at(-1)?.code).sort(),
          );
          expect(person.department).toBe(mainEmployment(person.employments)?.department);
        }
      }),
    );
  });
});
