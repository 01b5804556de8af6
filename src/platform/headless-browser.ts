import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { z } from 'zod';

const run = promisify(execFile);
const require = createRequire(import.meta.url);

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A browser that asks the network for nothing of its own. */
const flags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts the browser of CHROME_PATH, of this machine, or of the package @sparticuz/chromium. That
 * one and playwright-core are there for development alone: without them this throws.
 */
export async function launchBrowser(): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  const given = process.env.CHROME_PATH;
  const found = given ? given : installed.find((path) => existsSync(path));
  const { executablePath, env } =
    found === undefined ? await packagedChromium() : { executablePath: found, env: {} };
  // The sandbox refuses to run as root, and needs namespaces that the packaged browser may lack.
  const asRoot = process.getuid?.() === 0;
  const args = asRoot || found === undefined ? [...flags, '--no-sandbox'] : flags;
  return chromium.launch({ executablePath, args, env: { ...process.env, ...env } });
}

type Packaged = { executablePath: string; env: Record<string, string> };

/**
 * The package unpacks into the temp folder under fixed names, where two test files at once, or
 * two users, would meet. So it unpacks into a folder of its own, which gets its name when whole.
 */
async function packagedChromium(): Promise<Packaged> {
  const entry = require.resolve('@sparticuz/chromium');
  const manifest = await readFile(join(dirname(entry), '../package.json'), 'utf8');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(manifest));
  const folder = join(tmpdir(), `nanokurs-chromium-${version}-${userInfo().uid}`);
  if (!existsSync(folder)) await unpack(entry, folder);
  const executablePath = join(folder, 'chromium');
  const libraries = join(folder, 'al2023/lib');
  const env = {
    ...((await missesLibraries(executablePath)) ? { LD_LIBRARY_PATH: libraries } : {}),
    ...(existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(folder, 'fonts') }),
  };
  return { executablePath, env };
}

async function unpack(entry: string, folder: string): Promise<void> {
  const unfinished = await mkdtemp(`${folder}-`);
  const script = `const { default: chromium, inflate } = await import(${JSON.stringify(entry)});
    await chromium.executablePath();
    await inflate(${JSON.stringify(join(dirname(entry), '../bin/al2023.tar.br'))});`;
  const env = { ...process.env, TMPDIR: unfinished };
  await run(process.execPath, ['--input-type=module', '-e', script], { env });
  // The list of font folders names the temp folder it was made for.
  const fonts = `<fontconfig><dir>${join(folder, 'fonts')}</dir></fontconfig>`;
  await writeFile(join(unfinished, 'fonts/fonts.conf'), fonts);
  try {
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

/** Whether the machine lacks libraries that the package brings along. */
async function missesLibraries(executablePath: string): Promise<boolean> {
  try {
    return (await run('ldd', [executablePath])).stdout.includes('not found');
  } catch {
    return false;
  }
}
