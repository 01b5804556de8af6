import type { Connection } from './answer.repository.ts';
import type {} from './answer.table.ts';

export type StepRow = { options: string[]; correct: boolean };

const findStepText = 'select options, correct from answer_steps where asking_id = $1';

/** The first step of a scenario as it was answered; only scenarios pay for looking. */
export async function findStep(
  connection: Connection,
  askingId: number,
): Promise<StepRow | undefined> {
  const query = { name: 'find-step', text: findStepText, values: [askingId] };
  return (await connection.query<StepRow>(query)).rows[0];
}

const recordStepText = `
    insert into answer_steps (asking_id, options, correct)
    select id, $2::text[], $3::boolean from askings where id = $1
    on conflict (asking_id) do nothing
    returning options, correct`;

/**
 * Stores the first step of a scenario; undefined when it is there already. Nothing is counted or
 * stamped: the lesson is answered when its last step is.
 */
export async function recordStep(
  connection: Connection,
  askingId: number,
  { options, correct }: StepRow,
): Promise<StepRow | undefined> {
  const query = { name: 'record-step', text: recordStepText, values: [askingId, options, correct] };
  return (await connection.query<StepRow>(query)).rows[0];
}
