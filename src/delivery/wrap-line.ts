const indent = '    ';

/**
 * Breaks a line between words so that no part is longer than `width`; what follows the first part
 * is indented. A word that is longer by itself is broken anywhere. A line that fits stays as it is.
 */
export function wrapLine(line: string, width: number): string[] {
  const parts: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const lead = /^ */.exec(rest)?.[0].length ?? 0;
    const space = rest.lastIndexOf(' ', width);
    const end = space > lead ? space : width;
    parts.push(rest.slice(0, end).trimEnd());
    rest = indent + rest.slice(end).trimStart();
  }
  return [...parts, rest];
}
