import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A temporary folder of content. `take` shortens its paths in messages. */
export type TemporaryContent = {
  dir: string;
  write(path: string, text: string): Promise<void>;
  /** The same text as Swedish and as English file: `01-first` in lessons/ of the course demo. */
  both(path: string, text: string): Promise<void>;
  remove(): Promise<void>;
};

export async function temporaryContent(): Promise<TemporaryContent> {
  const dir = await mkdtemp(join(tmpdir(), 'nanokurs-content-'));
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text);
  };
  return {
    dir,
    write,
    async both(path, text) {
      for (const language of ['sv', 'en']) await write(`${path}.${language}.md`, text);
    },
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}

export const courseYaml = (
  slug: string,
  lessons: readonly string[],
  title = 'Kurs',
) => `slug: ${slug}
title: { sv: ${title}, en: Course }
description: { sv: Om kursen, en: About the course }
lessons: [${lessons.join(', ')}]
`;

const options = (ids: string, right: string) =>
  [...ids]
    .map((id) => {
      const mark = right.includes(id) ? '\n      correct: true' : '';
      return `    - id: ${id}\n      text: Val ${id}${mark}\n      feedback: Svar ${id}`;
    })
    .join('\n');

/** A question's YAML, with ids and right options as given; `second` is `ids/right`. */
export function questionYaml(
  key: string,
  { type = 'single', ids = 'abc', right = 'b', second = '' } = {},
): string {
  const [secondIds = '', secondRight = ''] = second.split('/');
  const step = options(secondIds, secondRight).replaceAll('\n', '\n  ');
  const more = second === '' ? '' : `\n  second:\n    text: Och sedan?\n    options:\n  ${step}`;
  return `question:\n  key: ${key}\n  type: ${type}\n  text: Vad gör du?\n  options:\n${options(ids, right)}${more}`;
}

export const body = 'Ett ord till. '.repeat(25).trim();

/** A lesson that the loader takes; `head` is more front matter, `text` the body. */
export const lessonText = (
  key: string,
  { head = '', question = questionYaml(key), text = body, title = 'En titel' } = {},
) => `---
subject: Ett ämne
title: ${title}
preview: En rad till
sources: [källan]
checked: 2026-11-20
${head === '' ? '' : `${head}\n`}${question}
---

${text}
`;

export const variantText = (
  key: string,
  { title = 'En variant', question = questionYaml(key) } = {},
) => `---\nsubject: Ett ämne\ntitle: ${title}\npreview: En rad till\n${question}\n---\n\n${body}\n`;

export const kitText = (text = body) =>
  `---\nquestions: [Ett?, Två?, Tre?]\nnote: Börja med tystnad.\n---\n\n${text}\n`;
