/** Places for each item: of a hundred thousand keys a few thousand then share one by chance. */
const spread = 16;

/**
 * The items of every key that several have, in their order. Most keys of a staff list are one
 * row's: those are told apart by a hash, which a set of them all takes ten times as long as.
 */
export function repeats<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const mask = 2 ** Math.ceil(Math.log2(items.length * spread + 1)) - 1;
  const seen = new Uint8Array(mask + 1);
  for (const item of items) {
    const at = hashOf(keyOf(item)) & mask;
    if ((seen[at] ?? 0) < 2) seen[at] = (seen[at] ?? 0) + 1;
  }
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (seen[hashOf(key) & mask] !== 2) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  for (const [key, group] of groups) if (group.length === 1) groups.delete(key);
  return groups;
}

/** FNV-1a over the characters, and its halves mixed. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}
