/**
 * Chance without a state: the same seed and the same key give the same number, so that two arms
 * meet the same people, who answer and forget by the same luck, and are compared in pairs.
 * The finaliser of MurmurHash3 (32 bit), over the parts of the key in turn.
 */
export function chance(seed: number, person: number, event: number): number {
  let h = mix(seed ^ 0x9e3779b9);
  h = mix(h ^ Math.imul(person + 1, 0x85ebca6b));
  h = mix(h ^ Math.imul(event + 1, 0xc2b2ae35));
  return h / 2 ** 32;
}

/** Standard normal, by the Box-Muller transform over two chances. */
export function normalChance(seed: number, person: number, event: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - chance(seed, person, 2 * event)));
  return radius * Math.cos(2 * Math.PI * chance(seed, person, 2 * event + 1));
}

function mix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
