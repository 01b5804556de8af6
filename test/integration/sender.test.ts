import { sql } from 'kysely';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { retryDelaySeconds } from '../../src/delivery/backoff.ts';
import type { SendItem } from '../../src/delivery/claim.repository.ts';
import { createSender, type Sender, type SenderDeps } from '../../src/delivery/sender.service.ts';
import { extendLeases, sweepLostClaims } from '../../src/delivery/settle.repository.ts';
import { fixedClock } from '../../src/platform/clock.ts';
import { createDatabase, createPool, type Database } from '../../src/platform/database.ts';
import { createLog } from '../../src/platform/log.ts';
import { setSending } from '../../src/platform/sending-switch.ts';
import { createSmtpSlot, defaultDeadlines } from '../../src/platform/smtp-slot.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import {
  type Fault,
  type FaultyRelay,
  type Moment,
  startFaultyRelay,
} from '../support/faulty-relay.ts';
import { type Fixture, makeCampaign, queueFirstLesson } from '../support/fixture.ts';

const now = new Date('2026-09-01T08:00:00Z');
const slotCount = 5;
const aheadSize = 64;

let database: TestDatabase;
let db: Database;
let relay: FaultyRelay;
const senders: Sender[] = [];

beforeAll(async () => {
  relay = await startFaultyRelay();
  return () => relay.close();
});

beforeEach(async () => {
  database = await cloneDatabase();
  db = createDatabase(createPool(database.connectionString, 10, () => undefined));
  relay.taken.length = 0;
  relay.behave(() => undefined);
});

afterEach(async () => {
  for (const sender of senders.splice(0)) await sender.stop(0);
  await db.destroy();
  await database.drop();
});

function mailTo(item: SendItem) {
  return {
    envelope: { from: 'kurs@example.org', to: item.email },
    raw: Buffer.from(`Message-ID: ${item.messageId}\r\nSubject: Prov\r\n\r\nHej\r\n`),
  };
}

function openSender(changes: Partial<SenderDeps> = {}): Sender {
  const signIn = async () => undefined;
  const slots = Array.from({ length: slotCount }, () =>
    createSmtpSlot(async () => relay.address, signIn, { ...defaultDeadlines, mail: 5_000 }),
  );
  const sender = createSender({
    db,
    clock: fixedClock(now),
    log: createLog('silent'),
    pool: 'sender-test',
    slots,
    compose: async (item) => mailTo(item),
    pilot: undefined,
    retryDelay: () => 0,
    ...changes,
  });
  senders.push(sender);
  return sender;
}

async function queued(employees: number): Promise<Fixture> {
  const fixture = await makeCampaign(db, now, employees);
  await queueFirstLesson(db, now, fixture);
  return fixture;
}

async function states(): Promise<Record<string, number>> {
  const rows = await db
    .selectFrom('deliveries')
    .select(['state', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.state, Number(row.count)]));
}

const accepted = () => relay.taken.filter((mail) => mail.end === 'accepted');
const recipients = () => new Set(relay.taken.map((mail) => mail.to));
const address = (number: number) => `person-${String(number).padStart(6, '0')}@example.org`;

/** Calls `then` once, at the moment the relay is asked for this mail's sender. */
function atMail(number: number, then: () => void): (moment: Moment) => Fault | undefined {
  let first: number | undefined;
  return ({ stage, mail }) => {
    if (stage !== 'mail') return undefined;
    first ??= mail;
    if (mail === first + number - 1) then();
    return undefined;
  };
}

it('rule 2: everything queued is sent once, and the enrolments are stamped', async () => {
  await queued(1_000);
  await openSender().run();
  expect(await states()).toEqual({ sent: 1_000 });
  expect(relay.taken).toHaveLength(1_000);
  expect(new Set(relay.taken.map((mail) => mail.messageId)).size).toBe(1_000);
  const stored = await db
    .selectFrom('deliveries')
    .select(['message_id', 'sent_at', 'smtp_code', 'attempts'])
    .execute();
  expect(new Set(stored.map((row) => row.message_id))).toEqual(
    new Set(relay.taken.map((mail) => mail.messageId)),
  );
  for (const row of stored)
    expect(row).toMatchObject({ sent_at: now, smtp_code: 250, attempts: 1 });
  const stamps = await db.selectFrom('enrolments').select('first_sent_at').distinct().execute();
  expect(stamps).toEqual([{ first_sent_at: now }]);
});

it('two senders at once send each mail once', async () => {
  await queued(1_000);
  await Promise.all([openSender({ pool: 'one' }).run(), openSender({ pool: 'two' }).run()]);
  expect(await states()).toEqual({ sent: 1_000 });
  expect(relay.taken).toHaveLength(1_000);
});

it('rule 4: 4xx puts the mail back in the queue, later each time', async () => {
  await queued(1);
  relay.behave(({ stage }) => (stage === 'rcpt' ? '451 4.7.1 greylisted' : undefined));
  const waits: number[] = [];
  for (let attempt = 1; attempt <= 4; attempt++) {
    await openSender({ pool: `try-${attempt}`, retryDelay: retryDelaySeconds }).run();
    const row = await db
      .selectFrom('deliveries')
      .select(['state', 'attempts', 'smtp_code', 'smtp_reply'])
      .select(sql<number>`extract(epoch from not_before - state_at)::int`.as('wait'))
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ state: 'due', attempts: attempt, smtp_code: 451 });
    expect(row.smtp_reply).toBe('451 4.7.1 greylisted');
    waits.push(row.wait);
    await openSender({ pool: 'too-early' }).run();
    await sql`update deliveries set not_before = now()`.execute(db);
  }
  expect(waits).toEqual([60, 180, 540, 1_620]);
  relay.behave(() => undefined);
  await openSender().run();
  expect(await states()).toEqual({ sent: 1 });
});

it('rules 2 and 4: 5xx fails the mail with the relay’s reply, and others go on', async () => {
  await queued(200);
  const refused = new Set([address(3), address(77), address(200)]);
  relay.behave(({ stage, to }) =>
    stage === 'rcpt' && refused.has(to) ? '550 5.1.1 no such user' : undefined,
  );
  await openSender().run();
  expect(await states()).toEqual({ sent: 197, failed: 3 });
  const failed = await db
    .selectFrom('deliveries')
    .innerJoin('employees', 'employees.id', 'deliveries.employee_id')
    .innerJoin('enrolments', 'enrolments.id', 'deliveries.enrolment_id')
    .select(['employees.email', 'smtp_code', 'smtp_reply', 'failed_at', 'first_sent_at'])
    .where('state', '=', 'failed')
    .execute();
  expect(new Set(failed.map((row) => row.email))).toEqual(refused);
  for (const row of failed)
    expect(row).toMatchObject({
      smtp_code: 550,
      smtp_reply: '550 5.1.1 no such user',
      failed_at: now,
      first_sent_at: null,
    });
});

describe('rule 3: an outcome that is lost', () => {
  const lossy = (losses: number) => {
    const lost = new Map<string, number>();
    return ({ stage, to }: Moment): Fault | undefined => {
      const before = lost.get(to) ?? 0;
      if (stage !== 'end' || to !== address(2) || before === losses) return undefined;
      lost.set(to, before + 1);
      return 'drop';
    };
  };

  it('is repeated once, alone, with the same Message-ID', async () => {
    await queued(5);
    relay.behave(lossy(1));
    const sender = openSender();
    await sender.run();
    await sender.run();
    expect(await states()).toEqual({ sent: 5 });
    const twice = relay.taken.filter((mail) => mail.to === address(2));
    expect(twice.map((mail) => mail.end)).toEqual(['lost', 'accepted']);
    expect(new Set(twice.map((mail) => mail.messageId)).size).toBe(1);
    expect(relay.taken).toHaveLength(6);
  });

  it('a second time waits for a person', async () => {
    await queued(5);
    relay.behave(lossy(Number.POSITIVE_INFINITY));
    const sender = openSender();
    for (let run = 0; run < 4; run++) await sender.run();
    expect(await states()).toEqual({ sent: 4, unknown: 1 });
    expect(relay.taken.filter((mail) => mail.to === address(2))).toHaveLength(2);
    const row = await db
      .selectFrom('deliveries')
      .select(['unknowns', 'attempts'])
      .where('state', '=', 'unknown')
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ unknowns: 2, attempts: 2 });
  });

  it('the repeat is written down before it leaves', async () => {
    await queued(1);
    relay.behave(lossy(0));
    await sql`update deliveries set state = 'unknown', unknowns = 1`.execute(db);
    const seen: string[] = [];
    relay.behave(({ stage }) => {
      if (stage === 'mail') seen.push('mail');
      return undefined;
    });
    await openSender({
      async compose(item) {
        const row = await db
          .selectFrom('deliveries')
          .select(['state', 'claimed_by'])
          .where('id', '=', item.id)
          .executeTakeFirstOrThrow();
        seen.push(`${row.state} by ${row.claimed_by}`);
        return mailTo(item);
      },
    }).run();
    expect(seen).toEqual(['sending by sender-test', 'mail']);
  });
});

describe('rules 5-7: what happens while 1,000 mails are queued', () => {
  /** Runs the sender, and makes the change while the 100th mail is under way. */
  async function changedMidway(change: () => Promise<unknown>): Promise<Set<string>> {
    let before = new Set<string>();
    const changed = Promise.withResolvers<void>();
    relay.behave(
      atMail(100, () => {
        change().then(() => {
          before = recipients();
          changed.resolve();
        }, changed.reject);
      }),
    );
    await openSender({
      // Mails that are on their way when the change happens are not what is looked at.
      async compose(item) {
        if (relay.taken.length >= 100) await changed.promise;
        return mailTo(item);
      },
    }).run();
    return recipients().difference(before);
  }

  /** The mails that were marked as leaving when the change was made may still leave. */
  const underWay = aheadSize + slotCount;
  const isEven = (mail: string) => Number(mail.slice(7, 13)) % 2 === 0;

  it.each([
    ['leavers', sql`update employees set left_at = ${now} where employment_number::int % 2 = 0`],
    [
      'people on hold',
      sql`insert into holds (employee_id, from_on, reason)
        select id, '2026-09-01', 'sick leave' from employees where employment_number::int % 2 = 0`,
    ],
    [
      'people without an address',
      sql`update employees set email = null where employment_number::int % 2 = 0`,
    ],
  ])('%s get none, everybody else does', async (_, change) => {
    await queued(1_000);
    const after = await changedMidway(() => change.execute(db));
    expect([...after].filter(isEven).length).toBeLessThanOrEqual(underWay);
    expect([...recipients()].filter((mail) => !isEven(mail))).toHaveLength(500);
    const open = await db
      .selectFrom('deliveries')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('state', 'not in', ['sent', 'cancelled'])
      .executeTakeFirstOrThrow();
    expect(Number(open.count)).toBe(0);
    // What was cancelled is due anew, so that the tick decides afresh.
    const { rows } = await sql<{ cancelled: number; due: number }>`
      select count(*)::int as cancelled, count(e.next_due_at)::int as due
      from deliveries d join enrolments e on e.id = d.enrolment_id
      join employees p on p.id = d.employee_id
      where d.state = 'cancelled' and p.employment_number::int % 2 = 0`.execute(db);
    expect(rows[0]?.cancelled).toBeGreaterThan(300);
    expect(rows[0]?.due).toBe(rows[0]?.cancelled);
  });

  it('a paused campaign sends none, another one does', async () => {
    const paused = await queued(500);
    await queued(500);
    const after = await changedMidway(() =>
      sql`update campaigns set status = 'paused' where id = ${paused.campaignId}`.execute(db),
    );
    const first = [...after].filter((mail) => Number(mail.slice(7, 13)) <= 500);
    expect(first.length).toBeLessThanOrEqual(underWay);
    expect([...recipients()].filter((mail) => Number(mail.slice(7, 13)) > 500)).toHaveLength(500);
  });

  it('`sending stop` lets none leave, and keeps all in the queue for `sending start`', async () => {
    await queued(1_000);
    const after = await changedMidway(() => setSending(db, 'stopped'));
    expect(after.size).toBeLessThanOrEqual(underWay);
    const stopped = await states();
    expect(Object.keys(stopped).sort()).toEqual(['due', 'sent']);
    const sent = stopped.sent;
    await openSender({ pool: 'while-stopped' }).run();
    expect((await states()).sent).toBe(sent);
    await setSending(db, 'started');
    await openSender({ pool: 'after' }).run();
    expect(await states()).toEqual({ sent: 1_000 });
    expect(relay.taken).toHaveLength(1_000);
  });

  it('rule 6: nothing leaves outside the window', async () => {
    await queued(20);
    await sql`update campaigns set window_from = '12:00', window_until = '16:00'`.execute(db);
    await openSender().run();
    expect(relay.taken).toEqual([]);
    expect(await states()).toEqual({ cancelled: 20 });
  });

  it('rule 6: a mail planned for yesterday is planned anew', async () => {
    await queued(20);
    await openSender({ clock: fixedClock(new Date('2026-09-02T08:00:00Z')) }).run();
    expect(relay.taken).toEqual([]);
    expect(await states()).toEqual({ cancelled: 20 });
  });

  it('a pilot mails only its own', async () => {
    await queued(20);
    await openSender({ pilot: { addresses: [address(7)], domains: ['nowhere.example'] } }).run();
    expect([...recipients()]).toEqual([address(7)]);
  });
});

it('rule 2: database connections that break while sending lose nothing', async () => {
  await queued(1_000);
  relay.behave(
    atMail(150, () => {
      const admin = createPool(database.connectionString, 1, () => undefined);
      admin
        .query(
          'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
        )
        .finally(() => admin.end());
    }),
  );
  const sender = openSender();
  await sender.run();
  await sender.run();
  await sender.run();
  expect(await states()).toEqual({ sent: 1_000 });
  expect(new Set(accepted().map((mail) => mail.messageId)).size).toBe(1_000);
  expect(relay.taken).toHaveLength(1_000);
});

it('outcomes that cannot be written are kept, and written when the database is back', async () => {
  await queued(60);
  await sql`
    create function refuse() returns trigger language plpgsql as
      $$ begin raise exception 'away'; end $$`.execute(db);
  await sql`
    create trigger refuse before update on deliveries for each row
      when (new.state = 'sent') execute function refuse()`.execute(db);
  const running = openSender().run();
  await expect.poll(() => relay.taken.length).toBe(60);
  expect(await states()).toEqual({ sending: 60 });
  await sql`drop trigger refuse on deliveries`.execute(db);
  await running;
  expect(await states()).toEqual({ sent: 60 });
  expect(relay.taken).toHaveLength(60);
});

it('rule 3: at most 64 mails are marked ahead of those handed to the relay', async () => {
  await queued(1_000);
  const samples: number[] = [];
  let sampling: Promise<void> = Promise.resolve();
  relay.behave(({ stage, mail }) => {
    if (stage === 'mail' && mail % 20 === 0)
      sampling = sampling.then(async () => {
        const { sending = 0, sent = 0 } = await states();
        // Read afterwards, so that no mail handed over in between is counted as ahead.
        samples.push(sending + sent - relay.taken.length);
      });
    return undefined;
  });
  await openSender().run();
  await sampling;
  expect(samples.length).toBeGreaterThan(20);
  expect(Math.max(...samples)).toBeGreaterThan(0);
  expect(Math.max(...samples)).toBeLessThanOrEqual(aheadSize + slotCount);
});

it('stop lets the mails in flight finish and gives the rest back uncounted', async () => {
  await queued(1_000);
  const sender = openSender();
  let stopped: Promise<void> | undefined;
  relay.behave(
    atMail(100, () => {
      stopped = sender.stop(5_000);
    }),
  );
  await sender.run();
  await stopped;
  const { sent, ...rest } = await states();
  expect(sent).toBe(relay.taken.length);
  expect(sent).toBeLessThan(100 + slotCount);
  expect(rest).toEqual({ due: 1_000 - relay.taken.length });
  const left = await db
    .selectFrom('deliveries')
    .select(['attempts', 'claimed_by', 'lease_until'])
    .where('state', '=', 'due')
    .distinct()
    .execute();
  expect(left).toEqual([{ attempts: 0, claimed_by: null, lease_until: null }]);
});

it('stop breaks off what a silent relay holds; rule 3: it ends as unknown', async () => {
  await queued(100);
  relay.behave(({ stage }) => (stage === 'end' ? 'stall' : undefined));
  const sender = openSender();
  const running = sender.run();
  await expect.poll(() => relay.taken.length).toBe(slotCount);
  await sender.stop(0);
  await running;
  expect(await states()).toEqual({ unknown: slotCount, due: 100 - slotCount });
});

it('a relay that cannot be reached is not asked for every mail; all wait', async () => {
  await queued(1_000);
  relay.behave(({ stage }) => (stage === 'greeting' ? 'drop' : undefined));
  const before = relay.connections();
  await openSender({ retryDelay: () => 60 }).run();
  expect(await states()).toEqual({ due: 1_000 });
  expect(relay.connections() - before).toBeLessThanOrEqual(slotCount * 3);
  const ready = await sql`select from deliveries where not_before <= now()`.execute(db);
  expect(ready.rows.length).toBeLessThan(1_000);
});

describe('rule 3: a lease that was lost', () => {
  async function sendWithoutLease(fault: Fault | undefined): Promise<void> {
    await queued(1);
    relay.behave(({ stage }) => (stage === 'end' ? fault : undefined));
    await openSender({
      async compose(item) {
        // Another process took this one for dead while the mail was being made.
        await sql`update deliveries set lease_until = now() - interval '1 second'`.execute(db);
        expect(await sweepLostClaims(db, [])).toEqual({ due: 0, unknown: 1 });
        await sql`update deliveries set not_before = now() + interval '1 hour'`.execute(db);
        return mailTo(item);
      },
    }).run();
  }

  it('still records a 250', async () => {
    await sendWithoutLease(undefined);
    expect(await states()).toEqual({ sent: 1 });
  });

  it.each(['451 later', '550 never', 'drop'] as const)(
    'records nothing else: %s',
    async (fault) => {
      await sendWithoutLease(fault);
      expect(await states()).toEqual({ unknown: 1 });
      const row = await db
        .selectFrom('deliveries')
        .select(['unknowns', 'smtp_code'])
        .executeTakeFirstOrThrow();
      expect(row).toEqual({ unknowns: 1, smtp_code: null });
    },
  );

  it.each(['451 later', '550 never', 'drop'] as const)(
    'that nobody has taken over yet records nothing else either: %s',
    async (fault) => {
      await queued(1);
      relay.behave(({ stage }) => (stage === 'end' ? fault : undefined));
      await openSender({
        async compose(item) {
          await sql`update deliveries set lease_until = now() - interval '1 second'`.execute(db);
          return mailTo(item);
        },
      }).run();
      await extendLeases(db, 'sender-test');
      expect(await states()).toEqual({ sending: 1 });
      expect(await sweepLostClaims(db, [])).toEqual({ due: 0, unknown: 1 });
    },
  );
});

it('a mail that cannot be made does not stand in the way of others', async () => {
  await queued(50);
  await openSender({
    retryDelay: () => 60,
    async compose(item) {
      if (item.email === address(1)) throw new Error('no such lesson');
      return mailTo(item);
    },
  }).run();
  expect(await states()).toEqual({ sent: 49, due: 1 });
});
