import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // message_id holds the id, which makes it unique without an index of its own; each index more
  // is written again at every change of state.
  // scheduled_at, local_day and sent_at are the service's time; not_before, lease_until and
  // state_at are Postgres's own clock (rule 5).
  await sql`
    create table deliveries (
      id bigint generated always as identity primary key,
      kind text not null check (kind in ('lesson', 'repetition', 'reminder', 'baseline')),
      employee_id bigint not null references employees on delete cascade,
      enrolment_id bigint not null references enrolments on delete cascade,
      campaign_id int not null references campaigns,
      course_version_id int not null references course_versions,
      lesson smallint not null,
      asking_id bigint not null references askings on delete cascade,
      message_id text not null,
      local_day date not null,
      scheduled_at timestamptz not null,
      state text not null default 'due'
        check (state in ('due', 'claimed', 'sending', 'sent', 'failed', 'unknown', 'cancelled')),
      live boolean not null generated always as (state <> 'cancelled') stored,
      open boolean not null generated always as (state in ('due', 'claimed', 'sending', 'unknown')) stored,
      state_at timestamptz not null default now(),
      not_before timestamptz not null default now(),
      attempts smallint not null default 0,
      unknowns smallint not null default 0,
      claimed_by text,
      lease_until timestamptz,
      sent_at timestamptz,
      smtp_code smallint,
      smtp_reply text,
      reason text
    ) with (fillfactor = 70)`.execute(db);
  // Indexes name `live` and `open`, which hardly change, and never `state`, which changes four
  // times a mail: so claiming and marking stay within the page and write no index (HOT).
  // Rule 6: what two tickers, two campaigns or a retry cannot get around.
  await sql`
    create unique index deliveries_one_a_day on deliveries (employee_id, local_day)
      where live`.execute(db);
  await sql`create index deliveries_open on deliveries (not_before, id) where open`.execute(db);
  await sql`create index deliveries_enrolment on deliveries (enrolment_id, lesson)`.execute(db);

  await sql`
    create table answers (
      asking_id bigint primary key references askings on delete cascade,
      enrolment_id bigint not null references enrolments on delete cascade,
      delivery_id bigint references deliveries on delete set null,
      department_id int references departments,
      options text[] not null,
      correct boolean not null,
      evidence text not null,
      answered_at timestamptz not null
    )`.execute(db);
  await sql`create index answers_enrolment on answers (enrolment_id)`.execute(db);
}
