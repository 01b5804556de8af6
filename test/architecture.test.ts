import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { checkArchitecture, type SourceFile } from './support/architecture.ts';

const root = fileURLToPath(new URL('../src/', import.meta.url));

function readSources(): SourceFile[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => ({ path, text: readFileSync(`${root}${path}`, 'utf8') }));
}

test('the house keeps its rooms and floors (DESIGN section 2)', () => {
  const { files, imports, violations } = checkArchitecture(readSources());
  // A check that found nothing to check has not passed.
  expect(files).toBeGreaterThan(100);
  expect(imports).toBeGreaterThan(400);
  expect(violations).toEqual([]);
});

/** What the checker says of a house with one file too many in it. */
function violationsOf(path: string, text: string): string[] {
  return checkArchitecture([...soundHouse, { path, text }]).violations;
}

const soundHouse: SourceFile[] = [
  { path: 'main.ts', text: "import { start } from './service.ts';" },
  { path: 'service.ts', text: "import './campaign/plan.service.ts';\nimport pg from 'pg';" },
  { path: 'demo/demo.command.ts', text: "import { start } from '../service.ts';" },
  { path: 'platform/database.ts', text: "import pg from 'pg';\nexport const at = Date.now();" },
  { path: 'platform/errors.ts', text: 'export class AppError extends Error {}' },
  { path: 'spacing/calendar.ts', text: "export const day = new Date('2026-08-31');" },
  { path: 'course/course.ts', text: 'export type Course = { slug: string };' },
  {
    path: 'campaign/plan.service.ts',
    text: "import { insert } from './plan.repository.ts';\nimport { due } from './due.ts';",
  },
  {
    path: 'campaign/plan.repository.ts',
    text: "import { sql } from 'kysely';\nimport type {} from './plan.table.ts';",
  },
  {
    path: 'campaign/plan.table.ts',
    text: "import type { Generated } from 'kysely';\nexport type Row = { id: Generated<number> };",
  },
  {
    path: 'campaign/due.ts',
    text: `import { AppError } from '../platform/errors.ts';
import type { Database } from '../platform/database.ts';
import { day } from '../spacing/calendar.ts';
// Date.now() and "setTimeout(" are only words here; so is import { x } from './plan.service.ts'.
export const word = 'Math.random';`,
  },
  {
    path: 'campaign/campaign.pages.ts',
    text: "import { page } from '../web/shell.ts';\nimport { who } from '../access/sign-in.service.ts';",
  },
  { path: 'access/sign-in.service.ts', text: "import '../platform/database.ts';" },
  { path: 'access/visible.ts', text: 'export type Visible = Set<number>;' },
  { path: 'web/shell.ts', text: "import type { Course } from '../course/course.ts';" },
  {
    path: 'statistics/completion.repository.ts',
    text: "import type { Visible } from '../access/visible.ts';",
  },
];

describe('checkArchitecture', () => {
  test('finds nothing wrong with a sound house', () => {
    expect(checkArchitecture(soundHouse)).toEqual({ files: 16, imports: 18, violations: [] });
  });

  test.each([
    // Rooms
    ['spacing/a.ts', "import type { Course } from '../course/course.ts';", 'not to the left'],
    [
      'campaign/a.service.ts',
      "export { a } from '../statistics/completion.repository.ts';",
      'not to the left',
    ],
    [
      'campaign/a.service.ts',
      "await import('../statistics/completion.repository.ts');",
      'not to the left',
    ],
    [
      'campaign/a.service.ts',
      "import { page } from '../web/shell.ts';",
      'only pages use the room web',
    ],
    [
      'campaign/a.service.ts',
      "import { who } from '../access/sign-in.service.ts';",
      'serves the edges',
    ],
    [
      'access/a.service.ts',
      "import { due } from '../campaign/due.ts';",
      'access imports only platform',
    ],
    ['web/a.ts', "import { due } from '../campaign/due.ts';", 'web imports only'],
    ['campaign/a.service.ts', "import { start } from '../service.ts';", 'nothing imports what'],
    ['delivery/a.command.ts', "import '../demo/demo.command.ts';", 'nothing imports what'],
    ['kitchen/a.ts', '', 'no room'],
    ['campaign/a.service.ts', "import './gone.ts';", 'no such file'],
    // Floors
    [
      'campaign/a.repository.ts',
      "import { plan } from './plan.service.ts';",
      'up from floor 2 to floor 3',
    ],
    ['campaign/a.ts', "import type { Row } from './plan.table.ts';", 'up from floor 0 to floor 1'],
    [
      'campaign/a.service.ts',
      "import {\n  type A,\n  b,\n} from './campaign.pages.ts';",
      'up from floor 3 to floor 4',
    ],
    [
      'campaign/a.command.ts',
      "import { b } from './campaign.pages.ts';",
      'edges do not import edges',
    ],
    ['campaign/a.helper.ts', '', 'no such suffix'],
    // What bare nouns, tables and services may not hold
    ['campaign/a.ts', "import { readFile } from 'node:fs/promises';", 'list of pure modules'],
    ['campaign/a.ts', "import { sql } from 'kysely';", 'list of pure modules'],
    ['campaign/a.ts', "import { createPool } from '../platform/database.ts';", 'reads the clock'],
    ['campaign/a.ts', 'const now = Date.now();', 'reads the clock'],
    ['campaign/a.ts', 'const now = new Date();', 'reads the clock'],
    ['campaign/a.ts', 'const now = Temporal.Now.instant();', 'reads the clock'],
    ['campaign/a.ts', 'setTimeout(() => {}, 5);', 'sets a timer'],
    ['campaign/a.ts', "import { randomUUID } from 'node:crypto';", 'is random'],
    ['campaign/a.ts', 'const port = process.env.PORT;', 'touches the process'],
    ['campaign/a.ts', "await fetch('http://x');", 'does I/O'],
    ['campaign/a.table.ts', 'export const a = 1;', 'only types'],
    ['campaign/a.table.ts', "import { sql } from 'kysely';", 'only types'],
    ['campaign/a.service.ts', "import { sql } from 'kysely';", 'all SQL lives in repositories'],
  ])('sees what is wrong with %s: %j', (path, text, why) => {
    const violations = violationsOf(path, text);
    expect(violations).toHaveLength(1);
    expect(violations[0]).toMatch(new RegExp(`^${path} -> .+: .*${why}`));
  });

  test('sees circles, through types as well', () => {
    const circle = [
      { path: 'campaign/one.ts', text: "import type { Two } from './two.ts';" },
      { path: 'campaign/two.ts', text: "import { three } from './three.ts';" },
      { path: 'campaign/three.ts', text: "import { one } from './one.ts';" },
    ];
    expect(checkArchitecture(circle).violations).toEqual([
      'campaign/one.ts -> campaign/two.ts -> campaign/three.ts -> campaign/one.ts: a circle',
    ]);
  });
});
