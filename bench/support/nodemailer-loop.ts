/** The baseline: nodemailer's own pool composes and sends, without a database. Arguments: port, mails, file. */
import { readFile } from 'node:fs/promises';
import { simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import { serveBench } from './child.ts';

const [port = '', count = '', file = ''] = process.argv.slice(2);
const lesson = await simpleParser(await readFile(file));
if (lesson.html === false || lesson.text === undefined) throw new Error('No lesson mail.');
const { html, text, subject } = lesson;

const transport = createTransport({
  host: '127.0.0.1',
  port: Number(port),
  pool: true,
  maxConnections: 20,
  maxMessages: Number.POSITIVE_INFINITY,
});
const total = Number(count);
const lanes = 40;

serveBench(
  async () => {
    let sent = 0;
    const lane = async () => {
      while (sent < total) {
        const number = ++sent;
        await transport.sendMail({
          from: 'Kursen <kurs@example.org>',
          to: `person-${number}@example.org`,
          subject: subject ?? '',
          text,
          html,
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  },
  async () => transport.close(),
);
