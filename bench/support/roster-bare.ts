/**
 * The least that could do the same: COPY of parsed rows into a bare table and one merge into the
 * employees, in one transaction. What it does and leaves out stands in ../roster.ts. Arguments:
 * database (with its departments), people, version.
 */
import pg from 'pg';
import { serveBench } from './child.ts';
import { copyIn } from './copy-in.ts';
import { rosterRows } from './roster-files.ts';

const [connectionString = '', people = '', version = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString, max: 1 });
const rows = [...rosterRows(Number(people), version === '1' ? 1 : 2)];
await pool.query('select 1');

/** Number, names, address, language, title, form, start and unit. */
const columns = [0, 3, 2, 4, 16, 11, 12, 13, 9];

function* lines(): Generator<string> {
  for (let at = 0; at < rows.length; at += 500)
    yield rows
      .slice(at, at + 500)
      .map((cells) => `${columns.map((index) => cells[index]).join('\t')}\n`)
      .join('');
}

serveBench(
  async () => {
    const client = await pool.connect();
    await client.query('begin');
    await client.query(`
      create temp table bare (number text, first_name text, last_name text, email text,
        language text, title text, form text, starts_on text, unit text) on commit drop`);
    await copyIn(client, 'copy bare from stdin', lines());
    await client.query(`
      merge into employees e
      using (select bare.*, d.id as department_id
        from bare left join departments d on d.code = bare.unit) b
        on e.source = 'hr' and e.employment_number = b.number
      when matched and
          (e.first_name, e.last_name, e.email, e.language, e.title, e.department_id)
          is distinct from
          (b.first_name, b.last_name, b.email, b.language, b.title, b.department_id)
        then update set first_name = b.first_name, last_name = b.last_name, email = b.email,
          language = b.language, title = b.title, department_id = b.department_id
      when not matched by source and e.source = 'hr' and e.left_at is null
        then update set left_at = now()
      when not matched then insert
        (source, employment_number, first_name, last_name, email, language, title, department_id)
        values ('hr', b.number, b.first_name, b.last_name, b.email, b.language, b.title,
          b.department_id)`);
    await client.query('commit');
    client.release();
  },
  () => pool.end(),
);
