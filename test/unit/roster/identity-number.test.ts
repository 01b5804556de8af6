import { describe, expect, it } from 'vitest';
import { holdsIdentityNumber, maskIdentityNumbers } from '../../../src/roster/identity-number.ts';

describe('rule 9: identity numbers are recognised wherever they stand', () => {
  it.each([
    '19801084-8371',
    '801084-8371',
    '801084+8371',
    '198010848371',
    '8010848371',
    '19800101 1234',
    '19800101-TF12',
    'Kim 19491279-3402 Berg',
    '199012019876;x',
  ])('%s', (text) => {
    expect(holdsIdentityNumber(text)).toBe(true);
    expect(maskIdentityNumbers(text)).not.toMatch(/\d{4}/);
  });

  it.each([
    '000405',
    '100101',
    '2026-10-01',
    '20261001',
    '1234567',
    'kim.berg2@exempelkommun.test',
  ])('leaves %s alone', (text) => {
    expect(holdsIdentityNumber(text)).toBe(false);
    expect(maskIdentityNumbers(text)).toBe(text);
  });

  it('covers any long run of digits in what is shown', () => {
    expect(maskIdentityNumbers('99999999999')).toBe('[personnummer]');
    expect(maskIdentityNumbers('2026-13-45')).toBe('2026-13-45');
  });
});
