import { html } from 'ghtml';
import { z } from 'zod';
import type { PageView, SentPart, SignedInPages, Visit } from '../access/signed-in-page.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { errorPrefix } from '../web/components/error-summary.ts';
import { numberText } from '../web/components/format.ts';
import { diffTexts } from './import-diff-texts.ts';
import { importStartBody, pastImports, type UploadValues } from './import-form-view.ts';
import { importAccess, importCrumb, importPath } from './import-place.ts';
import { undoBody } from './import-progress-view.ts';
import { importTexts } from './import-texts.ts';
import { takeUpload } from './import-upload-mapping.service.ts';
import { listOpenUploads } from './import-upload-open.repository.ts';
import { forPage } from './in-language.ts';
import { peopleTabs } from './people-tabs-view.ts';
import { listPastImports } from './roster-import.repository.ts';
import { rosterLimits } from './roster-limits.ts';
import { deleteProfile, loadProfiles } from './roster-profile.repository.ts';
import { isName, isReservedSource } from './roster-profile.ts';
import { previewUndo, undoImport } from './undo-import.service.ts';

export type ImportDeps = { db: Database; clock: Clock };

const path = importPath;
const shownPast = 5;
const mostPast = 200;
const importParam = {
  schema: z.object({ import: z.coerce.number().int().min(1).max(2_000_000_000) }),
  things: { import: { is: '1' } },
} as const;

/** Where staff lists are handed in, and what became of those of before. */
export function registerImportPages(pages: SignedInPages, deps: ImportDeps): void {
  pages.page({
    ...importAccess,
    path,
    show: (visit) => startPage(deps, visit, {}),
  });

  pages.upload({
    ...importAccess,
    path,
    bytes: rosterLimits.bytes,
    receive: async (visit) => {
      const values: UploadValues = {};
      try {
        const { id } = await takeUpload(deps, {
          parts: partsFor(visit.parts, values),
          said: () => ({
            withoutProfile: values.profile === '-',
            addressOnly: values.scope === 'addresses',
          }),
        });
        return { to: `${path}/${id}`, audit: [{ action: 'roster.upload', subject: id }] };
      } catch (error) {
        if (!(error instanceof AppError) || error.code === 'FORBIDDEN') throw error;
        const found = fieldError(visit, error);
        const view = await startPage(deps, visit, values, found);
        const title = errorPrefix[visit.language] + view.title;
        return { status: error.status === 409 ? 409 : 422, page: { ...view, title } };
      }
    },
  });

  pages.page({
    ...importAccess,
    path: `${path}/history`,
    show: async ({ language }) => {
      const text = diffTexts[language];
      const past = await listPastImports(deps.db, mostPast);
      return {
        title: text.historyTitle,
        crumbs: [importCrumb(language)],
        body: html`<h1>${text.historyTitle}</h1>!${pastImports({ language, past })}`,
      };
    },
  });

  pages.page({
    ...importAccess,
    path: `${path}/undo/:import`,
    params: importParam,
    show: (visit, now) => undoPage(deps, visit, now, visit.params.import),
  });

  pages.action({
    ...importAccess,
    path: `${path}/undo/:import`,
    params: importParam,
    form: z.object({}),
    exampleForm: {},
    act: async (visit, now) => {
      const { db, language, params } = visit;
      try {
        const undone = await undoImport({ db }, now, { import: params.import });
        const { restored, removed, kept } = undone;
        const number = (value: number) => numberText(language, value);
        const text = diffTexts[language].undone(number(restored), number(removed));
        return {
          to: path,
          flash: { kind: 'good', text },
          audit: [
            {
              action: 'roster.undo',
              subject: String(params.import),
              details: { restored, removed, kept },
            },
          ],
        };
      } catch (error) {
        if (!(error instanceof AppError) || error.status !== 409) throw error;
        return { status: 409, page: await undoPage({ ...deps, db }, visit, now, params.import) };
      }
    },
  });

  pages.action({
    ...importAccess,
    path: `${path}/profiles/:name/delete`,
    params: {
      schema: z.object({ name: z.string().max(40) }),
      things: { name: { is: 'hr' } },
    },
    form: z.object({}),
    exampleForm: {},
    act: async ({ db, language, params: { name } }) => {
      if (!(await deleteProfile(db, name))) throw new AppError('NOT_FOUND');
      return {
        to: path,
        flash: { kind: 'good', text: importTexts[language].profileRemoved },
        audit: [{ action: 'profile.delete', subject: name }],
      };
    },
  });
}

async function startPage(
  { db }: Pick<ImportDeps, 'db'>,
  { language, csrfToken }: Visit,
  values: UploadValues,
  error?: { field: string; text: string },
): Promise<PageView> {
  const past = await listPastImports(db, shownPast + 1);
  const profiles = await loadProfiles(db);
  const sources = new Set([
    ...past.map(({ source }) => source),
    ...profiles.map((one) => one.source),
  ]);
  const body = importStartBody({
    language,
    csrfToken,
    open: await listOpenUploads(db),
    past: past.slice(0, shownPast),
    more: past.length > shownPast,
    profiles,
    sources: [...sources],
    values,
    error,
  });
  return {
    title: importTexts[language].title,
    body: peopleTabs(language, path, true) + body,
    scripts: ['drop.js'],
  };
}

/** Notes what was filled in, and passes on what receiving a file understands. */
async function* partsFor(
  parts: AsyncIterable<SentPart>,
  values: UploadValues,
): AsyncGenerator<SentPart> {
  for await (const part of parts) {
    if (part.kind === 'file') {
      if (part.fileName === '') throw new AppError('BAD_REQUEST', undefined, { field: 'file' });
      yield part;
      continue;
    }
    const value = part.value.trim();
    if (part.name === 'source') {
      values.source = value;
      if (value !== '' && (!isName(value) || isReservedSource(value)))
        throw new AppError('BAD_REQUEST', undefined, { field: 'source' });
      yield part;
    } else if (part.name === 'profile') {
      values.profile = value;
      if (value !== '-') yield part;
    } else if (part.name === 'scope') {
      values.scope = value;
      if (value === 'all') yield part;
    }
  }
}

function fieldError({ language }: Visit, error: AppError): { field: string; text: string } {
  const text = importTexts[language];
  if (error.extra.field === 'source') return { field: 'source', text: text.sourceWrong };
  const detail = error.detail === undefined ? '' : forPage(error.detail, language);
  const missing = error.extra.field === 'file' || detail === '' || detail.startsWith('file:');
  return { field: 'file', text: missing ? text.fileMissing : detail };
}

async function undoPage(
  { db }: Pick<ImportDeps, 'db'>,
  { language, csrfToken }: Visit,
  now: Date,
  id: number,
): Promise<PageView> {
  const preview = await previewUndo({ db }, now, { import: id });
  const file = (await listPastImports(db, mostPast)).find((one) => one.id === id)?.file ?? `${id}`;
  return {
    title: diffTexts[language].undoTitle,
    crumbs: [importCrumb(language)],
    width: 'reading',
    body: undoBody({ language, csrfToken, import: id, file, preview }),
  };
}
