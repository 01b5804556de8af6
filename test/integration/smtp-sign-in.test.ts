import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bareAddress, createSmtpSignIn } from '../../src/platform/smtp-sign-in.ts';
import { createSmtpSlot, type SmtpSlot } from '../../src/platform/smtp-slot.ts';
import { type FaultyRelay, startFaultyRelay } from '../support/faulty-relay.ts';

const envelope = { from: 'kurs@example.org', to: 'anna@example.org' };
const raw = Buffer.from('Message-ID: <one@example.org>\r\n\r\nhej\r\n');

let relay: FaultyRelay;
let endpoint: Server;
let tokenUrl: string;
let asked: URLSearchParams[];
let answerWith: { status: number; body: string };
const slots: SmtpSlot[] = [];

beforeEach(async () => {
  relay = await startFaultyRelay({ auth: 'XOAUTH2 PLAIN' });
  asked = [];
  answerWith = { status: 200, body: JSON.stringify({ access_token: 'biljett', expires_in: 3600 }) };
  endpoint = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    asked.push(new URLSearchParams(body));
    response.writeHead(answerWith.status, { 'content-type': 'application/json' });
    response.end(answerWith.body);
  });
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  const bound = endpoint.address();
  if (bound === null || typeof bound === 'string') throw new Error('No port.');
  tokenUrl = `http://127.0.0.1:${bound.port}/token`;
});

afterEach(async () => {
  for (const slot of slots.splice(0)) slot.abort();
  await relay.close();
  endpoint.closeAllConnections();
  await new Promise((resolve) => endpoint.close(resolve));
});

function openSlots(count: number, oauth: boolean): SmtpSlot[] {
  const signIn = createSmtpSignIn({
    SMTP_OAUTH_TOKEN_URL: oauth ? tokenUrl : undefined,
    SMTP_OAUTH_CLIENT_ID: oauth ? 'klient' : undefined,
    SMTP_OAUTH_CLIENT_SECRET: oauth ? 'hemlighet' : undefined,
    SMTP_OAUTH_SCOPE: 'https://outlook.office365.com/.default',
    SMTP_OAUTH_USER: undefined,
    MAIL_FROM: 'Kurs <kurs@example.org>',
  });
  const address = { ...relay.address, user: 'kurs', password: 'lösen' };
  for (let slot = 0; slot < count; slot++) slots.push(createSmtpSlot(async () => address, signIn));
  return slots;
}

it('signs in with the password of the URL, once a connection', async () => {
  const [slot] = openSlots(1, false);
  expect((await slot?.send(envelope, raw))?.kind).toBe('accepted');
  expect((await slot?.send(envelope, raw))?.kind).toBe('accepted');
  expect(relay.signIns).toEqual(['PLAIN \u0000kurs\u0000lösen']);
});

it('OAuth: asks for one token and uses it on every connection', async () => {
  const [one, two] = openSlots(2, true);
  expect((await one?.send(envelope, raw))?.kind).toBe('accepted');
  expect((await two?.send(envelope, raw))?.kind).toBe('accepted');
  expect(asked.map((form) => Object.fromEntries(form))).toEqual([
    {
      grant_type: 'client_credentials',
      client_id: 'klient',
      client_secret: 'hemlighet',
      scope: 'https://outlook.office365.com/.default',
    },
  ]);
  const expected = 'XOAUTH2 user=kurs@example.org\u0001auth=Bearer biljett\u0001\u0001';
  expect(relay.signIns).toEqual([expected, expected]);
});

it('OAuth: many connections opened at once share one request', async () => {
  const outcomes = await Promise.all(openSlots(5, true).map((slot) => slot.send(envelope, raw)));
  expect(outcomes.every((outcome) => outcome.kind === 'accepted')).toBe(true);
  expect(asked).toHaveLength(1);
});

it('OAuth: a token about to end is renewed for the next connection', async () => {
  answerWith.body = JSON.stringify({ access_token: 'kort', expires_in: 60 });
  const [one, two] = openSlots(2, true);
  await one?.send(envelope, raw);
  answerWith.body = JSON.stringify({ access_token: 'ny', expires_in: 3600 });
  await two?.send(envelope, raw);
  expect(relay.signIns.map((line) => /Bearer (\w+)/.exec(line)?.[1])).toEqual(['kort', 'ny']);
});

it.each([
  ['refuses', 401, '{"error":"invalid_client"}'],
  ['fails', 500, 'oops'],
  ['answers without a token', 200, '{}'],
  ['answers no JSON', 200, '<html>'],
])(
  'rule 4: a token endpoint that %s defers the mail, and the next try asks again',
  async (_, status, body) => {
    answerWith = { status, body };
    const [slot] = openSlots(1, true);
    const outcome = await slot?.send(envelope, raw);
    expect(outcome).toMatchObject({ kind: 'deferred', code: null });
    expect(outcome?.reply).toContain('token endpoint');
    expect(outcome?.reply).not.toContain('hemlighet');
    answerWith = { status: 200, body: '{"access_token":"biljett"}' };
    expect((await slot?.send(envelope, raw))?.kind).toBe('accepted');
  },
);

it('rule 4: a relay that refuses the token defers the mail, and the next try brings a fresh one', async () => {
  relay.behave(({ stage }) =>
    stage === 'auth' ? '535 5.7.3 Authentication unsuccessful' : undefined,
  );
  const [slot] = openSlots(1, true);
  expect(await slot?.send(envelope, raw)).toMatchObject({ kind: 'deferred', code: 535 });
  relay.behave(() => undefined);
  expect((await slot?.send(envelope, raw))?.kind).toBe('accepted');
  expect(asked).toHaveLength(2);
});

it.each([
  ['Kurs <kurs@example.org>', 'kurs@example.org'],
  [' kurs@example.org ', 'kurs@example.org'],
  ['"Kurs <a@b>" <kurs@example.org>', 'kurs@example.org'],
])('the address of %j is %s', (mailbox, address) => {
  expect(bareAddress(mailbox)).toBe(address);
});
