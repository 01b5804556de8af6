import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { insertDraft } from '../../src/campaign/campaign-draft.repository.ts';
import { changeCampaign } from '../../src/campaign/change-campaign.service.ts';
import { createCampaign } from '../../src/campaign/create-campaign.service.ts';
import { rosterImportTask } from '../../src/roster/import.task.ts';
import { rosterImportCommand } from '../../src/roster/roster-import.command.ts';
import { makeDay } from '../../src/statistics/make-day.service.ts';
import { sendLessons, startSome } from './filled-campaign.ts';
import { rosterFile } from './roster-cases.ts';
import type { Things } from './route-things.ts';
import type { SignedIn } from './signed-in.ts';
import { openWebWorld, type WebWorld } from './web-world.ts';

export type FilledWorld = WebWorld & {
  things: Things;
  campaigns: { running: number; paused: number; ended: number };
  /** A staff list compared and not yet applied, with rows in error and leavers to confirm. */
  upload: string;
};

const zone = 'Europe/Stockholm';
const window = { timeZone: zone, weekdays: [1, 2, 3, 4, 5], from: '07:30', until: '16:00' };
const lessons = 4;
/** The service's clock stands still at this moment. */
export const filledAt = new Date('2026-10-21T09:12:00+02:00');
const local = (day: string, time = '09:00') =>
  new Date(Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(zone).epochMilliseconds);

/**
 * A service in the middle of an autumn: about 250 people of the sample in three departments, two
 * staff lists read in and one waiting, campaigns running, paused and ended, a draft, answers,
 * mails that failed, holds and changes to come. One department has a name as long as they get.
 */
export async function openFilledWorld(): Promise<FilledWorld> {
  const world = await openWebWorld({ ORGANISATION: 'Exempelkommun' });
  const { db } = world;
  await sql`insert into virtual_clock (id, now, speed) values (1, ${filledAt}, 1)`.execute(db);
  await importRosters(world);
  const campaigns = await runCampaigns(world);
  const draft = await addDraft(world);
  const upload = await stageUpload(world);
  await useHrPages(world);
  const { rows } = await sql<{ id: number; department: number; code: string; user: number }>`
    select e.id, d.id as department, d.code, u.id as user
    from employees e join departments d on d.id = e.department_id
      join deliveries m on m.employee_id = e.id and m.state = 'failed', users u
    order by e.id, u.id limit 1`.execute(db);
  const [first] = rows;
  if (first === undefined) throw new Error('Nobody’s mail failed.');
  await sql`
    update departments set name = 'Samhällsbyggnadsförvaltningsstödsverksamheten' where code = '20'`.execute(
    db,
  );
  const things: Things = {
    department: first.code,
    'department-id': String(first.department),
    employee: String(first.id),
    campaign: String(campaigns.running),
    'campaign-draft': String(draft),
    user: String(first.user),
  };
  return { ...world, things, campaigns, upload };
}

/** Every third person of three departments of the sample, as the file of a month has them. */
async function rosterLines(month: '09' | '10'): Promise<string[]> {
  const bytes = await readFile(rosterFile(`personal-2026-${month}.csv`));
  const text = bytes.toString(month === '09' ? 'latin1' : 'utf8').replace('\uFEFF', '');
  const [head = '', ...people] = text.split(/\r?\n/).filter((line) => line !== '');
  const kept = people.filter((line) => {
    const [number = '', , , , , department = ''] = line.split(';');
    return Number(number) % 3 === 0 && ['10', '20', '40'].includes(department);
  });
  return [head, ...kept];
}

async function importRosters({ db, dir }: WebWorld): Promise<void> {
  const [head = '', ...people] = await rosterLines('09');
  const file = join(dir, 'personal-2026-09.csv');
  await writeFile(file, [head, ...people].join('\r\n'));
  await rosterImportCommand({ db, now: local('2026-08-24') }, [file, '--yes']);
  // Somebody under a new number: whether it is the same person waits for an answer.
  const [someone = '', ...others] = people;
  await writeFile(file, [head, someone.replace(/^\d+/, '990001'), ...others].join('\r\n'));
  await rosterImportCommand({ db, now: local('2026-09-21') }, [file, '--yes']);
  await rm(file);
}

async function runCampaigns(world: WebWorld): Promise<FilledWorld['campaigns']> {
  const { db, courses } = world.resources;
  const short = courses.map((one) => ({ ...one, lessons: one.lessons.slice(0, lessons) }));
  const create = async (course: string, start: string, until: string, codes?: string[]) =>
    (
      await createCampaign({ db, courses: short }, local(start, '06:00'), {
        course,
        start,
        cadence: { kind: 'every', days: 14, until },
        arm: 'even:1',
        baseline: course === 'bystander',
        audience: codes === undefined ? { kind: 'all' } : { kind: 'departments', codes },
        window,
      })
    ).id;

  const ended = await create('extremism', '2026-08-25', '2026-10-09', ['20']);
  const running = await create('bystander', '2026-08-31', '2026-12-18');
  const paused = await create('it-security', '2026-09-02', '2026-12-18', ['10', '40']);
  const first = Temporal.PlainDate.from('2026-08-31');
  for (let week = 0; week < 7; week += 1) {
    const day = (days: number) => first.add({ days: 7 * week + days }).toString();
    const lesson = week / 2 + 1;
    const all = [running, ended, paused];
    for (const [days, campaign] of week % 2 === 0 ? all.entries() : [])
      await sendLessons(db, { campaign, lesson, at: local(day(days)) });
    for (const [at, campaign] of all.entries())
      await startSome(db, { campaign, part: 3 + week - at, at: local(day(2), '15:00'), lessons });
    // A week apart and a week before the last, so that there is a curve and a change to tell.
    for (const campaign of all) await makeDay(world.resources, local(day(2), '16:00'), campaign);
  }
  await changeCampaign({ db }, local('2026-10-19'), { id: ended, change: 'end' });
  await changeCampaign({ db }, local('2026-10-19'), { id: paused, change: 'pause' });
  await sql`
    insert into baseline_counts (campaign_id, baseline, department_id, week, question, option, count)
    select ${running}, 'before', id, '2026-08-24', '', '', 12 from departments where parent_id is not null`.execute(
    db,
  );
  return { running, paused, ended };
}

async function addDraft({ db }: WebWorld): Promise<number> {
  const when = {
    start: '2026-11-09',
    cadence: { kind: 'every' as const, days: 14, until: '2027-02-26' },
    arm: 'even:1',
    window,
    baseline: true,
    announceDays: 7,
  };
  const content = {
    course: 'concern',
    audience: { kind: 'departments' as const, codes: ['20'] },
    when,
  };
  return db
    .transaction()
    .execute((trx) => insertDraft(trx, filledAt, { content, createdBy: null }));
}

/** October: people come and go, a quarter leaves at once, and some rows are wrong. */
async function stageUpload(world: WebWorld): Promise<string> {
  const [head = '', ...people] = await rosterLines('10');
  const wrong = [
    '000401;;Holm;Elsa;inte-en-adress;10;Kommunledningsförvaltningen;1001;Kansli;100101;Nämndsekretariat;Vaktmästare;Tillsvidare;2009-08-01;;N;sv',
    '000402;;Persson;Håkan;hakan.persson99@exempelkommun.test;10;Kommunledningsförvaltningen;1001;Kansli;100102;Arkiv;Vaktmästare;Tillsvidare;2026-13-45;;N;sv',
  ];
  const without = people.filter((_, at) => at % 4 !== 0);
  const hr = await world.signIn('hr@exempelkommun.test', 'hr');
  const page = await uploadRoster(world, hr, [head, ...wrong, ...without].join('\r\n'));
  await hr.post(`${page}/columns`);
  const upload = page.split('/')[3] ?? '';
  await rosterImportTask(world.resources)({ upload });
  return upload;
}

/** Hands in a staff list by the form; the address of its page. */
async function uploadRoster({ app }: WebWorld, hr: SignedIn, text: string): Promise<string> {
  const fields = Object.entries({ csrf: hr.csrf, source: 'hr', scope: '' }).map(
    ([name, value]) =>
      `--edge\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const file = `--edge\r\ncontent-disposition: form-data; name="file"; filename="personal-2026-10.csv"\r\n\r\n${text}\r\n--edge--\r\n`;
  const { headers } = await app.inject({
    method: 'POST',
    url: '/people/import',
    headers: { cookie: hr.cookie, 'content-type': 'multipart/form-data; boundary=edge' },
    payload: fields.join('') + file,
  });
  return String(headers.location);
}

async function useHrPages(world: WebWorld): Promise<void> {
  const admin = await world.signIn('admin@exempelkommun.test', 'admin');
  await world.signIn('leader@exempelkommun.test', 'leader');
  await world.signIn('enhetschef@exempelkommun.test', 'leader:2002', 'reader:20');
  const { rows } = await sql<{ id: number }>`
    select employee_id as id from deliveries where state = 'failed' order by 1 limit 1`.execute(
    world.db,
  );
  await admin.post(`/people/${rows[0]?.id}/holds`, {
    ...{ from: '2026-11-02', until: '2027-01-31', reason: 'Föräldraledig' },
  });
  await admin.post('/departments/2002/window', {
    ...{ windowFrom: '13:00', windowUntil: '16:00', weekdays: '2' },
  });
  await admin.post('/departments/20/workplace', { workplace: 'school' });
  await admin.post('/departments/2001/rename', { name: 'Förskolor', renameFrom: '2027-01-01' });
  await admin.post('/departments/4002/move', { under: '20', moveFrom: '2027-01-01' });
}
