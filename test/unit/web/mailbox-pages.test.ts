import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import { HtmlValidate } from 'html-validate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openMailboxStore } from '../../../src/platform/mailbox-store.ts';
import { registerMailboxPages } from '../../../src/web/mailbox.pages.ts';
import { splitAtLinks, withLinksInNewTab } from '../../../src/web/mailbox-message.ts';

let dir = '';
let app: FastifyInstance;
const ids: Record<string, string> = {};

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nanokurs-mailbox-'));
  app = fastify();
  registerMailboxPages(app, { dir, organisation: 'Exempelkommun' });
  const store = await openMailboxStore(dir);
  const save = async (name: string, lines: string[], to = `${name}@kommun.test`) => {
    const raw = Buffer.from(lines.join('\r\n'));
    ids[name] = await store.save({ from: 'n@test', to: [to], raw });
  };
  for (let number = 0; number < 60; number += 1)
    await save(`p${number}`, [`Subject: Lektion ${number}`, '', 'Hej']);
  await save('nasty', [
    'Subject: <script>alert(1)</script>',
    'From: "<b>Bluff</b>" <x@test>',
    'Content-Type: multipart/alternative; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Läs <b>http://a.test/?x=1&y="</b>.',
    '--b',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<html><head lang="sv"><title>x</title></head><body><script>top.location="/x"</script>Åh</body></html>',
    '--b--',
    '',
  ]);
  await save('bare', ['', 'utan något'], 'bare@kommun.test');
  await store.close();
});
afterAll(async () => {
  await app.close();
  await rm(dir, { recursive: true, force: true });
});

const path = (name: string, rest = ''): string => `/mailbox/${ids[name]}${rest}`;
const shown = (body: string): string[] =>
  [...body.matchAll(/href="\/mailbox\/([0-9a-z]+-[0-9a-z]+)"/g)].map(([, id]) => id ?? '');

test('the list runs newest first over pages that link to each other', async () => {
  const first = await app.inject('/mailbox');
  expect(shown(first.body)).toHaveLength(50);
  expect(shown(first.body)[0]).toBe(ids.bare);
  expect(first.body).toContain('/mailbox?page&#61;2');
  const second = await app.inject('/mailbox?page=2');
  expect(shown(second.body)).toHaveLength(12);
  expect(second.body).not.toContain('page&#61;3');
});

test('a search finds by recipient, and says so when it finds none', async () => {
  const found = await app.inject('/mailbox?search=P17@KOMMUN');
  expect(shown(found.body)).toEqual([ids.p17]);
  const none = await app.inject('/mailbox?search=%3Cscript%3Ezz&lang=en');
  expect(none.body).toContain('No mail matches the search.');
  expect(none.body).not.toContain('<script');
});

test.each(['page=0', 'page=-1', 'page=x', 'page=1e9', 'page=1&page=2', 'search=a&search=b'])(
  'rule 14: the query "%s" is passed over',
  async (query) => {
    expect((await app.inject(`/mailbox?${query}`)).statusCode).toBe(200);
  },
);

test('rule 13: the reader chooses the language, and it stays chosen', async () => {
  const { body } = await app.inject('/mailbox?lang=en');
  expect(body).toContain('<html lang="en">');
  expect(body).toContain(`href="${path('bare')}?lang&#61;en"`);
  expect(body).toContain('<input type="hidden" name="lang" value="en">');
  expect(body).toContain('href="/mailbox?lang&#61;sv"');
});

test('a mail shows its headers escaped and its HTML only in a sandboxed frame', async () => {
  const { body } = await app.inject(path('nasty'));
  expect(body).not.toContain('<script');
  expect(body).not.toContain('<b>');
  expect(body).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
  const text = (await app.inject(path('nasty', '?view=text'))).body;
  expect(text).not.toContain('<b>');
  expect(text).toContain('<a href="http://a.test/?x&#61;1&#38;y&#61;"');
});

test('the HTML part may do nothing but look like something and open links in new tabs', async () => {
  const { headers, body } = await app.inject(path('nasty', '/html'));
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain('sandbox allow-popups allow-popups-to-escape-sandbox;');
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/script-src|allow-scripts|allow-same-origin|allow-top-navigation/);
  expect(body).toContain('<head lang="sv"><base target="_blank">');
});

test('the source is the stored mail as plain text', async () => {
  const { headers, body } = await app.inject(path('nasty', '/source'));
  expect(headers['content-type']).toBe('text/plain; charset=utf-8');
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(body).toContain('Subject: <script>alert(1)</script>');
});

test('a mail without HTML opens as text, and one without anything still opens', async () => {
  expect((await app.inject(path('p3'))).body).toContain('<div class="letter">Hej');
  const { statusCode, body } = await app.inject(path('bare'));
  expect(statusCode).toBe(200);
  expect(body).toContain('(utan ämne)');
  expect((await app.inject(path('bare', '/html'))).statusCode).toBe(404);
});

test.each(['..%2Findex', '..%2f..%2fsecret', 'a-b', '%00', 'server.json', 'x'.repeat(90)])(
  'rule 14: the id "%s" finds nothing',
  async (id) => {
    await writeFile(join(dir, 'secret.eml'), 'secret');
    for (const rest of ['', '/html', '/source'])
      expect((await app.inject(`/mailbox/${id}${rest}`)).statusCode).toBe(404);
  },
);

test('a mail whose body has been dropped is explained', async () => {
  const { statusCode, body } = await app.inject('/mailbox/0mwpu06jt0a66-1n');
  expect(statusCode).toBe(404);
  expect(body).toContain('Mejlet finns inte här');
});

test('rule 1: looking changes nothing on disk', async () => {
  const before = await readdir(join(dir, 'mailbox'), { recursive: true });
  for (const rest of ['', '?view=text', '/html', '/source']) await app.inject(path('nasty', rest));
  expect(await readdir(join(dir, 'mailbox'), { recursive: true })).toEqual(before);
});

test('rule 13: list, empty list and mail are valid HTML', async () => {
  const validator = new HtmlValidate({
    extends: ['html-validate:standard', 'html-validate:a11y'],
    rules: { 'doctype-style': 'off', 'no-inline-style': 'error' },
  });
  for (const url of ['/mailbox', '/mailbox?page=2', '/mailbox?search=zz', path('nasty')]) {
    const report = await validator.validateString((await app.inject(url)).body);
    expect(report.results.flatMap((result) => result.messages)).toEqual([]);
  }
});

test('links in text end where the address ends', () => {
  const links = (text: string) =>
    splitAtLinks(text).flatMap((part) => (part.link ? part.text : []));
  expect(links('Svara (https://a.test/a/b-c_d), eller https://a.test/?x=1.')).toEqual([
    'https://a.test/a/b-c_d',
    'https://a.test/?x=1',
  ]);
  expect(links('javascript:alert(1) <https://a.test>')).toEqual(['https://a.test']);
  expect(links('inget här')).toEqual([]);
});

test('HTML without a head gets its links in new tabs too', () => {
  expect(withLinksInNewTab('<p>$1</p>')).toBe('<base target="_blank"><p>$1</p>');
});
