import type { Person, StoredPerson } from './roster-state.ts';

/** Someone whose address belongs to another stored person: left as it was, for a person to review. */
export type Held = { number: string; name: string; email: string; owner: string | null };

/**
 * Who must wait because of an address. A new number with the address of a stored person may be
 * the same person under a new number, and is held, unless its owner stands in the same file with
 * another address: then they are two. Someone known who takes over an address is held unless its
 * owner gives it up in the same import, by another address or by leaving. `owner` is null in
 * another source.
 * @param next the people as the file would make them.
 * @param erased numbers that disappear in this import.
 * @param leaving numbers that leave by this import, being within its scope and not in its file.
 */
export function holdAddresses(
  stored: ReadonlyMap<string, StoredPerson>,
  next: ReadonlyMap<string, Person>,
  elsewhere: ReadonlySet<string>,
  erased: ReadonlySet<string>,
  leaving: ReadonlySet<string> = new Set(),
): Map<string, Held> {
  const claims = [...next.values()].filter((person) => {
    const old = stored.get(person.number);
    if (person.email === null || old === person || isGone(person)) return false;
    return old === undefined || isGone(old) || old.email !== person.email;
  });
  const claimed = new Set(claims.map(({ email }) => email));
  const owners = new Map<string, string[]>();
  for (const person of claimed.size > 0 ? stored.values() : [])
    if (claimed.has(person.email) && !isGone(person) && !erased.has(person.number))
      owners.set(person.email ?? '', [...(owners.get(person.email ?? '') ?? []), person.number]);

  const held = new Map<string, Held>();
  const keeps = (owner: string, email: string, asNew: boolean) => {
    const after = next.get(owner);
    if (held.has(owner)) return true;
    // Whoever leaves may be the new number, if there is one.
    if (after === undefined) return asNew || !leaving.has(owner);
    return isGone(after) || after.email === null ? asNew : after.email === email;
  };
  // Holding one may hold the next, who counted on its address; ends, as it only ever adds.
  for (let before = -1; before !== held.size; ) {
    before = held.size;
    for (const person of claims) {
      const { number, email } = person;
      if (email === null || held.has(number)) continue;
      const old = stored.get(number);
      const isNew = old === undefined || isGone(old);
      const owner = owners
        .get(email)
        ?.find((other) => other !== number && keeps(other, email, isNew));
      if (owner === undefined && !elsewhere.has(email)) continue;
      const name = `${person.firstName} ${person.lastName}`;
      held.set(number, { number, name, email, owner: owner ?? null });
    }
  }
  return held;
}

/** Has left; who is still to begin keeps an address. */
function isGone(person: Person): boolean {
  return person.left && person.begins === null;
}
