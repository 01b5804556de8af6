import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where one of Postfix's test tools is installed; its folder is often not on an ordinary user's PATH. */
export function findPostfixTool(name: 'smtp-source' | 'smtp-sink'): string | undefined {
  return [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** Postfix's own load generator on open connections; null where it is not installed. */
export async function runSmtpSource(
  port: number,
  mails: number,
  bytes: number,
): Promise<{ perSecond: number } | null> {
  const program = findPostfixTool('smtp-source');
  if (program === undefined) return null;
  const args = ['-d', '-s', '20', '-l', String(bytes), '-m', String(mails)];
  const started = performance.now();
  const child = spawn(program, [...args, `127.0.0.1:${port}`], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`smtp-source ended with ${code}.`);
  return { perSecond: (mails / (performance.now() - started)) * 1000 };
}
