import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSmtpSignIn } from '../../src/platform/smtp-sign-in.ts';
import { createSmtpSlot, defaultDeadlines, type SmtpSlot } from '../../src/platform/smtp-slot.ts';
import {
  type Fault,
  type FaultyRelay,
  type Moment,
  type Stage,
  startFaultyRelay,
} from '../support/faulty-relay.ts';

const settings = {
  SMTP_OAUTH_TOKEN_URL: undefined,
  SMTP_OAUTH_CLIENT_ID: undefined,
  SMTP_OAUTH_CLIENT_SECRET: undefined,
  SMTP_OAUTH_SCOPE: 'mail',
  SMTP_OAUTH_USER: undefined,
  MAIL_FROM: 'Kurs <kurs@example.org>',
};
const short = { connect: 300, greeting: 200, silence: 200, mail: 300 };
const envelope = { from: 'kurs@example.org', to: 'anna@example.org' };
const raw = Buffer.from(
  `Message-ID: <one@example.org>\r\nSubject: Prov\r\n\r\n${'.En rad med text.\r\n'.repeat(900)}`,
);

let relay: FaultyRelay;
let slot: SmtpSlot;

beforeEach(async () => {
  relay = await startFaultyRelay({ auth: 'PLAIN' });
});

afterEach(async () => {
  slot.abort();
  await relay.close();
});

function openSlot(deadlines = defaultDeadlines, user?: string): SmtpSlot {
  const address = { ...relay.address, user, password: user && 'hemligt' };
  slot = createSmtpSlot(async () => address, createSmtpSignIn(settings), deadlines);
  return slot;
}

/** The fault once, and nothing wrong after it. */
function once(stage: Stage, fault: Fault): (moment: Moment) => Fault | undefined {
  let waiting = true;
  return (moment) => {
    if (!waiting || moment.stage !== stage) return undefined;
    waiting = false;
    return fault;
  };
}

/** The slot serves the next mail; a slow machine may need more than one try with short deadlines. */
async function expectUsable(): Promise<void> {
  relay.behave(() => undefined);
  await expect
    .poll(async () => (await slot.send(envelope, raw)).kind, { timeout: 10_000 })
    .toBe('accepted');
}

const beforeContent: Stage[] = ['greeting', 'ehlo', 'auth', 'mail', 'rcpt', 'data'];
const ofTheMail: Stage[] = ['mail', 'rcpt', 'data', 'end'];

it.each(
  [...beforeContent, 'end' as const].flatMap((stage) =>
    [421, 451, 452].map((code) => [code, stage] as const),
  ),
)('rule 4: %i at %s is deferred with the relay’s words', async (code, stage) => {
  relay.behave((moment) => (moment.stage === stage ? `${code} not now` : undefined));
  const outcome = await openSlot(undefined, 'kurs').send(envelope, raw);
  expect(outcome).toMatchObject({ kind: 'deferred', code });
  expect(outcome.reply).toContain('not now');
  await expectUsable();
});

it.each(ofTheMail.flatMap((stage) => [550, 554].map((code) => [code, stage] as const)))(
  'rule 4: %i at %s is final',
  async (code, stage) => {
    relay.behave(once(stage, `${code} never`));
    const outcome = await openSlot().send(envelope, raw);
    expect(outcome).toEqual({ kind: 'rejected', code, reply: `${code} never` });
    await expectUsable();
    expect(relay.connections()).toBe(1);
  },
);

it.each(['greeting', 'ehlo', 'auth'] as const)(
  'rule 4: 5xx at %s speaks of the connection, so the mail is only deferred',
  async (stage) => {
    relay.behave((moment) => (moment.stage === stage ? '554 go away' : undefined));
    const outcome = await openSlot(undefined, 'kurs').send(envelope, raw);
    expect(outcome).toMatchObject({ kind: 'deferred', code: 554 });
    await expectUsable();
  },
);

it.each(beforeContent)('rule 4: a connection lost at %s is deferred', async (stage) => {
  relay.behave(once(stage, 'drop'));
  const outcome = await openSlot(undefined, 'kurs').send(envelope, raw);
  expect(outcome).toMatchObject({ kind: 'deferred', code: null });
  expect(relay.taken).toEqual([]);
  await expectUsable();
});

it.each(['content', 'end'] as const)(
  'rule 3: a connection lost at %s is unknown',
  async (stage) => {
    relay.behave(once(stage, 'drop'));
    const outcome = await openSlot().send(envelope, raw);
    expect(outcome).toMatchObject({ kind: 'unknown', code: null });
    await expectUsable();
  },
);

it.each(beforeContent)('rule 4: silence at %s is deferred', async (stage) => {
  relay.behave((moment) => (moment.stage === stage ? 'stall' : undefined));
  const outcome = await openSlot(short, 'kurs').send(envelope, raw);
  expect(outcome).toMatchObject({ kind: 'deferred', code: null });
  await expectUsable();
});

it.each(['content', 'end'] as const)('rule 3: silence at %s is unknown', async (stage) => {
  relay.behave(once(stage, 'stall'));
  const outcome = await openSlot(short).send(envelope, raw);
  expect(outcome).toMatchObject({ kind: 'unknown', code: null });
  await expectUsable();
});

it('a connection lost after the 250 leaves the mail accepted and the slot usable', async () => {
  relay.behave(once('accepted', 'drop'));
  expect(await openSlot().send(envelope, raw)).toMatchObject({ kind: 'accepted', code: 250 });
  await expectUsable();
});

it.each(['drop', 'stall', '421 bye'] as const)(
  '%s in answer to the reset after a refusal keeps no mail waiting',
  async (fault) => {
    const reset = once('reset', fault);
    relay.behave((moment) => (moment.stage === 'rcpt' ? '550 never' : reset(moment)));
    expect(await openSlot(short).send(envelope, raw)).toMatchObject({
      kind: 'rejected',
      code: 550,
    });
    await expectUsable();
  },
);

it('one connection carries many mails, whose leading dots arrive as they were', async () => {
  openSlot();
  for (let mail = 0; mail < 5; mail++)
    expect((await slot.send(envelope, raw)).kind).toBe('accepted');
  expect(relay.connections()).toBe(1);
  expect(relay.taken.map((mail) => mail.content)).toEqual(Array(5).fill(raw.toString()));
});

it('a relay without pipelining is served too', async () => {
  await relay.close();
  relay = await startFaultyRelay({ pipelining: false });
  relay.behave(once('rcpt', '550 never'));
  expect(await openSlot().send(envelope, raw)).toMatchObject({ kind: 'rejected', code: 550 });
  await expectUsable();
});

it('an idle connection that the relay closes is opened anew for the next mail', async () => {
  relay.behave(once('accepted', '421 idle too long'));
  expect((await openSlot().send(envelope, raw)).kind).toBe('accepted');
  await expectUsable();
  expect(relay.connections()).toBe(2);
});

it.each([
  ['greeting', 'deferred'],
  ['auth', 'deferred'],
  ['data', 'deferred'],
  ['end', 'unknown'],
] as const)('abort at %s ends the mail at once as %s', async (stage, kind) => {
  const reached = Promise.withResolvers<void>();
  relay.behave((moment) => {
    if (moment.stage !== stage) return undefined;
    reached.resolve();
    return 'stall';
  });
  const sending = openSlot(undefined, 'kurs').send(envelope, raw);
  await reached.promise;
  slot.abort();
  expect((await sending).kind).toBe(kind);
});

it('a reply with control characters or an absurd code can be stored', async () => {
  relay.behave(once('end', '99999 what\u0000ever'));
  const outcome = await openSlot().send(envelope, raw);
  expect(outcome).toMatchObject({ kind: 'unknown', code: null });
  expect(outcome.reply).toBe('99999 what ever');
});

it('no relay at all is deferred', async () => {
  await relay.close();
  expect(await openSlot().send(envelope, raw)).toMatchObject({ kind: 'deferred', code: null });
});
