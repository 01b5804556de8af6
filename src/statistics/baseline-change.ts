type Shown = { mean: number | null; right: number | null };

/** After less before, as they are shown; null where one is hidden. */
export function changeOf(before: Shown, after: Shown): number | null {
  if (before.mean !== null && after.mean !== null) return rounded(after.mean - before.mean, 10);
  if (before.right !== null && after.right !== null)
    return rounded(after.right - before.right, 100);
  return null;
}

export function rounded(value: number, parts: number): number {
  return Math.round(value * parts) / parts;
}
