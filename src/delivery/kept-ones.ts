/**
 * Makes each named thing once and keeps at most so many: the one that was asked for longest ago
 * goes first. What could not be made is tried again the next time.
 */
export function keptOnes<Made>(most: number) {
  const kept = new Map<string, Promise<Made>>();
  return (name: string, make: () => Promise<Made>): Promise<Made> => {
    const known = kept.get(name);
    const made = known ?? make();
    // A map keeps the order in which names were added.
    kept.delete(name);
    kept.set(name, made);
    if (known === undefined) made.catch(() => kept.delete(name));
    if (kept.size > most) kept.delete(kept.keys().next().value ?? name);
    return made;
  };
}
