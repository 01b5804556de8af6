/**
 * A stable place between 0 and 1 for a person, evenly spread over people, so that the same
 * person is mailed at about the same time of day and not all go at once.
 * Finaliser of MurmurHash3 (32 bit), over the two halves of the id.
 */
export function spreadFraction(id: number): number {
  const high = Math.floor(id / 2 ** 32);
  return mix((id >>> 0) ^ mix(high >>> 0)) / 2 ** 32;
}

function mix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
