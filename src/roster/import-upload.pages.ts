import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { PageView, SignedInPages, Visit } from '../access/signed-in-page.ts';
import { countSuspendedUsers } from '../access/user.repository.ts';
import type { AuditEntry } from '../platform/audit-entry.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { errorPrefix } from '../web/components/error-summary.ts';
import type { ImportDeps } from './import.pages.ts';
import { showColumnsPage } from './import-columns-page.service.ts';
import { diffTexts } from './import-diff-texts.ts';
import { type ApplyValues, diffBody, titleOf } from './import-diff-view.ts';
import { shownLists } from './import-lists.ts';
import { importAccess, importCrumb, uploadParam } from './import-place.ts';
import { failedBody, progressBody } from './import-progress-view.ts';
import { readRejectFile, showLists } from './import-shown.service.ts';
import { importTexts } from './import-texts.ts';
import { getUpload } from './import-upload.service.ts';
import { requestApply } from './import-upload-apply.service.ts';
import type { Upload } from './import-upload-document.ts';
import { compareAgain, discardUpload } from './import-upload-mapping.service.ts';
import { forPage } from './in-language.ts';

const path = '/people/import/:id';
const params = uploadParam;
const listQuery = z.object({
  list: z.enum(shownLists).optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
  wait: z.string().optional().catch(undefined),
});

/** One staff list on its way: its columns, what it would change, carrying it out. */
export function registerImportUploadPages(pages: SignedInPages, deps: ImportDeps): void {
  pages.page({
    ...importAccess,
    path,
    params,
    query: listQuery,
    show: async (visit) => {
      const { id } = visit.params;
      if (visit.query.wait !== undefined) await settled(deps, id);
      const upload = await getUpload(deps, id);
      if (upload.status === 'received') return showColumnsPage(deps, visit, id);
      return uploadPage(deps, visit, upload, visit.query);
    },
  });

  pages.action({
    ...importAccess,
    path: `${path}/again`,
    params,
    form: z.object({}),
    exampleForm: {},
    act: async ({ db, params: { id } }) => {
      await compareAgain({ db }, id);
      return { to: `/people/import/${id}?wait=1`, audit: [] };
    },
  });

  pages.action({
    ...importAccess,
    path: `${path}/discard`,
    params,
    form: z.object({}),
    exampleForm: {},
    act: async ({ db, language, params: { id } }) => {
      await discardUpload({ db }, id);
      const text = importTexts[language].discarded;
      return {
        to: '/people/import',
        flash: { kind: 'good', text },
        audit: [{ action: 'roster.discard', subject: id }],
      };
    },
  });

  pages.action({
    ...importAccess,
    path: `${path}/apply`,
    params,
    form: z.object({
      leavers: z.string().max(20).trim().optional(),
      noProtection: z.literal('yes').optional().catch(undefined),
    }),
    exampleForm: { leavers: '1' },
    act: async (visit) => {
      const { db, form, principal } = visit;
      const upload = await getUpload({ db }, visit.params.id);
      const errors = confirmationErrors(visit, upload, form);
      if (upload.status === 'staged' && errors.length > 0) {
        const page = await uploadPage({ db }, visit, upload, { page: 1 }, { values: form, errors });
        return {
          status: 422,
          page: { ...page, title: errorPrefix[visit.language] + page.title },
        };
      }
      try {
        await requestApply(
          { db },
          {
            id: upload.id,
            confirmed: {
              user: principal.userId,
              role: principal.role === 'admin' ? 'admin' : 'hr',
              confirmLeavers: upload.document?.confirm.leavers ?? null,
              confirmNoProtection: form.noProtection === 'yes',
            },
          },
        );
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'REFUSED') throw error;
        const text = forPage(error.detail ?? '', visit.language);
        return { to: `/people/import/${upload.id}`, flash: { kind: 'bad', text }, audit: [] };
      }
      return { to: `/people/import/${upload.id}?wait=1`, audit: [] };
    },
  });

  pages.download({
    ...importAccess,
    path: `${path}/rejects.csv`,
    params,
    send: async ({ params: { id } }) => {
      const upload = await getUpload(deps, id);
      const { rejects } = await showLists(deps, upload, { list: 'errors', page: 1 });
      if (!rejects) throw new AppError('NOT_FOUND');
      const name = upload.fileName.replace(/\.[^.]*$/, '');
      return {
        fileName: `${name}-fel.csv`,
        type: 'text/csv; charset=utf-8',
        content: Readable.from(readRejectFile(deps.db, id)),
        audit: [{ action: 'person.list', subject: `rejects ${id}` }],
      };
    },
  });
}

const waitMilliseconds = 6_000;
const lookEveryMilliseconds = 250;

/** Holds the page a while, so that most files are done when it is shown. */
async function settled(deps: ImportDeps, id: string): Promise<void> {
  for (let waited = 0; waited < waitMilliseconds; waited += lookEveryMilliseconds) {
    const { status } = await getUpload(deps, id);
    if (status !== 'queued' && status !== 'reading' && status !== 'applying') return;
    await pause(lookEveryMilliseconds);
  }
}

async function uploadPage(
  deps: { db: Database },
  visit: Visit,
  upload: Upload,
  query: Pick<z.infer<typeof listQuery>, 'page'> & { list?: z.infer<typeof listQuery>['list'] },
  sent: { values: ApplyValues; errors: readonly { field: string; text: string }[] } = {
    values: {},
    errors: [],
  },
): Promise<PageView> {
  const { language, csrfToken } = visit;
  const text = importTexts[language];
  const crumbs = [importCrumb(language)];
  const view = { language, csrfToken, upload };
  const { document, status, problem } = upload;
  if (status === 'applying')
    return { title: text.applying, crumbs, width: 'reading', body: progressBody(view) };
  if (document === null && status !== 'failed' && status !== 'discarded')
    return { title: text.progress, crumbs, width: 'reading', body: progressBody(view) };
  const lists = await showLists(deps, upload, query);
  const { counts, shown, names, rejects, file } = lists;
  if (document === null)
    return { title: text.failed, crumbs, width: 'reading', body: failedBody({ ...view, file }) };
  const listPath = `/people/import/${upload.id}`;
  const body = diffBody({
    ...view,
    document,
    file,
    list: { language, path: listPath, counts, page: query.page, shown, rejects, names },
    problem: problem === null ? null : problemText(visit, problem),
    suspended: status === 'applied' ? await countSuspendedUsers(deps.db) : 0,
    ...sent,
  });
  const named =
    status !== 'discarded' && shown.list !== 'departments' && (shown.items?.length ?? 0) > 0;
  const look: AuditEntry = {
    action: 'person.list',
    subject: `import ${upload.import ?? ''} ${shown.list}`,
    details: { shown: shown.items?.length ?? 0 },
  };
  return { title: titleOf(view)[0], crumbs, body, audit: named ? [look] : [] };
}

function problemText({ language }: Visit, { detail }: { detail: string | null }): string {
  return detail === null ? '' : forPage(detail, language);
}

function confirmationErrors(
  { language }: Visit,
  { document }: Upload,
  sent: { leavers?: string | undefined; noProtection?: string | undefined },
) {
  const text = diffTexts[language];
  const { leavers = null, noProtection = false } = document?.confirm ?? {};
  const written = sent.leavers?.replace(/[\s\u00a0.,]/g, '');
  return [
    ...(leavers !== null && written !== String(leavers)
      ? [{ field: 'leavers', text: text.brakeWrong(String(leavers)) }]
      : []),
    ...(noProtection && sent.noProtection !== 'yes'
      ? [{ field: 'noProtection', text: text.protectionWrong }]
      : []),
  ];
}
