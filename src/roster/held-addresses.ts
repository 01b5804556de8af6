import type { Person, StoredPerson } from './roster-state.ts';

/** Someone whose address belongs to another stored person: left as it was, for a person to review. */
export type Held = { number: string; name: string; email: string; owner: string | null };

/**
 * Who must wait because of an address. A new number with the address of a stored person may be
 * the same person under a new number, and is held. Someone known who takes over an address is
 * held unless its owner gives it up in the same import. `owner` is null in another source.
 * @param next the people as the file would make them.
 * @param erased numbers that disappear in this import.
 */
export function holdAddresses(
  stored: ReadonlyMap<string, StoredPerson>,
  next: ReadonlyMap<string, Person>,
  elsewhere: ReadonlySet<string>,
  erased: ReadonlySet<string>,
): Map<string, Held> {
  const owners = new Map<string, string[]>();
  for (const person of stored.values())
    if (person.email !== null && !isGone(person) && !erased.has(person.number))
      owners.set(person.email, [...(owners.get(person.email) ?? []), person.number]);

  const held = new Map<string, Held>();
  const keeps = (owner: string, email: string) =>
    held.has(owner) || (next.get(owner)?.email ?? stored.get(owner)?.email) === email;
  // Holding one may hold the next, who counted on its address; ends, as it only ever adds.
  for (let before = -1; before !== held.size; ) {
    before = held.size;
    for (const person of next.values()) {
      const { number, email } = person;
      const old = stored.get(number);
      const isNew = old === undefined || isGone(old);
      if (email === null || held.has(number) || (!isNew && old.email === email)) continue;
      const owner = owners
        .get(email)
        ?.find((other) => other !== number && (isNew || keeps(other, email)));
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
