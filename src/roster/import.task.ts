import { audited } from '../access/audit.service.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { importAudit } from './import-audit.ts';
import { confirmUpload, getUpload } from './import-upload.service.ts';
import type { UploadError } from './import-upload-document.ts';
import { endApplying } from './import-upload-open.repository.ts';
import { stageUpload } from './import-upload-stage.service.ts';

type Deps = { db: Database; clock: Clock };

/** The `roster-import` job: reads an upload and stages it; a failure of ours is tried again. */
export function rosterImportTask(deps: Deps) {
  return async (payload: { upload: string }) =>
    stageUpload(deps, await deps.clock.now(), { upload: payload.upload });
}

/**
 * The `roster-apply` job: carries out what somebody has confirmed in the browser, in their name
 * and on record. What stands in the way is written down for them; a failure of ours is tried again.
 */
export function rosterApplyTask(deps: Deps) {
  return async ({ upload: id }: { upload: string }): Promise<void> => {
    const { status, applying } = await getUpload(deps, id);
    if (applying === null) return;
    const end = (problem: UploadError | null) =>
      deps.db.transaction().execute((trx) => endApplying(trx, id, problem));
    if (status !== 'applying') return end(null);
    const { user, role, confirmLeavers, confirmNoProtection } = applying;
    const now = await deps.clock.now();
    try {
      await audited(
        deps,
        now,
        { kind: 'user', id: user, role },
        (db) =>
          confirmUpload({ db }, now, {
            id,
            confirmNoProtection,
            ...(confirmLeavers === null ? {} : { confirmLeavers }),
          }),
        (done) => [importAudit('roster.import', done)],
      );
      await end(null);
    } catch (error) {
      if (!(error instanceof AppError) || error.status >= 500) throw error;
      await end({ code: error.code, detail: error.detail ?? null });
    }
  };
}
