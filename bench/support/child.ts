import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** When a child began and ended its work (milliseconds, this machine's clock) and the most memory it used. */
export type ChildReport = { from: number; until: number; peakMb: number };

export type BenchChild = {
  /** What the script gave `serveBench` as its greeting. */
  greeting: unknown;
  go(): Promise<ChildReport>;
  close(): Promise<void>;
};

/**
 * Starts a script of its own process and waits until it is warm; `go` lets it work. A script
 * calls `serveBench`.
 * @param options Node's own, such as `nodeOptions`.
 */
export async function startChild(
  script: URL,
  args: readonly string[],
  options: readonly string[] = [],
): Promise<BenchChild> {
  const child = fork(script, args, {
    execArgv: [...options, ...(process.env.BENCH_PROFILE === undefined ? [] : ['--cpu-prof'])],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const greeting = await answerOf(child);
  return {
    greeting,
    async go() {
      const answered = answerOf(child);
      child.send('go');
      return (await answered) as ChildReport;
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}

/** The options that a script of package.json gives Node. */
export function nodeOptions(name: 'start' | 'nanokurs'): string[] {
  const { scripts } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  ) as { scripts: Record<string, string> };
  return scripts[name]?.split(' ').filter((word) => word.startsWith('--')) ?? [];
}

/** The other side: says it is warm, does `work` at each `go`, and ends with its parent. */
export function serveBench(
  work: () => Promise<void>,
  close: () => Promise<void>,
  greeting: string | number = 'warm',
): void {
  process.on('message', async () => {
    const from = Date.now();
    await work();
    const until = Date.now();
    process.send?.({ from, until, peakMb: peakMemory() } satisfies ChildReport);
  });
  process.on('disconnect', async () => {
    await close();
    process.exit(0);
  });
  process.send?.(greeting);
}

/** In MB. Linux's own figure where it is to be had: maxRSS counts the parent before exec as well. */
function peakMemory(): number {
  try {
    const found = /VmHWM:\s*(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (found !== undefined) return Number(found) / 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS / 1024;
}

function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const died = () => reject(new Error('A process of the bench died.'));
    child.once('exit', died);
    child.once('message', (message) => {
      child.off('exit', died);
      resolve(message);
    });
  });
}
