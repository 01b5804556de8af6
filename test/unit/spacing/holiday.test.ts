import Holidays from 'date-holidays';
import { describe, expect, test } from 'vitest';
import { easterSunday, holidays } from '../../../src/spacing/holiday.ts';
import { dayText } from '../../../src/spacing/local-day.ts';

const years = Array.from({ length: 81 }, (_, i) => 2020 + i);

/** By the sort the oracle gives them; it calls midsommarafton, julafton and nyårsafton `bank`. */
function oracleDays(year: number, type: string): string[] {
  const all = new Holidays('SE', { languages: ['sv'] }).getHolidays(year);
  const days = all.filter((one) => one.type === type).map((one) => one.date.slice(0, 10));
  return [...new Set(days)].sort();
}

function daysOf(year: number, eves: readonly (string | undefined)[]): string[] {
  const days = holidays(year)
    .filter(({ eve }) => eves.includes(eve))
    .map(({ day }) => day);
  return [...new Set(days)];
}

describe('holidays', () => {
  test('are those of date-holidays, every year from 2020 to 2100', () => {
    let compared = 0;
    for (const year of years) {
      const expected = oracleDays(year, 'public');
      expect(daysOf(year, [undefined]), String(year)).toEqual(expected);
      expect(daysOf(year, ['midsummerEve', 'christmasEve', 'newYearsEve']), String(year)).toEqual(
        oracleDays(year, 'bank'),
      );
      compared += expected.length;
    }
    expect(compared).toBeGreaterThan(81 * 12);
  });

  test('påskafton is the day before Easter, trettondagsafton 5 January', () => {
    for (const year of years) {
      expect(daysOf(year, ['holySaturday'])).toEqual([dayText(easterSunday(year) - 1)]);
      expect(daysOf(year, ['twelfthNight'])).toEqual([`${year}-01-05`]);
    }
  });

  test.each([
    [2024, '2024-03-31'],
    [2025, '2025-04-20'],
    [2026, '2026-04-05'],
    [2027, '2027-03-28'],
    // The earliest and the latest of the century, and the two for which simpler rules fail.
    [2038, '2038-04-25'],
    [2049, '2049-04-18'],
    [2076, '2076-04-19'],
    [2008, '2008-03-23'],
    [1954, '1954-04-18'],
    [1981, '1981-04-19'],
  ])('Easter of %d is %s', (year, day) => {
    expect(dayText(easterSunday(year))).toBe(day);
  });

  test('a whole year, named in both languages and in order', () => {
    expect(
      holidays(2026).map(({ day, name, eve }) => [day, name.sv, name.en, eve ?? '-'].join(' | ')),
    ).toMatchInlineSnapshot(`
      [
        "2026-01-01 | Nyårsdagen | New Year's Day | -",
        "2026-01-05 | Trettondagsafton | Twelfth Night | twelfthNight",
        "2026-01-06 | Trettondedag jul | Epiphany | -",
        "2026-04-03 | Långfredagen | Good Friday | -",
        "2026-04-04 | Påskafton | Holy Saturday | holySaturday",
        "2026-04-05 | Påskdagen | Easter Sunday | -",
        "2026-04-06 | Annandag påsk | Easter Monday | -",
        "2026-05-01 | Första maj | May Day | -",
        "2026-05-14 | Kristi himmelsfärdsdag | Ascension Day | -",
        "2026-05-24 | Pingstdagen | Whit Sunday | -",
        "2026-06-06 | Sveriges nationaldag | National Day of Sweden | -",
        "2026-06-19 | Midsommarafton | Midsummer Eve | midsummerEve",
        "2026-06-20 | Midsommardagen | Midsummer Day | -",
        "2026-10-31 | Alla helgons dag | All Saints' Day | -",
        "2026-12-24 | Julafton | Christmas Eve | christmasEve",
        "2026-12-25 | Juldagen | Christmas Day | -",
        "2026-12-26 | Annandag jul | Boxing Day | -",
        "2026-12-31 | Nyårsafton | New Year's Eve | newYearsEve",
      ]
    `);
  });

  test('two on one day are both named', () => {
    const names = holidays(2049).filter(({ day }) => day === '2049-06-06');
    expect(names.map(({ name }) => name.sv)).toEqual(['Pingstdagen', 'Sveriges nationaldag']);
  });
});
