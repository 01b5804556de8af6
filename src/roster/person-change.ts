import { compareCodes, type Employment } from './main-employment.ts';
import type { Person, StoredPerson } from './roster-state.ts';

export type Listed = { number: string; name: string; department: string | null };

/** People whom an import adds or alters. `save` holds each of them as they are to be. */
export type PersonChanges = {
  joiners: Listed[];
  movers: (Listed & { from: string | null })[];
  changed: (Listed & { what: string[] })[];
  save: Person[];
};

/**
 * Compares people with what is stored. Who returns is a joiner; who moves is listed as changed
 * too only where something besides employments differs.
 */
export function comparePeople(
  stored: ReadonlyMap<string, StoredPerson>,
  next: ReadonlyMap<string, Person>,
): PersonChanges {
  const changes: PersonChanges = { joiners: [], movers: [], changed: [], save: [] };
  for (const person of [...next.values()].sort(byNumber)) {
    const old = stored.get(person.number);
    if (old === undefined || old.left) {
      changes.joiners.push(listed(person));
      changes.save.push(person);
      continue;
    }
    const moved = old.department !== person.department;
    const rearranged = !sameEmployments(old, person);
    const what = attributes.filter((attribute) => old[attribute] !== person[attribute]) as string[];
    if (rearranged && !moved) what.push('employments');
    if (moved) changes.movers.push({ ...listed(person), from: old.department });
    if (what.length > 0) changes.changed.push({ ...listed(person), what });
    if (moved || rearranged || what.length > 0) changes.save.push(person);
  }
  return changes;
}

export function listed({ number, firstName, lastName, department }: Person): Listed {
  return { number, name: `${firstName} ${lastName}`, department };
}

export function byNumber(a: { number: string }, b: { number: string }): number {
  return compareCodes(a.number, b.number);
}

const attributes = ['firstName', 'lastName', 'email', 'language', 'title'] as const;

/** The order of employments carries no meaning. */
function sameEmployments(before: Person, after: Person): boolean {
  const text = ({ employments }: Person) => employments.map(asText).sort().join('\n');
  return text(before) === text(after);
}

function asText({ department, title, form, startsOn, endsOn }: Employment): string {
  return JSON.stringify([department, title, form, startsOn, endsOn]);
}
