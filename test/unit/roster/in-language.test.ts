import { expect, test } from 'vitest';
import { inLanguage } from '../../../src/platform/in-language.ts';
import { forPage } from '../../../src/roster/in-language.ts';
import { inBothLanguages } from '../../../src/roster/row-problem.ts';

test('one half of a text in both languages, also where a value holds the separator', () => {
  const text = inBothLanguages('Kolumnen A / B saknas.', 'The column A / B is missing.');
  expect(inLanguage(text, 'sv')).toBe('Kolumnen A / B saknas.');
  expect(inLanguage(text, 'en')).toBe('The column A / B is missing.');
  expect(inLanguage('Bara en mening.', 'en')).toBe('Bara en mening.');
  expect(inLanguage('Ett. / One.\nTvå. / Two.', 'en')).toBe('One.\nTwo.');
});

test.each([
  [
    'Filen passar inte profilen p. Kolumner saknas: X. Rätta exporten, spara profilen på nytt, eller läs in utan den med --no-profile. / The file does not fit the profile p. Columns are missing: X. Correct the export, save the profile again, or import without it by --no-profile.',
    'Filen passar inte profilen p. Kolumner saknas: X. Rätta exporten, spara profilen på nytt.',
  ],
  [
    'Är det en annan kolumn, läs in med --map "Sekr=ignore"; annars spara en profil som anger vilka värden som betyder ja (--protected-yes). / Else (--protected-yes).',
    'Är det en annan kolumn, välj Läs inte för Sekr bland kolumnerna; annars spara en profil som anger vilka värden som betyder ja.',
  ],
  [
    'Inläsningen är inte genomförd, eller redan ångrad. Se roster history. / The import has not been applied. See roster history.',
    'Inläsningen är inte genomförd, eller redan ångrad.',
  ],
])('a page names no command: %#', (detail, expected) => {
  expect(forPage(detail, 'sv')).toBe(expected);
});
