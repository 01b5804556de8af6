import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { startSmtpSink } from '../../test/support/smtp-sink.ts';
import { findPostfixTool } from './smtp-source.ts';

export type BenchSink = {
  name: 'smtp-sink' | 'node';
  port: number;
  clear(): Promise<void>;
  /** Different Message-IDs received; undefined where the sink keeps none. */
  received(): Promise<number | undefined>;
  close(): Promise<void>;
};

/** Postfix's smtp-sink where it is installed, else our own; both in a process of their own. */
export async function startBenchSink(): Promise<BenchSink> {
  const program = findPostfixTool('smtp-sink');
  if (program !== undefined) return startPostfixSink(program);
  const sink = await startSmtpSink();
  return {
    name: 'node',
    port: sink.port,
    clear: sink.clear,
    received: async () => new Set((await sink.mails()).map((mail) => mail.messageId)).size,
    close: sink.close,
  };
}

async function startPostfixSink(program: string): Promise<BenchSink> {
  const port = await freePort();
  const asRoot = process.geteuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = spawn(program, [...asRoot, `127.0.0.1:${port}`, '256'], { stdio: 'inherit' });
  const exited = once(child, 'exit');
  for (let tries = 0; !(await answers(port)); tries++) {
    if (tries === 100 || child.exitCode !== null) throw new Error('smtp-sink did not start.');
    await pause(50);
  }
  return {
    name: 'smtp-sink',
    port,
    clear: async () => undefined,
    received: async () => undefined,
    async close() {
      child.kill();
      await exited;
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (bound === null || typeof bound === 'string') throw new Error('No port.');
  return bound.port;
}
