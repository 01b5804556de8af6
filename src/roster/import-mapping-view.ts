import { html } from 'ghtml';
import { errorSummary } from '../web/components/error-summary.ts';
import { inputField, textField } from '../web/components/field.ts';
import { csrfField, form } from '../web/components/form.ts';
import { table } from '../web/components/table.ts';
import { columnTargets } from './column-targets.ts';
import { importTexts } from './import-texts.ts';
import type { PageLanguage } from './in-language.ts';

type ShownColumn = {
  column: number;
  label: string;
  field: string | null;
  why: string;
  samples: readonly string[];
};

export type RuleName = 'withoutForms' | 'shared' | 'protectedYes' | 'protectedNo';

export type MappingView = {
  language: PageLanguage;
  csrfToken: string;
  id: string;
  fileName: string;
  profile: string | null;
  columns: readonly ShownColumn[];
  missing: readonly string[];
  twice: readonly [string, string] | null;
  /** Text of the fields below the columns. */
  values: { saveAs: string } & Record<RuleName, string>;
  /** Whether the rules stand open. */
  rulesOpen: boolean;
  errors: readonly { field: string; text: string }[];
};

/** What each column of an upload is taken for, to be corrected. */
export function mappingBody(view: MappingView): string {
  const { language, id, missing, twice } = view;
  const text = importTexts[language];
  const first = view.columns.find(({ why }) => why !== 'identity');
  const wrong = [
    ...(missing.length === 0
      ? []
      : [{ field: `column-${first?.column ?? 1}`, text: text.missing(missing.join(', ')) }]),
    ...(twice === null
      ? []
      : [{ field: `column-${first?.column ?? 1}`, text: text.twice(...twice) }]),
    ...view.errors,
  ];
  const columns = table({
    stacked: true,
    caption: text.mapping,
    captionHidden: true,
    columns: [{ head: text.column }, { head: text.meaning }, { head: text.samples }],
    rows: view.columns.map((column) => [
      html`${column.label || text.noHeading(column.column)}`,
      meaning(language, column),
      samples(language, column),
    ]),
  });
  return html`!${errorSummary(language, wrong)}<h1>${text.mapping}</h1>
<p class="lead">${view.fileName}</p>
<p>${text.mappingLead} ${view.profile === null ? '' : text.byProfile(view.profile)}</p>
<form method="post" action="/people/import/${id}/columns">
!${csrfField(view.csrfToken)}!${columns}!${saving(view)}
<div class="form-end"><button class="button" type="submit">${text.compare}</button></div>
</form>
!${form(view, { action: `/people/import/${id}/discard`, submit: text.discard, look: 'quiet' })}`;
}

function samples(language: PageLanguage, { why, samples: values }: ShownColumn): string {
  const text = importTexts[language];
  if (why === 'identity') return html`<span class="muted">${text.identity}</span>`;
  if (values.length === 0) return html`<span class="muted">${text.noSamples}</span>`;
  return html`<ul class="samples">!${values.map((value) => html`<li>${value}</li>`)}</ul>`;
}

function meaning(language: PageLanguage, column: ShownColumn): string {
  const text = importTexts[language];
  if (column.why === 'identity') return html`${text.fields.ignore}`;
  const chosen = column.field ?? 'ignore';
  const option = (value: string) =>
    html`<option value="${value}" !${value === chosen ? 'selected' : ''}>${targetLabel(language, value)}</option>`;
  const groups = columnTargets(chosen).map(({ group, targets }) =>
    group === null
      ? targets.map(option).join('')
      : html`<optgroup label="${text.groups[group]}">!${targets.map(option)}</optgroup>`,
  );
  const label = `${text.meaningOf} ${column.label || text.noHeading(column.column)}`;
  return html`<select class="column-target" id="column-${column.column}" name="column-${column.column}" aria-label="${label}">!${groups}</select>`;
}

/** A target in words: `Enhet kod` stays as it is, but for its last word. */
function targetLabel(language: PageLanguage, target: string): string {
  const text = importTexts[language];
  const known = text.fields[target];
  if (known !== undefined) return known;
  const [, level, part] = /^(.*) (kod|namn)$/.exec(target) ?? [];
  if (level === undefined) return target;
  return `${level}, ${part === 'kod' ? text.code : text.name}`;
}

function saving({ language, values, rulesOpen, errors }: MappingView): string {
  const text = importTexts[language];
  const errorOf = (name: string) => {
    const found = errors.find(({ field }) => field === name);
    return found === undefined ? {} : { error: found.text };
  };
  const rule = (name: RuleName, hint: string) =>
    textField({
      name,
      label: text[name],
      hint,
      rows: 3,
      maxLength: 4_000,
      value: values[name],
      ...errorOf(name),
    });
  return html`<div class="reading-width"><h2>${text.save}</h2>
<p>${text.saveText}</p>
!${inputField({
    name: 'saveAs',
    label: text.saveName,
    hint: text.saveNameHint,
    value: values.saveAs,
    width: 'medium',
    maxLength: 40,
    ...errorOf('saveAs'),
  })}
<details !${rulesOpen ? 'open' : ''}><summary>${text.rules}</summary>
!${rule('withoutForms', text.onePerLine)}
!${rule('shared', `${text.sharedHint} ${text.onePerLine}`)}
!${rule('protectedYes', text.onePerLine)}
!${rule('protectedNo', text.onePerLine)}
</details></div>`;
}
