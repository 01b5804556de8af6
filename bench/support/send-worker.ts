/** One worker as in earnest: claims, marks, composes, sends and records. Arguments: database, port, name. */
import { createCourseVersions } from '../../src/course/course-version.reader.ts';
import { createKeyring } from '../../src/delivery/answer-token.ts';
import { composeLesson } from '../../src/delivery/compose-lesson.service.ts';
import { createSender } from '../../src/delivery/sender.service.ts';
import { databaseClock } from '../../src/platform/clock.ts';
import { createDatabase, createPool } from '../../src/platform/database.ts';
import { createLog } from '../../src/platform/log.ts';
import { createSmtpSlot } from '../../src/platform/smtp-slot.ts';
import { parseSmtpUrl } from '../../src/platform/smtp-url.ts';
import { serveBench } from './child.ts';
import { benchMails, publicUrl } from './lesson-mails.ts';

const [connectionString = '', port = '', name = ''] = process.argv.slice(2);
const relay = parseSmtpUrl(`smtp://127.0.0.1:${port}?maxConnections=20`);
if (relay === undefined) throw new Error('No port.');

const db = createDatabase(createPool(connectionString, 20, () => undefined));
const courseVersions = createCourseVersions(db);
const mails = benchMails();
const sender = createSender({
  db,
  clock: databaseClock(db),
  log: createLog('warn'),
  pool: name,
  slots: Array.from({ length: relay.connections }, () =>
    createSmtpSlot(
      async () => relay,
      async () => undefined,
    ),
  ),
  compose: composeLesson({
    courseVersions,
    mails,
    keyring: createKeyring(['bench-secret-bench-secret-bench-secret']),
    publicUrl,
    simulated: false,
  }),
  pilot: undefined,
});

// A worker compiles a lesson once in its life, which is not what is measured here.
const version = await courseVersions.get(1);
await mails.compile({
  course: version.course,
  versionHash: version.hash,
  lesson: 1,
  language: 'sv',
});

serveBench(
  () => sender.run(),
  async () => {
    await sender.stop(1_000);
    await db.destroy();
  },
);
