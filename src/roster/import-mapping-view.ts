import { html } from 'ghtml';
import { errorSummary } from '../web/components/error-summary.ts';
import { inputField, textField } from '../web/components/field.ts';
import { csrfField, form } from '../web/components/form.ts';
import { numberText } from '../web/components/format.ts';
import { table } from '../web/components/table.ts';
import { columnTargets } from './column-targets.ts';
import { placeBody, type ShownPlace } from './import-place-view.ts';
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
  /** Columns of the profile that are not in the file. */
  absent: readonly string[];
  missing: readonly string[];
  twice: readonly [string, string] | null;
  place: ShownPlace;
  /** False where samples are shown by their form alone. */
  tellsProtected: boolean;
  /** Text of the fields below the columns. */
  values: { saveAs: string } & Record<RuleName, string>;
  /** Whether the rules stand open. */
  rulesOpen: boolean;
  errors: readonly { field: string; text: string }[];
};

/** What each column of an upload is taken for, to be corrected. */
export function mappingBody(view: MappingView): string {
  const { language, id, absent, missing } = view;
  const text = importTexts[language];
  const { place } = view;
  const first = view.columns.find(({ why }) => why !== 'identity');
  const wrong = [
    ...(place.lacksSheet === null
      ? []
      : [{ field: 'sheet', text: text.lacksSheet(place.lacksSheet) }]),
    ...(place.withoutHeadings
      ? [{ field: 'headingRow', text: text.withoutHeadings(place.headingRow) }]
      : []),
    ...(place.hasRows
      ? []
      : [{ field: place.sheets.length > 1 ? 'sheet' : 'headingRow', text: text.withoutRows }]),
    ...(absent.length === 0 || place.withoutHeadings
      ? []
      : [
          {
            field: 'without-profile',
            text: text.absent(view.profile ?? '', absent.join(', ')),
          },
        ]),
    ...(missing.length === 0 || absent.length > 0 || place.withoutHeadings
      ? []
      : [{ field: `column-${first?.column ?? 1}`, text: text.missing(missing.join(', ')) }]),
    ...twiceErrors(view),
    ...view.errors,
  ];
  const columns = columnTables(view);
  return html`!${errorSummary(language, wrong)}<h1>${text.mapping}</h1>
<p class="lead">${view.fileName}</p>
<p>${text.mappingLead} ${view.profile === null ? '' : text.byProfile(view.profile)}</p>
!${view.tellsProtected ? '' : html`<p>${text.masked}</p>`}
!${absent.length === 0 ? '' : withoutProfile(view)}
!${placeBody(view, wrong.length > 0)}
<form method="post" action="/people/import/${id}/columns">
!${csrfField(view.csrfToken)}!${columns}!${saving(view)}
<div class="form-end"><button class="button" type="submit">${text.compare}</button></div>
</form>
!${form(view, { action: `/people/import/${id}/discard`, submit: text.discard, look: 'quiet' })}`;
}

const mostInOne = 60;

/** Hundreds of columns that nobody needs stand apart from those that are read. */
function columnTables({ language, columns }: MappingView): string {
  const text = importTexts[language];
  const list = (caption: string, shown: readonly ShownColumn[]) =>
    table({
      stacked: true,
      caption,
      captionHidden: true,
      columns: [{ head: text.column }, { head: text.meaning }, { head: text.samples }],
      rows: shown.map((column) => [
        html`${column.label || text.noHeading(column.column)}`,
        meaning(language, column),
        samples(language, column),
      ]),
    });
  if (columns.length <= mostInOne) return list(text.mapping, columns);
  const isRead = ({ field }: ShownColumn) => field !== null && field !== 'ignore';
  const unread = columns.filter((column) => !isRead(column));
  const caption = text.unread(numberText(language, unread.length));
  return html`!${list(text.mapping, columns.filter(isRead))}
<details class="set-off"><summary>${caption}</summary>!${list(caption, unread)}</details>`;
}

function withoutProfile(view: MappingView): string {
  const { language, id, place } = view;
  const text = importTexts[language];
  const field = (name: string, value: string) =>
    html`<input type="hidden" name="${name}" value="${value}">`;
  return html`<div id="without-profile" class="set-off">!${form(view, {
    action: `/people/import/${id}/place`,
    submit: text.withoutProfile,
    look: 'quiet',
    body:
      field('withoutProfile', 'yes') +
      (place.sheets.length > 1 ? field('sheet', place.sheet ?? '') : ''),
  })}</div>`;
}

/** Every two columns that mean the same, by heading and place, each with a link to the later one. */
function twiceErrors({ language, columns, twice }: MappingView) {
  if (twice === null) return [];
  const text = importTexts[language];
  const called = ({ label, column }: ShownColumn) =>
    label === '' ? text.noHeading(column) : text.columnAt(label, column);
  const pairs = columns.flatMap((one, at) => {
    const before = columns.slice(0, at).find(({ field }) => field !== null && field === one.field);
    return before === undefined || one.field === 'ignore' ? [] : [{ before, one }];
  });
  if (pairs.length === 0) return [{ field: 'column-1', text: text.twice(...twice) }];
  return pairs.map(({ before, one }) => ({
    field: `column-${one.column}`,
    text: text.twice(called(before), called(one)),
  }));
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
