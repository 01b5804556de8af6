import { namedLevels } from './header-synonyms.ts';

export type TargetGroup = {
  group: 'person' | 'employment' | 'place' | null;
  targets: readonly string[];
};

const numbered = ['Org.nivå 1', 'Org.nivå 2', 'Org.nivå 3', 'Org.nivå 4', 'Org.nivå 5'];

const groups: readonly TargetGroup[] = [
  { group: null, targets: ['ignore'] },
  {
    group: 'person',
    targets: [
      'number',
      'firstName',
      'lastName',
      'fullName',
      'email',
      'protected',
      'language',
      'absenceFrom',
      'absenceUntil',
      'absence',
    ],
  },
  { group: 'employment', targets: ['title', 'form', 'startsOn', 'endsOn'] },
  {
    group: 'place',
    targets: [...namedLevels, ...numbered, 'Ansvar'].flatMap((level) => [
      `${level} kod`,
      `${level} namn`,
    ]),
  },
];

/** What a column can be said to be, in groups; `chosen` is among them, whatever it is. */
export function columnTargets(chosen: string): readonly TargetGroup[] {
  if (groups.some(({ targets }) => targets.includes(chosen))) return groups;
  return [{ group: null, targets: ['ignore', chosen] }, ...groups.slice(1)];
}
