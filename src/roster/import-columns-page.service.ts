import type { Database } from '../platform/database.ts';
import { type MappingView, mappingBody, type RuleName } from './import-mapping-view.ts';
import { importCrumb } from './import-place.ts';
import { importTexts } from './import-texts.ts';
import { type ShownMapping, showUploadMapping } from './import-upload-mapping.service.ts';
import type { PageLanguage } from './in-language.ts';

type Viewer = { language: PageLanguage; csrfToken: string };
type ShownPage = { title: string; body: string; crumbs: { href: string; text: string }[] };

export const ruleNames = ['withoutForms', 'shared', 'protectedYes', 'protectedNo'] as const;

/** @throws AppError NOT_FOUND where the file is gone. */
export async function showColumnsPage(
  deps: { db: Database },
  viewer: Viewer,
  id: string,
): Promise<ShownPage> {
  const shown = await showUploadMapping(deps, id);
  return mappingPage(viewer, shown, { values: undefined, errors: [], targets: new Map() });
}

/** The page of an upload's columns, with what was sent where it came back. */
export function mappingPage(
  { language, csrfToken }: Viewer,
  { upload, mapping, profile }: ShownMapping,
  sent: {
    values: MappingView['values'] | undefined;
    errors: MappingView['errors'];
    targets: ReadonlyMap<number, string>;
    headingRow?: string;
  },
): ShownPage {
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
    absent: mapping.absent,
    missing: mapping.missing,
    twice: mapping.twice,
    place: { ...mapping, sentRow: sent.headingRow },
    tellsProtected: mapping.tellsProtected,
    values,
    rulesOpen: ruleNames.some((name) => values[name] !== ''),
    errors: sent.errors,
  });
  return { title: text.mapping, crumbs: [importCrumb(language)], body };
}
