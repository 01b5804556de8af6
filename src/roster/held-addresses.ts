import { isGone, type Person, type StoredPerson } from './roster-state.ts';

/** Someone whose address belongs to another stored person: left as it was, for a person to review. */
export type Held = {
  number: string;
  name: string;
  email: string;
  owner: string | null;
  /** As they would be stored. */
  person: Person;
};

/** Someone whom an import alters. */
export type Altered = { old: StoredPerson; person: Person };
/** Someone whom an import alters or adds. */
export type Claim = Altered | { old: undefined; person: Person };

/**
 * Who must wait because of an address. A new number with the address of a stored person may be
 * the same person under a new number, and is held, unless its owner stands in the same file with
 * another address: then they are two. Someone known who takes over an address is held unless its
 * owner gives it up in the same import, by another address or by leaving. `owner` is null in
 * another source.
 * @param input.claims everyone whom the file would add or alter.
 * @param input.ownersOf people stored with one of the addresses.
 * @param input.after the owner as the file would make them; undefined: the file does not.
 * @param input.elsewhere addresses of other sources.
 * @param input.erased numbers that disappear in this import.
 * @param input.leaving numbers that leave by this import, being within its scope and not in its file.
 */
export function holdAddresses(input: {
  claims: Iterable<Claim>;
  ownersOf: (emails: ReadonlySet<string>) => Iterable<StoredPerson>;
  after: (owner: StoredPerson) => Person | undefined;
  elsewhere: ReadonlySet<string>;
  erased: ReadonlySet<string>;
  leaving: ReadonlySet<string>;
}): Map<string, Held> {
  const { elsewhere } = input;
  const claimed = new Set<string>();
  for (const { person } of claimsOf(input.claims)) claimed.add(person.email ?? '');
  const owners = new Map<string, StoredPerson[]>();
  for (const owner of claimed.size > 0 ? input.ownersOf(claimed) : [])
    if (!isGone(owner) && !input.erased.has(owner.number))
      owners.set(owner.email ?? '', [...(owners.get(owner.email ?? '') ?? []), owner]);
  const contested = (email: string | null) =>
    email !== null && (owners.has(email) || elsewhere.has(email));
  const claims = owners.size + elsewhere.size === 0 ? [] : [...claimsOf(input.claims, contested)];

  const held = new Map<string, Held>();
  const keeps = (owner: StoredPerson, email: string, asNew: boolean) => {
    const after = input.after(owner);
    if (held.has(owner.number)) return true;
    // Whoever leaves may be the new number, if there is one.
    if (after === undefined) return asNew || !input.leaving.has(owner.number);
    return isGone(after) || after.email === null ? asNew : after.email === email;
  };
  // Holding one may hold the next, who counted on its address; ends, as it only ever adds.
  for (let before = -1; before !== held.size; ) {
    before = held.size;
    for (const { old, person } of claims) {
      const { number, email } = person;
      if (email === null || held.has(number)) continue;
      const isNew = old === undefined || isGone(old);
      const owner = owners
        .get(email)
        ?.find((other) => other.number !== number && keeps(other, email, isNew));
      if (owner === undefined && !elsewhere.has(email)) continue;
      const name = `${person.firstName} ${person.lastName}`;
      held.set(number, { number, name, email, owner: owner?.number ?? null, person });
    }
  }
  return held;
}

/**
 * The people whom an import alters without those held, and those who stay as they are because of
 * it: until it is told whether the two are one, an owner stays, and so does the address.
 */
export function withoutHeld(
  altered: ReadonlyMap<string, Altered>,
  held: ReadonlyMap<string, Held>,
): { altered: Map<string, Altered>; kept: StoredPerson[] } {
  const rest = new Map(altered);
  const kept: StoredPerson[] = [];
  const keep = (number: string) => {
    const one = rest.get(number);
    if (one !== undefined && rest.delete(number)) kept.push(one.old);
  };
  for (const { number, owner } of held.values()) {
    keep(number);
    const one = rest.get(owner ?? '');
    if (one === undefined) continue;
    const { old, person } = one;
    if (isGone(person)) keep(old.number);
    else if (person.email === null)
      rest.set(old.number, { old, person: { ...person, email: old.email } });
  }
  return { altered: rest, kept };
}

/** People whom an import adds, as often as asked for. */
export function claimsBy(people: Iterable<Person>): Iterable<Claim> {
  return {
    *[Symbol.iterator]() {
      for (const person of people) yield { old: undefined, person };
    },
  };
}

/** Those who would have an address that they have not. */
function* claimsOf(
  people: Iterable<Claim>,
  wanted: (email: string | null) => boolean = (email) => email !== null,
): Generator<Claim> {
  for (const claim of people) {
    const { old, person } = claim;
    if (!wanted(person.email) || isGone(person)) continue;
    if (old === undefined || isGone(old) || old.email !== person.email) yield claim;
  }
}
