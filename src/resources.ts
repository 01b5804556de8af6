import { fileURLToPath } from 'node:url';
import { Counter, collectDefaultMetrics, Registry } from '@prometheus-io/client';
import type pg from 'pg';
import type { Content } from './course/content.ts';
import { describeProblems } from './course/content-problem.ts';
import { loadContent } from './course/course.loader.ts';
import type { Course } from './course/course.ts';
import { type CourseVersions, createCourseVersions } from './course/course-version.reader.ts';
import { createKeyring, type Keyring } from './delivery/answer-token.ts';
import {
  createLessonMails,
  type LessonMailSettings,
  type LessonMails,
} from './delivery/lesson-mail.loader.ts';
import { type Clock, databaseClock, realClock } from './platform/clock.ts';
import type { Config } from './platform/config.ts';
import { createDatabase, createPool, type Database } from './platform/database.ts';
import { joinEmbeddedPostgres } from './platform/embedded-postgres.ts';
import { AppError } from './platform/errors.ts';
import { createLog, type Log } from './platform/log.ts';
import { type Mailbox, openMailbox } from './platform/mailbox-server.ts';
import { migrateToLatest } from './platform/migrate.ts';
import { secretKeys } from './platform/secret-keys.ts';
import { bareAddress } from './platform/smtp-sign-in.ts';
import { parseSmtpUrl, type SmtpAddress } from './platform/smtp-url.ts';
import { reachesNobody } from './platform/trial-rule.ts';

/** What every process and command shares: the database, the clock and the way out for mail. */
export type BareResources = {
  config: Config;
  log: Log;
  pool: pg.Pool;
  db: Database;
  clock: Clock;
  courseVersions: CourseVersions;
  keyring: Keyring;
  mails: LessonMails;
  mailbox: Mailbox | undefined;
  registry: Registry;
  deliveryCounter: Counter<'outcome'>;
  publicUrl: string;
  messageDomain: string;
  /** True in the demo: every employee is simulated, and every mail says so. */
  simulated: boolean;
  relay(): Promise<SmtpAddress>;
  close(): Promise<void>;
};

/** With the courses as their files are now. */
export type Resources = BareResources & {
  courses: readonly Course[];
  /** The courses with all that stands beside them: kits, registers, and what is wrong. */
  content: Content;
};

type ResourceOptions = { log?: Log; publicUrl?: string; simulated?: boolean };

const poolSize = 20;

/**
 * Opens everything, embedded defaults included, and brings the database up to date. What was
 * opened is closed again when a later step fails.
 */
export async function openResources(
  config: Config,
  options: ResourceOptions = {},
): Promise<Resources> {
  const content = await loadContent(contentDirs(config));
  const resources = await openBareResources(config, options);
  // The service always starts: what is mailed now has its course stored in the database.
  if (content.problems.length > 0)
    resources.log.error(`Content was left out:\n${describeProblems(content.problems)}`);
  return Object.assign(resources, { content, courses: content.courses });
}

/** As `openResources`, without reading the content, which takes half of a command's time. */
export async function openBareResources(
  config: Config,
  options: ResourceOptions = {},
): Promise<BareResources> {
  const log = options.log ?? createLog(config.LOG_LEVEL);
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse())
      await closer().catch((error: unknown) => log.warn({ err: error }, 'Closing failed.'));
  };
  try {
    const connectionString = config.DATABASE_URL ?? (await joinEmbedded(config, log, closers));
    await migrateToLatest(connectionString);
    let closing = false;
    const pool = createPool(connectionString, poolSize, (error) => {
      // On the way out the embedded server ends connections that say goodbye too slowly.
      if (!closing) log.warn({ err: error }, 'A database connection was lost.');
    });
    closers.push(() => {
      closing = true;
      return pool.end();
    });
    const db = createDatabase(pool);
    const mailbox =
      config.SMTP_URL === undefined ? await openMailbox(config.NANOKURS_DIR) : undefined;
    if (mailbox !== undefined) closers.push(() => mailbox.close());
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    const publicUrl =
      options.publicUrl ?? config.PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`;
    let lessonMails: LessonMails | undefined;
    const mails = () => {
      // Made at first use: with PORT=0 the public address is known only once the server listens.
      lessonMails ??= createLessonMails(mailSettings(config, resources.publicUrl));
      return lessonMails;
    };
    const resources: BareResources = {
      config,
      log,
      pool,
      db,
      // A relay that may reach people never sees virtual time, whatever the database holds.
      clock: reachesNobody(config) ? databaseClock(db) : realClock,
      courseVersions: createCourseVersions(db),
      keyring: createKeyring(await secretKeys(config)),
      mails: {
        compile: (key) => mails().compile(key),
        compileAnnouncement: (key) => mails().compileAnnouncement(key),
        compileRider: (key) => mails().compileRider(key),
        compileBaseline: (key) => mails().compileBaseline(key),
      },
      mailbox,
      registry,
      deliveryCounter: new Counter({
        name: 'nanokurs_deliveries_total',
        help: 'Attempts to send, by outcome.',
        labelNames: ['outcome'],
        registers: [registry],
      }),
      publicUrl,
      messageDomain: bareAddress(config.MAIL_FROM).split('@').at(-1) ?? 'localhost',
      simulated: options.simulated ?? false,
      relay: () => relayAddress(config, mailbox),
      close,
    };
    return resources;
  } catch (error) {
    await close();
    throw error;
  }
}

/** What mails say of their sender. */
export function mailSettings(config: Config, publicUrl: string): LessonMailSettings {
  return {
    organisation: config.ORGANISATION,
    helpContact: config.HELP_CONTACT,
    privacyContact: config.PRIVACY_CONTACT,
    mailFrom: config.MAIL_FROM,
    replyTo: config.MAIL_REPLY_TO,
    publicUrl,
    trial: config.trial,
  };
}

/** The content folders of an installation: the product's own, then the municipality's. */
export function contentDirs(config: Pick<Config, 'LOCAL_CONTENT_DIR'>): string[] {
  const builtIn = fileURLToPath(new URL('../content/', import.meta.url));
  return config.LOCAL_CONTENT_DIR === undefined ? [builtIn] : [builtIn, config.LOCAL_CONTENT_DIR];
}

async function joinEmbedded(config: Config, log: Log, closers: (() => Promise<unknown>)[]) {
  const embedded = await joinEmbeddedPostgres({
    dir: config.NANOKURS_DIR,
    log: (message) => log.info(message),
  });
  closers.push(() => embedded.release());
  return embedded.connectionString;
}

async function relayAddress(config: Config, mailbox: Mailbox | undefined): Promise<SmtpAddress> {
  const url = mailbox === undefined ? config.SMTP_URL : await mailbox.ensure();
  const address = url === undefined ? undefined : parseSmtpUrl(url);
  if (address === undefined) throw new AppError('CONFIG_INVALID', 'SMTP_URL cannot be read.');
  return address;
}
