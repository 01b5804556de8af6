import fc from 'fast-check';
import { expect, test } from 'vitest';
import { repeats } from '../../../src/roster/repeats.ts';

test('finds the keys that several items have, each with its items in their order', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 2 }), { maxLength: 60 }), (keys) => {
      const items = keys.map((key, at) => ({ key, at }));
      const expected = new Map(
        [...Map.groupBy(items, ({ key }) => key)].filter(([, group]) => group.length > 1),
      );
      const found = repeats(items, ({ key }) => key);
      expect(new Set(found.keys())).toEqual(new Set(expected.keys()));
      for (const [key, group] of found) expect(group).toEqual(expected.get(key));
    }),
  );
});

test('keys that only share a hash are not one', () => {
  const items = Array.from({ length: 50_000 }, (_, at) => String(at));
  expect(repeats([...items, '7'], (text) => text)).toEqual(new Map([['7', ['7', '7']]]));
});
