import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { simpleParser } from 'mailparser';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCampaign } from '../../src/campaign/create-campaign.service.ts';
import { startVirtualClock } from '../../src/platform/clock.ts';
import { parseConfig } from '../../src/platform/config.ts';
import { createLog } from '../../src/platform/log.ts';
import { readMailboxIndex } from '../../src/platform/mailbox-index.ts';
import { readMessage } from '../../src/platform/mailbox-store.ts';
import { type Service, startService } from '../../src/service.ts';
import { launchBrowser } from '../support/browser.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { alwaysOpen } from '../support/fixture.ts';
import { makeEmployees } from '../support/people.ts';
import { until } from '../support/until.ts';

/** Mail scanners open, follow, render and click; rule 1 says that none of it counts as an answer. */

const now = new Date('2026-09-01T10:00:00+02:00');
const gets = 50;
const mostPages = 200;

let database: TestDatabase;
let dir: string;
let service: Service;
let browser: Browser;
let mail: { html: string; text: string };

beforeAll(async () => {
  database = await cloneDatabase();
  dir = await mkdtemp(join(tmpdir(), 'nanokurs-scanner-'));
  service = await startService(
    parseConfig({ DATABASE_URL: database.connectionString, NANOKURS_DIR: dir, PORT: '0' }),
    { log: createLog('silent') },
  );
  const { db, courses } = service.resources;
  await startVirtualClock(db, now, 1);
  await makeEmployees(db, 3);
  await createCampaign({ db, courses }, now, {
    course: 'it-security',
    start: '2026-09-01',
    cadence: { kind: 'every', days: 14, until: '2026-12-18' },
    baseline: false,
    audience: { kind: 'all' },
    window: alwaysOpen,
  });
  await sql`update enrolments set next_due_at = ${now}`.execute(db);
  await service.worker?.tick(now);
  await until(async () => (await everyTable()).deliveries.every(({ state }) => state === 'sent'));
  mail = await readMail();
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await service?.stop();
  await database?.drop();
  await rm(dir, { recursive: true, force: true });
});

async function readMail() {
  const [entry] = (await readMailboxIndex(dir)).entries;
  const raw = await readMessage(dir, entry?.id ?? '');
  const { html, text } = await simpleParser(raw ?? Buffer.alloc(0));
  return { html: html || '', text: text ?? '' };
}

type Row = Record<string, unknown>;
type Tables = { deliveries: Row[]; enrolments: Row[]; askings: Row[]; answers: Row[] };

/** Everything stored, except for what living processes note about themselves. */
async function everyTable(): Promise<Tables & Record<string, Row[]>> {
  const { db } = service.resources;
  const { rows: names } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'worker_pools'
    order by 1`.execute(db);
  const tables: Tables & Record<string, Row[]> = {
    deliveries: [],
    enrolments: [],
    askings: [],
    answers: [],
  };
  for (const { name } of names) {
    const found = sql<Row>`select to_jsonb(t) as row from ${sql.table(name)} t order by 1`;
    tables[name] = (await found.execute(db)).rows.map(({ row }) => row as Row);
  }
  return tables;
}

const isOurs = (link: string) => link.startsWith(`${service.url}/`);

/** Links to this service, as they stand in both parts of the mail. */
function linksOfMail(): string[] {
  const links = `${mail.html}\n${mail.text}`.match(/https?:\/\/[^\s"'<>]+/g) ?? [];
  return [...new Set(links)].filter(isOurs);
}

describe('rule 1: what a mail scanner does records nothing', () => {
  test('the mail has a link for each option, and has been sent', async () => {
    const tables = await everyTable();
    expect(linksOfMail().filter((link) => link.includes('/a/')).length).toBeGreaterThan(3);
    expect(tables.deliveries).toHaveLength(3);
    expect(tables.askings).toHaveLength(3);
    expect(tables.answers).toHaveLength(0);
  });

  test('HEAD once, GET fifty times, on every link', async () => {
    const before = await everyTable();
    for (const link of linksOfMail()) {
      const head = await fetch(link, { method: 'HEAD' });
      expect(head.status).toBe(200);
      const statuses = await Promise.all(
        Array.from({ length: gets }, async () => {
          const got = await fetch(link, { headers: { 'user-agent': 'SafeLinks' } });
          await got.arrayBuffer();
          return got.status;
        }),
      );
      expect(statuses).toEqual(Array(gets).fill(200));
    }
    expect(await everyTable()).toEqual(before);
  });

  test('a browser renders the mail, clicks every link and follows every link behind it', async () => {
    const before = await everyTable();
    const context = await browser.newContext({ javaScriptEnabled: true });
    const posted: string[] = [];
    // Other sites are none of this test's business, and it stays on loopback.
    await context.route('**', (route) =>
      isOurs(route.request().url()) ? route.continue() : route.abort(),
    );
    context.on('request', (request) => {
      if (!['GET', 'HEAD'].includes(request.method())) posted.push(request.url());
    });
    const page = await context.newPage();
    const linksOfPage = async () => {
      const found = await page
        .locator('a[href], area[href], link[href]')
        .evaluateAll((nodes) => nodes.map((node) => (node as unknown as { href: string }).href));
      return found.map((link) => link.replace(/#.*$/, '')).filter(isOurs);
    };

    await page.setContent(mail.html);
    const clickable = await page.locator('a[href*="/a/"]').count();
    expect(clickable).toBeGreaterThan(3);
    for (let index = 0; index < clickable; index++) {
      await page.setContent(mail.html);
      const link = page.locator('a[href*="/a/"]').nth(index);
      await link.evaluate((node) => node.removeAttribute('target'));
      await Promise.all([page.waitForURL(/\/a\//), link.click()]);
      expect(await page.locator('form button').count()).toBe(1);
    }

    const open = linksOfMail();
    const seen = new Set<string>();
    for (let link = open.shift(); link !== undefined; link = open.shift()) {
      if (seen.has(link)) continue;
      seen.add(link);
      expect(seen.size, 'pages that lead to ever more pages').toBeLessThan(mostPages);
      const shown = await page.goto(link, { waitUntil: 'load' }).catch(() => null);
      if (shown?.headers()['content-type']?.includes('html')) open.push(...(await linksOfPage()));
    }
    expect(seen.size).toBeGreaterThan(linksOfMail().length);
    expect(posted).toEqual([]);
    await context.close();
    expect(await everyTable()).toEqual(before);
  });

  test('the button itself does record, so the comparison can tell', async () => {
    const before = await everyTable();
    const page = await browser.newPage();
    await page.goto(linksOfMail().find((link) => link.includes('/a/')) ?? '');
    await page.locator('form button').click();
    await page.waitForLoadState('load');
    const after = await everyTable();
    expect(after.answers).toHaveLength(1);
    expect(after).not.toEqual(before);
    await page.close();
  });
});
