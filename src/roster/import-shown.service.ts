import type { Database } from '../platform/database.ts';
import { listDepartmentNames } from './department-names.repository.ts';
import { countListItems, loadListPage } from './import-list.repository.ts';
import type { AnyList } from './import-list-view.ts';
import { type ShownList, shownLists } from './import-lists.ts';
import type { Upload } from './import-upload-document.ts';
import { hasFile } from './import-upload-open.repository.ts';

export type ShownLists = {
  counts: Record<ShownList, number>;
  shown: AnyList;
  names: ReadonlyMap<string, string>;
  rejects: boolean;
  file: boolean;
};

const mostTreePages = 40;

/**
 * One page of one list of what an upload changes, with how long all are and what departments are
 * called.
 * @param wanted absent: the first list that has anything in it.
 */
export async function showLists(
  { db }: { db: Database },
  { id, document }: Upload,
  wanted: { list?: ShownList | undefined; page: number },
): Promise<ShownLists> {
  const kept = await countListItems(db, id);
  const { joiners = 0, leavers = 0, movers = 0, changed = 0, held = 0 } = document ?? {};
  const told = { joiners, leavers, movers, changed, held, errors: document?.rowsInError ?? 0 };
  const counts = { departments: 0, shared: 0, ...told, ...kept };
  const list = wanted.list ?? shownLists.find((name) => counts[name] > 0) ?? 'joiners';
  const items = await loadListPage(db, id, list, wanted.page);
  return {
    counts,
    shown: { list, items } as AnyList,
    names: await namesOf(db, id),
    rejects: (kept.rejects ?? 0) > 0,
    file: await hasFile(db, id),
  };
}

/** The file of rows in error, a page at a time; UTF-8 with a mark, which Excel needs. */
export async function* readRejectFile(db: Database, upload: string): AsyncGenerator<string> {
  yield '\ufeff';
  for (let page = 1; ; page += 1) {
    const lines = await loadListPage(db, upload, 'rejects', page);
    if (lines === undefined) return;
    yield lines.join('');
  }
}

/** Those that the file adds have their names from it. */
async function namesOf(db: Database, upload: string): Promise<Map<string, string>> {
  const names = await listDepartmentNames(db);
  for (let page = 1; page <= mostTreePages; page += 1) {
    const changes = await loadListPage(db, upload, 'departments', page);
    if (changes === undefined) break;
    for (const one of changes)
      if (one.what === 'added' && one.name !== null && !names.has(one.code))
        names.set(one.code, one.name);
  }
  return names;
}
