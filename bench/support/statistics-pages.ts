import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { buildApp } from '../../src/app.ts';
import { openResources } from '../../src/resources.ts';
import { sendLessons, startSome } from '../../test/support/filled-campaign.ts';
import { signIn } from '../../test/support/signed-in.ts';
import { median } from './bench.ts';
import { webConfig } from './web-config.ts';

const lessons = 3;
/** Of eleven employees, so many answer. */
const answering = 7;
const fortnightMilliseconds = 14 * 86_400_000;

/**
 * Server time of the pages that tell of a campaign, in milliseconds: the median of so many looks at
 * each, by the page's address. Lessons are sent and answered beforehand, so that they have it all.
 */
export async function timePages(
  database: string,
  { campaign, looks, at }: { campaign: number; looks: number; at: Date },
): Promise<Map<string, number>> {
  const resources = await openResources(webConfig(database, randomBytes(32).toString('hex')));
  const app = await buildApp(resources);
  try {
    const { db } = resources;
    for (let lesson = 1; lesson <= lessons; lesson++)
      await sendLessons(db, {
        campaign,
        lesson,
        at: new Date(at.getTime() + (lesson - 1) * fortnightMilliseconds),
      });
    await startSome(db, { campaign, part: answering, at, lessons });
    await sql`vacuum analyze`.execute(db);
    const reader = await signIn(app, db, 'bench@example.org', ['admin'], { https: true });
    const pages = ['', '?department=11', '?as=then&sort=-completed'];
    const took = new Map<string, number>();
    for (const page of [
      '/overview',
      ...pages.map((query) => `/campaigns/${campaign}/overview${query}`),
    ]) {
      const times: number[] = [];
      // The first looks make the day and warm up.
      for (let look = -3; look < looks; look++) {
        const started = performance.now();
        const { statusCode } = await reader.get(page);
        if (statusCode !== 200) throw new Error(`${page} answers ${statusCode}.`);
        if (look >= 0) times.push(performance.now() - started);
      }
      took.set(page, median(times));
    }
    return took;
  } finally {
    await app.close();
    await resources.close();
  }
}
