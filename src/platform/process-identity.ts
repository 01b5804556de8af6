import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { AppError } from './errors.ts';

/**
 * What tells this life of a process from a later one with the same pid: its start time.
 * Undefined where no such process runs; one that has ended but has not been reaped by its
 * parent does not run.
 */
export function processIdentity(pid: number): string | undefined {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

/** The program and arguments of a running process, undefined where they cannot be read. */
export function processArguments(pid: number): string | undefined {
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      : ps(pid, 'command=');
  } catch {
    return undefined;
  }
}

/** One line that names this process: `pid.identity`, of letters, digits, dots and dashes. */
export function ownMark(): string {
  const identity = processIdentity(process.pid);
  if (identity === undefined) {
    throw new AppError('UNAVAILABLE', 'The process table cannot be read. Is /proc mounted?');
  }
  return `${process.pid}.${identity}`;
}

/** Whether the process that wrote `mark` (see `ownMark`) still runs. */
export function isMarkAlive(mark: string): boolean {
  const [pid = '', ...identity] = mark.split('.');
  return /^[1-9]\d*$/.test(pid) && processIdentity(Number(pid)) === identity.join('.');
}

function fromProc(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The second field is the program's name in parentheses and may itself hold any character;
  // the state is field 3 and the start time, in ticks since boot, field 22 (man 5 proc).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return `${fields[19]}-${bootId()}`;
}

/** Ticks count from boot, so the same pid and tick can come again after a restart. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
  } catch {
    return 'boot';
  }
}

function fromPs(pid: number): string | undefined {
  try {
    const line = ps(pid, 'stat=,lstart=');
    return line === '' || line.startsWith('Z')
      ? undefined
      : line.replace(/^\S+\s+/, '').replace(/[^A-Za-z0-9]+/g, '-');
  } catch {
    return undefined;
  }
}

function ps(pid: number, columns: string): string {
  const env = { PATH: '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' };
  return execFileSync('ps', ['-ww', '-o', columns, '-p', String(pid)], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}
