import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../src/platform/errors.ts';
import { openRosterFile, rosterLimits } from '../../../src/roster/roster-file.reader.ts';
import type { RawRow } from '../../../src/roster/roster-row.ts';
import { rosterFile } from '../../support/roster-cases.ts';

const heading = 'Anställningsnummer;Personnummer;Förnamn;Efternamn;E-post;Enhetskod';
const line = '000405;19801084-8371;Åsa;Öberg;asa.oberg@exempelkommun.test;1001';
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nanokurs-roster-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(content: string | Buffer, limits = rosterLimits): Promise<RawRow[]> {
  const path = join(folder, 'lista.csv');
  await writeFile(path, content);
  const rows: RawRow[] = [];
  for await (const batch of (await openRosterFile(path, limits)).batches) rows.push(...batch);
  return rows;
}

const refusal = async (content: string | Buffer, limits = rosterLimits): Promise<string> => {
  const error = await read(content, limits).catch((caught: unknown) => caught);
  if (!(error instanceof AppError)) throw new Error(`not refused: ${String(error)}`);
  expect(error.code).toBe('FILE_INVALID');
  expect(error.detail).toMatch(/ \/ /);
  return error.detail ?? '';
};

describe('openRosterFile', () => {
  const text = `${heading}\r\n${line}\r\n`;
  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with BOM', Buffer.from(`\ufeff${text}`)],
    ['Windows-1252', Buffer.from(text, 'latin1')],
    ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['commas', Buffer.from(text.replaceAll(';', ','))],
    ['tabs and bare line feeds', Buffer.from(text.replaceAll(';', '\t').replaceAll('\r', ''))],
    ['quotes', Buffer.from(text.replaceAll(/[^;\r\n]+/g, '"$&"'))],
  ])('reads %s', async (_what, bytes) => {
    const [row] = await read(bytes);
    expect(row).toEqual({
      row: 2,
      cells: ['000405', 'Åsa', 'Öberg', 'asa.oberg@exempelkommun.test', '1001'],
      width: 6,
      surplus: false,
    });
  });

  it('tells the encoding from the whole file, not its beginning', async () => {
    const ascii = line.replaceAll(/[åäöÅÄÖ]/g, 'x');
    const many = `${heading.replaceAll('ä', 'a').replaceAll('ö', 'o')}\n${`${ascii}\n`.repeat(2_000)}${line}\n`;
    const rows = await read(
      Buffer.from(
        many.replace('Anstallningsnummer', 'Anstnr').replace('Fornamn', 'Tilltalsnamn'),
        'latin1',
      ),
    );
    expect(rows).toHaveLength(2_001);
    expect(rows.at(-1)?.cells[1]).toBe('Åsa');
  });

  it('numbers rows as a spreadsheet does, blank ones and line breaks in quotes included', async () => {
    const rows = await read(
      `${heading}\n\n${line.replace('Åsa', '"Å\nsa"')}\n;;;;;\n${line};;\n${line};x\n`,
    );
    expect(rows.map(({ row, surplus }) => [row, surplus])).toEqual([
      [3, false],
      [5, false],
      [6, true],
    ]);
  });

  it('passes over what stands above the headings, or reads those it is told of', async () => {
    const path = join(folder, 'titel.csv');
    const title = 'Personec P;;;;;\nNamn: Löneenheten, E-post: lon@exempelkommun.test\n\n';
    await writeFile(path, `${title}${heading}\n${line}\n`);
    const found = await openRosterFile(path);
    const [batch] = await Array.fromAsync(found.batches);
    expect([found.headingRow, batch?.map(({ row }) => row)]).toEqual([4, [5]]);
    const own = `Nyckel;${heading}`.replaceAll('Förnamn', 'F').replaceAll('Efternamn', 'L');
    await writeFile(path, `Rapport\n${own.replace('E-post', 'M')}\n${line}\n`);
    const corrections = [{ heading: 'nyckel', nth: 1, target: 'number' }];
    for (const place of [{ corrections }, { headingRow: 2 }]) {
      const seen: string[][] = [];
      await openRosterFile(path, rosterLimits, place, (cells) => {
        seen.push([...cells]);
        return { kind: 'missing', missing: ['E-post'] };
      }).catch(() => undefined);
      expect(seen).toEqual([own.replace('E-post', 'M').split(';')]);
    }
    await expect(openRosterFile(path, rosterLimits, { headingRow: 9 })).rejects.toThrow(/Rad 9/);
  });

  it('rule 9: no identity number leaves it', async () => {
    const file = await openRosterFile(rosterFile('personal-2026-09.csv'));
    const seen: RawRow[] = [];
    for await (const batch of file.batches) seen.push(...batch);
    expect(seen).toHaveLength(1434);
    const identities = (await readFile(rosterFile('personal-2026-09.csv'), 'latin1')).match(
      /\d{8}-\d{4}/g,
    );
    expect(identities).toHaveLength(1434);
    expect(JSON.stringify([file, seen])).not.toMatch(/\d{8}-?\d{4}/);
  });

  it.each([
    ['nothing', ''],
    ['no heading', `${line}\n${line}\n`],
    ['a missing column', text.replace('E-post', 'Telefon')],
    ['an unclosed quote', `${heading}\n"${line}\n${line}\n`],
    ['a workbook', Buffer.from('PK\u0003\u0004whatever')],
    ['binary', Buffer.from(`${text}\u0000`)],
  ])(
    'rule 14: refuses %s, in both languages and without quoting the file',
    async (_what, content) => {
      expect(await refusal(content)).not.toMatch(/8371|Öberg|asa\./);
    },
  );

  it('rule 14: refuses what is too large', async () => {
    const many = `${heading}\n${`${line}\n`.repeat(20)}`;
    await refusal(many, { ...rosterLimits, rows: 19 });
    await refusal(many, { ...rosterLimits, bytes: 1_000 });
    await refusal(many, { ...rosterLimits, columns: 5 });
    await refusal(many, { ...rosterLimits, rowCharacters: 50 });
    expect(await read(many, { ...rosterLimits, rows: 20, columns: 6 })).toHaveLength(20);
  });

  it('rule 14: refuses a path where no file is', async () => {
    await expect(openRosterFile(folder)).rejects.toMatchObject({ code: 'FILE_INVALID' });
    await expect(openRosterFile(join(folder, '19801084-8371.csv'))).rejects.toThrow(/^(?!.*8371)/);
  });
});
