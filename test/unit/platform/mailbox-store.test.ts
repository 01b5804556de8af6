import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findMessages, readMailboxIndex } from '../../../src/platform/mailbox-index.ts';
import { openMailboxStore, readMessage } from '../../../src/platform/mailbox-store.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nanokurs-mailbox-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const indexFile = (): string => join(dir, 'mailbox', 'index.jsonl');

function mail(number: number, subject = `Lektion ${number}`) {
  const head = [`Message-ID: <m${number}@test>`, `Subject: ${subject}`];
  const raw = Buffer.from(`${head.join('\r\n')}\r\n\r\nHej\r\n`);
  return { from: 'nanokurs@kommun.test', to: [`person${number}@kommun.test`], raw };
}

async function stored(count: number, options?: { keep: number; perShard: number }) {
  const store = await openMailboxStore(dir, options);
  const ids: string[] = [];
  for (let number = 1; number <= count; number += 1) ids.push(await store.save(mail(number)));
  await store.close();
  return ids;
}

describe('storing', () => {
  test('a saved mail is read back byte for byte, and its index line says what it is', async () => {
    const store = await openMailboxStore(dir);
    const raw = Buffer.from(
      'Date: Mon, 31 Aug 2026 08:00:00 +0200\r\nMessage-ID:\r\n <a.b@test>\r\nSubject: =?utf-8?Q?V=C3=A5ga_?=\r\n =?utf-8?Q?fr=C3=A5ga?=\r\n\r\nSubject: not this\r\n\xff',
      'latin1',
    );
    const id = await store.save({ from: 'f@test', to: ['å@test', 'b@test'], raw });
    await store.close();

    expect(await readMessage(dir, id)).toEqual(raw);
    const { entries } = await readMailboxIndex(dir);
    expect(entries).toEqual([
      {
        id,
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        date: '2026-08-31T06:00:00.000Z',
        messageId: '<a.b@test>',
        subject: 'Våga fråga',
        from: 'f@test',
        to: ['å@test', 'b@test'],
        size: raw.length,
      },
    ]);
  });

  test('a mail without any header is stored too', async () => {
    const store = await openMailboxStore(dir);
    await store.save({ from: '', to: ['a@test'], raw: Buffer.from('\r\nbara text') });
    await store.close();
    expect((await readMailboxIndex(dir)).entries).toMatchObject([{ messageId: '', subject: '' }]);
  });

  test('saving many at once keeps every body and every line', async () => {
    const store = await openMailboxStore(dir, { keep: 1_000, perShard: 7 });
    const numbers = Array.from({ length: 100 }, (_, at) => at);
    const ids = await Promise.all(numbers.map((number) => store.save(mail(number))));
    await store.close();
    expect(new Set(ids).size).toBe(100);
    const { entries } = await readMailboxIndex(dir);
    expect(new Set(entries.map((entry) => entry.id))).toEqual(new Set(ids));
    for (const [at, id] of ids.entries()) expect(await readMessage(dir, id)).toEqual(mail(at).raw);
  });

  test('the oldest bodies go and the latest stay; their index lines all stay', async () => {
    const ids = await stored(25, { keep: 10, perShard: 5 });
    const found = await Promise.all(ids.map((id) => readMessage(dir, id)));
    expect(found.slice(-10).every((body) => body !== undefined)).toBe(true);
    expect(found.slice(0, 10).every((body) => body === undefined)).toBe(true);
    expect((await readMailboxIndex(dir)).entries.map((entry) => entry.id)).toEqual(ids);
  });

  test('a store opened again counts the bodies that are already there', async () => {
    await stored(10, { keep: 10, perShard: 5 });
    const later = await stored(11, { keep: 10, perShard: 5 });
    const shards = await readdir(join(dir, 'mailbox', 'messages'));
    expect(shards).toEqual([...new Set(later.map((id) => id.split('-')[0]))].slice(0, 3));
  });

  test.each(['', '../server', '../../../../etc/passwd', 'abc', 'm3k2j9x0a0000-../x', '%2e%2e'])(
    'the id "%s" reads nothing',
    async (id) => {
      await stored(1);
      await writeFile(join(dir, 'mailbox', 'messages', 'abc.eml'), 'secret');
      expect(await readMessage(dir, id)).toBeUndefined();
    },
  );
});

describe('following the index', () => {
  test('a mailbox that does not exist is empty', async () => {
    expect(await readMailboxIndex(dir)).toEqual({ entries: [], next: 0 });
    expect(await findMessages(dir, { search: '', page: 1 })).toEqual({
      entries: [],
      older: false,
    });
  });

  test('each call continues where the last one ended', async () => {
    const first = await stored(3);
    const one = await readMailboxIndex(dir);
    const second = await stored(2);
    const two = await readMailboxIndex(dir, { after: one.next });
    expect(one.entries.map((entry) => entry.id)).toEqual(first);
    expect(two.entries.map((entry) => entry.id)).toEqual(second);
    expect(await readMailboxIndex(dir, { after: two.next })).toEqual({
      entries: [],
      next: two.next,
    });
  });

  test('a half-written last line waits until it is whole', async () => {
    await stored(2);
    const line = (await readFile(indexFile(), 'utf8')).split('\n')[1] ?? '';
    await appendFile(indexFile(), line.slice(0, 40));
    const before = await readMailboxIndex(dir);
    expect(before.entries).toHaveLength(2);
    expect((await findMessages(dir, { search: '', page: 1 })).entries).toHaveLength(2);

    await appendFile(indexFile(), `${line.slice(40)}\n`);
    const after = await readMailboxIndex(dir, { after: before.next });
    expect(after.entries).toMatchObject([{ messageId: '<m2@test>' }]);
  });

  test('half a line from a killed process harms no line after it', async () => {
    await stored(1);
    await appendFile(indexFile(), '{"id":"half');
    await stored(1);
    const { entries } = await readMailboxIndex(dir);
    expect(entries).toHaveLength(2);
    expect((await findMessages(dir, { search: '', page: 1 })).entries).toHaveLength(2);
  });

  test('an index that is shorter than the offset is a new one', async () => {
    await stored(1);
    const { entries } = await readMailboxIndex(dir, { after: 1_000_000 });
    expect(entries).toHaveLength(1);
  });

  test('an index of many chunks is read whole, forwards and backwards', async () => {
    const store = await openMailboxStore(dir);
    const subject = 'å'.repeat(450);
    const numbers = Array.from({ length: 700 }, (_, at) => at);
    for (const number of numbers) await store.save(mail(number, subject));
    await store.close();
    const { entries, next } = await readMailboxIndex(dir);
    expect(next).toBeGreaterThan(2 * 256 * 1024);
    expect(entries.map((entry) => entry.messageId)).toEqual(numbers.map((n) => `<m${n}@test>`));
    const oldest = await findMessages(dir, { search: '', page: 14 });
    expect(oldest.older).toBe(false);
    expect(oldest.entries.map((entry) => entry.messageId)).toEqual(
      numbers
        .slice(0, 50)
        .reverse()
        .map((number) => `<m${number}@test>`),
    );
  });

  test('a line longer than a chunk does not hide those around it', async () => {
    await stored(1);
    const store = await openMailboxStore(dir);
    const to = Array.from({ length: 30_000 }, (_, at) => `person${at}@kommun.test`);
    await store.save({ ...mail(2), to });
    await store.save(mail(3));
    await store.close();
    const { entries } = await findMessages(dir, { search: '', page: 1 });
    expect(entries.map((entry) => entry.to.length)).toEqual([1, 30_000, 1]);
    expect((await readMailboxIndex(dir)).entries).toHaveLength(3);
  });
});

describe('searching', () => {
  test('pages run from the newest to the oldest', async () => {
    const ids = (await stored(120)).reverse();
    const pages = await Promise.all(
      [1, 2, 3, 4].map((page) => findMessages(dir, { search: '', page })),
    );
    expect(pages.flatMap((page) => page.entries.map((entry) => entry.id))).toEqual(ids);
    expect(pages.map((page) => page.older)).toEqual([true, true, false, false]);
  });

  test('recipient, subject and Message-ID are searched without regard to case', async () => {
    const store = await openMailboxStore(dir);
    await store.save(mail(1, '=?utf-8?Q?=C3=96ppen_"fr=C3=A5ga"?='));
    await store.save(mail(2));
    await store.close();
    const ids = async (search: string) =>
      (await findMessages(dir, { search, page: 1 })).entries.map((entry) => entry.messageId);
    expect(await ids('öppen "FRÅGA"')).toEqual(['<m1@test>']);
    expect(await ids('PERSON2@')).toEqual(['<m2@test>']);
    expect(await ids('<M2@')).toEqual(['<m2@test>']);
    expect(await ids('nanokurs@kommun')).toEqual([]);
    expect(await ids('"id"')).toEqual([]);
  });
});
