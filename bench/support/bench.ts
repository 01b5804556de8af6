/** What one bench found; `figures` are the numbers that are compared from one day to another. */
export type BenchResult = {
  name: string;
  figures: Record<string, number | null>;
  /** What the figures rest on: sizes, rounds, each round's own numbers. */
  basis?: Record<string, unknown>;
};

export type BenchOptions = { rounds: number; log(message: string): void };
export type Bench = (options: BenchOptions) => Promise<BenchResult>;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = Number.NaN] =
    sorted.length % 2 === 1 ? [sorted[middle], sorted[middle]] : sorted.slice(middle - 1);
  return (low + high) / 2;
}

export function rounded(value: number, decimals = 2): number {
  return Number(value.toFixed(decimals));
}
