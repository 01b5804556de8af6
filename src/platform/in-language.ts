const separator = ' / ';

/**
 * One half of what `inBothLanguages` made, and of several such sentences on lines of their own.
 * Text that is no such pair is given whole. Values within it that hold the separator stand in both
 * halves, so the middle one is the one that parts them.
 */
export function inLanguage(text: string, language: 'sv' | 'en'): string {
  return text
    .split('\n')
    .map((line) => {
      const parts = line.split(separator);
      if (parts.length % 2 !== 0) return line;
      const half = parts.length / 2;
      return (language === 'sv' ? parts.slice(0, half) : parts.slice(half)).join(separator);
    })
    .join('\n');
}
