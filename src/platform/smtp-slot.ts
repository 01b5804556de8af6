import type { Readable, Transform } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { smtpContent } from './smtp-content.ts';
import { accepted, classifyFailure, type SmtpFailure, type SmtpOutcome } from './smtp-outcome.ts';
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
  let connecting: SMTPConnection | undefined;
  let breakOff: ((reason: Error) => void) | undefined;
  let resetting: Promise<void> | undefined;

  function discard(connection: SMTPConnection) {
    connection.close();
    if (open === connection) open = undefined;
  }

  async function connect(): Promise<SMTPConnection> {
    await resetting;
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
    // nodemailer forgets the callback of a sign-in whose connection breaks, so each step is
    // raced against the connection's own end.
    const broken = new Promise<never>((_, reject) => {
      connection.on('error', reject);
      connection.once('end', () => {
        if (open === connection) open = undefined;
        // What made it end, such as the relay's 421, says more and comes first.
        setImmediate(() => reject(new Error('The relay closed the connection.')));
      });
    });
    broken.catch(() => undefined);
    connecting = connection;
    try {
      const connected = new Promise<void>((resolve, reject) => {
        connection.connect((error) => (error ? reject(error) : resolve()));
      });
      await Promise.race([connected, broken]);
      await Promise.race([signIn(connection, relay), broken]);
    } catch (error) {
      connection.close();
      throw error;
    } finally {
      connecting = undefined;
    }
    open = connection;
    return connection;
  }

  /** A refusal of one mail leaves the session usable once it is reset; the next mail waits for that. */
  function reset(connection: SMTPConnection) {
    resetting = new Promise<void>((resolve) => {
      const done = (error?: Error | null) => {
        connection.off('end', done);
        resetting = undefined;
        if (error) discard(connection);
        resolve();
      };
      connection.once('end', done);
      connection.reset(done);
    });
  }

  async function send(envelope: Envelope, raw: Buffer): Promise<SmtpOutcome> {
    let contentBegun = false;
    // nodemailer pipes a stream once the relay has said 354. This stand-in notes that moment and
    // puts the finished bytes behind the stream that would have looked at each of them: a fifth
    // of all the time that sending takes.
    const content = {
      on: () => undefined,
      removeListener: () => undefined,
      destroy: () => undefined,
      pipe(target: Transform) {
        contentBegun = true;
        target.push(smtpContent(raw));
        target.push(null);
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
        breakOff = undefined;
        clearTimeout(deadline);
        if (!error) return resolve(accepted(reply ?? ''));
        const outcome = classifyFailure(toFailure(error), contentBegun);
        // After anything but a plain refusal only a fresh connection is certain.
        if (outcome.code === null || outcome.code === 421) discard(connection);
        else reset(connection);
        resolve(outcome);
      }
      breakOff = finish;
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
      connecting?.close();
      open?.close();
      open = undefined;
      // Closing makes nodemailer forget the mail under way without a word.
      breakOff?.(new Error('Broken off, since the process stops.'));
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
