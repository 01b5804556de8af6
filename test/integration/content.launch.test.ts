import { afterAll, beforeAll, expect, test } from 'vitest';
import { campaignCreateCommand } from '../../src/campaign/campaign-create.command.ts';
import { parseConfig } from '../../src/platform/config.ts';
import { createLog } from '../../src/platform/log.ts';
import { type Service, startService } from '../../src/service.ts';
import { type TemporaryContent, temporaryContent } from '../support/content-folder.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';

const now = new Date('2026-11-21T08:00:00Z');
const contact = (expires: string) => `kvinnofridslinjen:
  name: { sv: Linjen, en: The line }
  value: 116 016
  source: källan
  checked: 2026-01-01
  expires: ${expires}
`;

let database: TestDatabase;
let local: TemporaryContent;
let service: Service;
beforeAll(async () => {
  [database, local] = [await cloneDatabase(), await temporaryContent()];
  await local.write('concern/lessons/01-your-worry.sv.md', 'Bara text');
  await local.write(
    'contacts.yaml',
    contact('2026-11-20').concat(contact('2026-12-01').replace('kvinnofridslinjen', 'polisen')),
  );
  const config = parseConfig({
    DATABASE_URL: database.connectionString,
    LOCAL_CONTENT_DIR: local.dir,
    NANOKURS_DIR: local.dir,
    PORT: '0',
    ROLES: 'web',
  });
  service = await startService(config, { log: createLog('silent') });
});
afterAll(async () => {
  await service?.stop();
  await database?.drop();
  await local?.remove();
});

const launch = (course: string) =>
  campaignCreateCommand({ ...service.resources, now }, [
    ...['--course', course, '--start', '2026-12-01', '--until', '2027-11-30', '--every', '14d'],
  ]);

test('the service starts with a broken course, without it, and shows its kits', async () => {
  expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
  expect((await fetch(`${service.url}/kit`)).status).toBe(200);
  expect(service.resources.courses.map(({ slug }) => slug)).not.toContain('concern');
});

test('a launch is refused where files or registers are wrong, and only there', async () => {
  await expect(launch('concern')).rejects.toMatchObject({
    code: 'CONTENT_INVALID',
    message: expect.stringContaining('01-your-worry.sv.md:1: no front matter; begin the file'),
  });
  await expect(launch('violence-prevention')).rejects.toMatchObject({
    code: 'REFUSED',
    message: expect.stringMatching(
      /contacts\.yaml:1: the contact "kvinnofridslinjen" expired on 2026-11-20; hold it against its source \(källan\)/,
    ),
  });
  expect(await launch('it-security')).toMatchObject({ exitCode: 0, warnings: [] });
});

test('what expires within 30 days is warned of, beside the result', async () => {
  const { exitCode, warnings = [] } = await launch('extremism');
  expect(exitCode).toBe(0);
  expect(warnings.join()).toMatch(/contacts\.yaml:7: the contact "polisen" expires on 2026-12-01/);
});
