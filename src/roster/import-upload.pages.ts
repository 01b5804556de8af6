import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { PageView, SignedInPages, Visit } from '../access/signed-in-page.ts';
import type { AuditEntry } from '../platform/audit-entry.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { errorPrefix } from '../web/components/error-summary.ts';
import type { ImportDeps } from './import.pages.ts';
import { diffTexts } from './import-diff-texts.ts';
import { type ApplyValues, diffBody, titleOf } from './import-diff-view.ts';
import { shownLists } from './import-lists.ts';
import { type MappingView, mappingBody, type RuleName } from './import-mapping-view.ts';
import { importAccess, importCrumb } from './import-place.ts';
import { failedBody, progressBody } from './import-progress-view.ts';
import { readRejectFile, showLists } from './import-shown.service.ts';
import { importTexts } from './import-texts.ts';
import { getUpload } from './import-upload.service.ts';
import { requestApply } from './import-upload-apply.service.ts';
import type { Upload } from './import-upload-document.ts';
import {
  compareAgain,
  discardUpload,
  readUpload,
  type ShownMapping,
  showUploadMapping,
} from './import-upload-mapping.service.ts';
import { forPage } from './in-language.ts';
import { isName } from './roster-profile.ts';

const path = '/people/import/:id';
const params = {
  schema: z.object({ id: z.uuid() }),
  things: { id: { is: '00000000-0000-4000-8000-000000000000' } },
} as const;
const listQuery = z.object({
  list: z.enum(shownLists).optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
  wait: z.string().optional().catch(undefined),
});

const ruleNames = ['withoutForms', 'shared', 'protectedYes', 'protectedNo'] as const;
const columnsForm = z.record(z.string().max(60), z.string().max(4_000));

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
      if (upload.status === 'received') return columnsPage(deps, visit, id);
      return uploadPage(deps, visit, upload, visit.query);
    },
  });

  pages.page({
    ...importAccess,
    path: `${path}/columns`,
    params,
    show: (visit) => columnsPage(deps, visit, visit.params.id),
  });

  pages.action({
    ...importAccess,
    path: `${path}/columns`,
    params,
    form: columnsForm,
    exampleForm: { saveAs: '' },
    act: async (visit, now) => {
      const { db, form, language } = visit;
      const { id } = visit.params;
      const values = valuesOf(form);
      const before = await showUploadMapping({ db }, id);
      const errors = valueErrors(visit, values, before);
      if (errors.length > 0) return refused(before, errors);
      try {
        const rules = Object.fromEntries(
          ruleNames.map((name) => [name, linesOf(values[name])]),
        ) as Record<RuleName, string[]>;
        const saveAs = values.saveAs === '' ? {} : { saveAs: { name: values.saveAs, rules } };
        const read = await readUpload({ db }, now, {
          shown: before,
          targets: targetsOf(form),
          ...saveAs,
        });
        if (!read.queued) return refused(read, []);
        const saved: AuditEntry[] =
          values.saveAs === '' ? [] : [{ action: 'profile.save', subject: values.saveAs }];
        return { to: `/people/import/${id}?wait=1`, audit: saved };
      } catch (error) {
        if (!(error instanceof AppError) || error.status !== 422) throw error;
        const text = forPage(error.detail ?? '', language);
        const field = error.code === 'BAD_REQUEST' ? 'shared' : 'saveAs';
        return refused(before, [{ field, text }]);
      }

      function refused(shown: ShownMapping, wrong: MappingView['errors']) {
        const page = mappingPage(visit, shown, { values, errors: wrong, targets: targetsOf(form) });
        return {
          status: 422,
          page: { ...page, title: errorPrefix[language] + page.title },
        } as const;
      }
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
      return { to: '/people/import', flash: { kind: 'good', text }, audit: [] };
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

async function columnsPage(deps: ImportDeps, visit: Visit, id: string): Promise<PageView> {
  const shown = await showUploadMapping(deps, id);
  return mappingPage(visit, shown, { values: undefined, errors: [], targets: new Map() });
}

function mappingPage(
  { language, csrfToken }: Visit,
  { upload, mapping, profile }: ShownMapping,
  sent: {
    values: MappingView['values'] | undefined;
    errors: MappingView['errors'];
    targets: ReadonlyMap<number, string>;
  },
): PageView {
  const text = importTexts[language];
  const rule = (name: RuleName) => profile?.content[name].join('\n') ?? '';
  const values = sent.values ?? {
    saveAs: '',
    withoutForms: rule('withoutForms'),
    shared: rule('shared'),
    protectedYes: rule('protectedYes'),
    protectedNo: rule('protectedNo'),
  };
  const columns = mapping.columns.map((column) => {
    const target = sent.targets.get(column.column);
    if (target === undefined || column.why === 'identity') return column;
    return { ...column, field: target === 'ignore' ? null : target };
  });
  const body = mappingBody({
    language,
    csrfToken,
    id: upload.id,
    fileName: upload.fileName,
    profile: mapping.profile,
    columns,
    missing: mapping.missing,
    twice: mapping.twice,
    values,
    rulesOpen: ruleNames.some((name) => values[name] !== ''),
    errors: sent.errors,
  });
  return { title: text.mapping, crumbs: [importCrumb(language)], body };
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

function targetsOf(form: Readonly<Record<string, string>>): Map<number, string> {
  return new Map(
    Object.entries(form).flatMap(([name, value]): [number, string][] => {
      const column = /^column-(\d{1,4})$/.exec(name)?.[1];
      return column === undefined ? [] : [[Number(column), value]];
    }),
  );
}

function valuesOf(form: Readonly<Record<string, string>>): MappingView['values'] {
  const of = (name: string) => (form[name] ?? '').trim();
  return {
    saveAs: of('saveAs'),
    withoutForms: of('withoutForms'),
    shared: of('shared'),
    protectedYes: of('protectedYes'),
    protectedNo: of('protectedNo'),
  };
}

function valueErrors(
  { language }: Visit,
  values: MappingView['values'],
  { profile }: ShownMapping,
) {
  const text = importTexts[language];
  if (values.saveAs !== '')
    return isName(values.saveAs) ? [] : [{ field: 'saveAs', text: text.saveNameWrong }];
  const kept = (name: RuleName) => (profile?.content[name] ?? []).join('\n');
  const changed = ruleNames.some((name) => linesOf(values[name]).join('\n') !== kept(name));
  return changed ? [{ field: 'saveAs', text: text.saveNameNeeded }] : [];
}

function linesOf(text: string): string[] {
  return [...new Set(text.split(/\r?\n/).map((line) => line.trim()))].filter(Boolean);
}
