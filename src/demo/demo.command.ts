import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import closeWithGrace from 'close-with-grace';
import { addUser } from '../access/change-user.service.ts';
import { createToken } from '../access/create-token.service.ts';
import { changeCampaign } from '../campaign/change-campaign.service.ts';
import { createCampaign } from '../campaign/create-campaign.service.ts';
import { changeUsualWorkplace, changeWorkplace } from '../campaign/workplace.service.ts';
import { readOptions } from '../platform/command.ts';
import { parseConfig } from '../platform/config.ts';
import { removeEmbeddedPostgres } from '../platform/embedded-postgres.ts';
import { AppError } from '../platform/errors.ts';
import { createLog } from '../platform/log.ts';
import type { Resources } from '../resources.ts';
import { rosterImportCommand } from '../roster/roster-import.command.ts';
import { type Service, startService } from '../service.ts';
import { baselineReport } from '../statistics/baseline-report.service.ts';
import { baselineTable } from '../statistics/baseline-table.ts';
import { completionOf } from '../statistics/completion.service.ts';
import { completionTable } from '../statistics/completion-table.ts';
import { reportDemo } from './demo-report.ts';
import { createProgress } from './progress.ts';
import { createSimulation } from './simulation.ts';

const usage = 'demo [--once] [--json] [--speed 86400] [--port 8080]';
const courses = ['bystander', 'extremism', 'it-security'];
/** The one whose form goes before and after: with three the period would be too short for it. */
const withForm = 'bystander';
const sample = fileURLToPath(new URL('../../content/sample/personal.csv', import.meta.url));
const marker = 'provkorning.txt';
/** Where people of the sample work, by department; all others in an office. */
const workplaces = { '20': 'school', '30': 'care', '40': 'care', '60': 'technical' } as const;
const zone = 'Europe/Stockholm';
const first = '2026-08-31';
/** Made-up people who may sign in, one for each role; the sign-in page of a trial names them. */
const accounts = [
  { address: 'administrator@exempelkommun.test', role: 'admin', department: undefined },
  { address: 'personalansvarig@exempelkommun.test', role: 'hr', department: undefined },
  { address: 'projektledare@exempelkommun.test', role: 'leader', department: undefined },
  { address: 'enhetschef@exempelkommun.test', role: 'leader', department: '20' },
  { address: 'lasare@exempelkommun.test', role: 'reader', department: undefined },
] as const;
/** So many lessons of each course, so that the trial ends while one watches. */
const lessons = 3;
/** Three lessons every 14 days, a few days for days that were taken, and time for late answers. */
const last = '2026-10-19';

/**
 * `demo [--once] [--json]`: the whole service on embedded defaults, from an empty folder to
 * completion by department, with a clock that runs a day a second at most and simulated
 * employees who answer from their mails.
 */
export async function demoCommand(argv: string[]): Promise<number> {
  const { values } = readOptions(
    argv,
    {
      once: { type: 'boolean', default: false },
      speed: { type: 'string', default: '86400' },
      port: { type: 'string' },
    },
    usage,
  );
  const speed = Number(values.speed);
  if (!(speed > 0)) throw new AppError('BAD_REQUEST', `--speed "${values.speed}" is not a number.`);
  const dir = resolve(process.env.NANOKURS_DEMO_DIR ?? '.nanokurs-demo');
  await wipe(dir);
  const config = parseConfig({
    NANOKURS_DIR: dir,
    PORT: String(values.port ?? (await freePort(values.once ? 0 : 8080))),
    ORGANISATION: 'Exempelkommun (simulerad)',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
  });
  const began = performance.now();
  const progress = createProgress(process.stderr);
  progress.say('Provkörning av Nanokurs. Alla medarbetare är simulerade; inga mejl lämnar datorn.');
  progress.say(
    'A trial run of Nanokurs. All employees are simulated; no mail leaves this machine.\n',
  );
  const simulation: { current?: ReturnType<typeof createSimulation> } = {};
  const service = await startService(config, {
    log: createLog(config.LOG_LEVEL),
    simulated: true,
    virtual: { from: midnight(first), speed, until: midnight(last) },
    prepare: async (resources) => {
      simulation.current = createSimulation({ dir, courses: resources.courses });
      await prepare(resources, progress.say);
    },
    afterStep: async (now) => {
      await simulation.current?.act(now);
      progress.step(now, simulation.current?.counts() ?? { received: 0, answered: 0 });
    },
  });
  const stopped = Promise.withResolvers<'stopped'>();
  const stopping = closeWithGrace({ delay: 10_000, logger: false }, async () => {
    stopped.resolve('stopped');
    await service.stop();
  });
  const ended = await Promise.race([service.virtualTimeEnded, stopped.promise]);
  progress.end();
  // Ctrl-C: what is still running ends by itself, and the process with it.
  if (ended === 'stopped') return new Promise(() => undefined);
  const seconds = (performance.now() - began) / 1000;
  const report = await reportDemo({ db: service.resources.db, dir }, seconds);
  if (!values.once) {
    await tell(service, progress.say);
    return new Promise(() => undefined);
  }
  if (!values.json) await tell(service, progress.say);
  stopping.uninstall();
  await service.stop();
  if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else progress.say(`\n${JSON.stringify(report)}`);
  return report.duplicates + report.lost > 0 ? 1 : 0;
}

async function prepare(resources: Resources, say: (line: string) => void): Promise<void> {
  const now = await resources.clock.now();
  const imported = await rosterImportCommand({ db: resources.db, now }, [sample, '--yes']);
  say(imported.text);
  if (imported.exitCode !== 0) throw new AppError('REFUSED', 'The sample roster was not applied.');
  await changeUsualWorkplace(resources, 'office');
  for (const [code, workplace] of Object.entries(workplaces))
    await changeWorkplace(resources, { code, workplace });
  const short = resources.courses.map((course) => ({
    ...course,
    lessons: course.lessons.slice(0, lessons),
  }));
  for (const course of courses) {
    const created = await createCampaign({ db: resources.db, courses: short }, now, {
      course,
      start: first,
      cadence: { kind: 'every', days: 14, until: last },
      arm: 'even:1',
      baseline: course === withForm,
      audience: { kind: 'all' },
      window: { timeZone: zone, weekdays: [1, 2, 3, 4, 5], from: '07:30', until: '16:00' },
    });
    say(`Utskick / campaign ${created.id}: ${course}, ${created.enrolled} deltagare / enrolled`);
  }
  for (const { address, role, department } of accounts)
    await addUser(resources, { address, grants: [{ role, department }], simulated: true });
  say('');
}

async function tell(service: Service, say: (line: string) => void): Promise<void> {
  const { db, clock, courses: known } = service.resources;
  const now = await clock.now();
  for (let campaignId = 1; campaignId <= courses.length; campaignId++) {
    const title = known.find((course) => course.slug === courses[campaignId - 1])?.title.sv;
    say(`\n${title} (simulerade svar / simulated answers)`);
    say(completionTable(await completionOf({ db }, now, { campaignId, visible: 'all' })));
  }
  const formed = { campaignId: courses.indexOf(withForm) + 1, visible: 'all' } as const;
  // By department it is shown once the campaign is over.
  await changeCampaign({ db }, now, { id: formed.campaignId, change: 'end' });
  const report = await baselineReport(service.resources, now, formed);
  if (report.questions.length > 0) {
    say('\nFöre och efter / before and after (simulerade svar / simulated answers)');
    const top = report.departments.filter(({ parent }) => parent === null);
    say(baselineTable({ ...report, departments: top }));
  }
  const { token } = await createToken({ db }, now, { role: 'admin' });
  say(`\nÖppna / open:
  ${service.url}/          vad tjänsten är / what the service is
  ${service.url}/sign-in   logga in som någon av de påhittade / sign in as one of the invented
  ${service.url}/mailbox   alla mejl; öppna ett och svara / every mail; open one and answer
  ${service.url}/api/docs  gränssnittet / the interface
  curl -H "Authorization: Bearer ${token}" ${service.url}/api/v1/campaigns/1/completion
Avsluta med Ctrl-C. / Stop with Ctrl-C.`);
}

/** Empties the demo's own folder; a folder that the demo did not make is never touched. */
async function wipe(dir: string): Promise<void> {
  if (existsSync(dir)) {
    const names = await readdir(dir);
    if (names.length > 0 && !names.includes(marker))
      throw new AppError(
        'REFUSED',
        `${dir} was not made by the demo, so it is not wiped. Move it away, or set NANOKURS_DEMO_DIR.`,
      );
    await removeEmbeddedPostgres(dir);
    await rm(dir, { recursive: true, force: true });
  }
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await writeFile(
    join(dir, marker),
    'Provkörningens mapp. Den töms vid varje start. / The demo wipes this folder.\n',
  );
}

/** The wanted port, or any free one where something else already listens there. */
function freePort(wanted: number): Promise<number> {
  if (wanted === 0) return Promise.resolve(0);
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', () => done(0));
    probe.listen(wanted, '127.0.0.1', () => probe.close(() => done(wanted)));
  });
}

function midnight(day: string): Date {
  return new Date(Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds);
}
