/** A source file: its path under src/ and its text. */
export type SourceFile = { path: string; text: string };

export type Checked = { files: number; imports: number; violations: string[] };

type Import = { specifier: string; typeOnly: boolean };

/** Rooms from left to right (DESIGN section 2); each may import those before it. */
const corridor = [
  'platform',
  'spacing',
  'roster',
  'course',
  'campaign',
  'delivery',
  'answer',
  'statistics',
];
const sideRooms = ['access', 'web'];
/** Put the rooms together, may import everything, and are imported only by each other. */
const composition = ['main', 'cli', 'app', 'service', 'worker', 'resources', 'demo'];

const floors: Record<string, number> = {
  routes: 4,
  pages: 4,
  command: 4,
  task: 4,
  service: 3,
  repository: 2,
  mailer: 2,
  reader: 2,
  loader: 2,
  writer: 2,
  table: 1,
};

/** Modules of Node and packages that compute and do nothing else. */
const pureModules = [
  'node:assert',
  'node:buffer',
  'node:crypto',
  'node:path',
  'node:url',
  'node:util',
  'd3-scale',
  'ghtml',
  'mailparser',
  'markdown-it',
  'mjml',
  'scim2-parse-filter',
  'yaml',
  'zod',
];

const impure: [RegExp, string][] = [
  [/\bDate\.now\b|\bnew Date\(\s*\)|\bnew Date\b(?!\s*[(<])|\bTemporal\.Now\b/, 'reads the clock'],
  [/\bperformance\.now\b|\bprocess\.hrtime\b/, 'reads the clock'],
  [/\bset(Timeout|Interval|Immediate)\s*\(/, 'sets a timer'],
  [/\bMath\.random\b|\brandom(UUID|Bytes|Int|FillSync|Fill)\b|\bgetRandomValues\b/, 'is random'],
  [/\bprocess\.(env|argv|exit|stdout|stderr|stdin|cwd|pid|on)\b/, 'touches the process'],
  [/\bfetch\s*\(|\bconsole\./, 'does I/O'],
];

/** Checks floors, rooms, purity and circles; each violation reads `file -> import: why`. */
export function checkArchitecture(sources: readonly SourceFile[]): Checked {
  const files = new Map(sources.map((source) => [source.path, readSource(source)]));
  const violations: string[] = [];
  let imports = 0;
  for (const file of files.values()) {
    const report = (what: string, why: string) =>
      violations.push(`${file.path} -> ${what}: ${why}`);
    if (file.room === undefined) report('src/', 'no room of DESIGN section 2');
    if (file.floor === undefined)
      report(`*.${file.suffix}.ts`, 'no such suffix in DESIGN section 2');
    for (const one of file.imports) {
      imports++;
      for (const why of importProblems(file, one, files)) report(one.specifier, why);
    }
    for (const why of textProblems(file)) report('(own text)', why);
  }
  return { files: files.size, imports, violations: [...violations, ...circles(files)] };
}

type File = ReturnType<typeof readSource>;
type Files = ReadonlyMap<string, File>;

function readSource({ path, text }: SourceFile) {
  const code = withoutComments(text);
  const parts = path.split('/');
  const top = (parts.length > 1 ? parts[0] : parts[0]?.replace(/\.ts$/, '')) ?? '';
  const composes = composition.includes(top);
  const known = composes || [...corridor, ...sideRooms].includes(top);
  const [, suffix] = (parts.at(-1) ?? '').replace(/(\.d)?\.ts$/, '').split('.');
  return {
    path,
    room: known ? top : undefined,
    composes,
    suffix,
    floor: suffix === undefined ? 0 : floors[suffix],
    declares: path.endsWith('.d.ts'),
    imports: readImports(code),
    code: withoutStrings(code),
  };
}

function importProblems(file: File, one: Import, files: Files): string[] {
  if (file.composes) return [];
  const to = resolve(file.path, one.specifier);
  if (to === undefined) return packageProblems(file, one);
  const target = files.get(to);
  if (target === undefined) return to.startsWith('..') ? [] : ['there is no such file'];
  const why = roomProblem(file, target) ?? floorProblem(file, target, one, files);
  return why === undefined ? [] : [why];
}

function roomProblem(file: File, target: File): string | undefined {
  const [from, to] = [file.room, target.room];
  if (target.composes) return 'nothing imports what puts the rooms together';
  if (from === undefined || to === undefined || from === to) return undefined;
  if (to === 'platform') return undefined;
  if (to === 'web') {
    if (file.suffix === 'pages') return undefined;
    return isView(file) && target.path.startsWith('web/components/')
      ? undefined
      : 'only pages use the room web, and views its components';
  }
  // A type that every query of figures takes (DESIGN rule 10).
  if (target.path === 'access/visible-departments.ts') return undefined;
  if (from === 'access')
    return target.path === 'course/course.ts'
      ? undefined
      : 'access imports only platform and course.ts';
  if (from === 'web')
    return target.path === 'course/course.ts'
      ? undefined
      : 'web imports only platform and course.ts';
  if (to === 'access') {
    if (file.floor === 4 || from === 'statistics') return undefined;
    return 'access serves the edges and statistics';
  }
  if (corridor.indexOf(to) < corridor.indexOf(from)) return undefined;
  return `the room ${to} is not to the left of ${from}`;
}

/** A pure file that makes the markup of pages. */
function isView(file: File): boolean {
  return file.floor === 0 && file.path.endsWith('-view.ts');
}

function floorProblem(file: File, target: File, one: Import, files: Files): string | undefined {
  if (file.floor === undefined || target.floor === undefined) return undefined;
  // Platform's bare nouns are adapters as well; below, whoever must be pure may not reach one.
  if (holdsAdapters(file.room) && file.floor === 0) return undefined;
  if (target.floor > file.floor) return `up from floor ${file.floor} to floor ${target.floor}`;
  if (target.floor === 4 && !one.typeOnly) return 'edges do not import edges';
  if (file.floor === 0 && !one.typeOnly) {
    const why = whyImpure(target, files, new Set());
    if (why !== undefined) return `a bare noun is pure, and this one ${why}`;
  }
  return undefined;
}

function packageProblems(file: File, one: Import): string[] {
  if (holdsAdapters(file.room) || file.suffix === 'table' || one.typeOnly) return [];
  const name = one.specifier;
  if (file.floor === 0 && !pureModules.includes(name))
    return ['a bare noun is pure, and this is not on the list of pure modules'];
  if ((name === 'kysely' || name === 'pg') && file.suffix !== 'repository')
    return ['all SQL lives in repositories'];
  return [];
}

function textProblems(file: File): string[] {
  if (file.suffix === 'table') return tableProblems(file);
  if (file.composes || holdsAdapters(file.room) || file.floor !== 0) return [];
  return impure
    .filter(([pattern]) => pattern.test(file.code))
    .map(([, why]) => `a bare noun is pure, and this one ${why}`);
}

function tableProblems(file: File): string[] {
  const values = /^\s*(export\s+)?(default|const|let|var|(async\s+)?function|class|enum)\b/m;
  const problems = file.imports
    .filter((one) => !one.typeOnly)
    .map((one) => `a table is only types, and ${one.specifier} is imported as a value`);
  return values.test(file.code) ? [...problems, 'a table is only types'] : problems;
}

/** Why a file, or one that it imports as a value, is not pure. */
function whyImpure(file: File, files: Files, seen: Set<string>): string | undefined {
  if (seen.has(file.path)) return undefined;
  seen.add(file.path);
  for (const [pattern, why] of impure) if (pattern.test(file.code)) return why;
  for (const one of file.imports.filter((found) => !found.typeOnly)) {
    const to = resolve(file.path, one.specifier);
    if (to === undefined && !pureModules.includes(one.specifier)) return `imports ${one.specifier}`;
    const target = to === undefined ? undefined : files.get(to);
    if (target !== undefined && whyImpure(target, files, seen) !== undefined)
      return `imports ${to}, which is not`;
  }
  return undefined;
}

/** Circles among imports, types included: rooms and files are to be read one after the other. */
function circles(files: Files): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: string[]) => {
    const at = trail.indexOf(path);
    if (at >= 0) {
      found.push(`${path} -> ${[...trail.slice(at + 1), path].join(' -> ')}: a circle`);
      return;
    }
    if (done.has(path)) return;
    for (const one of files.get(path)?.imports ?? []) {
      const to = resolve(path, one.specifier);
      if (to !== undefined && files.has(to)) visit(to, [...trail, path]);
    }
    done.add(path);
  };
  for (const path of files.keys()) visit(path, []);
  return found;
}

/** The path under src/ of a relative import, undefined for a package. */
function resolve(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function readImports(code: string): Import[] {
  const statements =
    /^[ \t]*(?:import|export)\s+(type\s+)?(?:[\w$*{][\w$*{},\s]*?\s*from\s*)?(['"])([^'"\n]+)\2/gm;
  const dynamic = /\bimport\(\s*(['"`])([^'"`\n]+)\1/g;
  return [
    ...[...code.matchAll(statements)].map((match) => ({
      specifier: match[3] ?? '',
      typeOnly: match[1] !== undefined,
    })),
    ...[...code.matchAll(dynamic)].map((match) => ({
      specifier: match[2] ?? '',
      typeOnly: false,
    })),
  ];
}

const comment = /\/\*[\s\S]*?\*\/|\/\/[^\n]*/;
const quoted = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/;
const either = new RegExp(`(${quoted.source})|${comment.source}`, 'g');

function withoutComments(text: string): string {
  return text.replace(either, (_all, string?: string) => string ?? ' ');
}

function withoutStrings(code: string): string {
  return code.replace(new RegExp(quoted.source, 'g'), "''");
}

/** In these rooms a bare noun may do I/O: platform is adapters, and web holds the shared page parts. */
function holdsAdapters(room: string | undefined): boolean {
  return room === 'platform' || room === 'web';
}
