import type { ContentProblem } from './content-problem.ts';
import type { Course } from './course.ts';
import {
  type ContentFile,
  type CourseFiles,
  type CourseFolder,
  readCourseFolder,
} from './course-folder.ts';
import type { Kit, KitFile } from './kit.ts';
import { overlayCourse } from './overlay.ts';
import {
  type Contact,
  type RegisterEntry,
  type RegisterFile,
  type RegisterName,
  type Registers,
  readContacts,
  readLaws,
} from './register.ts';

/** One folder of a content folder; without `courseYaml` it lies over a course of an earlier one. */
export type ContentFolder = {
  name: string;
  path: string;
  courseYaml: ContentFile | null;
  lessons: ReadonlyMap<string, ContentFile>;
  kit: ReadonlyMap<string, ContentFile>;
  baseline: ContentFile | null;
  /** Files of it that could not be read. */
  problems: ContentProblem[];
};

/** One content folder as it was read. `shipped`: it comes with the product. */
export type ContentDir = {
  path: string;
  shipped: boolean;
  readable: boolean;
  folders: ContentFolder[];
  contacts: ContentFile | null;
  laws: ContentFile | null;
  /** Registers that could not be read. */
  problems: ContentProblem[];
};

/** Everything the content folders hold. */
export type Content = {
  /** Whole courses, by slug; one with a problem is left out. */
  courses: Course[];
  kits: Kit[];
  /** Authors' notes by `course/lesson`, which editors read. */
  notes: ReadonlyMap<string, Record<'sv' | 'en', string>>;
  registers: Registers;
  /** The files of the courses, for rules that tell file and line. */
  files: CourseFiles[];
  /** Why a course is left out, by slug. */
  broken: ReadonlyMap<string, ContentProblem[]>;
  /** All that is wrong anywhere. */
  problems: ContentProblem[];
};

/** Puts content folders together; what a later one holds wins over what an earlier one does. */
export function readContent(dirs: readonly ContentDir[]): Content {
  const registers = readRegisters(dirs);
  const problems: ContentProblem[] = registers.problems.map(({ register: _, ...one }) => one);
  const folders = new Map<string, { folder: CourseFolder; problems: ContentProblem[] }>();
  const broken = new Map<string, ContentProblem[]>();
  for (const dir of dirs) {
    for (const found of dir.folders) {
      const { name, courseYaml, lessons, kit, baseline } = found;
      const base = folders.get(name);
      if (courseYaml !== null) {
        const folder = { name, shipped: dir.shipped, courseYaml, lessons, kit, baseline };
        folders.set(name, { folder, problems: found.problems });
        broken.delete(name);
      } else if (base !== undefined) {
        base.folder = overlayCourse(base.folder, { lessons, kit, baseline });
        base.problems.push(...found.problems);
      } else {
        const file = `${found.path}/course.yaml`;
        const missing = { file, line: 1, what: 'the file is missing', remedy: 'add it' };
        const unread = found.problems.some((one) => one.file === file);
        broken.set(name, [...(unread ? [] : [missing]), ...found.problems]);
      }
    }
  }
  const content = { courses: [] as Course[], files: [] as CourseFiles[], kits: [] as Kit[] };
  const notes = new Map<string, Record<'sv' | 'en', string>>();
  for (const [name, { folder, problems: unread }] of folders) {
    const read = readCourseFolder(folder, registers.contacts);
    problems.push(...read.kitProblems);
    const found = [...unread, ...read.problems];
    if (read.course === null || read.files === null || found.length > 0) {
      broken.set(name, found);
      continue;
    }
    content.courses.push(read.course);
    content.files.push(read.files);
    for (const { slug, kit, base } of read.files.lessons) {
      if (kit !== null) content.kits.push(kitOf(name, slug, kit));
      const { sv, en } = base;
      if (sv.note !== undefined && en.note !== undefined)
        notes.set(`${name}/${slug}`, { sv: sv.note, en: en.note });
    }
  }
  problems.push(...[...broken.values()].flat());
  const bySlug = (a: { slug: string }, b: { slug: string }) => (a.slug < b.slug ? -1 : 1);
  content.courses.sort(bySlug);
  content.files.sort(bySlug);
  return { ...content, notes, registers, broken, problems };
}

function kitOf(course: string, lesson: string, text: Record<'sv' | 'en', KitFile>): Kit {
  const contacts = [...new Set([...text.sv.contacts, ...text.en.contacts])].sort();
  return { course, lesson, text, ...(contacts.length === 0 ? {} : { contacts }) };
}

function readRegisters(dirs: readonly ContentDir[]): Registers {
  const contacts = new Map<string, Contact>();
  const laws = new Map<string, RegisterEntry>();
  const problems: Registers['problems'][number][] = [];
  const add = (register: RegisterName | 'all', found: readonly ContentProblem[]) =>
    problems.push(...found.map((problem) => ({ ...problem, register })));
  for (const dir of dirs) {
    if (!dir.readable) {
      const what = 'the content folder cannot be read';
      const remedy = 'create it or correct the setting (LOCAL_CONTENT_DIR)';
      add('all', [{ file: dir.path, line: 1, what, remedy }]);
    }
    add('all', dir.problems);
    if (dir.contacts !== null) {
      const read = readContacts(dir.contacts.path, dir.contacts.text);
      add('contacts', layRegister(contacts, read));
    }
    if (dir.laws !== null) {
      const read = readLaws(dir.laws.path, dir.laws.text);
      add('laws', layRegister(laws, read));
    }
  }
  return { contacts, laws, problems };
}

/** An entry that cannot be read must not fall back on what an earlier folder said under its key. */
function layRegister<T>(entries: Map<string, T>, file: RegisterFile<T>): ContentProblem[] {
  for (const [key, entry] of file.entries) entries.set(key, entry);
  for (const key of file.broken) entries.delete(key);
  return file.problems;
}
