import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/platform/errors.ts';
import { openRosterFile } from '../../src/roster/roster-file.reader.ts';
import { rosterFile } from '../support/roster-cases.ts';
import {
  sharedXml,
  sheetXml,
  stylesXml,
  workbookParts,
  type ZipPart,
  zipOf,
} from '../support/workbook.ts';

let folder: string;
let lines: string[][];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nanokurs-fuzz-'));
  const text = await readFile(rosterFile('personal-2026-09.csv'), 'latin1');
  lines = text
    .split('\r\n')
    .slice(0, 60)
    .map((line) => line.split(';'));
});
afterAll(() => rm(folder, { recursive: true }));

type Random = () => number;

/** The same numbers below 1 for the same seed. */
function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Flips bits, cuts, doubles, removes or overwrites pieces, one to four times. */
function mutate(given: Buffer, random: Random): Buffer {
  let bytes = Buffer.from(given);
  const below = (most: number) => Math.floor(random() * most);
  for (let times = 1 + below(4); times > 0; times -= 1) {
    const [at, length] = [below(bytes.length), below(200)];
    const piece = bytes.subarray(at, at + length);
    const elsewhere = below(bytes.length);
    const kind = below(5);
    if (kind === 0)
      for (let flips = 1 + below(8); flips > 0; flips -= 1) {
        const byte = below(bytes.length);
        bytes[byte] = (bytes[byte] ?? 0) ^ (1 << below(8));
      }
    if (kind === 1) bytes = bytes.subarray(0, at);
    if (kind === 2)
      bytes = Buffer.concat([bytes.subarray(0, elsewhere), piece, bytes.subarray(elsewhere)]);
    if (kind === 3) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    if (kind === 4) piece.fill([0, 0xff, 0x22, 0x3c, 0x3b][below(5)] ?? 0);
  }
  return bytes;
}

/** How many rows a file gives; undefined where it is refused as it should be. */
async function outcome(bytes: Buffer): Promise<number | undefined> {
  const path = join(folder, 'lista');
  await writeFile(path, bytes);
  try {
    let rows = 0;
    for await (const batch of (await openRosterFile(path)).batches)
      rows += batch.filter(({ width }) => width > 0).length;
    return rows;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.code).toBe('FILE_INVALID');
    expect(error.detail).toMatch(/.+ \/ .+/s);
    expect(error.detail).not.toMatch(/\d{8}-?\d{4}/);
    return undefined;
  }
}

async function run(from: number, count: number, make: (random: Random) => Buffer) {
  const outcomes: (number | undefined)[] = [];
  for (let seed = from; seed < from + count; seed += 1)
    outcomes.push(
      await outcome(make(randomFrom(seed))).catch((error: unknown) => {
        throw new Error(`seed ${seed}`, { cause: error });
      }),
    );
  return { read: outcomes.filter((rows) => rows !== undefined).length, count };
}

function sampleParts(): ZipPart[] {
  const texts = [...new Set(lines.flat())];
  const row = (cells: string[], at: number) =>
    cells
      .map((text, index) =>
        index % 2 === 0
          ? `<c t="s"><v>${texts.indexOf(text)}</v></c>`
          : `<c t="inlineStr" s="1"><is><t>${text}</t></is></c>`,
      )
      .join('') + (at === 3 ? '<c s="1"><v>46296</v></c>' : '');
  const rows = lines.map((cells, at) => `<row r="${at + 1}">${row(cells, at)}</row>`).join('');
  return workbookParts({
    sheets: [{ xml: sheetXml(rows) }],
    sharedStrings: sharedXml(texts),
    styles: stylesXml([0, 14]),
  });
}

describe('whatever happens to a file, it gives rows or is refused', () => {
  it('CSV', async () => {
    const whole = Buffer.from(lines.map((cells) => cells.join(';')).join('\r\n'), 'latin1');
    expect(await outcome(whole)).toBe(59);
    const { read } = await run(1, 100, (random) => mutate(whole, random));
    expect(read).toBeGreaterThan(20);
  });

  it('a workbook, its bytes', async () => {
    const whole = zipOf(sampleParts());
    expect(await outcome(whole)).toBe(59);
    const { read, count } = await run(1_000, 100, (random) => mutate(whole, random));
    expect(read).toBeLessThan(count);
  });

  it('a workbook, its parts before they are packed', async () => {
    const parts = sampleParts();
    const { read, count } = await run(2_000, 120, (random) => {
      const chosen = Math.floor(random() * parts.length);
      return zipOf(
        parts.map((part, index) =>
          index === chosen ? { ...part, data: mutate(Buffer.from(part.data), random) } : part,
        ),
      );
    });
    expect(read).toBeGreaterThan(10);
    expect(read).toBeLessThan(count);
  });

  it('and memory does not grow with the number of files', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const whole = zipOf(sampleParts());
    const heldAfter = async (seed: number) => {
      await run(seed, 60, (random) => mutate(whole, random));
      collect();
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    const before = await heldAfter(4_000);
    await heldAfter(5_000);
    expect((await heldAfter(6_000)) - before).toBeLessThan(20_000_000);
  });

  it('and no file is left open', async () => {
    const open = async () => (await readdir('/proc/self/fd').catch(() => [])).length;
    const before = await open();
    const whole = zipOf(sampleParts());
    await run(3_000, 40, (random) => mutate(whole, random));
    await expect.poll(open).toBeLessThanOrEqual(before + 2);
  });
});
