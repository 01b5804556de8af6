import { describe, expect, test } from 'vitest';
import { formatAudience, parseAudience } from '../../../src/campaign/audience.ts';

describe('parseAudience', () => {
  test.each([
    ['all', { kind: 'all' }],
    [' all ', { kind: 'all' }],
    ['department:A1', { kind: 'departments', codes: ['A1'] }],
    ['department:A1,B2', { kind: 'departments', codes: ['A1', 'B2'] }],
    ['department:A1, department:B2', { kind: 'departments', codes: ['A1', 'B2'] }],
    ['department:A1,B2,A1,', { kind: 'departments', codes: ['A1', 'B2'] }],
  ])('reads %s', (text, audience) => {
    expect(parseAudience(text)).toEqual(audience);
  });

  test.each([
    '',
    'alla',
    'A1',
    'department:',
    'department:,',
    'departments:A1',
    'A1,department:B2',
  ])('rule 14: refuses "%s" and shows what may be written', (text) => {
    expect(() => parseAudience(text)).toThrow(
      expect.objectContaining({
        code: 'BAD_REQUEST',
        detail: `The audience "${text}" cannot be read. Write all, or department:CODE,CODE.`,
      }),
    );
  });

  test.each(['all', 'department:A1', 'department:A1,B2'])(
    '%s is written as it was read',
    (text) => {
      expect(formatAudience(parseAudience(text))).toBe(text);
    },
  );
});
