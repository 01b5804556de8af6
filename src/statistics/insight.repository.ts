import { sql } from 'kysely';
import type {} from '../answer/answer.table.ts';
import type { Database, Trx } from '../platform/database.ts';
import type { DepartmentInsight } from './insight.ts';
import type { ToldQuestion } from './insight-batches.ts';
import type {} from './shown.table.ts';

export type StrandAnswers = {
  question: string;
  strand: number;
  answers: number;
  right: number;
  /** By what they chose. */
  wrong: Map<string, number>;
};

/** First answers by question and by where people are shown, and what the wrong ones chose. */
export async function countAnswers(trx: Trx, campaignId: number): Promise<StrandAnswers[]> {
  // Adding up the choices beside the answers in one statement took minutes at 57,000 people.
  const { rows } = await sql<{
    question: string;
    strand: number;
    correct: boolean | null;
    options: string[];
    times: number;
  }>`
    select k.question, e.shown_strand as strand, a.correct, a.options, count(*)::int as times
    from enrolments e
    join askings k on k.enrolment_id = e.id and k.round = 1
    join answers a on a.asking_id = k.id
    where e.campaign_id = ${campaignId} and e.shown_strand is not null
    group by 1, 2, 3, 4`.execute(trx);
  const counts = new Map<string, StrandAnswers>();
  for (const { question, strand, correct, options, times } of rows) {
    const key = `${strand} ${question}`;
    const count = counts.get(key) ?? { question, strand, answers: 0, right: 0, wrong: new Map() };
    counts.set(key, count);
    count.answers += times;
    if (correct === true) count.right += times;
    if (correct === false)
      for (const option of options) count.wrong.set(option, (count.wrong.get(option) ?? 0) + times);
  }
  return [...counts.values()];
}

/** What was said of a campaign's questions on a day; undefined before it is made. */
export async function findInsight(
  db: Database,
  campaignId: number,
  day: string,
): Promise<DepartmentInsight[] | undefined> {
  const { rows } = await sql<{ questions: DepartmentInsight[] }>`
    select questions from insight_days
    where campaign_id = ${campaignId} and day = ${day}`.execute(db);
  return rows[0]?.questions;
}

/** In place of the days before, which nobody reads. */
export async function saveInsight(
  trx: Trx,
  campaignId: number,
  day: string,
  questions: readonly DepartmentInsight[],
): Promise<void> {
  await sql`
    with earlier as (
      delete from insight_days where campaign_id = ${campaignId} and day < ${day}
    )
    insert into insight_days (campaign_id, day, questions)
    values (${campaignId}, ${day}, ${JSON.stringify(questions)})
    on conflict (campaign_id, day) do nothing`.execute(trx);
}

/** What a campaign's questions were told from last. */
export async function loadTold(trx: Trx, campaignId: number): Promise<ToldQuestion[]> {
  const { rows } = await sql<{ questions: ToldQuestion[] }>`
    select questions from insight_told where campaign_id = ${campaignId}`.execute(trx);
  return rows[0]?.questions ?? [];
}

export async function saveTold(
  trx: Trx,
  campaignId: number,
  questions: readonly ToldQuestion[],
): Promise<void> {
  await sql`
    insert into insight_told (campaign_id, questions)
    values (${campaignId}, ${JSON.stringify(questions)})
    on conflict (campaign_id) do update set questions = excluded.questions`.execute(trx);
}
