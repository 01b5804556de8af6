import { test } from 'vitest';
import { giveAnswer } from '../../src/answer/give-answer.service.ts';
import { openAnswerWorld, today } from '../support/answer-world.ts';
import http from 'node:http';

test('bench', { timeout: 300_000 }, async () => {
  const world = await openAnswerWorld();
  const n = 3000;
  const c = world.pool;
  async function fill() {
    await c.query(`truncate employees cascade`);
    await c.query(`insert into employees(source,employment_number,first_name,last_name,language,department_id) select 's', g::text, 'A','B','sv',$1 from generate_series(1,$2::int) g`, [world.department, n]);
    await c.query(`insert into enrolments(campaign_id,employee_id,department_id,anchor_on,reachable) select $1,id,department_id,'2026-08-31',true from employees`, [world.campaign]);
    await c.query(`insert into askings(enrolment_id,course_version_id,lesson,question,asked_at) select id,1,l,'q'||l,now() from enrolments, generate_series(1,3) l`);
    await c.query(`insert into deliveries(kind,employee_id,enrolment_id,campaign_id,course_version_id,lesson,asking_id,message_id,local_day,scheduled_at,state) select 'lesson',e.employee_id,e.id,e.campaign_id,1,a.lesson,a.id,a.id::text,'2026-08-31'::date+a.lesson,now(),'sent' from askings a join enrolments e on e.id=a.enrolment_id`);
    await c.query('analyze');
    return (await c.query('select d.id, d.asking_id, d.enrolment_id from deliveries d where lesson=1 order by random()')).rows as {id:number;asking_id:number;enrolment_id:number}[];
  }
  async function run(name: string, rows: {id:number;asking_id:number;enrolment_id:number}[], work: (r: {id:number;asking_id:number;enrolment_id:number}) => Promise<unknown>) {
    const start = performance.now(); let i = 0;
    await Promise.all(Array.from({length: 20}, async () => { while (i < rows.length) { const r = rows[i++]; if (r) await work(r); } }));
    const s = (performance.now()-start)/1000;
    console.log(name, Math.round(rows.length/s), '/s');
  }
  const bare = (named: boolean) => async (r: {id:number;asking_id:number;enrolment_id:number}) => {
    const k = await c.connect();
    const q = (name: string, text: string, values: unknown[]) => named ? k.query({name, text, values}) : k.query(text, values);
    await k.query('begin');
    await q('s','select * from askings where id=$1 for update',[r.asking_id]);
    await q('i',`insert into answers(asking_id,enrolment_id,delivery_id,department_id,options,correct,evidence,answered_at) values($1,$2,$3,$4,$5,true,'link',$6)`,[r.asking_id,r.enrolment_id,r.id,world.department,['b'],today]);
    await q('u',`update enrolments set lessons_answered=lessons_answered+1, first_answered_at=coalesce(first_answered_at,$2) where id=$1`,[r.enrolment_id,today]);
    await k.query('commit'); k.release();
  };
  await world.app.listen({host:'127.0.0.1',port:0});
  const port = (world.app.server.address() as {port:number}).port;
  const agent = new http.Agent({keepAlive:true,maxSockets:20});
  const post = (r: {id:number}) => new Promise<void>((ok, no) => {
    const body = `token=${world.token(r.id,1)}&option=b`;
    const q = http.request({port,agent,method:'POST',path:'/a',headers:{'content-type':'application/x-www-form-urlencoded','content-length':body.length}}, (res) => { res.resume(); res.on('end', () => res.statusCode===200?ok():no(new Error(String(res.statusCode)))); });
    q.on('error', no); q.end(body);
  });
  for (let round=0; round<2; round++) {
    await run('bare', await fill(), bare(false));
    await run('bare named', await fill(), bare(true));
    await run('service', await fill(), (r) => giveAnswer(world.deps, today, {token: world.token(r.id,1), options:['b'], evidence:'link'}));
    await run('http form', await fill(), post);
  }
  await world.close();
});
