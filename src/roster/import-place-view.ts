import { html } from 'ghtml';
import { inputField, selectField } from '../web/components/field.ts';
import { form } from '../web/components/form.ts';
import { importTexts } from './import-texts.ts';
import type { PageLanguage } from './in-language.ts';

/** Where in an upload the staff list is read from. */
export type ShownPlace = {
  sheets: readonly string[];
  sheet: string | null;
  lacksSheet: string | null;
  headingRow: number;
  withoutHeadings: boolean;
  hasRows: boolean;
  /** What was sent where it came back. */
  sentRow?: string | undefined;
};

/** Says where the headings were found, and lets another place be read. */
export function placeBody(
  view: {
    language: PageLanguage;
    csrfToken: string;
    id: string;
    place: ShownPlace;
    errors: readonly { field: string; text: string }[];
  },
  isWrong: boolean,
): string {
  const { language, id, place, errors } = view;
  const text = importTexts[language];
  const several = place.sheets.length > 1;
  const errorOf = (name: string) => {
    const found = errors.find(({ field }) => field === name);
    return found === undefined ? {} : { error: found.text };
  };
  const sheets = selectField({
    name: 'sheet',
    label: text.sheet,
    value: place.sheet ?? '',
    choices: place.sheets.map((name) => ({ value: name, label: name })),
    ...errorOf('sheet'),
  });
  const row = inputField({
    name: 'headingRow',
    label: text.headingRow,
    hint: text.headingRowHint,
    value: place.sentRow ?? '',
    width: 'short',
    maxLength: 6,
    ...errorOf('headingRow'),
  });
  const body = form(view, {
    action: `/people/import/${id}/place`,
    submit: text.readPlace,
    look: 'quiet',
    body: (several ? sheets : '') + row,
  });
  return html`<p>${text.place(place.headingRow, several ? place.sheet : null)}</p>
<details class="reading-width set-off" !${several || isWrong ? 'open' : ''}><summary>${several ? text.placeWrong : text.rowWrong}</summary>
!${body}
</details>`;
}
