/**
 * The sink's own process: accepts every mail as cheaply as it can and remembers who got what.
 * Started by `startSmtpSink`; answers questions over IPC and ends with its parent.
 */
import { createServer, type Socket } from 'node:net';
import type { SinkAnswer, SinkMail, SinkQuestion } from './smtp-sink.ts';

const endOfContent = Buffer.from('\r\n.\r\n');
const headBytes = 2_048;
let mails: SinkMail[] = [];

function serve(socket: Socket): void {
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  let inContent = false;
  let to = '';
  let messageId = '';
  let bytes = 0;
  let rest: Buffer = Buffer.alloc(0);

  /** Takes what the chunk holds of the content; returns where commands go on, or -1. */
  function takeContent(chunk: Buffer): number {
    if (bytes === 0) messageId = findMessageId(chunk);
    const end = chunk.indexOf(endOfContent);
    if (end < 0) {
      // The end may be cut in two: the last four bytes are looked at again.
      const kept = Math.min(4, chunk.length);
      bytes += chunk.length - kept;
      rest = chunk.subarray(chunk.length - kept);
      return -1;
    }
    mails.push({ messageId, to, bytes: bytes + end + 2 });
    inContent = false;
    return end + endOfContent.length;
  }

  function command(line: string): string {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO') return '250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n';
    if (verb === 'RCPT') to = line.slice(line.indexOf('<') + 1, line.lastIndexOf('>'));
    if (verb === 'QUIT') return '221 bye\r\n';
    if (verb !== 'DATA') return '250 ok\r\n';
    inContent = true;
    bytes = 0;
    return '354 go on\r\n';
  }

  socket.on('data', (data: Buffer) => {
    let chunk = rest.length === 0 ? data : Buffer.concat([rest, data]);
    rest = Buffer.alloc(0);
    let replies = '';
    while (chunk.length > 0) {
      if (inContent) {
        const next = takeContent(chunk);
        if (next < 0) break;
        replies += '250 ok\r\n';
        chunk = chunk.subarray(next);
        continue;
      }
      const end = chunk.indexOf('\r\n');
      if (end < 0) {
        rest = chunk;
        break;
      }
      replies += command(chunk.toString('latin1', 0, end));
      chunk = chunk.subarray(end + 2);
    }
    if (replies !== '') socket.write(replies);
    if (replies.endsWith('221 bye\r\n')) socket.end();
  });
  socket.write('220 sink\r\n');
}

function findMessageId(chunk: Buffer): string {
  const head = chunk.toString('latin1', 0, headBytes);
  return /^message-id:\s*(<[^>]+>)/im.exec(head)?.[1] ?? '';
}

function answer(value: SinkAnswer): void {
  process.send?.(value);
}

const server = createServer(serve);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port.');
  answer({ question: 'port', value: address.port });
});
process.on('message', (question: SinkQuestion) => {
  if (question === 'mails') return answer({ question, value: mails });
  if (question === 'clear') mails = [];
  answer({ question, value: mails.length });
});
process.on('disconnect', () => process.exit(0));
