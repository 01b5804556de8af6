/**
 * Which of these identity numbers, written with their hyphen, stand in a text with or without it.
 * One pass over the text: searching it for each of thousands takes seconds.
 */
export function identitiesIn(text: string, identities: ReadonlySet<string>): string[] {
  // Looking ahead also finds a number within a longer run of digits.
  const candidates = text.matchAll(/(?=(\d{8})-?(\d{4}))/g);
  const found = new Set<string>();
  for (const [, day, rest] of candidates) found.add(`${day}-${rest}`);
  return [...identities].filter((one) => found.has(one));
}
