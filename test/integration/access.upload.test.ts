import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Registry } from '@prometheus-io/client';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerSignedInPages } from '../../src/access/signed-in.pages.ts';
import type { SignedInPages } from '../../src/access/signed-in-page.ts';
import { realClock } from '../../src/platform/clock.ts';
import { createDatabase, createPool, type Database } from '../../src/platform/database.ts';
import { createHttp } from '../../src/platform/http.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { type SignedIn, signIn } from '../support/signed-in.ts';

let clone: TestDatabase;
let db: Database;
let app: FastifyInstance;
let hr: SignedIn;
const received: string[] = [];

async function makeApp(add: (pages: SignedInPages) => void): Promise<FastifyInstance> {
  const http = await createHttp({
    log: pino({ level: 'silent' }),
    trustedProxies: undefined,
    publicUrl: 'http://nanokurs.test',
    registry: new Registry(),
    securitySchemes: {},
    isReady: async () => undefined,
    errorPage: (error) => error.code,
  });
  await registerSignedInPages(
    http,
    { db, clock: realClock, frame: { trial: false }, secure: false },
    add,
  );
  return http;
}

beforeAll(async () => {
  clone = await cloneDatabase();
  db = createDatabase(createPool(clone.connectionString, 3, () => undefined));
  app = await makeApp((pages) => {
    pages.upload({
      path: '/files',
      roles: ['hr'],
      bytes: 1_000,
      receive: async ({ parts }) => {
        let text = '';
        for await (const part of parts) {
          if (part.kind === 'field') text += `${part.name}=${part.value} `;
          else {
            for await (const chunk of part.content) text += chunk.toString();
            if (part.cut()) return { status: 422, page: { title: 'Fel', body: 'för stor' } };
          }
        }
        received.push(text);
        return { to: '/files', audit: [{ action: 'roster.import', subject: '1' }] };
      },
    });
    pages.download({
      path: '/files.csv',
      roles: ['hr'],
      send: async () => ({
        fileName: 'Genomförande.csv',
        type: 'text/csv; charset=utf-8',
        content: 'a;b',
        audit: [{ action: 'person.show', subject: '1' }],
      }),
    });
  });
  await app.ready();
  hr = await signIn(app, db, 'hr@exempelkommun.test', ['hr']);
});
afterAll(async () => {
  await app?.close();
  await db?.destroy();
  await clone?.drop();
});

const field = (name: string, value: string) =>
  `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const file = (content: string) =>
  `--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n${content}\r\n`;

const send = (...parts: string[]) =>
  app.inject({
    method: 'POST',
    url: '/files',
    headers: { cookie: hr.cookie, 'content-type': 'multipart/form-data; boundary=x' },
    payload: `${parts.join('')}--x--\r\n`,
  });

const entries = async () => (await db.selectFrom('audit_entries').selectAll().execute()).length;

test('a file is received after its CSRF token, and on record', async () => {
  const done = await send(field('csrf', hr.csrf), field('source', 'hr'), file('1;2'));
  expect([done.statusCode, done.headers.location]).toEqual([303, '/files']);
  expect(received).toEqual(['source=hr 1;2']);
  expect(await entries()).toBe(1);
});

test('nothing of a file is read before a right token, nor more than was allowed', async () => {
  const before = received.length;
  const token = field('csrf', hr.csrf);
  for (const parts of [
    [file('1;2'), token],
    [field('csrf', 'x'), file('1;2')],
    [field('other', 'x'), token, file('1;2')],
    [],
  ])
    expect((await send(...parts)).statusCode).toBe(403);
  const long = await send(token, file('x'.repeat(2_000)));
  expect([long.statusCode, long.body.includes('för stor')]).toEqual([422, true]);
  expect((await hr.post('/files')).statusCode).toBe(403);
  const broken = await app.inject({
    method: 'POST',
    url: '/files',
    headers: { cookie: hr.cookie, 'content-type': 'multipart/form-data; boundary=x' },
    payload: `${token}--x\r\n`,
  });
  expect(broken.statusCode).toBe(422);
  expect(received).toHaveLength(before);
});

test('a file that is refused at once is taken to its end, since a browser waits for that', async () => {
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const body = `${field('csrf', 'x')}${file('x'.repeat(8_000_000))}--x--\r\n`;
  const sent = httpRequest({
    port,
    method: 'POST',
    path: '/files',
    headers: { cookie: hr.cookie, 'content-type': 'multipart/form-data; boundary=x' },
  });
  const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
  await new Promise((resolve) => sent.end(body, () => resolve(undefined)));
  const [answer] = await answered;
  expect(answer.resume().statusCode).toBe(403);
});

test('a file to save is on record, with a name in any letters', async () => {
  const before = await entries();
  const { headers, body } = await hr.get('/files.csv');
  expect(body).toBe('a;b');
  expect(headers['content-disposition']).toBe(
    `attachment; filename="Genomforande.csv"; filename*=UTF-8''Genomf%C3%B6rande.csv`,
  );
  expect(headers['cache-control']).toBe('no-store');
  expect(await entries()).toBe(before + 1);
});

test('a route that does not say who may use it keeps the service from starting', async () => {
  const other = await makeApp(() => undefined);
  other.get('/open', async () => 'all');
  await expect(other.ready()).rejects.toThrow(/GET \/open/);
  await other.close().catch(() => undefined);
});
