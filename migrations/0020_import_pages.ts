import { type Kysely, sql } from 'kysely';

/** What the pages of an import need beside its interface for other systems. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // 'received': waits until a person has said what its columns mean. `reading` is what they said,
  // `applying` who carries it out and what they confirmed, `problem` why it could not be done.
  await sql`
    alter table roster_uploads
      drop constraint roster_uploads_status_check,
      add constraint roster_uploads_status_check check (
        status in ('receiving', 'received', 'queued', 'reading', 'staged', 'failed')),
      add column reading jsonb,
      add column applying jsonb,
      add column problem jsonb`.execute(db);

  // The lists of a diff whole, a page a row; the document of an upload has the first of each.
  await sql`
    create table roster_upload_lists (
      upload_id uuid not null references roster_uploads on delete cascade,
      list text not null,
      page int not null,
      items jsonb not null,
      primary key (upload_id, list, page)
    )`.execute(db);

  // Whoever is erased, by whatever hand, is not named in a diff or a file that is still kept
  // (rule 9). Those that wait for a worker are the eraser's own business, since they are told.
  await sql`
    create or replace function forget_upload_names() returns trigger language plpgsql as $$
    begin
      update roster_uploads set document = document || '{"errors": [], "lists":
        {"joiners": [], "leavers": [], "movers": [], "changed": [], "held": []}}'::jsonb
      where document @? '$.lists.*[*]' or document @? '$.errors[*]';
      delete from roster_upload_lists;
      delete from roster_upload_chunks c using roster_uploads u
      where u.id = c.upload_id and u.status in ('staged', 'failed');
      return null;
    end $$`.execute(db);
}
