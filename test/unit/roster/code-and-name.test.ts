import { describe, expect, it } from 'vitest';
import { type CodeAndName, codeForm } from '../../../src/roster/code-and-name.ts';
import {
  departmentPath,
  type LevelText,
  levelShapes,
} from '../../../src/roster/department-levels.ts';

const read = (...texts: string[]): (CodeAndName | undefined)[] => {
  const form = codeForm(new Set(texts));
  return texts.map((text) => form?.(text));
};
const kansli = { code: '1001', name: 'Kansli' };

describe('code and name in one column', () => {
  it.each([
    '1001 Kansli',
    '1001-Kansli',
    '1001 - Kansli',
    '1001 – Kansli',
    '1001 -Kansli',
    '1001: Kansli',
    '1001:Kansli',
    '1001_Kansli',
    'Kansli (1001)',
    'Kansli [1001]',
    'Kansli(1001)',
  ])('%s', (text) => {
    expect(read(text)).toEqual([kansli]);
    const level: LevelText = { level: 1, code: '', name: text };
    expect(departmentPath([level], levelShapes([[level]]))).toEqual([kansli]);
    const other = text.replace('1001', '1002').replace('Kansli', 'Skola');
    expect(read(text, other)).toEqual([kansli, { code: '1002', name: 'Skola' }]);
  });

  it('a column in which some were typed by hand', () => {
    expect(read('1001 Kansli', '1002-Skola', '1003: Vård')).toEqual([
      kansli,
      { code: '1002', name: 'Skola' },
      { code: '1003', name: 'Vård' },
    ]);
    expect(read('10-01-Kansli', 'KS2.4-Arkiv')).toMatchObject([
      { code: '10-01' },
      { code: 'KS2.4' },
    ]);
  });

  it.each([
    [['3-5 F']],
    [['1-3 Norra', '4-6 Norra', 'F-9 Södra']],
    [['Hus 12 (A)', 'Hus 13 (B)']],
    [['7 A', '7 B', '8 A']],
    [['7-A', '7-B']],
    [['112-centralen']],
    [['1177-enheten', '112-centralen']],
    [['Blåsippan (10)', 'Vitsippan (10)', 'Gullvivan (10)']],
    [['Boende (24)']],
    [['Kansli', 'Arkiv', 'Skola (1002)']],
    [['Kansli', 'Arkiv', '1002-Skola']],
    [['10 Norra', '10 Södra', '10 Västra']],
  ])('%j are names', (texts) => {
    expect(read(...texts)).toEqual(texts.map(() => undefined));
  });

  it('a hyphen within a column of codes belongs to the code', () => {
    expect(codeForm(new Set(['10-ADM', '11-ADM']), true)).toBeUndefined();
    expect(codeForm(new Set(['1001 Kansli']), true)?.('1001 Kansli')).toEqual(kansli);
  });

  it('rule 14: is not held up by what is made to be slow', () => {
    expect(read(`1${' '.repeat(10_000)}(`, `a${'('.repeat(10_000)}`)).toEqual([
      undefined,
      undefined,
    ]);
  });
});
