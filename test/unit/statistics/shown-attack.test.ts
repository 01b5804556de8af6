import fc from 'fast-check';
import { expect, test } from 'vitest';
import '../../support/fast-check.ts';
import { attack, type Told } from '../../support/shown-attacker.ts';
import { type Season, seasonOf } from '../../support/shown-season.ts';

/** Seeds rather than structures: a season that tells something is found again by its number. */
const season: fc.Arbitrary<Season> = fc.record({
  seed: fc.nat(1_000_000),
  k: fc.constantFrom(3, 4, 5),
  turns: fc.integer({ min: 2, max: 5 }),
  pace: fc.constantFrom(0.05, 0.2, 0.45, 0.7),
});

test('rule 11: nobody who keeps all that is shown can tell a hidden count', () => {
  const sum = { tried: 0, unsure: 0, forced: 0, hidden: 0, rows: 0 };
  const run = fc.property(season, (one) => {
    const world = seasonOf(one);
    const told: Told[] = [];
    for (const figure of ['started', 'completed'] as const) {
      const found = attack(world, figure);
      sum.tried += found.tried;
      sum.unsure += found.unsure;
      sum.forced += found.forced;
      told.push(...found.told);
    }
    for (const day of world.days) {
      sum.rows += day.sides.present.rows.length;
      sum.hidden += day.sides.present.rows.filter(({ invited }) => invited === null).length;
    }
    expect(told).toEqual([]);
  });
  fc.assert(run, { numRuns: Number(process.env.RUNS ?? 60) });
  process.stderr.write(`${JSON.stringify(sum)}\n`);
  // An attack that found nothing to attack has not failed.
  expect(sum.tried).toBeGreaterThan(500);
  expect(sum.unsure).toBeLessThan(sum.tried / 100);
  expect(sum.hidden).toBeLessThan(0.95 * sum.rows);
}, 60_000);
