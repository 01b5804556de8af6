import { parseArgs } from 'node:util';
import type { Bench, BenchResult } from './support/bench.ts';

/** Loaded only when asked for, so that each bench stands alone. */
const benches: Record<string, () => Promise<{ bench: Bench }>> = {
  send: () => import('./send.ts'),
  tick: () => import('./tick.ts'),
  answer: () => import('./answer.ts'),
  roster: () => import('./roster.ts'),
  statistics: () => import('./statistics.ts'),
};

const usage = `npm run bench -- ${Object.keys(benches).join('|')} [--json] [--rounds N]`;

/** Prints one line of JSON or a table; 0 done, 1 failed, 2 wrong usage. */
async function main(): Promise<number> {
  let read: ReturnType<typeof readArguments>;
  try {
    read = readArguments();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n${usage}\n`);
    return 2;
  }
  const { bench } = await read.load();
  const log = (message: string) => process.stderr.write(`${message}\n`);
  const result = await bench({ rounds: read.rounds, log });
  process.stdout.write(read.json ? `${JSON.stringify(result)}\n` : table(result));
  return 0;
}

function readArguments() {
  const { values, positionals } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '3' },
    },
    allowPositionals: true,
    strict: true,
  });
  const load = benches[positionals[0] ?? ''];
  const rounds = Number(values.rounds);
  if (load === undefined || positionals.length !== 1) throw new Error('Name one bench.');
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100)
    throw new Error('--rounds is a whole number from 1 to 100.');
  return { load, rounds, json: values.json };
}

function table(result: BenchResult): string {
  const rows = Object.entries(result.figures).map(
    ([name, value]) => `  ${name.padEnd(24)}${value ?? '-'}\n`,
  );
  const basis = result.basis === undefined ? '' : `  ${JSON.stringify(result.basis)}\n`;
  return `${result.name}\n${rows.join('')}${basis}`;
}

process.exitCode = await main();
