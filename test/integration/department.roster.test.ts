import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { departmentSubtree } from '../../src/access/department-subtree.repository.ts';
import { tokenCreateCommand } from '../../src/access/token-create.command.ts';
import { audienceMatch } from '../../src/campaign/audience.repository.ts';
import { loadDepartments } from '../../src/roster/department.repository.ts';
import {
  mergeDepartments,
  moveDepartment,
  renameDepartment,
} from '../../src/roster/department-change.service.ts';
import { undoImport } from '../../src/roster/undo-import.service.ts';
import { openRosterWorld, type RosterWorld } from '../support/roster-world.ts';
import { dumpTables } from '../support/tables.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, n, 8));
const tables = ['departments', 'employees', 'employments'];
const heading =
  'Anställningsnummer;Förnamn;Efternamn;E-post;Förvaltningskod;Förvaltning;Enhetskod;Enhet;Skyddad identitet';
let world: RosterWorld;

beforeAll(async () => {
  world = await openRosterWorld();
});
afterEach(() => world.empty());
afterAll(() => world?.close());

/** Departments of a file: code to parent and name; parents have no parent and are named by code. */
type Units = Record<string, readonly [top: string, name: string, people?: number]>;

/** A staff list with three people in each unit; a person's number says the unit they began in. */
async function file(units: Units, at: Record<string, string> = {}): Promise<string> {
  const lines = Object.keys(units).flatMap((origin) =>
    Array.from({ length: units[origin]?.[2] ?? 3 }, (_, n) => {
      const code = at[origin] ?? origin;
      const [top, name] = units[code] ?? ['', ''];
      const number = `${origin}${n}`;
      return `${number};Kim;Berg;kim${number}@exempelkommun.test;${top};Topp ${top};${code};${name};N`;
    }),
  );
  return world.write([heading, ...lines].map((line) => `${line}\r\n`).join(''));
}

const tree = async () =>
  Object.fromEntries(
    [...(await loadDepartments(world.db)).values()]
      .filter(({ closed }) => !closed)
      .map(({ code, name, parent }) => [code, [parent, name]]),
  );
const units: Units = { 1001: ['10', 'Ett'], 1002: ['10', 'Två'], 2001: ['20', 'Tre'] };

describe('what was stated holds', () => {
  test('against a file that says what it said before, and gives way to one that says something new', async () => {
    await world.take(day(1), await file(units));
    await renameDepartment(world, day(2), { code: '1001', name: 'Förskolan' });
    await moveDepartment(world, day(2), { code: '1001', under: '20' });
    const same = await world.take(day(3), await file(units));
    expect(same.diff.departments).toMatchObject({ renamed: [], moved: [], closed: [] });
    expect(await tree()).toMatchObject({ 1001: ['20', 'Förskolan'] });

    await world.take(day(4), await file({ ...units, 1001: ['10', 'Annat'] }));
    expect(await tree()).toMatchObject({ 1001: ['20', 'Annat'] });
    await world.take(day(5), await file({ ...units, 1001: ['20', 'Annat'] }));
    expect(await tree()).toMatchObject({ 1001: ['20', 'Annat'] });
    // HR has followed; from now on its going back is a change like any other.
    const back = await world.take(day(6), await file({ ...units, 1001: ['10', 'Annat'] }));
    expect(back.diff.departments.moved).toEqual([{ code: '1001', from: '20', to: '10' }]);
    expect(await tree()).toMatchObject({ 1001: ['10', 'Annat'] });
  });

  test('for each source by what that source said', async () => {
    await world.take(day(1), await file(units));
    await renameDepartment(world, day(2), { code: '1001', name: 'Förskolan' });
    const other = await world.write(
      `${heading}\r\n9;Kim;Berg;kim9@exempelkommun.test;10;Topp 10;1001;Skolans;N\r\n`,
    );
    await world.take(day(3), other, 'skolan');
    expect(await tree()).toMatchObject({ 1001: ['10', 'Skolans'] });
    await world.take(day(4), await file(units));
    await world.take(day(5), other, 'skolan');
    expect(await tree()).toMatchObject({ 1001: ['10', 'Skolans'] });
  });

  test('rule 8: a part of the organisation is what the file holds, not what was stated since', async () => {
    await world.take(day(1), await file(units));
    await moveDepartment(world, day(2), { code: '1001', under: '20' });
    const { 2001: only20, ...only10 } = units;
    const part = await world.take(day(3), await file({ 2001: only20 ?? ['20', 'Tre'] }));
    expect([part.diff.leavers, part.diff.departments.closed]).toEqual([[], []]);
    const rest = await world.take(day(4), await file({ ...only10, 1001: ['10', 'Ett', 2] }));
    expect(rest.diff.leavers).toMatchObject([{ number: '10012' }]);
    expect(await tree()).toMatchObject({ 1001: ['20', 'Ett'] });
  });

  test('unless it would close a circle with what the file has changed', async () => {
    const line = (...path: string[]) => [1, 2, 3].map((n) => [`${path.at(-1)}${n}`, path] as const);
    const nested = (...all: (readonly [string, string[]])[]) => {
      const rows = all.map(([number, path]) => {
        const cells = [0, 1, 2].map((at) => (path[at] ? `${path[at]};Enhet ${path[at]}` : ';'));
        return `${number};Kim;Berg;k${number}@exempelkommun.test;${cells.join(';')};N`;
      });
      const head = heading.replace('Enhetskod;Enhet', 'Avdelningskod;Avdelning;Enhetskod;Enhet');
      return world.write([head, ...rows].map((row) => `${row}\r\n`).join(''));
    };
    await world.take(day(1), await nested(...line('T', 'A'), ...line('T', 'B')));
    await moveDepartment(world, day(2), { code: 'B', under: 'A' });
    await world.take(day(3), await nested(...line('T', 'A'), ...line('T', 'B')));
    expect(await tree()).toMatchObject({ A: ['T', 'Enhet A'], B: ['A', 'Enhet B'] });
    await world.take(day(4), await nested(...line('T', 'B', 'A'), ...line('T', 'B')));
    expect(await tree()).toMatchObject({ A: ['B', 'Enhet A'], B: ['T', 'Enhet B'] });
  });

  test('undo takes back what the file had said as well', async () => {
    await world.take(day(1), await file(units));
    await renameDepartment(world, day(2), { code: '1001', name: 'Förskolan' });
    const before = await dumpTables(world.db, tables);
    const second = await world.take(day(3), await file({ ...units, 1001: ['10', 'Annat'] }));
    await undoImport(world, day(3), { import: second.import });
    expect(await dumpTables(world.db, tables)).toEqual(before);
    await world.take(day(4), await file(units));
    expect(await tree()).toMatchObject({ 1001: ['10', 'Förskolan'] });
  });
});

describe('a merge that an import recognises', () => {
  const into: Record<string, string> = { 1002: '1001' };
  const retired = async () => (await loadDepartments(world.db)).get('1002');

  test('is recorded like a stated one, undo takes it back, and the code opens again with the file', async () => {
    await world.take(day(1), await file(units));
    const before = await dumpTables(world.db, tables);
    const merging = await world.take(day(2), await file(units, into));
    expect(await retired()).toMatchObject({
      closed: true,
      mergedInto: '1001',
      mergedHow: 'recognised',
      parent: '1001',
    });
    const merged = await dumpTables(world.db, tables);
    await undoImport(world, day(2), { import: merging.import });
    expect(await dumpTables(world.db, tables)).toEqual(before);

    await world.take(day(3), await file(units, into));
    const again = await world.take(day(4), await file(units));
    expect(again.diff.departments).toMatchObject({ reopened: ['1002'], aliases: [] });
    expect(await retired()).toMatchObject({ closed: false, mergedInto: null, parent: '10' });
    await undoImport(world, day(4), { import: again.import });
    expect(await retired()).toMatchObject({ mergedInto: '1001', mergedHow: 'recognised' });
    expect(merged).not.toEqual(before);
  });

  test('is none while one of its people is elsewhere or has left', async () => {
    await world.take(day(1), await file({ ...units, 1002: ['10', 'Två', 10] }));
    const left = await world.take(day(2), await file({ ...units, 1002: ['10', 'Två', 9] }, into));
    expect(left.diff.departments.merged).toMatchObject([{ codes: ['1002'], people: 9 }]);
    expect(await retired()).toMatchObject({ closed: true, mergedInto: null });
  });

  test('stated afterwards it retires the code for files to come', async () => {
    await world.take(day(1), await file(units));
    await world.take(day(2), await file(units, into));
    await mergeDepartments(world, day(3), { codes: ['1002'], into: '1001' });
    const old = await world.take(day(4), await file(units));
    expect(old.diff.departments.aliases).toEqual([{ code: '1002', into: '1001', rows: 3 }]);
    expect(await retired()).toMatchObject({ closed: true, mergedHow: null });
  });
});

describe('an audience', () => {
  const audience = async (...codes: string[]) => {
    const { departments: ids } = await audienceMatch(world.db, { kind: 'departments', codes });
    const all = [...(await loadDepartments(world.db)).values()];
    return all.filter(({ id, closed }) => ids?.includes(id) && !closed).map(({ code }) => code);
  };

  test('follows stated merges, chains too, to who took the people and what came along, no further', async () => {
    await world.take(day(1), await file(units));
    await mergeDepartments(world, day(2), { codes: ['10'], into: '20' });
    // 2001 was 20's own before.
    expect(await audience('10')).toEqual(['1001', '1002', '20']);
    expect(await audience('20')).toEqual(['1001', '1002', '20', '2001']);
    await mergeDepartments(world, day(3), { codes: ['20'], into: '2001' });
    expect(await audience('10')).toEqual(['1001', '1002', '2001']);
    await moveDepartment(world, day(4), { code: '1002', under: null });
    expect(await audience('10')).toEqual(['1001', '2001']);
  });

  test('follows what an import recognised only where nothing but the code is new', async () => {
    await world.take(day(1), await file(units));
    await world.take(day(2), await file(units, { 1002: '1001' }));
    expect(await audience('1002')).toEqual([]);
    await world.take(
      day(3),
      await file({ ...units, 2009: ['20', 'Tre', 0] }, { 1002: '1001', 2001: '2009' }),
    );
    expect(await audience('2001')).toEqual(['2009']);
  });
});

test('rule 10: a leader of a merged department sees its past and nothing of its successor', async () => {
  await world.take(day(1), await file(units));
  await mergeDepartments(world, day(2), { codes: ['1002'], into: '1001' });
  await mergeDepartments(world, day(3), { codes: ['1001'], into: '2001' });
  const all = await loadDepartments(world.db);
  const id = (code: string) => all.get(code)?.id ?? 0;
  expect(await departmentSubtree(world.db, id('1002'))).toEqual(new Set([id('1002')]));
  expect((await departmentSubtree(world.db, id('2001'))).has(id('1002'))).toBe(true);
  const make = (code: string) =>
    tokenCreateCommand({ db: world.db, now: day(4) }, ['--role', 'leader', '--department', code]);
  await expect(make('1002')).rejects.toThrow(/part of 2001/);
  expect((await make('2001')).exitCode).toBe(0);
});

const codes = ['1001', '1002', '1003', '2001', '2002'];
const anyUnits = fc
  .array(fc.tuple(fc.constantFrom('10', '20'), fc.constantFrom('A', 'B'), fc.boolean()), {
    minLength: codes.length,
    maxLength: codes.length,
  })
  .map((picks) => {
    const present = codes.flatMap((code, at) => {
      const [top, name, there] = picks[at] ?? ['10', 'A', true];
      return there || at === 0 ? [[code, [top, name] as const] as const] : [];
    });
    return Object.fromEntries(present) as Units;
  });
const anyStated = fc.oneof(
  fc.record({ code: fc.constantFrom(...codes), name: fc.constantFrom('A', 'B', 'C') }),
  fc.record({ code: fc.constantFrom(...codes), under: fc.constantFrom('10', '20', ...codes) }),
  fc.record({ codes: fc.tuple(fc.constantFrom(...codes)), into: fc.constantFrom('20', ...codes) }),
);

test('any files and statements: a second import changes nothing, undo is identity, statements hold', async () => {
  let stated = 0;
  await fc.assert(
    fc.asyncProperty(
      anyUnits,
      fc.array(anyStated, { minLength: 1, maxLength: 4 }),
      anyUnits,
      async (first, said, next) => {
        await world.empty();
        await world.take(day(1), await file(first));
        for (const one of said)
          try {
            if ('name' in one) await renameDepartment(world, day(2), one);
            else if ('under' in one) await moveDepartment(world, day(2), one);
            else await mergeDepartments(world, day(2), one);
            stated += 1;
          } catch (error) {
            expect(error).toHaveProperty(
              'code',
              expect.stringMatching(/REFUSED|DEPARTMENT_UNKNOWN/),
            );
          }
        const before = await dumpTables(world.db, tables);
        const shape = await tree();
        const same = await world.take(day(3), await file(first));
        expect(await tree()).toEqual(shape);
        expect(same.diff.departments).toMatchObject({ renamed: [], moved: [], added: [] });
        await undoImport(world, day(3), { import: same.import });
        expect(await dumpTables(world.db, tables)).toEqual(before);

        const changing = await world.take(day(4), await file(next));
        const after = await dumpTables(world.db, ['departments']);
        const again = await world.take(day(5), await file(next));
        expect(await dumpTables(world.db, ['departments'])).toEqual(after);
        expect(again.diff.departments).toMatchObject({ renamed: [], moved: [], closed: [] });
        await undoImport(world, day(6), { import: again.import });
        await undoImport(world, day(6), { import: changing.import });
        // One that was added and that others' past stands below cannot go; it is closed.
        const left = await dumpTables(world.db, tables);
        const known = new Set((before.departments as { id: number }[]).map(({ id }) => id));
        const departments = (left.departments as { id: number; closed_at: string | null }[]).filter(
          ({ id, closed_at }) => known.has(id) || closed_at === null,
        );
        expect({ ...left, departments }).toEqual(before);
      },
    ),
    { numRuns: 25 },
  );
  expect(stated).toBeGreaterThan(10);
}, 120_000);
