import { expect, it } from 'vitest';
import { mayBeMailed, pilotLists } from '../../../src/delivery/pilot.ts';

it('without a list everybody is mailed', () => {
  expect(pilotLists(undefined)).toBeUndefined();
  expect(mayBeMailed(undefined, 'anna@example.org')).toBe(true);
});

const lists = pilotLists(['Anna@Example.org', 'skola.example.org', '@vard.example.org']);

it('reads addresses and domains, with or without @, in any case', () => {
  expect(lists).toEqual({
    addresses: ['anna@example.org'],
    domains: ['skola.example.org', 'vard.example.org'],
  });
});

it.each(['anna@example.org', 'ANNA@EXAMPLE.ORG', 'bo@skola.example.org', 'eva@Vard.Example.org'])(
  '%s belongs to the pilot',
  (address) => expect(mayBeMailed(lists, address)).toBe(true),
);

it.each([
  'bo@example.org',
  'anna@example.org.evil.example',
  'bo@extra.skola.example.org',
  'bo@minskola.example.org',
  '"anna@example.org"@evil.example',
  '',
])('%j does not', (address) => {
  expect(mayBeMailed(lists, address)).toBe(false);
});
