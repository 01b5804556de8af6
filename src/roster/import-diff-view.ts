import { html } from 'ghtml';
import { errorSummary } from '../web/components/error-summary.ts';
import { choiceField, inputField } from '../web/components/field.ts';
import { form } from '../web/components/form.ts';
import { numberText } from '../web/components/format.ts';
import { notice } from '../web/components/notice.ts';
import { figures } from '../web/components/summary-list.ts';
import { diffTexts } from './import-diff-texts.ts';
import { type ImportListView, importList } from './import-list-view.ts';
import type { ImportDocument, Upload } from './import-upload-document.ts';
import type { PageLanguage } from './in-language.ts';
import type { BrakeReason } from './leaver-brake.ts';

/** What was written in the confirmation, kept where something is missing. */
export type ApplyValues = { leavers?: string | undefined; noProtection?: string | undefined };

export type DiffView = {
  language: PageLanguage;
  csrfToken: string;
  upload: Upload;
  document: ImportDocument;
  /** True while the file is kept, and can be read in another way. */
  file: boolean;
  list: ImportListView;
  values: ApplyValues;
  errors: readonly { field: string; text: string }[];
  /** Why the last attempt came to nothing, in the page's language. */
  problem: string | null;
  /** Users whose roles wait for an administrator's review, once the list is applied. */
  suspended: number;
};

/** What an import would change, or has changed, and the questions before it is carried out. */
export function diffBody(view: DiffView): string {
  const { language, upload, errors } = view;
  const text = diffTexts[language];
  const [title, lead] = titleOf(view);
  return html`!${errorSummary(language, errors)}<h1>${title}</h1>
<p class="lead">${lead}</p>
<p>${text.file}: ${upload.fileName}. ${text.source}: ${upload.fields.source ?? 'hr'}.</p>
!${problem(view)}
!${summary(view)}
!${upload.status === 'applied' ? nextSteps(view) : ''}
!${upload.status === 'staged' ? html`<p><a href="#apply">${text.toApply}</a></p>` : ''}
!${upload.status === 'discarded' ? '' : importList(view.list)}
!${upload.status === 'staged' ? applyForm(view) : ''}
!${upload.status === 'discarded' && view.file ? again(view) : ''}`;
}

export function titleOf({ language, upload }: Pick<DiffView, 'language' | 'upload'>) {
  const text = diffTexts[language];
  if (upload.status === 'applied') return [text.appliedTitle, text.appliedLead] as const;
  if (upload.status === 'undone') return [text.undoneTitle, text.undoneLead] as const;
  if (upload.status === 'discarded') return [text.discardedTitle, text.discardedLead] as const;
  return [text.compared, text.comparedLead] as const;
}

function problem(view: DiffView): string {
  const text = diffTexts[view.language];
  if (view.problem === null) return '';
  return notice({
    kind: 'bad',
    title: text.problem,
    body: html`<p>${view.problem}</p><p>${text.problemText}</p>!${view.file ? again(view) : ''}`,
  });
}

function again(view: DiffView): string {
  const text = diffTexts[view.language];
  return form(view, {
    action: `/people/import/${view.upload.id}/again`,
    submit: text.compareAgain,
    look: 'quiet',
  });
}

function summary({ language, document }: DiffView): string {
  const text = diffTexts[language];
  const number = (value: number) => numberText(language, value);
  return figures([
    { value: number(document.people), name: text.people },
    { value: number(document.departments), name: text.departments },
    { value: number(document.withoutEmail), name: text.withoutEmail },
    { value: number(document.rowsInError), name: text.rowsInError },
    ...(document.protected === 0
      ? []
      : [{ value: number(document.protected), name: text.protected, note: text.protectedNote }]),
  ]);
}

function nextSteps({ language, upload, document, suspended }: DiffView): string {
  const text = diffTexts[language];
  const links = [
    ...(document.held > 0 ? [{ href: '/people/held', text: text.toHeld }] : []),
    ...(document.withoutEmail > 0 ? [{ href: '/people/addresses', text: text.toAddresses }] : []),
    { href: `/people/import/undo/${upload.import}`, text: text.undo },
    { href: '/people/import', text: text.toStart },
  ];
  const waiting = html`<p class="reading-width">${text.suspended(suspended)}</p>`;
  return html`<h2>${text.next}</h2>
!${suspended === 0 ? '' : waiting}
<ul>!${links.map((link) => html`<li><a href="${link.href}">${link.text}</a></li>`)}</ul>`;
}

function applyForm(view: DiffView): string {
  const { language, upload, document } = view;
  const text = diffTexts[language];
  const number = (value: number) => numberText(language, value);
  const { joiners, leavers, movers, changed } = document;
  const nothing = joiners + leavers + movers + changed === 0;
  const fields = [
    nothing
      ? html`<p>${text.applyNothing}</p>`
      : html`<p><strong>${text.applyPeople(number(joiners), number(leavers), number(movers), number(changed))}</strong> ${text.applyEffect}</p>`,
    document.confirm.leavers === null ? '' : brakeQuestion(view, document.confirm.leavers),
    document.confirm.noProtection ? protectionQuestion(view) : '',
  ];
  const columns = html`<p><a href="/people/import/${upload.id}/columns">${importColumns[language]}</a></p>`;
  return html`<h2 id="apply">${text.apply}</h2>
!${form(view, {
    action: `/people/import/${upload.id}/apply`,
    body: fields.join(''),
    submit: text.apply,
  })}
!${view.file ? columns : ''}
!${form(view, { action: `/people/import/${upload.id}/discard`, submit: text.discard, look: 'quiet' })}`;
}

const importColumns = { sv: 'Ändra vad kolumnerna betyder', en: 'Change what the columns mean' };

/** Rule 8: who leaves is said again, and the number must be written. */
function brakeQuestion(view: DiffView, leavers: number): string {
  const { language, upload, document, values, errors } = view;
  const text = diffTexts[language];
  const count = numberText(language, leavers);
  const reasons = shownReasons(view, document.brake).map((one) => html`<li>${one}</li>`);
  const error = errors.find(({ field }) => field === 'leavers')?.text;
  return html`!${notice({
    kind: 'warn',
    title: text.brake(count),
    body: html`<p>${text.brakeText}</p><ul>!${reasons}</ul><p>${text.brakeEffect} <a href="/people/import/${upload.id}?list=leavers#list">${text.brakeSee}</a>.</p>`,
  })}
!${inputField({
    name: 'leavers',
    label: text.brakeField,
    hint: text.brakeHint(String(leavers)),
    width: 'short',
    maxLength: 12,
    value: values.leavers,
    ...(error === undefined ? {} : { error }),
  })}`;
}

const mostDepartments = 8;

/** In a list that lacks much every department is a reason: those with most leavers stand for them. */
function shownReasons(view: DiffView, brake: readonly BrakeReason[]): string[] {
  const departments = brake
    .flatMap((one) => (one.kind === 'department' ? [one] : []))
    .sort((a, b) => b.leavers - a.leavers);
  const more = departments.length - mostDepartments;
  return [
    ...brake.filter(({ kind }) => kind !== 'department'),
    ...departments.slice(0, mostDepartments),
  ]
    .map((one) => reasonText(view, one))
    .concat(more > 0 ? [diffTexts[view.language].brakeMore(numberText(view.language, more))] : []);
}

function reasonText({ language, list }: DiffView, reason: BrakeReason): string {
  const text = diffTexts[language];
  const number = (value: number) => numberText(language, value);
  if (reason.kind === 'unreadable') return text.brakeUnreadable(number(reason.rows));
  const { leavers, people } = reason;
  if (reason.kind === 'scope') return text.brakeScope(number(leavers), number(people));
  const name = list.names.get(reason.code);
  return text.brakeDepartment(
    name === undefined ? reason.code : `${name} (${reason.code})`,
    number(leavers),
    number(people),
  );
}

/** Rule 9: asked once a profile. */
function protectionQuestion({ language, values, errors }: DiffView): string {
  const text = diffTexts[language];
  const error = errors.find(({ field }) => field === 'noProtection')?.text;
  return html`!${notice({ kind: 'warn', title: text.protection, body: html`<p>${text.protectionText}</p>` })}
!${choiceField({
    name: 'noProtection',
    label: text.protectionField,
    several: true,
    values: values.noProtection === undefined ? [] : [values.noProtection],
    choices: [{ value: 'yes', label: text.protectionYes }],
    ...(error === undefined ? {} : { error }),
  })}`;
}
