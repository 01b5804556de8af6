import { html } from 'ghtml';
import type { Language } from '../course/course.ts';
import { errorSummary } from '../web/components/error-summary.ts';
import { inputField } from '../web/components/field.ts';
import { form, searchForm } from '../web/components/form.ts';
import { dayElement, numberText } from '../web/components/format.ts';
import { emptyState } from '../web/components/notice.ts';
import { pagination, withQuery } from '../web/components/pagination.ts';
import { table } from '../web/components/table.ts';
import { tag } from '../web/components/tag.ts';
import { peopleTexts } from './people-texts.ts';

type Found = {
  id: number;
  source: string;
  number: string;
  name: string;
  email: string | null;
  department: string | null;
  leftAt: Date | null;
  begins: string | null;
};

export type PeopleView = {
  language: Language;
  /** As it was written. */
  query: string;
  /** Undefined where nothing was searched for. */
  found: { count: number; people: readonly Found[]; page: number; pages: number } | undefined;
  problem: 'short' | 'identity' | undefined;
};

/** The search, and whom it found. */
export function peopleBody(view: PeopleView): string {
  const { language, query, problem } = view;
  const text = peopleTexts[language];
  const field = inputField({
    name: 'q',
    label: text.query,
    type: 'search',
    value: query,
    maxLength: 100,
    ...(problem === undefined ? {} : { error: text[problem] }),
  });
  const wrong = problem === undefined ? [] : [{ field: 'q', text: text[problem] }];
  return html`!${errorSummary(language, wrong)}<h1>${text.title}</h1>
<p class="lead">${text.lead}</p>
!${searchForm({ action: '/people', body: field, submit: text.search, label: text.title })}
!${results(view)}`;
}

function results({ language, query, found }: PeopleView): string {
  const text = peopleTexts[language];
  if (found === undefined) return '';
  const { count, people, page, pages } = found;
  if (count === 0) return emptyState({ title: text.none, text: text.noneText });
  const rows = people.map((one) => [
    html`<a href="/people/${one.id}">${one.name || text.nameless}</a>`,
    html`${one.number}`,
    html`${one.email ?? '–'}`,
    html`${one.department ?? '–'}`,
    standingTag(language, one),
  ]);
  const columns = [text.name, text.number, text.email, text.department, text.state];
  const list = table({
    stacked: true,
    caption: text.title,
    captionHidden: true,
    columns: columns.map((head) => ({ head })),
    rows,
  });
  return html`<p role="status">${text.found(numberText(language, count))}</p>
!${list}
!${pagination(language, { page, pages, href: (to) => withQuery('/people', { q: query, page: to }) })}`;
}

/** Whether somebody is employed. */
export function standingTag(
  language: Language,
  { leftAt, begins }: Pick<Found, 'leftAt' | 'begins'>,
): string {
  const text = peopleTexts[language];
  if (begins !== null) return html`!${tag(text.begins, 'accent')} !${dayElement(language, begins)}`;
  return leftAt === null ? tag(text.here, 'good') : tag(text.left);
}

/** Before a person is erased: what it means, and the number to be written. */
export function eraseBody(view: {
  language: Language;
  csrfToken: string;
  id: number;
  name: string;
  number: string;
  wrong: string | undefined;
}): string {
  const { language, id, name, number, wrong } = view;
  const text = peopleTexts[language];
  const error = wrong === undefined ? {} : { error: text.eraseWrong(number) };
  const field = inputField({
    name: 'number',
    label: text.eraseField,
    hint: text.eraseHint(number),
    width: 'medium',
    maxLength: 100,
    value: wrong,
    ...error,
  });
  return html`!${errorSummary(language, wrong === undefined ? [] : [{ field: 'number', text: text.eraseWrong(number) }])}<h1>${text.eraseTitle(name)}</h1>
<p class="lead">${text.eraseLead}</p>
<ul>!${text.erasePoints.map((point) => html`<li>${point}</li>`)}</ul>
!${form(view, {
    action: `/people/${id}/erase`,
    body: field,
    submit: text.erase,
    look: 'danger',
    cancel: { href: `/people/${id}`, text: text.cancel },
  })}`;
}
