import type { ReadRow } from './roster-row.ts';

export type OtherZeros = {
  /** How many of the numbers looked at are stored with other zeros before them. */
  numbers: number;
  lookedAt: number;
  /** One of them; undefined where only protected people have them (DESIGN rule 9). */
  example: { file: string; stored: string } | undefined;
};

const mostLookedAt = 500;
const share = 0.2;

/** A number without the zeros before it: what a spreadsheet leaves of one. */
export function withoutZeros(number: string): string {
  return number.replace(/^0+(?=.)/, '');
}

/** Numbers from all over the file, few enough to ask for; `open` where they may be told. */
export function sampleNumbers(rows: readonly ReadRow[]): { number: string; open: boolean }[] {
  const step = Math.max(1, Math.ceil(rows.length / mostLookedAt));
  const sample = new Map<string, boolean>();
  for (let at = 0; at < rows.length; at += step) {
    const row = rows[at];
    if (row !== undefined && row.number !== null) sample.set(row.number, row.kind !== 'protected');
  }
  return [...sample].map(([number, open]) => ({ number, open }));
}

/**
 * Tells whether a spreadsheet has made numbers of the employment numbers: a fifth of them are
 * stored with other zeros before them, and not as they stand in the file. Read so, everybody
 * would be somebody new, and whoever has become protected would be looked for in vain.
 * @param stored the numbers that are the same but for such zeros.
 */
export function findOtherZeros(
  sample: ReturnType<typeof sampleNumbers>,
  stored: readonly string[],
): OtherZeros | undefined {
  const same = new Set(stored);
  const whole = new Map(stored.map((number) => [withoutZeros(number), number]));
  const other = sample.flatMap(({ number, open }) => {
    const found = same.has(number) ? undefined : whole.get(withoutZeros(number));
    return found === undefined ? [] : [{ file: number, stored: found, open }];
  });
  if (other.length === 0 || other.length < sample.length * share) return undefined;
  const open = other.find((one) => one.open);
  return {
    numbers: other.length,
    lookedAt: sample.length,
    example: open && { file: open.file, stored: open.stored },
  };
}
