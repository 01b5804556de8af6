import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Postfix's own load generator on open connections; null where it is not installed. */
export async function runSmtpSource(
  port: number,
  mails: number,
  bytes: number,
): Promise<{ perSecond: number } | null> {
  const program = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
    .map((folder) => join(folder, 'smtp-source'))
    .find((path) => existsSync(path));
  if (program === undefined) return null;
  const args = ['-d', '-s', '20', '-l', String(bytes), '-m', String(mails)];
  const started = performance.now();
  const child = spawn(program, [...args, `127.0.0.1:${port}`], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`smtp-source ended with ${code}.`);
  return { perSecond: (mails / (performance.now() - started)) * 1000 };
}
