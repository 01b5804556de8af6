import { sql } from 'kysely';
import { createKeyring, signAnswerToken } from '../src/delivery/answer-token.ts';
import type { Database } from '../src/platform/database.ts';
import { makeCampaign, queueFirstLesson } from '../test/support/fixture.ts';
import { type Bench, median, rounded } from './support/bench.ts';
import { startChild } from './support/child.ts';
import { withBenchDatabase } from './support/database.ts';
import { postForms } from './support/http-load.ts';

const answers = 8_000;
const concurrency = 20;
const secret = 'bench-secret-bench-secret-bench-secret';

/** Answers a second through POST /a, against the same two statements run bare through pg. */
export const bench: Bench = ({ rounds, log }) =>
  withBenchDatabase(async ({ db, connectionString }) => {
    const now = new Date();
    await queueFirstLesson(db, now, await makeCampaign(db, now, answers));
    await sql`update deliveries set state = 'sent', sent_at = ${now}`.execute(db);
    const forms = formsFor(now);
    const http: number[] = [];
    const bare: number[] = [];
    const script = (name: string) => new URL(`./support/${name}.ts`, import.meta.url);
    const server = await startChild(script('answer-server'), [connectionString, secret]);
    try {
      // The first round only warms the server up.
      for (let round = -1; round < rounds; round++) {
        await reset(db);
        const started = performance.now();
        await postForms(Number(server.greeting), '/a', forms, concurrency);
        const posted = performance.now() - started;
        await checkStored(db);

        await reset(db);
        const range = ['1', String(answers), String(concurrency)];
        const child = await startChild(script('answer-bare'), [connectionString, ...range]);
        const { from, until } = await child.go();
        await child.close();
        await checkStored(db);
        if (round < 0) continue;
        http.push((answers / posted) * 1000);
        bare.push((answers / (until - from)) * 1000);
        log(`POST /a ${http.at(-1)?.toFixed(0)}/s, bare ${bare.at(-1)?.toFixed(0)}/s`);
      }
    } finally {
      await server.close();
    }
    return {
      name: 'answer',
      figures: {
        ratioToBare: rounded(median(http) / median(bare)),
        answersPerSecond: rounded(median(http), 0),
        barePerSecond: rounded(median(bare), 0),
      },
      basis: { answers, concurrency, rounds },
    };
  });

function formsFor(now: Date): string[] {
  const keyring = createKeyring([secret]);
  const expires = new Date(now.getTime() + 86_400_000);
  return Array.from({ length: answers }, (_, at) => {
    const token = { purpose: 'answer', delivery: at + 1, question: 1, option: 1, expires } as const;
    return `token=${signAnswerToken(keyring, token)}&option=b`;
  });
}

async function reset(db: Database): Promise<void> {
  await sql`truncate answers`.execute(db);
  await sql`
    update enrolments set lessons_answered = 0, first_answered_at = null, completed_at = null`.execute(
    db,
  );
  await sql`vacuum full enrolments`.execute(db);
  await sql`vacuum analyze`.execute(db);
  await sql`checkpoint`.execute(db);
}

async function checkStored(db: Database): Promise<void> {
  const { rows } = await sql<{ stored: number }>`
    select count(*)::int as stored from answers where correct`.execute(db);
  if (rows[0]?.stored !== answers)
    throw new Error(`${rows[0]?.stored} of ${answers} answers were stored.`);
}
