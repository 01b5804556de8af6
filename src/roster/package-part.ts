/**
 * The part that a relation of `owner` points to (ECMA-376 part 2, 9.3): from the root where the
 * target begins with a slash, else from the owner's folder. It never leaves the package.
 */
export function resolvePart(owner: string, target: string): string {
  const folder = target.startsWith('/') ? [] : owner.split('/').slice(0, -1);
  const path = [...folder];
  for (const piece of target.replaceAll('\\', '/').split('/')) {
    if (piece === '..') path.pop();
    else if (piece !== '' && piece !== '.') path.push(piece);
  }
  return path.join('/');
}

/** Where the relations of a part stand; those of the package itself for ''. */
export function relationPartOf(owner: string): string {
  const pieces = owner.split('/');
  const name = pieces.pop() ?? '';
  return [...pieces, '_rels', `${name}.rels`].join('/');
}
