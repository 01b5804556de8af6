import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Database } from '../src/platform/database.ts';
import { type Fixture, makeCampaign, queueFirstLesson } from '../test/support/fixture.ts';
import { type Bench, median, rounded } from './support/bench.ts';
import { type ChildReport, startChild } from './support/child.ts';
import { withBenchDatabase } from './support/database.ts';
import { benchMails, publicUrl } from './support/lesson-mails.ts';
import { type BenchSink, startBenchSink } from './support/sink.ts';
import { runSmtpSource } from './support/smtp-source.ts';

const deliveries = 20_000;
const baselineMails = 6_000;
/** As long as a real answer token. */
const someToken = 'x'.repeat(44);

/**
 * Mails a second, everything written down, from the first claim to the last recorded outcome,
 * against nodemailer's pool and Postfix's smtp-source with the same mail.
 */
export const bench: Bench = ({ rounds, log }) =>
  withBenchDatabase(async ({ db, connectionString }) => {
    const fixture = await makeCampaign(db, new Date(), deliveries);
    const raw = await sampleMail(fixture);
    const file = join(tmpdir(), `nanokurs-bench-${process.pid}.eml`);
    const sink = await startBenchSink();
    const runs = { nodemailer: [], one: [], two: [], smtpSource: [] } as Record<string, number[]>;
    const note = (name: string, perSecond: number) => {
      runs[name]?.push(rounded(perSecond, 0));
      log(`${name}: ${perSecond.toFixed(0)} mails/s`);
    };
    let peakMb = 0;
    try {
      await writeFile(file, raw);
      for (let round = 0; round < rounds; round++) {
        note('nodemailer', await nodemailerLoop(sink, file));
        for (const [name, workers] of [
          ['one', 1],
          ['two', 2],
        ] as const) {
          await refill(db, fixture);
          const reports = await work(sink, connectionString, workers);
          await checkAllSent(db, sink);
          note(name, perSecond(deliveries, reports));
          peakMb = Math.max(peakMb, ...reports.map((report) => report.peakMb));
        }
        const source = await runSmtpSource(sink.port, deliveries, raw.length);
        if (source !== null) note('smtpSource', source.perSecond);
      }
    } finally {
      await sink.close();
      await rm(file, { force: true });
    }
    const [one, two, nodemailer] = ['one', 'two', 'nodemailer'].map((name) =>
      median(runs[name] ?? []),
    ) as [number, number, number];
    const source = runs.smtpSource?.length ? median(runs.smtpSource) : null;
    return {
      name: 'send',
      figures: {
        ratioToNodemailer: rounded(one / nodemailer),
        ratioToSmtpSource: source === null ? null : rounded(two / source),
        oneWorkerPerSecond: one,
        twoWorkersPerSecond: two,
        nodemailerPerSecond: nodemailer,
        smtpSourcePerSecond: source,
        peakMb: rounded(peakMb, 0),
      },
      basis: { sink: sink.name, deliveries, mailBytes: raw.length, rounds: runs },
    };
  });

async function nodemailerLoop(sink: BenchSink, file: string): Promise<number> {
  const script = new URL('./support/nodemailer-loop.ts', import.meta.url);
  const child = await startChild(script, [String(sink.port), String(baselineMails), file]);
  const report = await child.go();
  await child.close();
  return perSecond(baselineMails, [report]);
}

async function work(sink: BenchSink, database: string, workers: number): Promise<ChildReport[]> {
  await sink.clear();
  const script = new URL('./support/send-worker.ts', import.meta.url);
  const children = await Promise.all(
    Array.from({ length: workers }, (_, at) =>
      startChild(script, [database, String(sink.port), `bench-${at}`]),
    ),
  );
  const reports = await Promise.all(children.map((child) => child.go()));
  for (const child of children) await child.close();
  return reports;
}

function perSecond(mails: number, reports: readonly ChildReport[]): number {
  const from = Math.min(...reports.map((report) => report.from));
  const until = Math.max(...reports.map((report) => report.until));
  return (mails / (until - from)) * 1000;
}

/** The same start for every run: all due, nothing dead in the tables, nothing waiting to be flushed. */
async function refill(db: Database, fixture: Fixture): Promise<void> {
  await sql`truncate deliveries, askings cascade`.execute(db);
  await sql`update enrolments set first_sent_at = null`.execute(db);
  await queueFirstLesson(db, new Date(), fixture);
  await sql`vacuum full enrolments`.execute(db);
  await sql`vacuum analyze`.execute(db);
  await sql`checkpoint`.execute(db);
}

async function checkAllSent(db: Database, sink: BenchSink): Promise<void> {
  const { rows } = await sql<{ sent: number }>`
    select count(*)::int as sent from deliveries where state = 'sent'`.execute(db);
  const sent = rows[0]?.sent;
  const received = (await sink.received()) ?? sent;
  if (sent !== deliveries || received !== deliveries)
    throw new Error(`${sent} recorded and ${received} received of ${deliveries}.`);
}

async function sampleMail(fixture: Fixture): Promise<Buffer> {
  const compiled = await benchMails().compile({
    course: fixture.course,
    versionHash: 'sample',
    lesson: 1,
    language: 'sv',
  });
  return compiled.fill({
    messageId: '<sample@nanokurs.test>',
    date: new Date(),
    to: { address: 'person-000001@example.org', name: 'Förnamn1 Östgård' },
    firstName: 'Förnamn1',
    optionUrls: Array<string>(4).fill(`${publicUrl}/a/${someToken}`),
  }).raw;
}
