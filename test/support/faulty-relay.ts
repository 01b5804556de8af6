import { createServer, type Socket } from 'node:net';
import type { SmtpAddress } from '../../src/platform/smtp-url.ts';

/**
 * Where in a conversation the relay asks its script: before the greeting; on EHLO or HELO; AUTH;
 * MAIL; RCPT; DATA; at the content's first bytes; once the content is complete; after its 250;
 * and on RSET.
 */
export type Stage =
  | 'greeting'
  | 'ehlo'
  | 'auth'
  | 'mail'
  | 'rcpt'
  | 'data'
  | 'content'
  | 'end'
  | 'accepted'
  | 'reset';

/** Connections and mails (MAIL commands) are counted from 1 over the relay's whole life. */
export type Moment = { stage: Stage; connection: number; mail: number; to: string };

/** Cut the connection, fall silent for ever, or give this reply instead of the usual one. */
export type Fault = 'drop' | 'stall' | `${number} ${string}`;

/** A mail whose content came whole; `lost` got no reply, although it may well be delivered. */
export type TakenMail = {
  messageId: string;
  to: string;
  end: 'accepted' | 'refused' | 'lost';
  /** Without the doubling of leading dots (RFC 5321 section 4.5.2). */
  content: string;
};

export type FaultyRelay = {
  address: SmtpAddress;
  taken: TakenMail[];
  /** What came after AUTH, decoded where it is base64. */
  signIns: string[];
  connections(): number;
  /** Replaces the script. */
  behave(script: (moment: Moment) => Fault | undefined): void;
  close(): Promise<void>;
};

export type FaultyRelayOptions = { auth?: string; pipelining?: boolean };

const usual: Record<Stage, string> = {
  greeting: '220 relay',
  ehlo: '250 relay',
  auth: '235 signed in',
  mail: '250 sender ok',
  rcpt: '250 recipient ok',
  data: '354 go on',
  content: '',
  end: '250 queued',
  accepted: '',
  reset: '250 reset',
};

/** A relay in this process that misbehaves as its script says. */
export async function startFaultyRelay(options: FaultyRelayOptions = {}): Promise<FaultyRelay> {
  let script: (moment: Moment) => Fault | undefined = () => undefined;
  const taken: TakenMail[] = [];
  const signIns: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let mails = 0;

  function serve(socket: Socket): void {
    const connection = ++connections;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setNoDelay(true);
    let silent = false;
    let content: string | undefined;
    let buffered = '';
    let mail = 0;
    let to = '';
    let recipients = 0;

    const scripted = (stage: Stage) => script({ stage, connection, mail, to });

    /** Acts out the script at this stage; returns whether the conversation goes on as usual. */
    function goesOn(stage: Stage, fault = scripted(stage)): boolean {
      if (fault === 'drop') {
        silent = true;
        socket.destroy();
      } else if (fault === 'stall') silent = true;
      else if (fault !== undefined || usual[stage] !== '')
        socket.write(`${fault ?? usual[stage]}\r\n`);
      if (fault?.startsWith('421')) socket.end();
      return fault === undefined;
    }

    function command(line: string): void {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'EHLO') {
        const offers = [
          'relay',
          ...(options.pipelining === false ? [] : ['PIPELINING']),
          ...(options.auth === undefined ? [] : [`AUTH ${options.auth}`]),
        ];
        const fault = scripted('ehlo');
        if (fault !== undefined) return void goesOn('ehlo', fault);
        socket.write(
          offers
            .map((offer, at) => `250${at + 1 < offers.length ? '-' : ' '}${offer}\r\n`)
            .join(''),
        );
      } else if (verb === 'HELO') goesOn('ehlo');
      else if (verb === 'AUTH') {
        signIns.push(decodedSignIn(line));
        goesOn('auth');
      } else if (verb === 'MAIL') {
        mail = ++mails;
        to = '';
        recipients = 0;
        if (!goesOn('mail')) mail = 0;
      } else if (verb === 'RCPT') {
        to = /<(.*)>/.exec(line)?.[1] ?? '';
        if (mail === 0) socket.write('503 no sender\r\n');
        else if (goesOn('rcpt')) recipients++;
      } else if (verb === 'DATA') {
        if (recipients === 0) socket.write('503 no recipient\r\n');
        else if (goesOn('data')) content = '';
      } else if (verb === 'RSET') goesOn('reset');
      else if (verb === 'QUIT') socket.end('221 bye\r\n');
      else socket.write('500 unknown\r\n');
    }

    function takeContent(): boolean {
      if (content === '' && buffered !== '' && !goesOn('content')) return false;
      const end = buffered.indexOf('\r\n.\r\n');
      content = end < 0 ? buffered : buffered.slice(0, end);
      if (end < 0) return false;
      buffered = buffered.slice(end + 5);
      const messageId = /^message-id:\s*(<[^>]+>)/im.exec(content)?.[1] ?? '';
      const whole = `${content}\r\n`.replace(/^\.\./gm, '.');
      content = undefined;
      recipients = 0;
      const fault = scripted('end');
      const verdict = fault === undefined ? 'accepted' : /^\d/.test(fault) ? 'refused' : 'lost';
      taken.push({ messageId, to, end: verdict, content: whole });
      if (fault === undefined) socket.write(`${usual.end}\r\n`);
      return fault === undefined ? goesOn('accepted') : goesOn('end', fault);
    }

    socket.on('data', (data: Buffer) => {
      buffered += data.toString('latin1');
      while (!silent) {
        if (content !== undefined) {
          takeContent();
          if (content !== undefined) return;
        }
        const end = buffered.indexOf('\r\n');
        if (end < 0) return;
        const line = buffered.slice(0, end);
        buffered = buffered.slice(end + 2);
        command(line);
      }
    });
    goesOn('greeting');
  }

  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('No port.');
  return {
    address: {
      host: '127.0.0.1',
      port: bound.port,
      secure: false,
      user: undefined,
      password: undefined,
      connections: 20,
      requireTls: false,
    },
    taken,
    signIns,
    connections: () => connections,
    behave(next) {
      script = next;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function decodedSignIn(line: string): string {
  const [, method = '', initial = ''] = line.split(' ');
  return `${method} ${Buffer.from(initial, 'base64').toString()}`;
}
