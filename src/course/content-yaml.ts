import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { ZodType } from 'zod';
import type { ContentProblem } from './content-problem.ts';

type Path = readonly PropertyKey[];

/** Line, from 1 and in the whole file, of the value at a path, or of the nearest thing above it. */
export type LineOf = (path: Path) => number;

export type YamlResult<T> =
  | { value: T; lineOf: LineOf; problems: ContentProblem[] }
  | { value: null; lineOf: LineOf; problems: ContentProblem[] };

/**
 * Reads YAML 1.2 against a schema, whose messages are `what` or `what; what to do`.
 * `firstLine` is the line of the file on which `text` begins.
 * Aliases are refused (they let a small file grow without bound), as are duplicate keys.
 */
export function readYaml<T>(
  file: string,
  text: string,
  firstLine: number,
  schema: ZodType<T>,
): YamlResult<T> {
  const { plain, lineOf, problems } = parseYaml(file, text, firstLine);
  if (problems.length > 0) return { value: null, lineOf, problems };
  return { ...checkValue(file, plain, schema, lineOf), lineOf };
}

/** Reads YAML as plain data; `plain` is undefined where there are problems. */
export function parseYaml(
  file: string,
  text: string,
  firstLine: number,
): { plain: unknown; lineOf: LineOf; problems: ContentProblem[] } {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const at = (offset: number) => counter.linePos(offset).line + firstLine - 1;
  const lineOf: LineOf = (path) => at(offsetOf(document.contents, path) ?? 0);

  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    const problems = faults.map((fault) => ({
      file,
      line: at(fault.pos[0]),
      what: `not valid YAML (${fault.message})`,
      remedy: 'check indentation and put texts that contain ": " or " #" in quotes',
    }));
    return { plain: undefined, lineOf, problems };
  }
  try {
    return { plain: document.toJS({ maxAliasCount: 0 }), lineOf, problems: [] };
  } catch {
    const what = 'YAML aliases (*name) are not allowed';
    const problems = [{ file, line: firstLine, what, remedy: 'write the text out' }];
    return { plain: undefined, lineOf, problems };
  }
}

/** Holds the value at the path `at` of a file against a schema. */
export function checkValue<T>(
  file: string,
  plain: unknown,
  schema: ZodType<T>,
  lineOf: LineOf,
  at: Path = [],
): { value: T; problems: [] } | { value: null; problems: ContentProblem[] } {
  const result = schema.safeParse(plain);
  if (result.success) return { value: result.data, problems: [] };
  const problems = result.error.issues.flatMap((issue) => {
    const path = [...at, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        file,
        line: lineOf([...path, key]),
        what: `unknown key ${pathText([...path, key])}`,
        remedy: 'remove it or correct its spelling (docs/writing-lessons.md lists the keys)',
      }));
    }
    const missing = issue.code === 'invalid_type' && valueAt(plain, issue.path) === undefined;
    const name = pathText(path);
    const [what = '', remedy = 'correct it'] = issue.message.split('; ');
    const line = lineOf(path);
    if (missing) return [{ file, line, what: `${name} is missing`, remedy: 'add it' }];
    return [{ file, line, what: `${name}: ${what}`, remedy }];
  });
  return { value: null, problems };
}

function offsetOf(root: unknown, path: Path): number | undefined {
  let node = root;
  let offset = startOf(root);
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((p) => isScalar(p.key) && String(p.key.value) === String(step));
      if (!pair) return offset;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = startOf(node) ?? offset;
    } else return offset;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  if (!isScalar(node) && !isMap(node) && !isSeq(node)) return undefined;
  return node.range?.[0];
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([key]) => key === String(step))?.[1];
  }
  return value;
}

/** `question.options[2].feedback`, counting list items from 1 as an author would. */
function pathText(path: Path): string {
  if (path.length === 0) return 'the file';
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step + 1}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');
}
