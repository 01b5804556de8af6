import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** One mail as the sink took it; `bytes` counts the content as it came over the wire. */
export type SinkMail = { messageId: string; to: string; bytes: number };
export type SinkQuestion = 'count' | 'mails' | 'clear';
export type SinkAnswer =
  | { question: 'port' | 'count' | 'clear'; value: number }
  | { question: 'mails'; value: SinkMail[] };

export type SmtpSink = {
  port: number;
  url: string;
  count(): Promise<number>;
  mails(): Promise<SinkMail[]>;
  clear(): Promise<void>;
  close(): Promise<void>;
};

/** A relay on loopback, in a process of its own, that accepts everything and delivers nothing. */
export async function startSmtpSink(): Promise<SmtpSink> {
  const child = fork(new URL('./smtp-sink-process.ts', import.meta.url), { execArgv: [] });
  const port = (await answerTo(child, 'port')) as number;
  const ask = (question: SinkQuestion) => {
    const answered = answerTo(child, question);
    child.send(question);
    return answered;
  };
  return {
    port,
    url: `smtp://127.0.0.1:${port}?maxConnections=20`,
    count: async () => (await ask('count')) as number,
    mails: async () => (await ask('mails')) as SinkMail[],
    clear: async () => void (await ask('clear')),
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}

function answerTo(child: ChildProcess, question: SinkAnswer['question']) {
  return new Promise<SinkAnswer['value']>((resolve, reject) => {
    const listen = (message: unknown) => {
      const answer = message as SinkAnswer;
      if (answer.question !== question) return;
      child.off('message', listen);
      child.off('exit', died);
      resolve(answer.value);
    };
    const died = () => reject(new Error('The SMTP sink died.'));
    child.on('message', listen);
    child.once('exit', died);
  });
}
