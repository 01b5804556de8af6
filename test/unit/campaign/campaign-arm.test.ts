import { expect, test } from 'vitest';
import { armNamed, defaultArm } from '../../../src/campaign/campaign-arm.ts';

test.each(['none', '12-24', 'even:1', 'even:20', defaultArm])('%s is an arm', (name) => {
  expect(armNamed(name).name).toBe(name);
});

test.each(['', 'even', 'even:0', 'even:21', 'gain:2', 'memory:80', 'Even:2', '24-12'])(
  'rule 14: "%s" is refused with what may be written',
  (name) => {
    expect(() => armNamed(name)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }));
  },
);
