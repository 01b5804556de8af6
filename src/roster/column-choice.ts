import type { Correction } from './header-correction.ts';
import { headingKey } from './header-synonyms.ts';

/** A column as `showMapping` gives it. */
type ShownColumn = { column: number; label: string; field: string | null; why: string };

/**
 * What somebody has chosen for the columns of a file, as corrections that name every column that
 * matters; undefined where they chose what they were shown. Columns of identity numbers cannot be
 * chosen (DESIGN rule 9).
 */
export function correctionsFor(
  columns: readonly ShownColumn[],
  targets: ReadonlyMap<number, string>,
): Correction[] | undefined {
  const chosen = columns.flatMap((shown) => {
    const now = shown.field ?? 'ignore';
    const target = targets.get(shown.column) ?? now;
    return shown.why === 'identity' ? [] : [{ shown, target, changed: target !== now }];
  });
  if (chosen.every(({ changed }) => !changed)) return undefined;
  return chosen.flatMap(({ shown, target, changed }) =>
    target === 'ignore' && !changed && shown.why === 'unknown'
      ? []
      : [{ ...placeOf(shown, columns), target }],
  );
}

/** By heading, so that it holds in the next file too; by place where the heading says nothing or is covered. */
function placeOf(
  shown: ShownColumn,
  columns: readonly ShownColumn[],
): Pick<Correction, 'heading' | 'nth'> {
  const key = headingKey(shown.label);
  if (key === '' || shown.label.includes('[personnummer]'))
    return { heading: '', nth: shown.column };
  const same = columns.filter(({ label }) => headingKey(label) === key);
  return { heading: shown.label, nth: same.indexOf(shown) + 1 };
}
