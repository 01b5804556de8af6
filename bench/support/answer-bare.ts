/** The transaction of an answer and nothing around it. Arguments: database, first delivery, last delivery, lanes. */
import { findAsked, recordAnswer } from '../../src/answer/answer.repository.ts';
import { createPool } from '../../src/platform/database.ts';
import { serveBench } from './child.ts';

const [database = '', ...numbers] = process.argv.slice(2);
const [first = 0, last = 0, lanes = 0] = numbers.map(Number);
const pool = createPool(database, lanes, () => undefined);
await Promise.all(Array.from({ length: lanes }, () => pool.query('select pg_sleep(0.01)')));

serveBench(
  async () => {
    let next = first;
    const lane = async () => {
      while (next <= last) {
        const deliveryId = next++;
        const asked = await findAsked(pool, deliveryId, 1);
        if (asked === undefined) throw new Error(`No delivery ${deliveryId}.`);
        await recordAnswer(pool, {
          askingId: asked.asking_id,
          deliveryId,
          options: ['b'],
          correct: true,
          evidence: 'link',
          answeredAt: new Date(),
        });
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  },
  () => pool.end(),
);
