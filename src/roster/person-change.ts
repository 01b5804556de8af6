import type { Claim } from './held-addresses.ts';
import { compareCodes, type Employment } from './main-employment.ts';
import { isGone, type Person, type StoredPerson } from './roster-state.ts';

export type Listed = { number: string; name: string; department: string | null };

/** People whom an import adds or alters. `save` holds those stored as they are to be. */
export type PersonChanges = {
  /** `begins` where the first employment is still to come: nobody is mailed before. */
  joiners: (Listed & { begins?: string })[];
  movers: (Listed & { from: string | null })[];
  changed: (Listed & { what: string[] })[];
  /** People in the file whose last employment has ended. */
  ended: StoredPerson[];
  save: Person[];
};

/**
 * Compares people with what is stored. Who returns is a joiner; who moves is listed as changed
 * too only where something besides employments differs. Who is not stored and has already
 * left is not stored either: of those to be added, the rest are `joiners` and no more.
 */
export function comparePeople(people: Iterable<Claim>): PersonChanges {
  const changes: PersonChanges = { joiners: [], movers: [], changed: [], ended: [], save: [] };
  for (const { old, person } of people) {
    if (old === undefined || isGone(old)) {
      if (isGone(person)) continue;
      const { begins } = person;
      changes.joiners.push(begins === null ? listed(person) : { ...listed(person), begins });
      if (old !== undefined) changes.save.push(person);
      continue;
    }
    const gone = isGone(person);
    const away = person.left && !old.left;
    if (gone || away) changes.ended.push(old);
    const moved = !gone && old.department !== person.department;
    const rearranged = !sameEmployments(old, person) || old.begins !== person.begins;
    const what = attributes.filter((attribute) => old[attribute] !== person[attribute]) as string[];
    if (!sameAbsences(old, person)) what.push('absences');
    if (rearranged && !moved && !gone && !away) what.push('employments');
    if (moved) changes.movers.push({ ...listed(person), from: old.department });
    if (what.length > 0 && !gone) changes.changed.push({ ...listed(person), what });
    if (moved || rearranged || gone || away || old.left !== person.left || what.length > 0)
      changes.save.push(person);
  }
  for (const list of Object.values(changes)) (list as { number: string }[]).sort(byNumber);
  return changes;
}

/** True where nothing of a person would be written. */
export function samePerson(a: Person, b: Person): boolean {
  return (
    attributes.every((attribute) => a[attribute] === b[attribute]) &&
    a.department === b.department &&
    a.left === b.left &&
    a.begins === b.begins &&
    sameEmployments(a, b) &&
    sameAbsences(a, b)
  );
}

export function listed({ number, firstName, lastName, department }: Person): Listed {
  return { number, name: `${firstName} ${lastName}`, department };
}

export function byNumber(a: { number: string }, b: { number: string }): number {
  return compareCodes(a.number, b.number);
}

const attributes = ['firstName', 'lastName', 'email', 'language', 'title'] as const;

/** The order of employments carries no meaning. */
function sameEmployments({ employments: a }: Person, { employments: b }: Person): boolean {
  const [one, other] = [a[0], b[0]];
  if (a.length !== b.length) return false;
  if (a.length === 1 && one !== undefined && other !== undefined) return sameEmployment(one, other);
  const text = (employments: Employment[]) => employments.map(asText).sort().join('\n');
  return text(a) === text(b);
}

function sameEmployment(a: Employment, b: Employment): boolean {
  return (
    a.department === b.department &&
    a.title === b.title &&
    a.form === b.form &&
    a.startsOn === b.startsOn &&
    a.endsOn === b.endsOn
  );
}

function asText({ department, title, form, startsOn, endsOn }: Employment): string {
  return JSON.stringify([department, title, form, startsOn, endsOn]);
}

function sameAbsences(a: Person, b: Person): boolean {
  if (a.absences.length !== b.absences.length) return false;
  return a.absences.every(
    ({ from, until }, at) => from === b.absences[at]?.from && until === b.absences[at]?.until,
  );
}
