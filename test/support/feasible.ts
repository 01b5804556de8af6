/** A sum of variables, less a sum of others, that lies between two numbers. */
export type Sum = {
  vars: readonly number[];
  minus?: readonly number[];
  least: number;
  most: number;
};

/**
 * Whole numbers within bounds that fulfil all sums, or undefined where there are none; `unsure`
 * when it took too long to know. Bounds are narrowed to a fixed point, then one variable is tried
 * at a time, nearest to `hint` first: exact, for a few hundred variables that are loosely bound.
 */
export function feasible(
  bounds: readonly (readonly [number, number])[],
  sums: readonly Sum[],
  hint: readonly number[],
  mostNodes = 400,
): Int32Array | 'none' | 'unsure' {
  const of: number[][] = bounds.map(() => []);
  for (const [index, { vars, minus = [] }] of sums.entries())
    for (const one of [...vars, ...minus]) of[one]?.push(index);
  let nodes = 0;
  const narrow = (low: Int32Array, high: Int32Array, first: readonly number[]): boolean => {
    const queue = [...first];
    const queued = new Set(queue);
    for (let sum = queue.pop(); sum !== undefined; sum = queue.pop()) {
      queued.delete(sum);
      const { vars, minus = [], least, most } = sums[sum] as Sum;
      let [lows, highs] = [0, 0];
      for (const one of vars) {
        lows += low[one] as number;
        highs += high[one] as number;
      }
      for (const one of minus) {
        lows -= high[one] as number;
        highs -= low[one] as number;
      }
      if (lows > most || highs < least) return false;
      for (const [place, one] of [...vars, ...minus].entries()) {
        const [from, to] = [low[one] as number, high[one] as number];
        const added = place < vars.length;
        const newFrom = Math.max(from, added ? least - (highs - to) : lows + to - most);
        const newTo = Math.min(to, added ? most - (lows - from) : highs + from - least);
        if (newFrom > newTo) return false;
        if (newFrom === from && newTo === to) continue;
        lows += added ? newFrom - from : to - newTo;
        highs += added ? newTo - to : from - newFrom;
        low[one] = newFrom;
        high[one] = newTo;
        for (const other of of[one] as number[])
          if (!queued.has(other)) {
            queued.add(other);
            queue.push(other);
          }
      }
    }
    return true;
  };
  const search = (low: Int32Array, high: Int32Array): Int32Array | 'none' | 'unsure' => {
    if (++nodes > mostNodes) return 'unsure';
    let open = -1;
    for (let one = 0; one < low.length; one++) {
      const width = (high[one] as number) - (low[one] as number);
      if (width > 0 && (open < 0 || width < (high[open] as number) - (low[open] as number)))
        open = one;
    }
    if (open < 0) return low;
    const middle = Math.floor(((low[open] as number) + (high[open] as number)) / 2);
    const lower = (hint[open] ?? 0) <= middle;
    for (const half of lower ? ['lower', 'upper'] : ['upper', 'lower']) {
      const [l, h] = [low.slice(), high.slice()];
      if (half === 'lower') h[open] = middle;
      else l[open] = middle + 1;
      if (!narrow(l, h, of[open] as number[])) continue;
      const found = search(l, h);
      if (found !== 'none') return found;
    }
    return 'none';
  };
  const low = Int32Array.from(bounds, ([from]) => from);
  const high = Int32Array.from(bounds, ([, to]) => to);
  if (
    !narrow(
      low,
      high,
      sums.map((_, index) => index),
    )
  )
    return 'none';
  return search(low, high);
}
