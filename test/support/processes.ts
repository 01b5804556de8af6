import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { until } from './until.ts';

/** The project's own folder. */
export const projectFolder = fileURLToPath(new URL('../../', import.meta.url));

export type Ended = {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
};

export type Running = {
  pid: number;
  stdout(): string;
  stderr(): string;
  /** Resolves when the process is gone and its output is whole. */
  ended: Promise<Ended>;
  hasEnded(): boolean;
  /** Sends a signal to this process alone and waits until it is gone. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<Ended>;
};

export type ProcessOptions = { env: Record<string, string>; cwd: string };

const started = new Set<ChildProcess>();
// What a broken test leaves running ends with the test's own process.
process.once('exit', () => {
  for (const child of started) child.kill('SIGKILL');
});

/**
 * Starts `node src/NAME …` as a machine would: nothing of this process's settings reaches it but
 * the cache of compiled modules.
 */
export function startNode(name: string, argv: string[], options: ProcessOptions): Running {
  return start(process.execPath, [`${projectFolder}src/${name}`, ...argv], options);
}

/** A command line of ours, from start to end. */
export function runCommand(argv: string[], options: ProcessOptions): Promise<Ended> {
  return startNode('cli.ts', argv, options).ended;
}

export function start(program: string, argv: string[], options: ProcessOptions): Running {
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE = '' } = process.env;
  const child = spawn(program, argv, {
    cwd: options.cwd,
    env: { PATH, HOME, NODE_COMPILE_CACHE, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.add(child);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  let over = false;
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      over = true;
      started.delete(child);
      resolve({ code, signal, stdout, stderr });
    });
  });
  ended.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    hasEnded: () => over,
    end(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

/** Where the web server of a started service listens, once it does. */
export async function addressOf(service: Running): Promise<string> {
  const address = () => /"url":"(http[^"]+)"/.exec(service.stderr())?.[1];
  await until(() => service.hasEnded() || address() !== undefined, 40_000);
  const found = address();
  if (found === undefined) throw new Error(`The service did not start: ${service.stderr()}`);
  return found;
}

/** Ends whatever this test file started and has not ended yet. Belongs in `afterAll`. */
export async function endAllProcesses(): Promise<void> {
  await Promise.all(
    [...started].map(
      (child) =>
        new Promise<void>((resolve) => {
          child.once('close', () => resolve());
          child.kill('SIGKILL');
        }),
    ),
  );
}
