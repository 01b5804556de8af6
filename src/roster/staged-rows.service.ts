import type { Trx } from '../platform/database.ts';
import { setProtectedAside } from './protected-rows.ts';
import { findEmployeeIds, findEmploymentNumbers } from './roster.repository.ts';
import type { StagedRow } from './roster-import.repository.ts';
import type { ReadRow } from './roster-row.ts';

/** A file's rows as they may wait: without protected people, but for the ids of those stored (DESIGN rule 9). */
export async function withoutSecrets(
  trx: Trx,
  source: string,
  rows: readonly ReadRow[],
): Promise<StagedRow[]> {
  const { open, secret, nameless } = setProtectedAside(rows);
  const ids = await findEmployeeIds(trx, source, [...secret]);
  return [
    ...ids.map((id): StagedRow => ({ kind: 'erase', id })),
    ...Array.from({ length: nameless }, (): StagedRow => ({ kind: 'nameless' })),
    ...open,
  ];
}

/** The rows again, as a comparison takes them. */
export async function fromStaging(trx: Trx, staged: readonly StagedRow[]): Promise<ReadRow[]> {
  const ids = staged.flatMap((row) => (row.kind === 'erase' ? [row.id] : []));
  const secret = await findEmploymentNumbers(trx, ids);
  return [
    ...secret.map((number): ReadRow => ({ kind: 'protected', number })),
    ...staged.flatMap((row): ReadRow[] => {
      if (row.kind === 'erase') return [];
      return [row.kind === 'nameless' ? { kind: 'protected', number: null } : row];
    }),
  ];
}
