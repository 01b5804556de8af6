import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { stageUpload } from './import-upload-stage.service.ts';

/** The `roster-import` job: reads an upload and stages it; a failure of ours is tried again. */
export function rosterImportTask(deps: { db: Database; clock: Clock }) {
  return async (payload: { upload: string }) =>
    stageUpload(deps, await deps.clock.now(), { upload: payload.upload });
}
