import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contentNewCommand } from '../../../src/course/content-new.command.ts';
import { questionTypes } from '../../../src/course/course.ts';
import { contentCheckCommand } from '../../../src/delivery/content-check.command.ts';
import { contentPreviewCommand } from '../../../src/delivery/content-preview.command.ts';
import { createLessonMails } from '../../../src/delivery/lesson-mail.loader.ts';

const content = join(import.meta.dirname, '../../../content');
/** One course of the product and its registers: reading all of them again and again takes seconds. */
let shipped = '';
let local = '';
const deps = {
  dirs: (dir: string | undefined) => (dir === undefined ? [shipped] : [shipped, dir]),
  mails: createLessonMails({
    organisation: 'Exempelkommun',
    helpContact: 'hjalp@kommunen.test',
    privacyContact: 'dataskydd@kommunen.test',
    mailFrom: 'Nanokurs <nanokurs@kommunen.test>',
    replyTo: 'hjalp@kommunen.test',
    publicUrl: 'https://nanokurs.kommunen.test',
    trial: false,
  }),
  now: new Date('2026-11-21T08:00:00Z'),
  localDir: undefined,
  dataDir: tmpdir(),
};
const create = (...argv: string[]) => contentNewCommand(deps, [...argv, '--dir', local]);
const check = () => contentCheckCommand(deps, ['egen', '--dir', local]);

beforeAll(async () => {
  local = await mkdtemp(join(tmpdir(), 'nanokurs-content-'));
  shipped = await mkdtemp(join(tmpdir(), 'nanokurs-shipped-'));
  for (const name of ['concern', 'contacts.yaml', 'laws.yaml'])
    await symlink(join(content, name), join(shipped, name));
  await create('course', 'egen', '--lesson', 'grinden');
});
afterAll(async () => {
  await rm(local, { recursive: true, force: true });
  await rm(shipped, { recursive: true, force: true });
});

test('a new course, and new lessons of every type, pass content check as they are', async () => {
  expect(await check()).toMatchObject({ exitCode: 0, json: { courses: ['egen'], errors: 0 } });
  for (const type of [...questionTypes, 'single', 'scenario', 'single', 'single'])
    await create(
      'lesson',
      'egen',
      `l${(await readdir(join(local, 'egen/kit'))).length}`,
      '--type',
      type,
    );
  const { json, exitCode, text } = await check();
  expect(exitCode, text).toBe(0);
  const { findings } = json as { findings: { rule: string }[] };
  expect([...new Set(findings.map(({ rule }) => rule))]).toEqual(['skeleton']);
  const list = await readFile(join(local, 'egen/course.yaml'), 'utf8');
  expect(list.match(/^ {2}- /gm)).toHaveLength(9);
});

test('nothing that is there is written over, and the shipped courses keep their lists', async () => {
  await expect(create('course', 'egen')).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(create('lesson', 'egen', 'grinden')).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(create('lesson', 'concern', 'ny')).rejects.toThrow(/comes with the product/);
  await expect(create('lesson', 'ingen', 'ny')).rejects.toMatchObject({ code: 'COURSE_UNKNOWN' });
  for (const wrong of [
    ['course', '../ut'],
    ['lesson', 'egen', 'ny', '--type', 'poll'],
    ['kurs', 'x'],
  ])
    await expect(create(...wrong)).rejects.toThrow(/usage/);
  await expect(contentNewCommand(deps, ['course', 'x'])).rejects.toThrow(/LOCAL_CONTENT_DIR/);
});

test('errors make content check exit with 1 and stand in its JSON by file and line', async () => {
  const file = join(local, 'egen/lessons/01-grinden.en.md');
  const before = await readFile(file, 'utf8');
  await writeFile(file, before.replace('Do today:', 'Today:'));
  const { exitCode, json, text } = await check();
  await writeFile(file, before);
  expect(exitCode).toBe(1);
  expect(json).toMatchObject({ errors: 1 });
  expect(text).toMatch(
    /01-grinden\.en\.md:37: error: the last paragraph does not begin with "Do today:"/,
  );
  await expect(contentCheckCommand(deps, ['ingen'])).rejects.toMatchObject({
    code: 'COURSE_UNKNOWN',
  });
});

test('a preview holds every mail as HTML and text, and an index that leads to them', async () => {
  const out = join(local, 'preview');
  const argv = ['egen', '--dir', local, '--out', out, '--lang', 'sv', '--no-screenshots'];
  const { json } = await contentPreviewCommand(deps, argv);
  // Nine lessons, and the form before and after.
  expect(json).toMatchObject({ course: 'egen', folder: out, mails: 11, screenshots: 0 });
  const files = await readdir(out);
  expect(files).toHaveLength(11 * 2 + 2);
  const index = await readFile(join(out, 'index.html'), 'utf8');
  for (const file of files)
    if (/\.(html|txt)$/.test(file) && file !== 'index.html') expect(index).toContain(`"${file}"`);
  expect(await readFile(join(out, '01-grinden.sv.txt'), 'utf8')).toContain('Lektion 1 av 9');
  expect(await readFile(join(out, '01-grinden.sv.html'), 'utf8')).toContain('Amira');
  const wrong = (...more: string[]) =>
    contentPreviewCommand(deps, ['egen', '--dir', local, ...more]);
  await expect(wrong('--variant', 'kitchen')).rejects.toThrow(/--variant "kitchen"/);
  await expect(wrong('--lang', 'de')).rejects.toThrow(/--lang "de"/);
});
