import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withFileLock } from '../../../src/platform/file-lock.ts';
import { isMarkAlive, ownMark } from '../../../src/platform/process-identity.ts';

const moduleUrl = new URL('../../../src/platform/file-lock.ts', import.meta.url).href;

let dir: string;
let lock: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nanokurs-lock-'));
  lock = join(dir, 'lock');
});

afterEach(() => rm(dir, { recursive: true, force: true }));

test('only one at a time works under it, in one process and in several', async () => {
  const counter = join(dir, 'counter');
  await writeFile(counter, '0');
  const program = `
    import { readFile, writeFile } from 'node:fs/promises';
    import { withFileLock } from ${JSON.stringify(moduleUrl)};
    const [, lock, counter] = process.argv;
    const add = () => withFileLock(lock, async () => {
      await writeFile(counter, String(Number(await readFile(counter, 'utf8')) + 1));
    });
    await Promise.all(Array.from({ length: 8 }, add));`;
  // A dead holder at the start makes all of them compete for taking over, too.
  await symlink('1.1-00000000:dead', lock);
  const children = Array.from({ length: 4 }, () => node(program, lock, counter));
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
  expect(codes).toEqual([0, 0, 0, 0]);
  expect(await readFile(counter, 'utf8')).toBe('32');
  expect(await readdir(dir)).toEqual(['counter']);
});

test('a holder that was killed is taken over from', async () => {
  const holder = node(
    `import { withFileLock } from ${JSON.stringify(moduleUrl)};
     await withFileLock(process.argv[1], async () => {
       console.log('held');
       await new Promise((done) => setInterval(done, 2 ** 30));
     });`,
    lock,
  );
  if (!holder.stdout) throw new Error('The holder has no output.');
  await once(holder.stdout, 'data');
  await expect(withFileLock(lock, async () => 'too early', { waitMs: 0 })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringContaining(`Process ${holder.pid} `),
  });
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(await withFileLock(lock, async () => 'taken over')).toBe('taken over');
  expect(await readdir(dir)).toEqual([]);
});

test('is given back when the work fails', async () => {
  const failing = withFileLock(lock, () => Promise.reject(new Error('of the work')));
  await expect(failing).rejects.toThrow('of the work');
  expect(await readdir(dir)).toEqual([]);
});

test('names a holder that is known apart from a later process with its number', async () => {
  const holder = await withFileLock(lock, () => readlink(lock));
  const mark = holder.split(':')[0] ?? '';
  expect(mark).toBe(ownMark());
  expect(isMarkAlive(mark)).toBe(true);
  expect(isMarkAlive(`${process.pid}.1-00000000`)).toBe(false);
  expect(isMarkAlive(`${process.pid}`)).toBe(false);
  expect(isMarkAlive('')).toBe(false);
});

function node(program: string, ...args: string[]): ChildProcess {
  return spawn(process.execPath, ['--input-type=module', '--eval', program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
