import { type CommandResult, readOptions, UsageError } from '../platform/command.ts';
import type { Database } from '../platform/database.ts';
import { listPastImports, type PastImport } from './roster-import.repository.ts';
import { undoImport } from './undo-import.service.ts';

type Deps = { db: Database; now: Date };

const undoUsage = 'roster undo ID';
const historyUsage = 'roster history [--limit N]';

/** `roster undo ID`: puts back what was before an import. @throws AppError as `undoImport` does. */
export async function rosterUndoCommand(deps: Deps, argv: string[]): Promise<CommandResult> {
  const { positionals } = readOptions(argv, {}, undoUsage);
  const [id] = positionals;
  if (positionals.length !== 1 || !/^\d{1,9}$/.test(id ?? ''))
    throw new UsageError('ID', undoUsage);
  const undone = await undoImport(deps, deps.now, { import: Number(id) });
  const { restored, removed, kept, departmentsKept } = undone;
  const lines = [
    `Import ${id} är ångrad. / Import ${id} is undone.`,
    `  Återställda / put back           ${restored}`,
    `  Borttagna / taken away           ${removed}`,
    ...(kept > 0
      ? [`  Hade redan fått mejl, nu slutade / had been mailed, leavers now  ${kept}`]
      : []),
    ...(departmentsKept.length > 0
      ? [`  Stängda enheter / closed departments: ${departmentsKept.join(', ')}`]
      : []),
  ];
  return {
    json: undone,
    text: lines.join('\n'),
    exitCode: 0,
    audit: [{ action: 'roster.undo', subject: String(id), details: { restored, removed, kept } }],
  };
}

/** `roster history`: imports that were carried out, newest first. */
export async function rosterHistoryCommand(deps: Deps, argv: string[]): Promise<CommandResult> {
  const { values, positionals } = readOptions(
    argv,
    { limit: { type: 'string', default: '20' } },
    historyUsage,
  );
  const limit = Number(values.limit);
  if (positionals.length > 0 || !Number.isInteger(limit) || limit < 1 || limit > 1_000)
    throw new UsageError('--limit', historyUsage);
  const imports = await listPastImports(deps.db, limit);
  return { json: { imports }, text: historyText(imports), exitCode: 0 };
}

function historyText(imports: readonly PastImport[]): string {
  if (imports.length === 0)
    return 'Ingen personallista har lästs in. / No roster has been imported.';
  const head = '  ID  Tid / time        Källa        Nya  Slut  Flytt  Ändr  Fil / file';
  const lines = imports.map(({ id, appliedAt, source, file, counts, undoneAt }) => {
    const count = (name: string, width: number) => String(counts[name] ?? 0).padStart(width);
    const figures = `${count('joiners', 4)} ${count('leavers', 5)} ${count('movers', 6)} ${count('changed', 5)}`;
    const time = appliedAt.toISOString().slice(0, 16).replace('T', ' ');
    const undone = undoneAt === null ? '' : ' (ångrad)';
    return `${String(id).padStart(4)}  ${time}  ${source.slice(0, 10).padEnd(10)}  ${figures}  ${short(file, 27 - undone.length)}${undone}`;
  });
  return [head, ...lines].join('\n');
}

function short(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}
