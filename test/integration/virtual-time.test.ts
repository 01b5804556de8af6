import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCampaign } from '../../src/campaign/create-campaign.service.ts';
import {
  advanceVirtualClock,
  readVirtualClock,
  startVirtualClock,
} from '../../src/platform/clock.ts';
import { parseConfig } from '../../src/platform/config.ts';
import { createLog } from '../../src/platform/log.ts';
import { writeSetting } from '../../src/platform/settings.ts';
import type { Resources } from '../../src/resources.ts';
import { type Service, startService } from '../../src/service.ts';
import { addDays, isOpen, localDay, slotOn } from '../../src/spacing/sending-window.ts';
import { spreadFraction } from '../../src/spacing/spread.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { makeEmployees } from '../support/people.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { officeHours } from '../support/windows.ts';

const courses = ['extremism', 'it-security', 'bystander'];
const lessons = 2;
const people = 60;
const monday = '2026-08-31';
const stepMilliseconds = 15 * 60_000;
const from = slotOn({ ...officeHours, from: '00:00' }, monday, 0);
/** Two lessons, a week apart, and two days more for days that were taken. */
const until = new Date(from.getTime() + 11 * 86_400_000);

let database: TestDatabase;
let dir: string;
let sink: SmtpSink;
let service: Service;
const steps: Date[] = [];

async function prepare({ db, courses: known }: Resources): Promise<void> {
  await makeEmployees(db, people);
  // Only rule 6 is left to keep the campaigns apart.
  await writeSetting(db, 'caps', { perWeek: 7, spanDays: 1 });
  await writeSetting(db, 'reminders', { afterDays: [] });
  const short = known.map((one) => ({ ...one, lessons: one.lessons.slice(0, lessons) }));
  for (const course of courses)
    await createCampaign({ db, courses: short }, from, {
      course,
      baseline: false,
      start: monday,
      cadence: { kind: 'every', days: 7, until: '2026-12-18' },
      arm: 'none',
      audience: { kind: 'all' },
      window: officeHours,
    });
}

beforeAll(async () => {
  database = await cloneDatabase();
  dir = await mkdtemp(join(tmpdir(), 'nanokurs-virtual-'));
  sink = await startSmtpSink();
  const config = parseConfig({
    DATABASE_URL: database.connectionString,
    NANOKURS_DIR: dir,
    SMTP_URL: sink.url,
    SMTP_IS_SINK: '1',
    ROLES: 'worker',
  });
  service = await startService(config, {
    log: createLog('silent'),
    virtual: { from, speed: 1e9, until },
    prepare,
    afterStep: async (now) => void steps.push(now),
  });
});

afterAll(async () => {
  await service?.stop();
  await sink?.close();
  await database?.drop();
  await rm(dir, { recursive: true, force: true });
});

describe('virtual time at full speed', () => {
  test('misses no window: every lesson leaves on its day, at its time', async () => {
    await service.virtualTimeEnded;
    const deliveries = await service.resources.db
      .selectFrom('deliveries')
      .select(['employee_id', 'campaign_id', 'lesson', 'local_day', 'state', 'scheduled_at'])
      .select('sent_at')
      .orderBy('local_day')
      .execute();
    expect(deliveries).toHaveLength(people * courses.length * lessons);
    for (const row of deliveries) {
      expect(row.state, 'none failed or cancelled').toBe('sent');
      const sentAt = row.sent_at ?? new Date(0);
      expect(isOpen(officeHours, sentAt), `rule 6: ${sentAt.toISOString()}`).toBe(true);
      expect(localDay(officeHours.timeZone, sentAt)).toBe(row.local_day);
      expect(sentAt, 'rule 5: its step was drained before the next').toEqual(row.scheduled_at);
      const slot = slotOn(officeHours, row.local_day, spreadFraction(row.employee_id ?? 0));
      const late = row.scheduled_at.getTime() - slot.getTime();
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThan(stepMilliseconds);
    }
    const byLesson = Map.groupBy(deliveries, (row) => `${row.employee_id} ${row.lesson}`);
    expect(byLesson.size).toBe(people * lessons);
    for (const [, rows] of byLesson) {
      const cadence = addDays(monday, ((rows[0]?.lesson ?? 0) - 1) * 7);
      const days = rows.map((row) => row.local_day);
      // Three campaigns fall on one day; rule 6 moves the losers to the days after it.
      expect(days).toEqual([cadence, addDays(cadence, 1), addDays(cadence, 2)]);
      expect(new Set(rows.map((row) => row.campaign_id)).size).toBe(courses.length);
    }
    const received = await sink.mails();
    expect(received).toHaveLength(deliveries.length);
    expect(new Set(received.map((mail) => mail.messageId)).size).toBe(deliveries.length);
  }, 120_000);

  test('rule 5: the clock goes on in steps of at most 15 virtual minutes', () => {
    expect(steps[0]).toEqual(from);
    expect(steps.length).toBe((until.getTime() - from.getTime()) / stepMilliseconds);
    for (const [index, step] of steps.slice(1).entries()) {
      const size = step.getTime() - (steps[index]?.getTime() ?? 0);
      expect(size).toBeGreaterThan(0);
      expect(size).toBeLessThanOrEqual(stepMilliseconds);
    }
  });

  test('rule 5: it never goes back', async () => {
    const { db } = service.resources;
    await expect(startVirtualClock(db, from, 1)).rejects.toMatchObject({ code: 'REFUSED' });
    await advanceVirtualClock(db, from);
    expect((await readVirtualClock(db))?.now).toEqual(until);
    await startVirtualClock(db, until, 1);
    expect((await readVirtualClock(db))?.now).toEqual(until);
  });
});
