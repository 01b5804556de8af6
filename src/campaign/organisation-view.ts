import { html } from 'ghtml';
import type { Language, Workplace } from '../course/course.ts';
import { workplaces } from '../course/course.ts';
import type { DepartmentChange } from '../roster/department-change.ts';
import { hiddenField, inputField, selectField } from '../web/components/field.ts';
import { form, searchForm } from '../web/components/form.ts';
import { dayElement, numberText } from '../web/components/format.ts';
import { emptyState } from '../web/components/notice.ts';
import { table } from '../web/components/table.ts';
import { tag } from '../web/components/tag.ts';
import { departmentTexts } from './department-texts.ts';

export type TreeRow = {
  code: string;
  name: string;
  level: number;
  people: number;
  /** With all below it. */
  total: number;
  closed: boolean;
  mergedInto: string | null;
};

export type PlannedRow = {
  id: number;
  change: DepartmentChange;
  day: string;
  state: 'planned' | 'failed' | 'done' | 'withdrawn';
  problem: string | null;
};

export type TreeView = {
  language: Language;
  csrfToken: string;
  rows: readonly TreeRow[];
  /** How many there are, shown or not. */
  known: number;
  /** What was searched for. */
  words: string;
  closed: boolean;
  /** Those who see the whole organisation: changes to come, and the workplace of all others. */
  whole: { planned: number; usual: Workplace | undefined } | undefined;
};

const deepest = 4;

/** The tree with headcounts. */
export function treeBody(view: TreeView): string {
  const { language, rows, known, words, closed, whole } = view;
  const text = departmentTexts[language];
  if (known === 0)
    return html`<h1>${text.title}</h1>
!${emptyState({
      title: text.none,
      text: text.noneText,
      ...(whole === undefined ? {} : { action: { href: '/people/import', text: text.import } }),
    })}`;
  const list = table({
    caption: text.title,
    captionHidden: true,
    columns: [
      { head: text.department },
      { head: text.total, number: true },
      { head: text.own, number: true },
      { head: text.code },
    ],
    rows: rows.map((row) => [
      html`<span class="level-${Math.min(row.level, deepest)}"><a href="${departmentPath(row.code)}">${row.name}</a></span>!${closedTag(language, row)}`,
      numberText(language, row.total),
      numberText(language, row.people),
      html`${row.code}`,
    ]),
  });
  const planned = html`<p><a href="/departments/planned">${text.toPlanned} (${numberText(language, whole?.planned ?? 0)})</a></p>`;
  return html`<h1>${text.title}</h1>
<p class="lead">${text.lead}</p>
!${whole === undefined ? '' : planned}
!${known < fewestToSearch ? '' : search(view)}
!${rows.length === 0 ? html`<p role="status">${text.searchNone(words)}</p>` : list}
<p><a href="/departments${closed ? '' : '?closed=1'}">${closed ? text.hideClosed : text.showClosed}</a></p>
!${whole === undefined ? '' : usualForm(view, whole.usual)}`;
}

const fewestToSearch = 30;

function search({ language, rows, known, words, closed }: TreeView): string {
  const text = departmentTexts[language];
  const field = inputField({
    name: 'q',
    label: text.search,
    type: 'search',
    width: 'medium',
    maxLength: 100,
    value: words,
  });
  const more = closed ? '?closed=1&all=1' : '?all=1';
  const [some, of] = [numberText(language, rows.length), numberText(language, known)];
  const partly =
    words === '' && rows.length < known
      ? html`<p>${text.partly(some, of)} <a href="/departments${more}">${text.showAll}</a></p>`
      : '';
  return html`!${searchForm({
    action: '/departments',
    body: field + (closed ? hiddenField('closed', '1') : ''),
    submit: text.searchSubmit,
    label: text.search,
  })}!${partly}!${words === '' ? '' : html`<p><a href="/departments">${text.searchClear}</a></p>`}`;
}

export function departmentPath(code: string): string {
  return `/departments/${encodeURIComponent(code)}`;
}

function closedTag(language: Language, { closed, mergedInto }: TreeRow): string {
  const text = departmentTexts[language];
  if (!closed) return '';
  return html` ${''}!${tag(mergedInto === null ? text.closed : `${text.mergedInto} ${mergedInto}`)}`;
}

function usualForm(view: TreeView, usual: Workplace | undefined): string {
  const text = departmentTexts[view.language];
  const field = selectField({
    name: 'workplace',
    label: text.usual,
    value: usual ?? 'none',
    choices: [
      { value: 'none', label: text.usualNone },
      ...workplaces.map((value) => ({ value, label: text.workplaces[value] })),
    ],
  });
  return html`<h2>${text.workplace}</h2>
!${form(view, {
    action: '/departments/workplace',
    body: field,
    submit: text.saveWorkplace,
    look: 'quiet',
  })}`;
}

/** Changes that wait for their day, or that could not be carried out on it. */
export function plannedBody(view: {
  language: Language;
  csrfToken: string;
  plans: readonly PlannedRow[];
}): string {
  const text = departmentTexts[view.language];
  return html`<h1>${text.planned}</h1>
<p class="lead">${text.plannedText}</p>
!${view.plans.length === 0 ? emptyState({ title: text.plannedNone, text: text.plannedNoneText }) : plannedTable(view)}`;
}

export function plannedTable(view: {
  language: Language;
  csrfToken: string;
  plans: readonly PlannedRow[];
}): string {
  const { language, plans } = view;
  const text = departmentTexts[language];
  return table({
    stacked: true,
    caption: text.planned,
    captionHidden: true,
    columns: [text.day, text.change, text.state, text.withdraw].map((head) => ({ head })),
    rows: plans.map(({ id, change, day, state, problem }) => [
      dayElement(language, day),
      html`${changeText(language, change)}`,
      html`!${tag(text.states[state], state === 'failed' ? 'bad' : 'accent')}!${problem === null ? '' : html`<p class="small">${problem}</p>`}`,
      form(view, {
        action: `/departments/planned/${id}/withdraw`,
        submit: text.withdraw,
        about: changeText(language, change),
        look: 'quiet',
        inline: true,
      }),
    ]),
  });
}

/** A change in a sentence. */
export function changeText(language: Language, change: DepartmentChange): string {
  const text = departmentTexts[language];
  if (change.kind === 'rename') return text.renameTo(change.code, change.name);
  if (change.kind === 'move') return text.moveTo(change.code, change.under ?? text.top);
  return text.mergeTo(change.codes.join(', '), change.into);
}
