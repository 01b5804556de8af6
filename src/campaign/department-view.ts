import { html } from 'ghtml';
import type { Language, Workplace } from '../course/course.ts';
import { workplaces } from '../course/course.ts';
import { errorSummary } from '../web/components/error-summary.ts';
import { choiceField, inputField, selectField } from '../web/components/field.ts';
import { form } from '../web/components/form.ts';
import { dayElement, numberText } from '../web/components/format.ts';
import { summaryList } from '../web/components/summary-list.ts';
import { table } from '../web/components/table.ts';
import { departmentTexts } from './department-texts.ts';
import { departmentPath, type PlannedRow, plannedTable } from './organisation-view.ts';

type Named = { code: string; name: string };
type Hours = { from: string; until: string; weekdays: readonly number[] };

/** Which of the page's forms came back. */
export type DepartmentForm = 'rename' | 'move' | 'merge' | 'window';

export type DepartmentView = {
  language: Language;
  csrfToken: string;
  code: string;
  name: string;
  /** Null: the top; undefined: outside what the visitor sees. */
  parent: Named | null | undefined;
  people: number;
  total: number;
  children: readonly Named[];
  aliases: readonly string[];
  closedDay: string | null;
  mergedInto: string | null;
  /** Oldest first; days, null where it has always been so or still is. */
  history: readonly {
    from: string;
    to: string | null;
    name: string;
    parent: string | null | undefined;
  }[];
  plans: readonly PlannedRow[];
  /** Others that it can be moved under or merged into; empty where the visitor may change nothing. */
  others: readonly Named[];
  mayReorganise: boolean;
  window: { own: Hours | undefined; above: (Hours & Named) | undefined };
  workplace: { own: Workplace | null; now: Workplace | null };
  sent:
    | { form: DepartmentForm; values: Readonly<Record<string, string>>; days: readonly string[] }
    | undefined;
  errors: readonly { field: string; text: string }[];
};

/** One department: how it stands, its past, and what can be changed. */
export function departmentBody(view: DepartmentView): string {
  const { language, code, name } = view;
  const text = departmentTexts[language];
  const open = view.closedDay === null;
  return html`!${errorSummary(language, view.errors)}<h1>${name}</h1>
<p class="lead">${text.code} ${code}</p>
!${facts(view)}
!${view.plans.length === 0 ? '' : html`<h2>${text.planned}</h2>!${plannedTable(view)}`}
!${open ? windowPart(view) + workplacePart(view) : ''}
!${open && view.mayReorganise ? reorganise(view) : ''}
<h2>${text.history}</h2>
!${history(view)}`;
}

function facts(view: DepartmentView): string {
  const { language, parent, children, aliases, closedDay, mergedInto } = view;
  const text = departmentTexts[language];
  const link = (one: Named) =>
    html`<a href="${departmentPath(one.code)}">${one.name} (${one.code})</a>`;
  const below = html`<ul class="path">!${children.map((one) => html`<li>!${link(one)}</li>`)}</ul>`;
  return summaryList([
    ...(parent === undefined
      ? []
      : [{ name: text.under, value: parent === null ? text.top : link(parent) }]),
    {
      name: text.people,
      value: html`${text.counts(numberText(language, view.people), numberText(language, view.total))}`,
    },
    ...(children.length === 0 ? [] : [{ name: text.below, value: below }]),
    ...(aliases.length === 0 ? [] : [{ name: text.aliases, value: html`${aliases.join(', ')}` }]),
    ...(closedDay === null
      ? []
      : [{ name: text.closedAt, value: dayElement(language, closedDay) }]),
    ...(mergedInto === null
      ? []
      : [
          {
            name: text.mergedInto,
            value: html`<a href="${departmentPath(mergedInto)}">${mergedInto}</a>`,
          },
        ]),
  ]);
}

function history({ language, history: periods }: DepartmentView): string {
  const text = departmentTexts[language];
  const columns = [text.from, text.until, text.name, text.under].map((head) => ({ head }));
  return table({
    stacked: true,
    caption: text.history,
    captionHidden: true,
    columns,
    rows: periods.map(({ from, to, name, parent }) => [
      dayElement(language, from),
      to === null ? text.stillSo : dayElement(language, to),
      html`${name}`,
      html`${parent === null ? text.top : (parent ?? '–')}`,
    ]),
  });
}

/** Hours in words: `22:00–05:00, måndag, tisdag`. */
export function hoursText(language: Language, { from, until, weekdays }: Hours): string {
  const names = departmentTexts[language].dayNames;
  return `${from}–${until}, ${weekdays.map((day) => names[day - 1] ?? '').join(', ')}`;
}

function windowPart(view: DepartmentView): string {
  const { language, code, window, sent, errors } = view;
  const text = departmentTexts[language];
  const { own, above } = window;
  const now =
    own !== undefined
      ? text.windowOwn(hoursText(language, own))
      : above !== undefined
        ? text.windowAbove(above.name, hoursText(language, above))
        : text.windowNone;
  const again = sent?.form === 'window' ? sent : undefined;
  const start = own ?? above ?? { from: '08:00', until: '16:00', weekdays: [1, 2, 3, 4, 5] };
  const error = errors.find(({ field }) => field === 'windowFrom')?.text;
  const days = again?.days ?? start.weekdays.map(String);
  const fields = [
    inputField({
      name: 'windowFrom',
      label: text.windowFrom,
      type: 'time',
      value: again?.values.windowFrom ?? start.from,
      ...(error === undefined ? {} : { error }),
    }),
    inputField({
      name: 'windowUntil',
      label: text.windowUntil,
      hint: text.windowUntilHint,
      type: 'time',
      value: again?.values.windowUntil ?? start.until,
    }),
    choiceField({
      name: 'weekdays',
      label: text.weekdays,
      several: true,
      values: days,
      choices: text.dayNames.map((label, at) => ({ value: String(at + 1), label })),
    }),
  ];
  const path = departmentPath(code);
  const save = form(view, {
    action: `${path}/window`,
    body: fields.join(''),
    submit: text.saveWindow,
    look: 'quiet',
  });
  const remove = form(view, {
    action: `${path}/window/remove`,
    submit: text.removeWindow,
    look: 'quiet',
  });
  return html`<h2>${text.window}</h2>
<p>${text.windowText}</p>
<p><strong>${now}</strong></p>
<details !${again === undefined ? '' : 'open'}><summary>${text.alter}: ${text.window.toLowerCase()}</summary>
!${save}!${own === undefined ? '' : remove}
</details>`;
}

function workplacePart(view: DepartmentView): string {
  const { language, code, workplace } = view;
  const text = departmentTexts[language];
  const now = workplace.now === null ? text.noWorkplace : text.workplaces[workplace.now];
  const field = selectField({
    name: 'workplace',
    label: text.workplaceOwn,
    value: workplace.own ?? 'none',
    choices: [
      { value: 'none', label: text.workplaceInherited },
      ...workplaces.map((value) => ({ value, label: text.workplaces[value] })),
    ],
  });
  return html`<h2>${text.workplace}</h2>
<p>${text.workplaceText}</p>
<p><strong>${text.holds}: ${now}.</strong></p>
<details><summary>${text.alter}: ${text.workplace.toLowerCase()}</summary>
!${form(view, {
    action: `${departmentPath(code)}/workplace`,
    body: field,
    submit: text.saveWorkplace,
    look: 'quiet',
  })}
</details>`;
}

function reorganise(view: DepartmentView): string {
  const { language, code, name, others } = view;
  const text = departmentTexts[language];
  const list = others.map((one) => ({ value: one.code, label: one.name }));
  const valueIn = (form: DepartmentForm, field: string, otherwise: string) =>
    view.sent?.form === form ? (view.sent.values[field] ?? '') : otherwise;
  const errorOf = (field: string) => {
    const found = view.errors.find((one) => one.field === field);
    return found === undefined ? {} : { error: found.text };
  };
  const day = (form: DepartmentForm) =>
    inputField({
      name: `${form}From`,
      label: text.validFrom,
      hint: text.validFromHint,
      type: 'date',
      value: valueIn(form, `${form}From`, ''),
      ...errorOf(`${form}From`),
    });
  const part = (
    which: DepartmentForm,
    about: string,
    field: string,
    look: 'quiet' | 'danger',
    question = '',
  ) => {
    const path = `${departmentPath(code)}/${which}`;
    const body = field + day(which) + question;
    const submit = text[which as 'rename' | 'move' | 'merge'];
    const shown = form(view, { action: path, body, submit, look });
    const open = view.sent?.form === which ? 'open' : '';
    return html`<details !${open}><summary>${submit}</summary>!${about === '' ? '' : html`<p class="reading-width">${about}</p>`}!${shown}</details>`;
  };
  return html`<h2>${text.alter}</h2>
<p class="reading-width">${text.changeText}</p>
!${part(
    'rename',
    '',
    inputField({
      name: 'name',
      label: text.newName,
      maxLength: 250,
      value: valueIn('rename', 'name', name),
      ...errorOf('name'),
    }),
    'quiet',
  )}
!${part(
    'move',
    text.moveText,
    inputField({
      name: 'under',
      label: text.moveUnder,
      hint: text.moveHint,
      width: 'medium',
      maxLength: 250,
      list,
      value: valueIn('move', 'under', view.parent?.code ?? ''),
      ...errorOf('under'),
    }),
    'quiet',
  )}
!${part(
    'merge',
    text.mergeText(name),
    inputField({
      name: 'into',
      label: text.mergeInto,
      hint: text.mergeHint,
      width: 'medium',
      maxLength: 250,
      list,
      value: valueIn('merge', 'into', ''),
      ...errorOf('into'),
    }),
    'danger',
    choiceField({
      name: 'mergeSure',
      label: text.mergeSure,
      several: true,
      choices: [{ value: 'yes', label: text.mergeYes(name) }],
      ...errorOf('mergeSure'),
    }),
  )}`;
}
