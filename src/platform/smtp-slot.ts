import type { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { classifyFailure, type SmtpFailure, type SmtpOutcome } from './smtp-outcome.ts';
import type { SmtpSignIn } from './smtp-sign-in.ts';
import type { SmtpAddress } from './smtp-url.ts';

/** Deadlines in milliseconds for each step of a conversation. */
export type SmtpDeadlines = { connect: number; greeting: number; silence: number; mail: number };

export const defaultDeadlines: SmtpDeadlines = {
  connect: 15_000,
  greeting: 30_000,
  silence: 60_000,
  mail: 120_000,
};

export type Envelope = { from: string; to: string };

/** One kept-open connection to the relay; mails go through it one after the other. */
export type SmtpSlot = {
  send(envelope: Envelope, raw: Buffer): Promise<SmtpOutcome>;
  /** Breaks off at once what is under way; it then ends as deferred or unknown. */
  abort(): void;
  close(): void;
};

export function createSmtpSlot(
  address: () => Promise<SmtpAddress>,
  signIn: SmtpSignIn,
  deadlines: SmtpDeadlines = defaultDeadlines,
): SmtpSlot {
  let open: SMTPConnection | undefined;

  function discard(connection: SMTPConnection) {
    connection.close();
    if (open === connection) open = undefined;
  }

  async function connect(): Promise<SMTPConnection> {
    if (open !== undefined) return open;
    const relay = await address();
    const connection = new SMTPConnection({
      host: relay.host,
      port: relay.port,
      secure: relay.secure,
      requireTLS: relay.requireTls,
      connectionTimeout: deadlines.connect,
      greetingTimeout: deadlines.greeting,
      socketTimeout: deadlines.silence,
      dnsTimeout: deadlines.connect,
    });
    const drop = () => {
      if (open === connection) open = undefined;
    };
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject);
      connection.once('end', () => {
        drop();
        reject(new Error('The relay closed the connection.'));
      });
      connection.connect((error) => (error ? reject(error) : resolve()));
    });
    // Later errors reach the mail under way through its callback; an idle one only ends here.
    connection.on('error', drop);
    await signIn(connection, relay);
    open = connection;
    return connection;
  }

  async function send(envelope: Envelope, raw: Buffer): Promise<SmtpOutcome> {
    let contentBegun = false;
    // nodemailer pipes a stream once the relay has said 354; this stand-in only notes that
    // moment and then writes the bytes as a buffer, which spares the stream machinery.
    const content = {
      on: () => undefined,
      removeListener: () => undefined,
      destroy: () => undefined,
      pipe(target: NodeJS.WritableStream) {
        contentBegun = true;
        target.write(raw);
        target.end();
      },
    } as unknown as Readable;
    let connection: SMTPConnection;
    try {
      connection = await connect();
    } catch (error) {
      return classifyFailure(toFailure(error, 'CONN'), false);
    }
    return new Promise<SmtpOutcome>((resolve) => {
      const deadline = setTimeout(
        () => finish(new Error('The relay did not answer in time.')),
        deadlines.mail,
      );
      let finished = false;
      function finish(error: Error | null | undefined, reply?: string) {
        if (finished) return;
        finished = true;
        clearTimeout(deadline);
        if (!error) {
          const text = (reply ?? '').slice(0, 500);
          return resolve({ kind: 'accepted', code: Number.parseInt(text, 10) || 250, reply: text });
        }
        const failure = toFailure(error);
        const outcome = classifyFailure(failure, contentBegun);
        // A refusal of this one mail leaves the session usable once it is reset; after anything
        // else a fresh connection is the only state that is certain.
        if (failure.responseCode === undefined || failure.responseCode === 421) {
          discard(connection);
          return resolve(outcome);
        }
        connection.reset((resetError) => {
          if (resetError) discard(connection);
          resolve(outcome);
        });
      }
      connection.send(
        { from: envelope.from, to: [envelope.to], size: raw.length },
        content,
        (error, info) => finish(error, info?.response),
      );
    });
  }

  return {
    send,
    abort() {
      open?.close();
      open = undefined;
    },
    close() {
      open?.quit();
      open = undefined;
    },
  };
}

function toFailure(error: unknown, command?: string): SmtpFailure {
  const fields = error as {
    message?: string;
    response?: unknown;
    responseCode?: unknown;
    command?: string;
  };
  return {
    message: fields.message ?? String(error),
    response: typeof fields.response === 'string' ? fields.response : undefined,
    responseCode: typeof fields.responseCode === 'number' ? fields.responseCode : undefined,
    command: command ?? fields.command,
  };
}
