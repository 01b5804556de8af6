import { type CodeForm, codeForm } from './code-and-name.ts';
import type { Column } from './roster-header.ts';

/** A department as a row names it. */
export type DepartmentName = { code: string; name: string };

/** One level of a row as its cells have it; empty where there is no column or nothing in it. */
export type LevelText = { level: number; code: string; name: string };

/** What the cells of a level hold: a code, a name, or both in one, by its form (1001 Kansli). */
export type LevelShape = { code: 'code' | CodeForm; name: 'code' | 'name' | CodeForm };

const mostLists = 20_000;
/** So much of a level's different texts must have the form for all to be read by it. */
const most = 0.9;

/**
 * What each level's cells hold, judged by all of them together, since a name may begin with a
 * number too (112-centralen). The order of rows changes nothing.
 */
export function levelShapes(rows: Iterable<readonly LevelText[]>): Map<number, LevelShape> {
  const seen = new Map<number, { codes: Set<string>; names: Set<string> }>();
  for (const row of rows)
    for (const { level, code, name } of row) {
      const texts = seen.get(level) ?? { codes: new Set(), names: new Set() };
      if (code !== '') texts.codes.add(code);
      // Beside a code of its own a name is a name, whatever it looks like.
      if (name !== '' && code === '') texts.names.add(name);
      seen.set(level, texts);
    }
  return new Map(
    [...seen].map(([level, { codes, names }]) => [
      level,
      {
        code: codeForm(codes, true) ?? 'code',
        name: mostAre(/^\d[\d._/-]*$/, names) ? 'code' : (codeForm(names) ?? 'name'),
      },
    ]),
  );
}

function mostAre(pattern: RegExp, texts: ReadonlySet<string>): boolean {
  let hits = 0;
  for (const text of texts) if (pattern.test(text)) hits += 1;
  return texts.size > 0 && hits >= texts.size * most;
}

/**
 * The departments of one row, from the top down. A level without code gets one from the path to
 * it, the same in every file: `10/arkiv-och-diarium`. An empty level is skipped, as is one that
 * repeats the one above, which small departments do.
 */
export function departmentPath(
  levels: readonly LevelText[],
  shapes: ReadonlyMap<number, LevelShape>,
): DepartmentName[] {
  const path: DepartmentName[] = [];
  for (const level of [...levels].sort((a, b) => a.level - b.level)) {
    const { code, name } = readLevel(level, shapes.get(level.level));
    if (code === '' && name === '') continue;
    const above = path.at(-1);
    if (code === '' && above !== undefined && slug(above.name) === slug(name)) continue;
    const own = code || [...(above ? [above.code] : []), slug(name)].join('/');
    if (above?.code !== own) path.push({ code: own, name: name || code });
  }
  return path;
}

function readLevel(level: LevelText, shape: LevelShape | undefined): DepartmentName {
  if (level.code !== '') {
    const parts = typeof shape?.code === 'function' ? shape.code(level.code) : undefined;
    if (parts === undefined) return { code: level.code, name: level.name };
    return { code: parts.code, name: level.name || parts.name };
  }
  if (shape?.name === 'code') return { code: level.name, name: '' };
  const parts = typeof shape?.name === 'function' ? shape.name(level.name) : undefined;
  return parts ?? { code: '', name: level.name };
}

/** The name without case and punctuation; letters stay, since Vård is not Värd. */
function slug(name: string): string {
  const words = name.toLowerCase().match(/[\p{L}\p{N}]+/gu);
  return words?.join('-') ?? name;
}

/**
 * Gathers the departments of a file's rows, each different path once, and names them when all
 * have been seen: until `settle` the lists it gave out are empty.
 */
export function createDepartmentReader(): {
  read: (levels: readonly LevelText[]) => DepartmentName[];
  settle: () => void;
} {
  const paths = new Map<string, { levels: readonly LevelText[]; path: DepartmentName[] }>();
  // Rows of one department may come with the same list: its texts need no second look.
  const lists = new Map<readonly LevelText[], DepartmentName[]>();
  const pathOf = (levels: readonly LevelText[]) => {
    const key = JSON.stringify(levels.map(({ level, code, name }) => [level, code, name]));
    const known = paths.get(key);
    if (known !== undefined) return known.path;
    const path: DepartmentName[] = [];
    paths.set(key, { levels, path });
    return path;
  };
  return {
    read: (levels) => {
      const known = lists.get(levels);
      if (known !== undefined) return known;
      const path = pathOf(levels);
      if (lists.size < mostLists) lists.set(levels, path);
      return path;
    },
    settle: () => {
      const shapes = levelShapes([...paths.values()].map(({ levels }) => levels));
      for (const { levels, path } of paths.values())
        path.splice(0, path.length, ...departmentPath(levels, shapes));
    },
  };
}

/** The departments of a row that is read alone. */
export function departmentsAlone(levels: readonly LevelText[]): DepartmentName[] {
  return departmentPath(levels, levelShapes([levels]));
}

/** Levels with anything in them; undefined where the file has no departments at all. */
export function levelTexts(
  columns: readonly Column[],
  cells: readonly string[],
): LevelText[] | undefined {
  const levels = new Map<number, LevelText>();
  let any = false;
  for (const [index, column] of columns.entries()) {
    if (column.field !== 'department') continue;
    any = true;
    const text = cells[index] ?? '';
    if (text === '') continue;
    const level = levels.get(column.level) ?? { level: column.level, code: '', name: '' };
    level[column.part] = text;
    levels.set(column.level, level);
  }
  return any ? [...levels.values()].sort((a, b) => a.level - b.level) : undefined;
}
