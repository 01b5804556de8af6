import { html } from 'ghtml';
import { errorSummary } from '../web/components/error-summary.ts';
import { choiceField, inputField, selectField } from '../web/components/field.ts';
import { form, uploadForm } from '../web/components/form.ts';
import { numberText, timeElement } from '../web/components/format.ts';
import { emptyState } from '../web/components/notice.ts';
import { table } from '../web/components/table.ts';
import { tag } from '../web/components/tag.ts';
import { importTexts } from './import-texts.ts';
import type { Upload } from './import-upload-document.ts';
import type { PageLanguage } from './in-language.ts';
import type { RosterProfile } from './roster-profile.ts';

/** An import that was carried out, as a row. */
export type ShownImport = {
  id: number;
  kind: 'people' | 'addresses';
  appliedAt: Date;
  source: string;
  file: string;
  counts: Readonly<Record<string, number>>;
  undoneAt: Date | null;
  by: { kind: 'user' | 'token' | 'command'; address: string | null } | null;
};

/** What was filled in, kept where the file came back. */
export type UploadValues = Partial<Record<'source' | 'profile' | 'scope' | 'addressOnly', string>>;

export type ImportStartView = {
  language: PageLanguage;
  csrfToken: string;
  open: readonly Upload[];
  past: readonly ShownImport[];
  /** Whether there are more that were carried out. */
  more: boolean;
  profiles: readonly RosterProfile[];
  sources: readonly string[];
  values: UploadValues;
  error?: { field: string; text: string } | undefined;
};

/** Where a staff list is handed in, with those that are under way and those of before. */
export function importStartBody(view: ImportStartView): string {
  const text = importTexts[view.language];
  return html`!${errorSummary(view.language, view.error ? [view.error] : [])}<h1>${text.title}</h1>
<p class="lead">${text.lead}</p>
!${openUploads(view)}
<h2>${text.hand}</h2>
!${fileForm(view)}
<h2>${text.history}</h2>
!${pastImports(view)}
!${view.more ? html`<p><a href="/people/import/history">${text.allHistory}</a></p>` : ''}
!${profileTable(view)}`;
}

function fileForm(view: ImportStartView): string {
  const { language, profiles, sources, values, error } = view;
  const text = importTexts[language];
  const wrong = (field: string) => (error?.field === field ? { error: error.text } : {});
  const fields = [
    inputField({
      name: 'source',
      label: text.source,
      hint: text.sourceHint,
      value: values.source ?? sources[0] ?? 'hr',
      width: 'medium',
      maxLength: 40,
      list: sources.map((value) => ({ value, label: value })),
      ...wrong('source'),
    }),
    profiles.length === 0
      ? ''
      : selectField({
          name: 'profile',
          label: text.profile,
          hint: text.profileHint,
          value: values.profile ?? '',
          choices: [
            { value: '', label: text.profileFits },
            { value: '-', label: text.profileNone },
            ...profiles.map(({ name, source }) => ({ value: name, label: `${name} (${source})` })),
          ],
          ...wrong('profile'),
        }),
    choiceField({
      name: 'scope',
      label: text.scope,
      values: [values.scope ?? ''],
      choices: [
        { value: '', label: text.scopeFile, hint: text.scopeFileHint },
        { value: 'all', label: text.scopeAll, hint: text.scopeAllHint },
        { value: 'addresses', label: text.addressOnly, hint: text.addressOnlyHint },
      ],
    }),
  ];
  return html`<div data-drop="${text.drop}">!${uploadForm(view, {
    action: '/people/import',
    label: text.file,
    hint: text.fileHint,
    accept: '.csv,.txt,.xlsx,.xlsm',
    ...wrong('file'),
    body: fields.join(''),
    submit: text.send,
  })}</div>`;
}

function openUploads({ language, open }: ImportStartView): string {
  const text = importTexts[language];
  if (open.length === 0) return '';
  return html`<h2>${text.waiting}</h2>
!${table({
    stacked: true,
    caption: text.waiting,
    captionHidden: true,
    columns: [
      { head: text.file },
      { head: text.source },
      { head: text.when },
      { head: text.state },
    ],
    rows: open.map(({ id, fileName, fields, createdAt, status }) => [
      html`<a href="/people/import/${id}">${fileName}</a>`,
      html`${fields.source ?? 'hr'}`,
      timeElement(language, createdAt),
      tag(text.states[status], status === 'failed' ? 'bad' : 'accent'),
    ]),
  })}`;
}

/** Imports that were carried out, each with what it changed. */
export function pastImports({
  language,
  past,
}: Pick<ImportStartView, 'language' | 'past'>): string {
  const text = importTexts[language];
  if (past.length === 0) return emptyState({ title: text.historyNone, text: text.historyNoneText });
  const words = countWords[language];
  const rows = past.map(({ id, kind, appliedAt, source, file, counts, undoneAt, by }) => {
    const what = Object.entries(words).flatMap(([name, word]) =>
      counts[name] ? [`${numberText(language, counts[name])} ${word}`] : [],
    );
    return [
      timeElement(language, appliedAt),
      html`${file}`,
      html`${source}!${kind === 'addresses' ? html` ${tag(text.addresses)}` : ''}`,
      html`${what.join(', ') || '–'}`,
      html`${by === null ? '–' : (by.address ?? text.by[by.kind])}`,
      undoneAt === null
        ? html`<a href="/people/import/undo/${id}">${text.undo}<span class="visually-hidden"> ${file}, !${timeElement(language, appliedAt)}</span></a>`
        : tag(text.undone),
    ];
  });
  return table({
    stacked: true,
    caption: text.history,
    captionHidden: true,
    columns: [text.when, text.file, text.source, text.what, text.who, text.undo].map((head) => ({
      head,
    })),
    rows,
  });
}

const countWords = {
  sv: {
    joiners: 'nya',
    leavers: 'slutade',
    movers: 'flyttade',
    changed: 'ändrade',
    held: 'att ta ställning till',
    errors: 'fel',
  },
  en: {
    joiners: 'joined',
    leavers: 'left',
    movers: 'moved',
    changed: 'changed',
    held: 'to decide',
    errors: 'errors',
  },
} as const;

function profileTable(view: ImportStartView): string {
  const { language, profiles } = view;
  const text = importTexts[language];
  if (profiles.length === 0) return '';
  return html`<h2>${text.profiles}</h2>
<p>${text.profilesText}</p>
!${table({
    stacked: true,
    caption: text.profiles,
    captionHidden: true,
    columns: [
      { head: text.profile },
      { head: text.source },
      { head: text.columnsCount, number: true },
      { head: text.remove },
    ],
    rows: profiles.map(({ name, source, content }) => [
      html`${name}`,
      html`${source}`,
      String(content.corrections.length),
      form(view, {
        action: `/people/import/profiles/${name}/delete`,
        submit: text.remove,
        about: name,
        look: 'quiet',
        inline: true,
      }),
    ]),
  })}`;
}
