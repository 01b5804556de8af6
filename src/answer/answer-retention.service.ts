import type { Database } from '../platform/database.ts';
import { readRetention } from '../roster/retention.repository.ts';
import { cutPeopleFromCampaigns, deleteEmptyLeavers } from './answer-retention.repository.ts';

const dayMilliseconds = 86_400_000;

/** The answers' share of DESIGN rule 15: they lose their person a while after a campaign's end. */
export async function retireAnswers(
  deps: { db: Database },
  now: Date,
): Promise<{ enrolments: number; leavers: number }> {
  return deps.db.transaction().execute(async (trx) => {
    const { answerDays } = await readRetention(trx);
    const before = new Date(now.getTime() - answerDays * dayMilliseconds);
    const enrolments = await cutPeopleFromCampaigns(trx, before);
    return { enrolments, leavers: await deleteEmptyLeavers(trx) };
  });
}
