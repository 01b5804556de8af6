import { z } from 'zod';
import type { SignedInPages, Visit } from '../access/signed-in-page.ts';
import type { AuditEntry } from '../platform/audit-entry.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { errorPrefix } from '../web/components/error-summary.ts';
import { mappingPage, ruleNames, showColumnsPage } from './import-columns-page.service.ts';
import type { MappingView, RuleName } from './import-mapping-view.ts';
import { importAccess, uploadParam } from './import-place.ts';
import { importTexts } from './import-texts.ts';
import {
  placeUpload,
  readUpload,
  type ShownMapping,
  showUploadMapping,
} from './import-upload-mapping.service.ts';
import { forPage } from './in-language.ts';
import { isName } from './roster-profile.ts';

const path = '/people/import/:id/columns';
const params = uploadParam;
const placeForm = z.object({
  sheet: z.string().max(100).catch(''),
  headingRow: z.string().trim().max(20).catch(''),
  withoutProfile: z.literal('yes').optional().catch(undefined),
});
const columnsForm = z.record(z.string().max(60), z.string().max(4_000));

/** What the columns of a staff list mean, to be corrected and remembered. */
export function registerImportColumnPages(pages: SignedInPages, deps: { db: Database }): void {
  registerPlace(pages);

  pages.page({
    ...importAccess,
    path,
    params,
    show: (visit) => showColumnsPage(deps, visit, visit.params.id),
  });

  pages.action({
    ...importAccess,
    path,
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
}

/** Another sheet, or another row of headings, before its columns are looked at. */
function registerPlace(pages: SignedInPages): void {
  pages.action({
    ...importAccess,
    path: '/people/import/:id/place',
    params,
    form: placeForm,
    exampleForm: { headingRow: '' },
    act: async (visit) => {
      const { db, form, language } = visit;
      const { id } = visit.params;
      const row = form.headingRow;
      const refused = async (field: string, text: string) => {
        const page = mappingPage(visit, await showUploadMapping({ db }, id), {
          values: undefined,
          errors: [{ field, text }],
          targets: new Map(),
          headingRow: row,
        });
        const title = errorPrefix[language] + page.title;
        return { status: 422 as const, page: { ...page, title } };
      };
      if (!/^([1-9]\d{0,5})?$/.test(row))
        return refused('headingRow', importTexts[language].headingRowWrong);
      try {
        const sheet = form.sheet === '' ? null : form.sheet;
        await placeUpload({ db }, id, {
          sheet,
          headingRow: row === '' ? null : Number(row),
          ...(form.withoutProfile === 'yes' ? { withoutProfile: true } : {}),
        });
      } catch (error) {
        if (!(error instanceof AppError) || error.status !== 422) throw error;
        const field = row === '' ? 'sheet' : 'headingRow';
        return refused(field, forPage(error.detail ?? '', language));
      }
      return { to: `/people/import/${id}/columns`, audit: [] };
    },
  });
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
