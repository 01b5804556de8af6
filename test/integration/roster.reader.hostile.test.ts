import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostileWorkbooks } from '../support/workbook-hostile.ts';

const reader = fileURLToPath(new URL('../support/workbook-reader-process.ts', import.meta.url));
const mostMb = 200;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nanokurs-hostile-'));
});
afterAll(() => rm(folder, { recursive: true }));

type Outcome = { rows: number; code: string; message: string; peakMb: number };

async function readAlone(content: Buffer): Promise<Outcome> {
  const path = join(folder, 'lista.xlsx');
  await writeFile(path, content);
  const { stdout } = await promisify(execFile)(process.execPath, [reader, path]);
  return JSON.parse(stdout) as Outcome;
}

describe('rule 14: refuses, within memory and with a message', () => {
  it.each(Object.entries(hostileWorkbooks))('%s', async (_what, build) => {
    const { code, message, peakMb } = await readAlone(build());
    expect(code).toBe('FILE_INVALID');
    expect(message).toMatch(/^[A-ZÅÄÖ].{20,}\. \/ [A-Z].{20,}\.$/);
    expect(peakMb).toBeGreaterThan(10);
    expect(peakMb).toBeLessThan(mostMb);
  });
});
