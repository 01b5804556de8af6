import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { auditListCommand } from '../../src/access/audit.command.ts';
import { listAudit, recordAudit } from '../../src/access/audit.repository.ts';
import { audited, retireAudit } from '../../src/access/audit.service.ts';
import type { AuditActor } from '../../src/access/audit.ts';
import { tokenCreateCommand } from '../../src/access/token-create.command.ts';
import { tokenListCommand } from '../../src/access/token-list.command.ts';
import { tokenRevokeCommand } from '../../src/access/token-revoke.command.ts';
import { campaignChangeCommand } from '../../src/campaign/campaign.command.ts';
import { personEraseCommand, personShowCommand } from '../../src/delivery/person.command.ts';
import { sendingCommand } from '../../src/delivery/sending.command.ts';
import type { AuditEntry } from '../../src/platform/audit-entry.ts';
import { type CommandResult, UsageError } from '../../src/platform/command.ts';
import { createDatabase, createPool, type Database } from '../../src/platform/database.ts';
import { joinTransactions } from '../../src/platform/joined-transaction.ts';
import { isSendingStopped, setSending } from '../../src/platform/sending-switch.ts';
import { departmentRenameCommand } from '../../src/roster/department-change.command.ts';
import { rosterImportCommand } from '../../src/roster/roster-import.command.ts';
import { rosterProfileCommand } from '../../src/roster/roster-profile.command.ts';
import { rosterUndoCommand } from '../../src/roster/roster-undo.command.ts';
import { scimCommand } from '../../src/roster/scim.command.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { makeCampaign } from '../support/fixture.ts';
import { runCommand } from '../support/processes.ts';
import { rosterFile } from '../support/roster-cases.ts';

const now = new Date('2026-09-14T08:00:00Z');
const actor: AuditActor = { kind: 'command', name: 'anna' };
const entry: AuditEntry = { action: 'sending.stop', subject: 'all' };

let clone: TestDatabase;
let db: Database;

beforeAll(async () => {
  clone = await cloneDatabase();
  db = createDatabase(createPool(clone.connectionString, 3, () => undefined));
});
beforeEach(() =>
  db.transaction().execute(async (trx) => {
    await sql`select set_config('nanokurs.audit_retention', 'on', true)`.execute(trx);
    await sql`delete from audit_entries`.execute(trx);
    await sql`truncate employees, departments, roster_imports, settings cascade`.execute(trx);
  }),
);
afterAll(async () => {
  await db.destroy();
  await clone.drop();
});

const actions = async () =>
  (await listAudit(db, { limit: 100 })).map(({ action }) => action).reverse();

describe('one transaction', () => {
  test('a change that cannot be recorded does not happen', async () => {
    const unrecordable = { ...entry, details: { who: 'Anna' as unknown as number } };
    await expect(
      audited(
        { db },
        now,
        actor,
        (joined) => setSending(joined, 'stopped'),
        () => [unrecordable],
      ),
    ).rejects.toThrow(/audit_entries_details_check/);
    expect(await isSendingStopped(db)).toBe(false);
    expect(await actions()).toEqual([]);
  });

  test('what a service commits by itself goes too when recording fails', async () => {
    const [employee] = (await makeCampaign(db, now, 1)).employeeIds;
    const number = '000001';
    await expect(
      audited(
        { db },
        now,
        actor,
        (joined) => personEraseCommand({ db: joined, now }, [number, '--yes']),
        () => {
          throw new Error('no row');
        },
      ),
    ).rejects.toThrow('no row');
    const people = await db.selectFrom('employees').select('id').execute();
    expect(people).toEqual([{ id: employee }]);
  });

  test('a refused change leaves no row', async () => {
    await expect(run(campaignEnd(999_999))).rejects.toMatchObject({ code: 'CAMPAIGN_UNKNOWN' });
    expect(await actions()).toEqual([]);
  });

  test('a part that is rolled back is undone alone', async () => {
    await joinTransactions(db, async (joined) => {
      await setSending(joined, 'stopped');
      const part = joined.transaction().execute(async (trx) => {
        await setSending(trx, 'started');
        throw new Error('part');
      });
      await expect(part).rejects.toThrow('part');
    });
    expect(await isSendingStopped(db)).toBe(true);
  });
});

describe('rows stay as they were written', () => {
  test('they cannot be changed, deleted or emptied', async () => {
    await db.transaction().execute((trx) => recordAudit(trx, now, actor, [entry]));
    for (const statement of [
      sql`update audit_entries set actor = 'someone else'`,
      sql`delete from audit_entries`,
      sql`truncate audit_entries`,
    ])
      await expect(statement.execute(db)).rejects.toThrow('The audit trail can only be added to.');
    expect(await listAudit(db, { limit: 10 })).toMatchObject([{ actor, ...entry, at: now }]);
  });

  test('rule 15: they end after two years, or after the setting', async () => {
    const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
    for (const days of [731, 729, 41, 39])
      await db.transaction().execute((trx) => recordAudit(trx, daysAgo(days), actor, [entry]));
    expect(await retireAudit({ db }, now)).toEqual({ entries: 1 });
    await sql`insert into settings (key, value) values ('retention', '{"auditDays": 40}')`.execute(
      db,
    );
    expect(await retireAudit({ db }, now)).toEqual({ entries: 2 });
    expect((await listAudit(db, { limit: 10 })).map(({ at }) => at)).toEqual([daysAgo(39)]);
    // The next transaction on the same connection is not retention any more.
    await expect(sql`delete from audit_entries`.execute(db)).rejects.toThrow('only be added to');
  });
});

type Work = (deps: { db: Database; now: Date }) => Promise<CommandResult>;

/** As the command line runs it. */
function run(work: Work): Promise<CommandResult> {
  return audited(
    { db },
    now,
    actor,
    (joined) => work({ db: joined, now }),
    ({ audit = [] }) => audit,
  );
}

const campaignEnd =
  (id: number): Work =>
  (deps) =>
    campaignChangeCommand(deps, 'end', [`${id}`]);

describe('what is recorded', () => {
  test('rule 11: a look at a person, by the id of the employee alone', async () => {
    const { employeeIds } = await makeCampaign(db, now, 2);
    await run((deps) => personShowCommand(deps, ['000002']));
    await run((deps) => personEraseCommand(deps, ['000002']));
    await run((deps) => personEraseCommand(deps, ['000002', '--yes']));
    const rows = await sql<{ row: string }>`
      select to_jsonb(a)::text as row from audit_entries a order by id`.execute(db);
    expect(await actions()).toEqual(['person.show', 'person.erase']);
    for (const { row } of rows.rows) {
      expect(row).toContain(`"subject": "${employeeIds[1]}"`);
      expect(row).not.toMatch(/000002|Förnamn|Östgård|@/);
    }
  });

  test('changes by commands; looking at a list, and what only shows, leave nothing', async () => {
    const { campaignId } = await makeCampaign(db, now, 1);
    await run((deps) => sendingCommand(deps, ['status']));
    await run((deps) => sendingCommand(deps, ['stop']));
    await run((deps) => sendingCommand(deps, ['start']));
    await run((deps) => departmentRenameCommand(deps, ['10', 'Skola']));
    await run((deps) => campaignChangeCommand(deps, 'pause', [`${campaignId}`]));
    await run((deps) => campaignChangeCommand(deps, 'resume', [`${campaignId}`]));
    await run(campaignEnd(campaignId));
    await run((deps) => rosterProfileCommand(deps, ['save', 'lista', '--source', 'hr']));
    await run((deps) => rosterProfileCommand(deps, ['list']));
    await run((deps) => rosterProfileCommand(deps, ['delete', 'lista']));
    await run((deps) => scimCommand(deps, ['mode', 'addresses']));
    await run((deps) => scimCommand(deps, ['pending']));
    expect(await actions()).toEqual([
      'sending.stop',
      'sending.start',
      'department.rename',
      'campaign.pause',
      'campaign.resume',
      'campaign.end',
      'profile.save',
      'profile.delete',
      'scim.mode',
    ]);
  });

  test('an import that is carried out, with its counts, and its undoing', async () => {
    const file = rosterFile('personal-2026-09.csv');
    await run((deps) => rosterImportCommand(deps, [file]));
    expect(await actions()).toEqual([]);
    const done = await run((deps) =>
      rosterImportCommand(deps, [file, '--yes', '--confirm-no-protection']),
    );
    const { import: id, joiners } = done.json as { import: number; joiners: number };
    await run((deps) => rosterUndoCommand(deps, [`${id}`]));
    expect(await listAudit(db, { limit: 10 })).toMatchObject([
      { action: 'roster.undo', subject: `${id}`, details: { removed: joiners } },
      { action: 'roster.import', subject: `${id}`, details: { joiners, leavers: 0 } },
    ]);
  });
});

describe('the command line', () => {
  test('audit list shows the newest first, from a Swedish day on', async () => {
    const write = (at: string, subject: string) =>
      db
        .transaction()
        .execute((trx) => recordAudit(trx, new Date(at), actor, [{ ...entry, subject }]));
    await write('2026-09-30T21:59:00Z', 'before');
    await write('2026-09-30T22:00:00Z', 'first');
    await write('2026-10-01T10:00:00Z', 'second');
    const list = async (...argv: string[]) => {
      const { json } = await auditListCommand({ db }, argv);
      return (json as { entries: { subject: string }[] }).entries.map(({ subject }) => subject);
    };
    expect(await list()).toEqual(['second', 'first', 'before']);
    expect(await list('--since', '2026-10-01')).toEqual(['second', 'first']);
    expect(await list('--limit', '1')).toEqual(['second']);
    for (const wrong of [['--since', '2026-02-30'], ['--limit', '0'], ['more']])
      await expect(auditListCommand({ db }, wrong)).rejects.toBeInstanceOf(UsageError);
  });

  test('token list never shows a token; a revoked one says when', async () => {
    const created = await run((deps) => tokenCreateCommand(deps, ['--role', 'hr']));
    const { token } = created.json as { token: string };
    const listed = async () => {
      const { json, text } = await tokenListCommand({ db }, []);
      expect(JSON.stringify(json) + text).not.toContain(token.slice(3, 20));
      return (json as { tokens: { id: number; revoked: string | null }[] }).tokens;
    };
    const before = await listed();
    const id = before.at(-1)?.id ?? 0;
    expect(before.at(-1)).toEqual({
      id,
      role: 'hr',
      department: null,
      created: now.toISOString(),
      lastUsed: null,
      revoked: null,
    });
    await run((deps) => tokenRevokeCommand(deps, [`${id}`]));
    await run((deps) => tokenRevokeCommand(deps, [`${id}`]));
    expect((await listed()).at(-1)?.revoked).toBe(now.toISOString());
    expect(await actions()).toEqual(['token.create', 'token.revoke']);
    await expect(run((deps) => tokenRevokeCommand(deps, ['999999']))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('the real command records whom the operating system names', async () => {
    await makeCampaign(db, now, 1);
    const cwd = await mkdtemp(join(tmpdir(), 'nanokurs-audit-'));
    try {
      const env = { DATABASE_URL: clone.connectionString, NANOKURS_DIR: cwd };
      const shown = await runCommand(['person', 'show', '000001'], { cwd, env });
      expect(shown).toMatchObject({ code: 0 });
      const listed = await runCommand(['audit', 'list', '--json'], { cwd, env });
      expect(JSON.parse(listed.stdout)).toMatchObject({
        entries: [{ action: 'person.show', actor: { kind: 'command', name: userInfo().username } }],
      });
    } finally {
      await rm(cwd, { recursive: true, force: true });
    }
  });
});
