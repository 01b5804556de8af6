import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readMailboxIndex } from '../../../src/platform/mailbox-index.ts';
import { currentSmtpUrl, type Mailbox, openMailbox } from '../../../src/platform/mailbox-server.ts';
import { readMessage } from '../../../src/platform/mailbox-store.ts';

let dir = '';
let opened: Mailbox[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nanokurs-mailbox-'));
});
afterEach(async () => {
  await Promise.all(opened.map((mailbox) => mailbox.close()));
  opened = [];
  await rm(dir, { recursive: true, force: true });
});

async function open(): Promise<Mailbox> {
  const mailbox = await openMailbox(dir);
  opened.push(mailbox);
  return mailbox;
}

async function send(smtpUrl: string, subject: string, text = 'Hej') {
  const transport = createTransport(smtpUrl);
  try {
    return await transport.sendMail({
      from: 'Nanokurs <nanokurs@kommun.test>',
      to: ['Åsa Öberg <asa.oberg@kommun.test>', 'b@kommun.test'],
      subject,
      text,
      messageId: '<one@kommun.test>',
    });
  } finally {
    transport.close();
  }
}

test('a mail sent over SMTP is in the index and on disk when 250 has come', async () => {
  const { smtpUrl } = await open();
  const { response } = await send(smtpUrl, 'Våldsbejakande extremism');
  const { entries } = await readMailboxIndex(dir);
  expect(entries).toMatchObject([
    {
      messageId: '<one@kommun.test>',
      subject: 'Våldsbejakande extremism',
      from: 'nanokurs@kommun.test',
      to: ['asa.oberg@kommun.test', 'b@kommun.test'],
    },
  ]);
  const id = entries[0]?.id ?? '';
  expect(response).toContain(id);
  expect((await readMessage(dir, id))?.toString()).toContain('\r\n\r\nHej\r\n');
});

test('a body with dots at the start of lines is stored as it was written', async () => {
  const { smtpUrl } = await open();
  const text = '.\r\n..tre\r\n.slut';
  await send(smtpUrl, 'Punkter', text);
  const { entries } = await readMailboxIndex(dir);
  expect((await readMessage(dir, entries[0]?.id ?? ''))?.toString()).toContain(text);
});

test('rule 14: more than 5 MB is refused and not stored', async () => {
  const { smtpUrl } = await open();
  const sent = send(smtpUrl, 'Stort', 'x'.repeat(75).concat('\r\n').repeat(80_000));
  await expect(sent).rejects.toMatchObject({ responseCode: 552 });
  expect((await readMailboxIndex(dir)).entries).toEqual([]);
});

test('several openers at the same moment share one mailbox', async () => {
  const mailboxes = await Promise.all([open(), open(), open(), open()]);
  expect(new Set(mailboxes.map((mailbox) => mailbox.smtpUrl)).size).toBe(1);
  expect(await currentSmtpUrl(dir)).toBe(mailboxes[0]?.smtpUrl);
});

test('when the listener ends another takes over, and the mails are all there', async () => {
  const first = await open();
  const second = await open();
  await send(second.smtpUrl, 'Före');
  await first.close();
  expect(await currentSmtpUrl(dir)).toBeUndefined();
  await expect(send(second.smtpUrl, 'Under')).rejects.toThrow('ECONNREFUSED');

  const [url, again] = await Promise.all([second.ensure(), second.ensure()]);
  expect(again).toBe(url);
  expect(second.smtpUrl).toBe(url);
  await send(url, 'Efter');
  const { entries } = await readMailboxIndex(dir);
  expect(entries.map((entry) => entry.subject)).toEqual(['Före', 'Efter']);
});

test('when the listening process is killed another takes over at once', async () => {
  const module = new URL('../../../src/platform/mailbox-server.ts', import.meta.url).href;
  const script = `const { openMailbox } = await import(${JSON.stringify(module)});
    console.log((await openMailbox(${JSON.stringify(dir)})).smtpUrl);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
  const mailbox = await open();
  expect(mailbox.smtpUrl).toBe(url);
  await send(url, 'Före');
  child.kill('SIGKILL');
  await once(child, 'exit');

  expect(await mailbox.ensure()).not.toBe(url);
  await send(mailbox.smtpUrl, 'Efter');
  const { entries } = await readMailboxIndex(dir);
  expect(entries.map((entry) => entry.subject)).toEqual(['Före', 'Efter']);
});

test('a listener that ends while a client stays connected does not wait for it', async () => {
  const mailbox = await open();
  const socket = connect(Number(new URL(mailbox.smtpUrl).port), '127.0.0.1');
  const lines = createInterface(socket)[Symbol.asyncIterator]();
  expect((await lines.next()).value).toContain('220 ');
  await mailbox.close();
  expect((await lines.next()).value ?? '421 ').toContain('421 ');
  socket.destroy();
});

test('a left-over address where something else now listens is not taken for the mailbox', async () => {
  const other = await mkdtemp(join(tmpdir(), 'nanokurs-mailbox-'));
  const stranger = await openMailbox(other);
  const port = Number(new URL(stranger.smtpUrl).port);
  const { smtpUrl, close } = await open();
  await close();
  await writeFile(
    join(dir, 'mailbox', 'server.json'),
    JSON.stringify({ id: 'gone', pid: 1, port }),
  );
  const fresh = await open();
  expect(fresh.smtpUrl).not.toBe(stranger.smtpUrl);
  expect(fresh.smtpUrl).toMatch(/^smtp:\/\/127\.0\.0\.1:\d+$/);
  expect(smtpUrl).toMatch(/^smtp:/);
  await stranger.close();
  await rm(other, { recursive: true, force: true });
});

test('an address file that cannot be read is replaced', async () => {
  await (await open()).close();
  await writeFile(join(dir, 'mailbox', 'server.json'), '{"port":');
  const fresh = await open();
  expect(await currentSmtpUrl(dir)).toBe(fresh.smtpUrl);
});

test('a closed mailbox says so', async () => {
  const mailbox = await open();
  await mailbox.close();
  await expect(mailbox.ensure()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});
